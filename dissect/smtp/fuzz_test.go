package smtp_test

import (
	"bytes"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/smtp"
)

// FuzzSMTP replays any bytes as a conversation.
func FuzzSMTP(f *testing.F) {
	f.Add([]byte("\x1b220 mail.example.com ESMTP\r\n\x86DATA\r\n\x90Subject: s\r\n\r\n.\r\n"))
	f.Add([]byte("\x8cAUTH LOGIN\r\n\x05334 \r\n\x8bYWxpY2U=\r\n"))
	f.Add([]byte("\x89BDAT 3\r\nabc\x8dBDAT 0 LAST\r\n"))
	f.Add([]byte("\x8aSTARTTLS\r\n\x05220\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &smtp.Protocol, 25, b) })
}

// FuzzDialogue hears any bytes as a dialogue.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\x1b220 mail.example.com ESMTP\r\n\x86DATA\r\n\x05354 \r\n\x90Subject: s\r\n\r\n.\r\n\x05250 \r\n"))
	f.Add([]byte("\x05220 \r\n\x8cAUTH LOGIN\r\n\x05334 \r\n\x8bYWxpY2U=\r\n\x05535 \r\n"))
	f.Add([]byte("\x05220 \r\n\x8bBDAT 3\r\nabc\x8dBDAT 0 LAST\r\n\x06250-a\n\x05250 b\n"))
	f.Add([]byte("\x05220 \r\n\x8aSTARTTLS\r\n\x05220\r\n\x84\x16\x03\x01\x00"))
	f.Add([]byte("\x05220 \r\n\x92LHLO x\r\nRCPT TO:a\n\x8aRCPT TO:b\n\x85DATA\n\x08250\n250\n\x08250\n354\n\x86a\n..\n\x82.\n\x09250\n451 x\n"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &smtp.Protocol, 25, b) })
}

// inData returns a dissector that is in the middle of a mail with attachments.
func inData() (dissect.StreamDissector, *dissect.Frame, *dissect.Input) {
	conn := &dissect.Conn{}
	d := smtp.Protocol.NewStream(conn)
	f := &dissect.Frame{Packet: new(capture.Packet), Conn: conn}
	in := &dissect.Input{}
	for _, s := range []string{
		"DATA\r\n",
		"Subject: s\r\nContent-Type: multipart/mixed; boundary=mark\r\n\r\n--mark\r\nContent-Type: image/png\r\n\r\n",
	} {
		f.Frame++
		in.Bytes = []byte(s)
		d.Dissect(f, in)
	}
	in.Bytes = bytes.Repeat([]byte("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\nDwA"), 30)[:1460]
	return d, f, in
}

func TestSegmentsOfMailCostNoAllocations(t *testing.T) {
	d, f, in := inData()
	if n := testing.AllocsPerRun(1000, func() { d.Dissect(f, in) }); n > 0 {
		t.Errorf("a segment of a mail costs %v allocations", n)
	}
}

// A dialogue that goes on costs no allocations either, rows included.
func TestDialogueCostsNoAllocations(t *testing.T) {
	dialogue := []dissecttest.Turn{
		client("MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"),
		server("250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"),
		client(letter + ".\r\n"),
		server("250-2.0.0 queued\r\n250 as 1\r\n"),
	}
	if n := newConnection(25).Allocs(dialogue); n > 0 {
		t.Errorf("a mail costs %v allocations", n)
	}
}

func BenchmarkDataSegment(b *testing.B) {
	d, f, in := inData()
	b.SetBytes(int64(len(in.Bytes)))
	b.ReportAllocs()
	packet, conn := f.Packet, f.Conn
	for b.Loop() {
		*f = dissect.Frame{Packet: packet, Conn: conn}
		f.Frame++
		d.Dissect(f, in)
	}
}
