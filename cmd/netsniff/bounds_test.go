package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// made is a capture in the making.
type made struct {
	bytes.Buffer
	n uint32
}

func newMade() *made {
	m := &made{}
	_ = binary.Write(m, binary.LittleEndian, []uint32{0xa1b2c3d4, 4<<16 | 2, 0, 0, 1 << 18, 1})
	return m
}

// frame adds one, a microsecond after the one before.
func (m *made) frame(b []byte) {
	m.n++
	_ = binary.Write(m, binary.LittleEndian, []uint32{1700000000, m.n % 1e6, uint32(len(b)), uint32(len(b))})
	m.Write(b)
}

// sent adds a connection whose client sends so much, a segment each.
func sent(port uint16, texts ...string) *made {
	m := newMade()
	c, s := capturetest.Client(), capturetest.Server(port)
	m.frame((&capturetest.Segment{From: c, To: s, Seq: 99, Flags: capture.SYN}).Frame())
	m.frame((&capturetest.Segment{From: s, To: c, Seq: 499, Ack: 100, Flags: capture.SYN | capture.ACK}).Frame())
	seq := uint32(100)
	for _, text := range texts {
		m.frame((&capturetest.Segment{From: c, To: s, Seq: seq, Ack: 500, Flags: capture.ACK, Data: []byte(text)}).Frame())
		seq += uint32(len(text))
	}
	return m
}

func repeat(n int, format string) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf(format, i))
	}
	return list
}

func queries(n int) *made {
	m := newMade()
	for i := range n {
		q := binary.BigEndian.AppendUint16(nil, uint16(i))
		q = append(q, "\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01"...)
		m.frame(capturetest.Datagram(capturetest.Client(), capturetest.Server(53), q))
	}
	return m
}

func pings(n int) *made {
	m := newMade()
	for i := range n {
		b := capturetest.Datagram(capturetest.Client(), capturetest.Server(7), nil)
		b[23] = 1 // ICMP
		echo := b[34:42]
		clear(echo)
		echo[0] = 8
		binary.BigEndian.PutUint16(echo[6:], uint16(i))
		m.frame(b)
	}
	return m
}

func claims(n int) *made {
	m := newMade()
	for i := range n {
		b := []byte("\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01\x02\x00\x00\x00\x00\x01\x0a\x00\x00\x00" +
			"\x00\x00\x00\x00\x00\x00\x0a\x00\x00\x01")
		binary.BigEndian.PutUint32(b[28:], 0x0a000000+uint32(i))
		m.frame(b)
	}
	return m
}

// TestBoundsAreSaid: what a bound lets go silently looks as if it had not been
// there.
func TestBoundsAreSaid(t *testing.T) {
	for _, c := range []struct {
		name string
		in   *made
		args string
		want string
	}{
		{"queries, rows", queries(1500), "", "476 DNS queries were forgotten"},
		{"queries, exchanges", queries(1500), "stats dns", "476 DNS queries were forgotten"},
		{"requests, rows", sent(80, repeat(100, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n")...), "", "36 requests were given up"},
		{"requests, exchanges", sent(80, repeat(100, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n")...), "stats exchanges", "36 requests were given up"},
		{"fields, rows", sent(80, "GET / HTTP/1.1\r\n"+strings.Join(repeat(600, "X-%d: y\r\n"), "")+"\r\n"), "", "1 HTTP messages have more header fields"},
		{"fields, exchanges", sent(80, "GET / HTTP/1.1\r\n"+strings.Join(repeat(600, "X-%d: y\r\n"), "")+"\r\n"), "stats exchanges", "1 HTTP messages have more header fields"},
		{"commands of POP3, rows", sent(110, repeat(40, "RETR %d\r\n")...), "", "8 requests were given up"},
		{"commands of POP3, exchanges", sent(110, repeat(1100, "RETR %d\r\n")...), "stats exchanges", "76 requests were given up"},
		{"commands of SMTP", sent(25, append([]string{"EHLO a\r\n"}, repeat(1099, "VRFY a%d\r\n")...)...), "stats exchanges", "76 requests were given up"},
		{"commands of IMAP", sent(143, repeat(1100, "a%d NOOP\r\n")...), "stats exchanges", "76 requests were given up"},
		{"pings", pings(17000), "", "616 echo requests were forgotten"},
		{"addresses", claims(66000), "", "464 uses of IPv4 addresses were not watched"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "made.pcap")
			if err := os.WriteFile(file, c.in.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			var errs, out bytes.Buffer
			code := run(append(strings.Fields(c.args), "-r", file), nil, &out, &errs)
			if code != exitOK || !strings.Contains(errs.String(), c.want) {
				t.Errorf("exit %d, said %q, want %q", code, errs.String(), c.want)
			}
		})
	}
}
