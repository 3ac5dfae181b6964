package proxy_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/dissect/imap"
	"netsniff/dissect/pop3"
	"netsniff/dissect/proxy"
	"netsniff/dissect/smtp"
)

var protocols = []*dissect.Protocol{&proxy.Protocol, &http.Protocol, &smtp.Protocol, &pop3.Protocol, &imap.Protocol}

const (
	signature = "\r\n\r\n\x00\r\nQUIT\n"
	ipv4      = "\xcb\x00\x71\x07\xc0\x00\x02\x19\xdc\x04\x00\x19"
)

// binaryHeader returns a header of version 2.
func binaryHeader(command, family byte, body string) string {
	b := append([]byte(signature), 0x20|command, family)
	return string(binary.BigEndian.AppendUint16(b, uint16(len(body)))) + body
}

// headers are such as must not change what is read behind them.
var headers = []string{
	"PROXY TCP4 203.0.113.7 192.0.2.25 56324 25\r\n",
	"PROXY TCP6 2001:db8::7 2001:db8::25 56324 25\r\n",
	"PROXY UNKNOWN\r\n",
	"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n",
	"PROXY TCP4 203.0.113.7\r\n",
	binaryHeader(1, 0x11, ipv4),
	binaryHeader(0, 0x00, ""),
	binaryHeader(1, 0x11, ipv4[:8]),
	binaryHeader(1, 0x11, ipv4+"\x01\x00\x02h2\x20\x00\x0c\x01\x00\x00\x00\x00\x21\x00\x04TLS1"),
	binaryHeader(1, 0x31, strings.Repeat("x", 216)),
	binaryHeader(1, 0x11, ipv4+"\x04\x07\xd0"+strings.Repeat("\x00", 2000)),
}

// behind are conversations that a header may stand in front of.
var behind = []struct {
	port uint16
	text string
}{
	{25, "< 220 mx.example.com ESMTP\n> EHLO a.example.net\n< 250 ok\n> QUIT\n< 221 bye"},
	{2525, "< 220 mx.example.com ESMTP\n> EHLO a.example.net\n< 250 ok\n> QUIT\n< 221 bye"},
	{80, "> GET / HTTP/1.1\\r\\nHost: www.example.com\\r\\n\n< HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\n<+- ok"},
	{7777, "> GET / HTTP/1.1\\r\\nHost: www.example.com\\r\\n\n< HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\n<+- ok"},
	{143, "< * OK ready\n> a1 NOOP\n< a1 OK done"},
	{110, "< +OK POP3 ready\n> CAPA\n< +OK\n<+ UIDL\n<+ .\n> QUIT\n< +OK bye"},
}

// TestBehind: rows and exchanges behind a header are those without it, whether
// it stands by itself, is cut, or brings the first bytes of what follows.
func TestBehind(t *testing.T) {
	for _, c := range behind {
		turns, err := dissecttest.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		talk := dissecttest.Conversation{Protocols: protocols, Port: c.port, Turns: turns}
		rows, exchanges := spoken(talk.Run(turns, true).Rows), lines(talk.Listen(turns, true))
		for _, h := range headers {
			for name, sent := range preceded(h, turns) {
				for _, order := range []engine.Order{engine.ByArrival, engine.BySequence} {
					talk.Order = order
					if got := spoken(talk.Run(sent, true).Rows); !slices.Equal(got, rows) {
						t.Errorf("port %d, %q %s, order %d: rows\n got %q\nwant %q", c.port, h, name, order, got, rows)
					}
				}
				if got := lines(talk.Listen(sent, true)); !slices.Equal(got, exchanges) {
					t.Errorf("port %d, %q %s: exchanges\n got %q\nwant %q", c.port, h, name, got, exchanges)
				}
			}
		}
	}
}

// preceded returns the turns with a header before them, cut in all ways in which
// it can be known.
func preceded(header string, turns []dissecttest.Turn) map[string][]dissecttest.Turn {
	all := map[string][]dissecttest.Turn{"alone": append([]dissecttest.Turn{dissecttest.Client(header)}, turns...)}
	for at := 6; at < len(header); at += 1 + at/40 {
		parts := []dissecttest.Turn{dissecttest.Client(header[:at]), dissecttest.Client(header[at:])}
		all[fmt.Sprint("cut at ", at)] = append(parts, turns...)
	}
	if turns[0].Dir == dissect.ToServer {
		joined := slices.Clone(turns)
		joined[0] = dissecttest.Client(header + string(turns[0].Data))
		all["with what follows"] = joined
		cut := append([]dissecttest.Turn{dissecttest.Client(header[:7])}, turns...)
		cut[1] = dissecttest.Client(header[7:] + string(turns[0].Data))
		all["cut, with what follows"] = cut
	}
	return all
}

// TestLate: bytes before a header are none of the protocol behind it, whoever sent
// them: rows and exchanges begin behind it, and the connection is read once.
func TestLate(t *testing.T) {
	request, reply := "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"
	early := []dissecttest.Turn{dissecttest.Client("\x01\x02"), dissecttest.Server("\x03\x04"),
		{Dir: dissect.ToServer, Data: []byte("ab"), Lost: true}}
	for i := range early {
		for _, h := range headers {
			talk := dissecttest.Conversation{Protocols: protocols, Port: 7777}
			turns := []dissecttest.Turn{early[i], dissecttest.Client(h[:8]), dissecttest.Server("\x05"),
				dissecttest.Client(h[8:] + request), dissecttest.Server(reply)}
			if got := lines(talk.Listen(turns, true)); len(got) != 1 || got[0] != "GET / -> 204 succeeded" {
				t.Errorf("%q behind %q: %q", h, early[i].Data, got)
			}
		}
	}
}

// TestStacked: proxies behind each other put a header each; a thousand are none of
// theirs, and are not read.
func TestStacked(t *testing.T) {
	for n, want := range map[int]string{3: "GET / -> 204 succeeded", 1000: "-> unanswered"} {
		talk := dissecttest.Conversation{Protocols: protocols, Port: 7777}
		turns := []dissecttest.Turn{dissecttest.Client(strings.Repeat(headers[2], n) + "GET / HTTP/1.1\r\n\r\n")}
		if n == 3 {
			turns = append(turns, dissecttest.Server("HTTP/1.1 204 No Content\r\n\r\n"))
		}
		if got := lines(talk.Listen(turns, true)); len(got) != 1 || got[0] != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
		talk.Run(turns, true)
	}
}

// spoken returns the rows that a message speaks for.
func spoken(rows []string) (list []string) {
	for _, row := range rows {
		if column, _, _ := strings.Cut(row, " "); column != "" {
			list = append(list, row)
		}
	}
	return list
}

func lines(h *dissecttest.Heard) (list []string) {
	for _, x := range h.Exchanges {
		list = append(list, x.Line)
	}
	return list
}

// TestFields: what headers say.
func TestFields(t *testing.T) {
	checked := binaryHeader(1, 0x11, ipv4+"\x03\x00\x04\x10\x04\x50\xfd")
	for _, c := range []struct {
		header string
		fields map[string]string
		says   string // the finding
	}{
		{headers[0], map[string]string{"proxy.v1.magic": "1", "proxy.version": "1", "proxy.v1.proto": "TCP4",
			"proxy.srcport": "56324", "proxy.dstport": "25", "proxy.bad_format": ""}, ""},
		{headers[1], map[string]string{"proxy.v1.proto": "TCP6", "proxy.src.ipv4": "", "proxy.srcport": "56324"}, ""},
		{"PROXY UNKNOWN\r\n", map[string]string{"proxy.v1.proto": "UNKNOWN", "proxy.v1.unknown": "",
			"proxy.bad_format": ""}, ""},
		{"PROXY UNKNOWN a b\r\n", map[string]string{"proxy.v1.unknown": "a b"}, ""},
		{"PROXY TCP4 999.0.113.7 192.0.2.25 1 2\r\n", map[string]string{"proxy.bad_format": "1"},
			"Badly formatted PROXY header line"},
		{"PROXY TCP4 203.0.113.7 192.0.2.25 1 65536\r\n",
			map[string]string{"proxy.bad_format": "1", "proxy.srcport": "1"}, "Badly formatted PROXY header line"},
		{"PROXY TCP4 203.0.113.7 192.0.2.25 1 2 3\r\n", map[string]string{"proxy.bad_format": "1"},
			"Badly formatted PROXY header line"},
		{"PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n", map[string]string{"proxy.bad_format": "1"},
			"Badly formatted PROXY header line"},
		{headers[5], map[string]string{"proxy.v2.version": "2", "proxy.v2.cmd": "1",
			"proxy.v2.addr_family_protocol": "17", "proxy.v2.addr_family": "1", "proxy.v2.protocol": "1",
			"proxy.v2.length": "12", "proxy.srcport": "56324", "proxy.dstport": "25"}, ""},
		{headers[6], map[string]string{"proxy.v2.cmd": "0", "proxy.v2.length": "0", "proxy.v2.unknown": "",
			"proxy.header.length_too_small": ""}, ""},
		{headers[7], map[string]string{"proxy.header.length_too_small": "1", "proxy.srcport": ""},
			"Header length is too small"},
		{headers[8], map[string]string{"proxy.v2.tlv": "1|1|1", "proxy.v2.tlv.type": "1|32|33",
			"proxy.v2.tlv.length": "2|12|4", "proxy.v2.tlv.ssl.client": "1", "proxy.v2.tlv.ssl.version": "TLS1"}, ""},
		{binaryHeader(1, 0x11, ipv4+"\x01\x00\x20h2"), map[string]string{"proxy.v2.tlv": ""},
			"A TLV is longer than what holds it"},
		{checked, map[string]string{"proxy.v2.tlv.type": "3"}, ""},
		{checked[:len(checked)-1] + "\x00", map[string]string{"proxy.v2.tlv.type": "3"},
			"The CRC32C of the header is wrong"},
		{binaryHeader(1, 0x41, "abc"), map[string]string{"proxy.v2.length": "3", "proxy.srcport": ""}, ""},
	} {
		conn := dissecttest.NewConnection(7777, engine.ByArrival, protocols...)
		f := conn.Last([]dissecttest.Turn{dissecttest.Client(c.header)})
		for name, want := range c.fields {
			if got := dissecttest.FieldText(f, &proxy.Protocol, name); got != want {
				t.Errorf("%q: %s is %q, want %q", c.header, name, got, want)
			}
		}
		var says []string
		for _, x := range f.Findings() {
			says = append(says, string(x.Text))
		}
		if got := strings.Join(says, "; "); got != c.says {
			t.Errorf("%q: says %q, want %q", c.header, got, c.says)
		}
	}
}

// TestProxied: whom the header speaks for is known to all who read the connection.
func TestProxied(t *testing.T) {
	for header, want := range map[string]string{
		headers[0]: "203.0.113.7:56324 192.0.2.25:25", headers[1]: "[2001:db8::7]:56324 [2001:db8::25]:25",
		headers[2]: "", headers[4]: "", headers[5]: "203.0.113.7:56324 192.0.2.25:25", headers[6]: "", headers[7]: "",
		binaryHeader(0, 0x11, ipv4): "", headers[9]: "",
	} {
		conn := dissecttest.NewConnection(7777, engine.ByArrival, protocols...)
		f := conn.Last([]dissecttest.Turn{dissecttest.Client(header), dissecttest.Client("GET / HTTP/1.1\r\n\r\n")})
		got := ""
		if p := f.Conn.Rare().Proxied; p != nil {
			got = p.Client.String() + " " + p.Server.String()
		}
		if got != want || f.Conn.Protocol != &http.Protocol {
			t.Errorf("%q: %q of %v, want %q", header, got, f.Conn.Protocol, want)
		}
	}
}

// TestNoHeader: what only looks like one is left to others.
func TestNoHeader(t *testing.T) {
	for _, text := range []string{
		"PROXY TCP5 1 2\r\n", "PROXYING is fun\r\n", "PROXY", "PROXY TCP4 " + strings.Repeat("1", 200) + "\r\n",
		"\r\n\r\n", "\r\n\r\nGET / HTTP/1.1\r\n\r\n", signature[:8] + "XXXXXXXXXXXX",
	} {
		conn := dissecttest.NewConnection(7777, engine.ByArrival, protocols...)
		f := conn.Last([]dissecttest.Turn{dissecttest.Client(text)})
		for _, l := range f.Messages() {
			if l.Protocol == &proxy.Protocol {
				t.Errorf("%q is a header", text)
			}
		}
	}
}

// FuzzProxy replays any bytes as a connection.
func FuzzProxy(f *testing.F) {
	for _, h := range headers {
		if len(h) < 0x80 {
			f.Add([]byte(string(rune(0x80|len(h))) + h))
			f.Add([]byte("\x87" + h[:7] + string([]byte{byte(0x80 | len(h) - 7)}) + h[7:] + "\x8bGET / HTTP/1.1\r\n\r\n"))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &proxy.Protocol, 7777, b)
		dissecttest.AnyDialogue(t, &proxy.Protocol, 7777, b)
	})
}
