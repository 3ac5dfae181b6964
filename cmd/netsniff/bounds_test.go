package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
	for i, text := range texts {
		texts[i] = "> " + text
	}
	return said(port, texts...)
}

// said adds a connection, a segment for each text: "> " before what the client
// says, "< " before what the server does, "! " before what was not captured.
func said(port uint16, texts ...string) *made {
	m := newMade()
	c, s := capturetest.Client(), capturetest.Server(port)
	m.frame((&capturetest.Segment{From: c, To: s, Seq: 99, Flags: capture.SYN}).Frame())
	m.frame((&capturetest.Segment{From: s, To: c, Seq: 499, Ack: 100, Flags: capture.SYN | capture.ACK}).Frame())
	seq, ack := uint32(100), uint32(500)
	for _, text := range texts {
		data := []byte(text[2:])
		switch text[0] {
		case '>':
			m.frame((&capturetest.Segment{From: c, To: s, Seq: seq, Ack: ack, Flags: capture.ACK, Data: data}).Frame())
			seq += uint32(len(data))
		case '<':
			m.frame((&capturetest.Segment{From: s, To: c, Seq: ack, Ack: seq, Flags: capture.ACK, Data: data}).Frame())
			ack += uint32(len(data))
		default:
			seq += uint32(len(data))
		}
	}
	return m
}

// letter is a mail that is sent by SMTP, a segment for each text.
func letter(texts ...string) *made {
	list := []string{"< 220 a\r\n", "> EHLO a\r\n", "< 250 a\r\n", "> MAIL FROM:<a@example.com>\r\n", "< 250 a\r\n",
		"> RCPT TO:<b@example.com>\r\n", "< 250 a\r\n", "> DATA\r\n", "< 354 a\r\n"}
	for _, text := range texts {
		for len(text) > 40000 {
			list, text = append(list, "> "+text[:40000]), text[40000:]
		}
		list = append(list, "> "+text)
	}
	return said(25, append(list, "> \r\n.\r\n", "< 250 a\r\n")...)
}

// parts are the headers of so many messages, then a part of the first.
func parts(n int) *made {
	const head = "Subject: a\r\n\r\n"
	list := []string{"< * OK\r\n", "> a FETCH 1:* (UID BODY[HEADER])\r\n"}
	for i := range n {
		list = append(list, fmt.Sprintf("< * %d FETCH (UID %d BODY[HEADER] {%d}\r\n%s)\r\n", i+1, i+1, len(head), head))
	}
	return said(143, append(list, "< a OK\r\n", "> b UID FETCH 1 BODY[1]\r\n",
		"< * 1 FETCH (UID 1 BODY[1] {2}\r\nhi)\r\nb OK\r\n")...)
}

// holes has so many segments, one missing before each.
func holes(n int) *made {
	var list []string
	for range n {
		list = append(list, "! lost", "> here")
	}
	return said(9, list...)
}

// tags is a frame with so many VLAN tags.
func tags(n int) *made {
	m := newMade()
	m.frame([]byte("\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01" + strings.Repeat("\x81\x00\x00\x01", n) + "\x88\xb5"))
	return m
}

// post is a request with a body of so many parts.
func post(part string, n int) string {
	body := strings.Repeat(part, n) + "--b--\r\n"
	return fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body)
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

// answers are so many responses to queries of one conversation, with so many
// records each.
func answers(n, records int) *made {
	m := newMade()
	for i := range n {
		q := binary.BigEndian.AppendUint16(nil, uint16(i))
		m.frame(capturetest.Datagram(capturetest.Client(), capturetest.Server(53),
			append(q, "\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01"...)))
		r := append(binary.BigEndian.AppendUint16(nil, uint16(i)), 0x81, 0x80, 0, 1, 0, byte(records), 0, 0, 0, 0)
		r = append(r, "\x07example\x03com\x00\x00\x01\x00\x01"...)
		for range records {
			r = append(r, "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01"...)
		}
		m.frame(capturetest.Datagram(capturetest.Server(53), capturetest.Client(), r))
	}
	return m
}

// longNames are queries for a long name of so many domains.
func longNames(n int) *made {
	m := newMade()
	for i := range n {
		q := append(binary.BigEndian.AppendUint16(nil, uint16(i)),
			"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x3c"+strings.Repeat("a", 60)...)
		q = append(q, fmt.Sprintf("\x08d%07d\x03com\x00\x00\x01\x00\x01", i)...)
		m.frame(capturetest.Datagram(capturetest.Client(), capturetest.Server(53), q))
	}
	return m
}

// numbered are so many datagrams, each with an identification and a number.
func numbered(n int) *made {
	m := newMade()
	for i := range n {
		b := capturetest.Datagram(capturetest.Client(), capturetest.Server(9), binary.BigEndian.AppendUint32(nil, uint32(i)))
		b[19] = 1
		m.n = min(m.n, 4000) // within 5 ms
		m.frame(b)
	}
	return m
}

// clients are UDP conversations of so many clients.
func clients(n int) *made {
	m := newMade()
	for i := range n {
		b := capturetest.Datagram(capturetest.Client(), capturetest.Server(9), []byte("x"))
		binary.BigEndian.PutUint32(b[26:], 0x0a000000+uint32(i))
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
		{"requests, exchanges", sent(80, repeat(100, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n")...), "stats exchanges",
			"36 requests were given up"},
		{"fields, rows", sent(80, "GET / HTTP/1.1\r\n"+strings.Join(repeat(600, "X-%d: y\r\n"), "")+"\r\n"), "",
			"1 HTTP messages have more header fields"},
		{"fields, exchanges", sent(80, "GET / HTTP/1.1\r\n"+strings.Join(repeat(600, "X-%d: y\r\n"), "")+"\r\n"),
			"stats exchanges", "1 HTTP messages have more header fields"},
		{"commands of POP3, rows", sent(110, repeat(40, "RETR %d\r\n")...), "", "8 requests were given up"},
		{"commands of POP3, exchanges", sent(110, repeat(1100, "RETR %d\r\n")...), "stats exchanges",
			"76 requests were given up"},
		{"commands of SMTP", sent(25, append([]string{"EHLO a\r\n"}, repeat(1099, "VRFY a%d\r\n")...)...),
			"stats exchanges", "76 requests were given up"},
		{"commands of IMAP", sent(143, repeat(1100, "a%d NOOP\r\n")...), "stats exchanges", "76 requests were given up"},
		{"pings", pings(17000), "", "616 echo requests were forgotten"},
		{"tags of IMAP, rows", sent(143, repeat(40, "a%d NOOP\r\n")...), "", "8 IMAP commands were forgotten"},
		{"structures of IMAP", said(143, "< * OK\r\n", "> a FETCH 1 BODYSTRUCTURE\r\n",
			"< * 1 FETCH (BODYSTRUCTURE "+strings.Repeat("(", 40)+strings.Repeat(")", 40)+")\r\na OK\r\n"), "mail",
			"1 body structures of IMAP"},
		{"parts of IMAP", parts(70), "mail", "1 parts of IMAP messages"},
		{"unique-ids", said(110, append([]string{"< +OK\r\n", "> UIDL\r\n", "< +OK\r\n"},
			repeat(10100, "< %d a\r\n")...)...), "mail", "99 unique-ids of POP3"},
		{"a long line, rows", said(25, "> EHLO "+strings.Repeat("a", 40000), "> "+strings.Repeat("a", 40000)), "",
			"1 lines were read before their end"},
		{"header of a mail, rows", letter(strings.Join(repeat(9000, "X-%d: y\r\n"), "")), "",
			"1 mails have more header fields"},
		{"parts of a mail, rows",
			letter(strings.Join(repeat(20, "Content-Type: multipart/mixed; boundary=z%dz\r\n\r\n--z%[1]dz\r\n"), "")),
			"", "1 mails have more parts"},
		{"frames of a mail, rows", letter(repeat(65600, "%d\r\n")...), "", "64 frames are not listed"},
		{"segments of a message",
			sent(80, append([]string{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16400\r\n\r\n"},
				slices.Repeat([]string{"ab"}, 8200)...)...), "-V", "9 segments are not listed"},
		{"a body that is searched",
			sent(80, append([]string{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1200000\r\n\r\n"},
				slices.Repeat([]string{strings.Repeat("x", 40000)}, 30)...)...), "-f http.file_data~\"x\"",
			"1 messages are longer than what filters search"},
		{"segments on their way", sent(9, repeat(1100, "%d")...), "", "76 TCP segments were taken as one"},
		{"holes", holes(70), "", "6 holes in TCP were taken as lost"},
		{"a long command", sent(25, "EHLO a\r\n", "VRFY "+strings.Repeat("a", 20000)+"\r\n"), "stats exchanges",
			"1 lines were cut"},
		{"a long command of FTP", sent(21, "USER a\r\n", "CWD "+strings.Repeat("a", 20000)+"\r\n"), "stats exchanges",
			"1 lines were cut"},
		{"fetches at once", said(143,
			append(append([]string{"< * OK\r\n"}, slices.Repeat([]string{"> a FETCH 1:2 (UID)\r\n"}, 20)...),
				"< * 9 FETCH (UID 9)\r\n")...), "mail",
			"1 messages of IMAP were taken for what the first command asked for"},
		{"responses to compare", answers(200, 1), "findings", "72 DNS responses were not compared"},
		{"records of a response", answers(1, 70), "stats dns", "1 DNS responses have more records"},
		{"chunks", said(80, "> GET / HTTP/1.1\r\nHost: a\r\n\r\n", "< HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+
			strings.Repeat("1\r\na\r\n", 300)+"0\r\n\r\n"), "-T fields -e http.chunk_size", "1 bodies came in more chunks"},
		{"parts of a body", sent(80, post("--b\r\nContent-Type: text/plain\r\n\r\na\r\n", 300)), "",
			"1 bodies of HTTP have more parts"},
		{"a long URI", sent(80, "GET /"+strings.Repeat("a", 10000)+" HTTP/1.1\r\nHost: a\r\n\r\n"), "stats exchanges",
			"1 requests have a longer URI"},
		{"long credentials", sent(80,
			"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "+strings.Repeat("a", 5000)+"\r\n\r\n"),
			"credentials", "1 requests of HTTP have longer credentials"},
		{"domains", longNames(4100), "findings", "4 long names were not watched"},
		{"copies", numbered(200000), "findings", "131072 packets were not watched for copies"},
		{"stations", claims(66000), "findings", "50079 uses of addresses"},
		{"clients", clients(66000), "findings", "464 connections were not taken into account"},
		{"headers", tags(20), "", "1 frames have more than 16 headers"},
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
