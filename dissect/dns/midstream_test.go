package dns

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// TestJoinedInAMessage: of a connection that was there before the capture the
// first bytes are not a length, unless a message follows.
func TestJoinedInAMessage(t *testing.T) {
	query, answer := string(prefixed(query(1, "a.example", 1))),
		string(prefixed(reply(2, "b.example", 1, "\xc0\x00\x02\x01")))
	const rest, none = "[Rest of a message whose beginning was not captured]", reassembly.ScaleUnknown
	for _, tt := range []struct {
		title string
		seen  reassembly.Completeness
		scale int8
		in    []string
		want  string
	}{
		{"at a message", 0, none, []string{query}, "Standard query 0x0001 A a.example"},
		{"in a record", 0, none, []string{"\xc0\x0c\x00\x01\x00\x01\x00\x00\x0e\x10\x00\x04\xc0\x00\x02\x07" + answer},
			rest + "|Standard query response 0x0002 A b.example A 192.0.2.1"},
		{"in text", 0, none, []string{strings.Repeat("text of a record ", 80), query},
			rest + "|Standard query 0x0001 A a.example"},
		{"after a length alone", 0, none, []string{query[:2], query}, "Standard query 0x0001 A a.example"},
		{"a long message that goes on", 0, none, []string{string([]byte{0xff, 0xff}) + answer[2:]}, ""},
		{"from the handshake on", reassembly.SeenSYN, none, []string{"\x00\x04text"},
			"Unknown operation (15) 0x7465[Malformed Packet]"},
		{"from the server's SYN on", 0, 7, []string{"\x00\x04text"},
			"Unknown operation (15) 0x7465[Malformed Packet]"},
	} {
		d := &dissector{store: &store{}}
		f := frame(1, 0)
		f.Segment = &reassembly.Segment{Completeness: tt.seen, Scale: tt.scale}
		for i, in := range tt.in {
			again := i > 0 && len(tt.in[i-1]) == 2 // the engine gives those bytes again
			for b := []byte(in); len(b) > 0; {
				v := d.Dissect(f, &dissect.Input{Bytes: b, Again: again})
				if v.Need != dissect.Complete {
					break
				}
				b = b[v.Used:]
			}
		}
		var got []string
		for _, l := range f.Messages() {
			got = append(got, string(l.Message.AppendInfo(nil)))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s: %q, want %q", tt.title, s, tt.want)
		}
	}
}
