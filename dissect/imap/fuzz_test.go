package imap_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/imap"
)

// FuzzIMAP replays any bytes as a conversation.
func FuzzIMAP(f *testing.F) {
	f.Add([]byte("\x0b* OK ready\r\n\x8ba1 FETCH 1\r\n\x18* 1 FETCH (BODY[] {6}\r\n\x04a: b\x08\r\n)\r\na1 OK\r\n"))
	f.Add([]byte("\x8da LOGIN {3+}\r\n\x87abc {2}\r\n\x04+ \r\n"))
	f.Add([]byte("\x8ca STARTTLS\r\n\x06a OK\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &imap.Protocol, 143, b) })
}

// FuzzDialogue hears any bytes, whole and byte by byte.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\x0c* OK ready\r\n\x92a1 UID FETCH 1 X\r\n\x1a* 1 FETCH (UID 9 BODY[] {6\x0c}\r\na: b\r\n)\r\n\x07a1 OK\r\n"))
	f.Add([]byte("\x0c* OK ready\r\n\x97a1 APPEND \"x y\" {3+}\r\nab\x86c\r\n\x07a1 OK\r\n"))
	f.Add([]byte("\x0c* OK ready\r\n\x97a1 AUTHENTICATE LOGIN\r\n\x04+ \r\n\x86YQ==\r\n\x07a1 OK\r\n\x89a2 IDLE\r\n\x04+ \r\n\x86DONE\r\n\x07a2 OK\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &imap.Protocol, 143, b) })
}

func TestRowsCostNoAllocations(t *testing.T) {
	dialogue := []dissecttest.Turn{
		client("a1 UID FETCH 1 BODY[]\r\n"), server(fetched[:60]), server(fetched[60:] + "a1 OK done\r\n"),
		client("a2 NOOP\r\n"), server("* 1 EXISTS\r\na2 OK done\r\n"), server("* FLAGS ()\r\n* 2 EX"), server("ISTS\r\n"),
	}
	if n := newConnection(143).Allocs(dialogue); n > 0 {
		t.Errorf("a conversation costs %v allocations", n)
	}
}

func BenchmarkResponse(b *testing.B) {
	packet, conn := new(capture.Packet), new(dissect.Conn)
	d := imap.Protocol.NewStream(conn)
	f := &dissect.Frame{Packet: packet, Conn: conn}
	in := &dissect.Input{Dir: dissect.ToClient,
		Bytes: []byte("* CAPABILITY IMAP4rev1 IDLE\r\n* 172 EXISTS\r\n* 1 RECENT\r\na1 OK [READ-WRITE] SELECT completed\r\n")}
	b.SetBytes(int64(len(in.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		*f = dissect.Frame{Packet: packet, Conn: conn}
		f.Frame++
		d.Dissect(f, in)
	}
}
