package bencode_test

import (
	"strings"
	"testing"

	"netsniff/dissect/bencode"
)

func TestParse(t *testing.T) {
	deep := bencode.MaxDepth
	for _, c := range []struct {
		in, raw, body string
		kind          bencode.Kind
		fault         bencode.Fault
	}{
		{"4:spamrest", "4:spam", "spam", bencode.String, bencode.Fine},
		{"0:", "0:", "", bencode.String, bencode.Fine},
		{"i-42e", "i-42e", "-42", bencode.Integer, bencode.Fine},
		{"i0e", "i0e", "0", bencode.Integer, bencode.Fine},
		{"le", "le", "", bencode.List, bencode.Fine},
		{"l4:spami3ee.", "l4:spami3ee", "4:spami3e", bencode.List, bencode.Fine},
		{"d3:cow3:moo4:spaml1:aee", "d3:cow3:moo4:spaml1:aee", "3:cow3:moo4:spaml1:ae", bencode.Dictionary, bencode.Fine},
		{"i" + strings.Repeat("9", 1000) + "e", "i" + strings.Repeat("9", 1000) + "e", strings.Repeat("9", 1000),
			bencode.Integer, bencode.Fine},
		{strings.Repeat("l", deep) + strings.Repeat("e", deep), strings.Repeat("l", deep) + strings.Repeat("e", deep),
			strings.Repeat("l", deep-1) + strings.Repeat("e", deep-1), bencode.List, bencode.Fine},
		{"", "", "", bencode.None, bencode.Truncated},
		{"5:spam", "", "", bencode.None, bencode.Truncated},
		{"9999999999:spam", "", "", bencode.None, bencode.Truncated},
		{"99999999999:spam", "", "", bencode.None, bencode.Malformed},
		{"04:spam", "", "", bencode.None, bencode.Malformed},
		{":spam", "", "", bencode.None, bencode.Malformed},
		{"-1:spam", "", "", bencode.None, bencode.Malformed},
		{"i04e", "", "", bencode.None, bencode.Malformed},
		{"i-0e", "", "", bencode.None, bencode.Malformed},
		{"ie", "", "", bencode.None, bencode.Malformed},
		{"i-e", "", "", bencode.None, bencode.Malformed},
		{"i12", "", "", bencode.None, bencode.Truncated},
		{"e", "", "", bencode.None, bencode.Malformed},
		{"d1:ae", "", "", bencode.None, bencode.Malformed},
		{"di1e1:ae", "", "", bencode.None, bencode.Malformed},
		{"dlei1ee", "", "", bencode.None, bencode.Malformed},
		{"l1:a", "", "", bencode.None, bencode.Truncated},
		{strings.Repeat("l", deep+1) + strings.Repeat("e", deep+1), "", "", bencode.None, bencode.TooDeep},
		{strings.Repeat("d0:", 1<<16), "", "", bencode.None, bencode.TooDeep},
	} {
		v, fault := bencode.Parse([]byte(c.in))
		if fault != c.fault || v.Kind != c.kind || string(v.Raw) != c.raw || string(v.Body) != c.body {
			t.Errorf("%.40q: %v %.40q %.40q, %v", c.in, v.Kind, v.Raw, v.Body, fault)
		}
	}
}

func TestDictionary(t *testing.T) {
	v, _ := bencode.Parse([]byte("d1:ai7e1:bl2:xy1:ze1:ai8ee"))
	if n, ok := v.Get("a").Int(); n != 7 || !ok {
		t.Errorf("a is %d, %v: the first of two keys counts", n, ok)
	}
	if v.Get("c").Kind != bencode.None || v.Get("b").Kind != bencode.List || v.Get("b").Get("a").Kind != bencode.None {
		t.Error("keys that are not there")
	}
	var got []string
	for e := v.Get("b").Entries(); e.Next(); {
		got = append(got, string(e.Value.Text()))
	}
	if strings.Join(got, " ") != "xy z" {
		t.Errorf("the list holds %q", got)
	}
	if key, same, found := v.Disorder(); string(key) != "a" || same || !found {
		t.Errorf("disorder at %q, %v, %v", key, same, found)
	}
	twice, _ := bencode.Parse([]byte("d1:a1:b1:a1:ce"))
	if key, same, found := twice.Disorder(); string(key) != "a" || !same || !found {
		t.Errorf("disorder at %q, %v, %v", key, same, found)
	}
}

func TestInt(t *testing.T) {
	for in, want := range map[string]int64{"i-9e": -9, "i999999999999999999e": 999999999999999999} {
		if v, _ := bencode.Parse([]byte(in)); true {
			if n, ok := v.Int(); n != want || !ok {
				t.Errorf("%s is %d, %v", in, n, ok)
			}
		}
	}
	if v, _ := bencode.Parse([]byte("i9999999999999999999e")); true {
		if n, ok := v.Int(); ok {
			t.Errorf("a number that does not fit is %d", n)
		}
	}
}

// TestWorkIsLinear: a million values and keys are passed by once for each level
// that is asked for.
func TestWorkIsLinear(t *testing.T) {
	b := []byte("l" + strings.Repeat("i1e", 1<<20) + "e")
	v, fault := bencode.Parse(b)
	n := 0
	for e := v.Entries(); e.Next(); {
		n++
	}
	if fault != bencode.Fine || n != 1<<20 {
		t.Errorf("%d values, %v", n, fault)
	}
	if testing.AllocsPerRun(3, func() { bencode.Parse(b) }) != 0 {
		t.Error("parsing allocates")
	}
}

// FuzzBencode walks through whatever is a value.
func FuzzBencode(f *testing.F) {
	f.Add([]byte("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"))
	f.Add([]byte("lli1ei-2eed1:a0:ee"))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, fault := bencode.Parse(b)
		if (fault == bencode.Fine) != (v.Kind != bencode.None) || len(v.Raw) > len(b) {
			t.Fatalf("%v, %v", v.Kind, fault)
		}
		walk(t, v, 0)
		s := bencode.Scan(b)
		for s.Next() {
		}
		if (s.Fault == bencode.Fine) != (fault == bencode.Fine) || fault == bencode.Fine && s.Read() != len(v.Raw) {
			t.Fatalf("scanned: %v, parsed: %v", s.Fault, fault)
		}
		v.Disorder()
	})
}

func walk(t *testing.T, v bencode.Value, depth int) {
	if depth > bencode.MaxDepth {
		t.Fatal("too deep")
	}
	read := 2
	for e := v.Entries(); e.Next(); {
		if v.Kind == bencode.Dictionary {
			read += len(e.Key) + len(":") + digits(len(e.Key))
		}
		read += len(e.Value.Raw)
		walk(t, e.Value, depth+1)
	}
	if (v.Kind == bencode.List || v.Kind == bencode.Dictionary) && read != len(v.Raw) {
		t.Fatalf("%q: %d of %d bytes read", v.Raw, read, len(v.Raw))
	}
}

func digits(n int) (d int) {
	for d = 1; n > 9; n /= 10 {
		d++
	}
	return d
}

// TestScan: a value that is cut is read as far as it goes.
func TestScan(t *testing.T) {
	for in, want := range map[string]string{
		"d1:ad2:id2:xye1:eli7e1:zee": "dictionary a: dictionary id: xy/id end e: list 7/e z/e end end fine",
		"d1:ad2:id5:xy":              "dictionary a: dictionary id: truncated",
		"i5etail":                    "5 fine",
		"d1:ae":                      "dictionary a: malformed",
		"di1ei2ee":                   "dictionary malformed",
		"":                           "truncated",
	} {
		var words []string
		s := bencode.Scan([]byte(in))
		for s.Next() {
			x := s.Token
			word := string(x.Body)
			switch {
			case x.Kind == bencode.None:
				word = "end"
			case x.Kind == bencode.List || x.Kind == bencode.Dictionary:
				word = x.Kind.String()
			case x.Key:
				word += ":"
			case x.Of != nil:
				word += "/" + string(x.Of)
			}
			words = append(words, word)
		}
		if got := strings.Join(append(words, s.Fault.String()), " "); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}
