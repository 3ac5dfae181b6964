package pop3_test

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pop3"
)

// FuzzPOP3 replays any bytes as a conversation: a first byte says who sends
// how much. Rows must be free of control bytes and the same in every run.
func FuzzPOP3(f *testing.F) {
	f.Add([]byte("\x0b+OK ready\r\n\x88RETR 1\r\n\x0e+OK 9 octets\r\n\x05a: b\r\n\x06\r\nc\r\n."))
	f.Add([]byte("\x8cAUTH PLAIN\r\n\x04+ \r\n\x85abc\r\n"))
	f.Add([]byte("\x86STLS\r\n\x05+OK\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var turns []turn
		for len(b) > 1 {
			from, n := byte('S'), int(b[0]&0x7f)
			if b[0]&0x80 != 0 {
				from = 'C'
			}
			b = b[1:]
			if n = min(n, len(b)); n > 0 {
				turns = append(turns, turn{from, string(b[:n])})
			}
			b = b[n:]
		}
		first, second := rows(110, turns), rows(110, turns)
		for i := range first {
			if first[i] != second[i] {
				t.Fatalf("two runs differ: %q and %q", first[i], second[i])
			}
			if strings.ContainsFunc(first[i], func(r rune) bool { return r < 0x20 || r == 0x7f }) {
				t.Fatalf("control byte in %q", first[i])
			}
		}
		if len(turns) > 0 {
			last := lastFrame(turns)
			for _, field := range pop3.Protocol.Fields {
				text(last, field.Name)
			}
		}
	})
}

func TestDialogueCostsNoAllocations(t *testing.T) {
	talk := newTalk(110)
	dialogue := []turn{
		{'C', "RETR 1\r\n"}, {'S', "+OK 85 octets\r\n"}, {'S', letter[:30]}, {'S', letter[30:] + ".\r\n"},
		{'C', "NOOP\r\n"}, {'S', "+OK\r\n"}, {'S', letter},
	}
	var segments [][]byte
	for _, x := range dialogue {
		segments = append(segments, []byte(x.bytes))
	}
	var info []byte
	n := testing.AllocsPerRun(100, func() {
		for i, x := range dialogue {
			info = talk.segment(x.from, segments[i]).AppendInfo(info[:0])
		}
	})
	if n > 0 {
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
