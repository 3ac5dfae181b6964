package dissecttest

import (
	"fmt"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/engine"
)

// Framed tests a protocol whose messages have lengths in a TCP stream by conversations
// as Parse reads them.
type Framed struct {
	Protocol *dissect.Protocol
	Port     uint16 // of the server
	// Carrier is the protocol of the connection if it is another.
	Carrier *dissect.Protocol
	// Rowless says that rows follow how segments are cut, as Wireshark's do.
	Rowless bool
}

func (x *Framed) parse(t testing.TB, script string) []Turn {
	t.Helper()
	turns, err := Parse(script)
	if err != nil {
		t.Fatal(err)
	}
	return turns
}

// Check checks the rows that a conversation states, and its exchanges, however it is cut
// and what is lost of it.
func (x *Framed) Check(t *testing.T, script string, exchanges ...string) {
	t.Helper()
	c := Conversation{Protocols: []*dissect.Protocol{x.Protocol}, Port: x.Port, Turns: x.parse(t, script),
		PerSegment: x.Rowless, Assigned: true}
	c.Check(t)
	d := Dialogue{Conversation: c, Exchanges: exchanges}
	d.Check(t)
}

// Fields checks fields of the last segment by name; several values are joined by "|".
func (x *Framed) Fields(t *testing.T, script string, fields map[string]string) {
	t.Helper()
	carrier := x.Protocol
	if x.Carrier != nil {
		carrier = x.Carrier
	}
	f := NewConnection(x.Port, engine.ByArrival, carrier).Last(x.parse(t, script))
	for name, want := range fields {
		if got := FieldText(f, x.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// AllocateNothing checks that the last segment allocates nothing when it comes again and
// again.
func (x *Framed) AllocateNothing(t *testing.T, script string) {
	t.Helper()
	turns := x.parse(t, script)
	c := NewConnection(x.Port, engine.ByArrival, x.Protocol)
	c.Rows(turns)
	last := &turns[len(turns)-1]
	if n := testing.AllocsPerRun(100, func() { c.Send(last) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// Fuzz takes any bytes for a connection and its exchanges; a conversation is the seed.
func (x *Framed) Fuzz(f *testing.F, script string) {
	var seed []byte
	for _, turn := range x.parse(f, script) {
		for b := turn.Data; len(b) > 0; {
			n := min(len(b), 127)
			mark := byte(n)
			if turn.Dir == dissect.ToServer {
				mark |= 0x80
			}
			seed = append(append(seed, mark), b[:n]...)
			b = b[n:]
		}
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, b []byte) {
		AnyConnection(t, x.Protocol, x.Port, b)
		AnyDialogue(t, x.Protocol, x.Port, b)
	})
}

// Sends returns the line of Parse by which the client (">") or the server ("<") sends
// messages in one segment.
func Sends(mark string, messages ...string) string {
	b := []byte(mark + "- ")
	for _, m := range messages {
		for i := range len(m) {
			b = fmt.Appendf(b, "\\x%02x", m[i])
		}
	}
	return string(append(b, '\n'))
}
