package resp_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/resp"
)

// TestBegun: a row says what is there of a message that goes on.
func TestBegun(t *testing.T) {
	const cut = " [TCP segment of a reassembled PDU]"
	for _, x := range []struct {
		turns []dissecttest.Turn
		want  []string
	}{
		{[]dissecttest.Turn{dissecttest.Client("*2\r\n$3\r\nGET\r\n$5\r\nhel"), dissecttest.Client("lo\r\n")},
			[]string{"Request: GET [continuation]" + cut, "Request: GET hello"}},
		{[]dissecttest.Turn{dissecttest.Server("*3\r\n$3\r\nabc\r\n$3\r\nde"), dissecttest.Server("f\r\n:5\r\n")},
			[]string{"Response: Array(3) [continuation]" + cut, "Response: Array(3)"}},
		{[]dissecttest.Turn{dissecttest.Server("*2\r\n"), dissecttest.Server("+a\r\n+b\r\n")},
			[]string{"Response: [continuation]" + cut, "Response: Array(2)"}},
		{[]dissecttest.Turn{dissecttest.Server("+A\r\n+B"), dissecttest.Server("\r\n")},
			[]string{"Response: A [continuation]", "Response: B"}},
	} {
		c := dissecttest.NewConnection(6379, engine.ByArrival, &resp.Protocol)
		for i := range x.turns {
			if got := string(c.Last(x.turns[i : i+1]).AppendInfo(nil)); got != x.want[i] {
				t.Errorf("%q, want %q", got, x.want[i])
			}
		}
	}
}
