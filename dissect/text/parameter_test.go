package text

import "testing"

func TestParameter(t *testing.T) {
	for _, c := range []struct{ list, want string }{
		{` charset=utf-8; boundary=x`, "x"},
		{`Boundary = "a b;c" ; charset=x`, "a b;c"},
		{`name="x; boundary=no"; boundary=yes`, "yes"},
		{` format; boundary=x y`, "x"},
		{`boundary="open`, "open"},
		{`boundary=`, ""},
		{`charset=x`, ""},
		{``, ""},
		{`; ;`, ""},
	} {
		if got := string(Parameter([]byte(c.list), "boundary")); got != c.want {
			t.Errorf("%q: %q, want %q", c.list, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for s, want := range map[string]int64{"0": 0, "0012": 12, "922337203685477580": 922337203685477580, "": -1,
		"-1": -1, "1 ": -1, "99999999999999999999": -1} {
		n, ok := Number([]byte(s))
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("%q: %d, want %d", s, n, want)
		}
	}
}
