package dissecttest

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
)

// Messages tests protocols that share a UDP port by messages in hexadecimal, a
// datagram each.
type Messages struct {
	Protocols []*dissect.Protocol
	Port      uint16 // of the server
}

// Datagram returns the turn with the bytes of text in hexadecimal.
func Datagram(d dissect.Dir, text string) Turn {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return Turn{Dir: d, Data: b}
}

// Rows checks the Protocol and Info column, the second of each pair, of the message
// that is the first and stands alone in its conversation.
func (m *Messages) Rows(t *testing.T, pairs [][2]string) {
	t.Helper()
	for _, x := range pairs {
		message, want := x[0], x[1]
		got := NewDatagrams(m.Port, m.Protocols...).Rows([]Turn{Datagram(dissect.ToServer, message)})
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
}

// Fields checks fields of a message by name; several values are joined by "|".
func (m *Messages) Fields(t *testing.T, message string, fields map[string]string) {
	t.Helper()
	f := NewDatagrams(m.Port, m.Protocols...).Last([]Turn{Datagram(dissect.ToServer, message)})
	for name, want := range fields {
		got := ""
		for _, p := range m.Protocols {
			got += FieldText(f, p, name)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Retried checks that a request, sent twice, and its answer are one exchange, whose
// line has the words.
func (m *Messages) Retried(t *testing.T, request, answer string, words ...string) {
	t.Helper()
	heard, asked := new(Heard), Datagram(dissect.ToServer, request)
	TellDatagrams([]Turn{asked, asked, Datagram(dissect.ToClient, answer)}, m.Port, heard, m.Protocols...)
	if len(heard.Exchanges) != 1 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for _, word := range words {
		if !strings.Contains(heard.Exchanges[0].Line, word) {
			t.Errorf("%q does not say %q", heard.Exchanges[0].Line, word)
		}
	}
}

// AllocateNothing checks that a message like those before it allocates nothing.
func (m *Messages) AllocateNothing(t *testing.T, message string) {
	t.Helper()
	c, x := NewDatagrams(m.Port, m.Protocols...), Datagram(dissect.ToServer, message)
	if n := testing.AllocsPerRun(100, func() { c.Send(&x) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// Fuzz takes any bytes for a conversation, a message at first.
func (m *Messages) Fuzz(f *testing.F, message string) {
	b := Datagram(dissect.ToServer, message).Data
	f.Add(append([]byte{0x80 | byte(min(len(b), 127))}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { AnyDatagrams(t, m.Protocols, b) })
}
