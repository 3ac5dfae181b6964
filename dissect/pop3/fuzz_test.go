package pop3_test

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/pop3"
)

// FuzzPOP3 replays any bytes as a conversation.
func FuzzPOP3(f *testing.F) {
	f.Add([]byte("\x0b+OK ready\r\n\x88RETR 1\r\n\x0e+OK 9 octets\r\n\x05a: b\r\n\x06\r\nc\r\n."))
	f.Add([]byte("\x8cAUTH PLAIN\r\n\x04+ \r\n\x85abc\r\n"))
	f.Add([]byte("\x86STLS\r\n\x05+OK\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &pop3.Protocol, 110, b) })
}

// FuzzDialogue hears any bytes as a dialogue.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\x0b+OK ready\r\n\x88RETR 1\r\n\x0e+OK 9 octets\r\n\x05a: b\r\n\x08\r\n..c\r\n.\x02\r\n"))
	f.Add([]byte("\x05+OK\r\n\x8cAUTH PLAIN\r\n\x04+ \r\n\x85abc\r\n\x06-ERR\r\n"))
	f.Add([]byte("\x05+OK\r\n\x86STLS\r\n\x05+OK\r\n\x84\x16\x03\x01\x00"))
	f.Add([]byte("\x05+OK\r\n\x98CAPA\nLIST\nRETR 1\nTOP 1 0\n\x22+OK\nA\n.\n+OK\n1 2\n.\n+OK\na\n.\n-ERR\n"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &pop3.Protocol, 110, b) })
}

func TestDialogueCostsNoAllocations(t *testing.T) {
	dialogue := []dissecttest.Turn{
		client("RETR 1\r\n"), server("+OK 85 octets\r\n"), server(letter[:30]), server(letter[30:] + ".\r\n"),
		client("NOOP\r\n"), server("+OK\r\n"), server(letter),
	}
	if n := newConnection(110).Allocs(dialogue); n > 0 {
		t.Errorf("a message costs %v allocations", n)
	}
}

func BenchmarkMessageSegment(b *testing.B) {
	packet, conn := new(capture.Packet), new(dissect.Conn)
	d := pop3.Protocol.NewStream(conn)
	f := &dissect.Frame{Packet: packet, Conn: conn}
	d.Dissect(f, &dissect.Input{Bytes: []byte("RETR 1\r\n")})
	in := &dissect.Input{Dir: dissect.ToClient, Bytes: []byte("+OK 999999999999 octets\r\n")}
	d.Dissect(f, in)
	in.Bytes = []byte(strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\n", 21))
	b.SetBytes(int64(len(in.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		*f = dissect.Frame{Packet: packet, Conn: conn}
		f.Frame++
		d.Dissect(f, in)
	}
}
