package filter

import (
	wire "encoding/binary"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// web is a made-up protocol whose messages are lines.
var web = dissect.Protocol{Name: "web", Column: "WEB", Fields: []dissect.Field{
	{Name: "web.method", Type: dissect.String, Get: message(func(m *line, v *dissect.Values) { v.Text(m.method) })},
	{Name: "web.host", Type: dissect.String, Get: message(func(m *line, v *dissect.Values) {
		for _, h := range m.hosts {
			v.Text(h)
		}
	})},
	{Name: "web.code", Type: dissect.Uint, Get: message(func(m *line, v *dissect.Values) { v.Uint(m.code) })},
	{Name: "web.kind", Type: dissect.Uint, Names: kindName, Get: message(func(m *line, v *dissect.Values) { v.Uint(2) })},
	{Name: "web.offset", Type: dissect.Int, Get: message(func(m *line, v *dissect.Values) { v.Int(-5) })},
	{Name: "web.ratio", Type: dissect.Double, Get: message(func(m *line, v *dissect.Values) { v.Double(0.5) })},
	{Name: "web.mark", Type: dissect.Label, Get: message(func(m *line, v *dissect.Values) { v.Mark() })},
	{Name: "web.body", Type: dissect.Octets, Get: message(func(m *line, v *dissect.Values) { v.Bytes(webBody) })},
	{Name: "shared.name", Type: dissect.String, Get: message(func(m *line, v *dissect.Values) { v.Text("web") })},
}}

var webBody = []byte("\x00\x01\xffbody\n")

func kindName(n uint64) string { return [...]string{"plain", "Fancy Kind", "AAAA"}[min(n, 2)] }

type line struct {
	method string
	hosts  []string
	code   uint64
}

func (*line) AppendInfo(dst []byte) []byte { return dst }

func message(get func(*line, *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) { get(l.Message.(*line), v) }
}

var (
	both    = dissect.Both
	number  = dissect.Number
	testTCP = dissect.Protocol{Name: "tcp", Headers: []capture.Proto{capture.ProtoTCP}, Fields: tcpFields}
	testUDP = dissect.Protocol{Name: "udp", Headers: []capture.Proto{capture.ProtoUDP},
		Fields: []dissect.Field{{Name: "udp.port", Type: dissect.Uint, Get: both(number(0, 2), number(2, 2))}}}
	testIP   = dissect.Protocol{Name: "ip", Headers: []capture.Proto{capture.ProtoIPv4}, Fields: ipFields}
	testIPv6 = dissect.Protocol{Name: "ipv6", Headers: []capture.Proto{capture.ProtoIPv6}, Fields: []dissect.Field{
		{Name: "ipv6.addr", Type: dissect.IPv6, Get: both(dissect.Part(8, 16), dissect.Part(24, 16))},
	}}
	testEth = dissect.Protocol{Name: "eth", Headers: []capture.Proto{capture.ProtoEthernet}, Fields: []dissect.Field{
		{Name: "eth.addr", Type: dissect.Ether, Get: both(dissect.Part(0, 6), dissect.Part(6, 6))},
		{Name: "eth.src", Type: dissect.Ether, Get: dissect.Part(6, 6)},
	}}
	testFrame = dissect.Protocol{Name: "frame", Fields: []dissect.Field{
		{Name: "frame.number", Type: dissect.Uint,
			Get: func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(uint64(f.Frame)) }},
		{Name: "frame.time", Type: dissect.AbsTime,
			Get: func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Int(int64(f.At)) }},
		{Name: "frame.time_delta", Type: dissect.RelTime,
			Get: func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Int(250_000_000) }},
		{Name: "shared.name", Type: dissect.String,
			Get: func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Text("frame") }},
	}}
	tcpFields = []dissect.Field{
		{Name: "tcp.port", Type: dissect.Uint, Get: both(number(0, 2), number(2, 2))},
		{Name: "tcp.srcport", Type: dissect.Uint, Get: number(0, 2)},
		{Name: "tcp.dstport", Type: dissect.Uint, Get: number(2, 2)},
		{Name: "tcp.flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Bits(12, 2, 0, 12)},
		{Name: "tcp.flags.syn", Type: dissect.Bool, Get: dissect.Bits(12, 2, 1, 1)},
		{Name: "tcp.flags.ack", Type: dissect.Bool, Get: dissect.Bits(12, 2, 4, 1)},
	}
	ipFields = []dissect.Field{
		{Name: "ip.addr", Type: dissect.IPv4, Get: both(dissect.Part(12, 4), dissect.Part(16, 4))},
		{Name: "ip.src", Type: dissect.IPv4, Get: dissect.Part(12, 4)},
		{Name: "ip.dst", Type: dissect.IPv4, Get: dissect.Part(16, 4)},
		{Name: "ip.ttl", Type: dissect.Uint, Get: number(8, 1)},
	}
	known = registry.New([]*dissect.Protocol{&testFrame, &testEth, &testIP, &testIPv6, &testTCP, &testUDP, &web})
)

const payload = "GET /a HTTP/1.1\r\nHost: Www.Example.com\r\n\r\n"

// segment is an Ethernet frame from 192.0.2.1:40000 to 198.51.100.7:80, [PSH,
// ACK]; if tunnelled, inside a packet from 10.0.0.1 to 10.0.0.2.
func segment(tunnelled bool) []byte {
	b := []byte{0x02, 0, 0, 0, 0, 1, 0x00, 0x50, 0x56, 0, 0, 2, 8, 0}
	n := 20 + len(payload)
	if tunnelled {
		b = append(b, ipHeader(20+n, 4, [4]byte{10, 0, 0, 1}, [4]byte{10, 0, 0, 2})...)
	}
	b = append(b, ipHeader(n, 6, [4]byte{192, 0, 2, 1}, [4]byte{198, 51, 100, 7})...)
	b = wire.BigEndian.AppendUint16(b, 40000)
	b = wire.BigEndian.AppendUint16(b, 80)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 0x20, 0, 0, 0, 0, 0)
	return append(b, payload...)
}

func ipHeader(n int, proto byte, src, dst [4]byte) []byte {
	b := []byte{0x45, 0, 0, 0, 0, 1, 0, 0, 64, proto, 0, 0}
	wire.BigEndian.PutUint16(b[2:], uint16(20+n))
	b = append(b, src[:]...)
	return append(b, dst[:]...)
}

// webFrame is frame 7 with one message.
func webFrame(tunnelled bool) *dissect.Frame {
	data := segment(tunnelled)
	p := &capture.Packet{Frame: 7, At: 1_700_000_000_500_000_000, CapLen: len(data), WireLen: len(data),
		Link: capture.LinkEthernet, Data: data}
	p.Decode()
	f := &dissect.Frame{Packet: p}
	m := &line{method: "GET", hosts: []string{"www.example.com", "Example.NET"}, code: 404}
	f.Emit(dissect.Layer{Protocol: &web, Message: m, Bytes: []byte(payload), Own: 17})
	return f
}

// bareFrame has no headers or messages.
func bareFrame() *dissect.Frame {
	return &dissect.Frame{Packet: &capture.Packet{Frame: 1, Data: []byte("bare"), CapLen: 4, WireLen: 4}}
}

func compiled(t testing.TB, expr string) *Filter {
	t.Helper()
	x, err := Compile(expr, known)
	if err != nil {
		t.Fatalf("%s\n%v", expr, err)
	}
	return x
}

// matching and failing are filters that do and do not select webFrame(false).
var matching = `tcp
not udp
! udp
!!tcp and not not tcp
tcp && (udp || web)
udp or tcp and web
tcp xor udp
tcp ^^ web or tcp
TRUE_NEVER or tcp.port == 80
tcp.port eq 80
tcp.port == 0x50 and tcp.port == 0b1010000 and tcp.port == 0120 and tcp.port == 'P' and tcp.port == '\x50'
any tcp.port != 80
tcp.port !== 80
tcp.port ~= 80
tcp.port any_ne 80
all tcp.port >= 80
tcp.port != 81
tcp.port all_ne 81
tcp.port in {80}
tcp.port in {1, 79 .. 81}
tcp.port in {79..81, 1}
tcp.port not in {81, 90..100}
tcp.port !in {81}
not tcp.port in {81}
tcp.port in {tcp.dstport}
udp.port not in {1}
tcp.srcport > tcp.dstport
tcp.port == tcp.srcport
tcp.dstport < tcp.srcport == 40000
79 < tcp.dstport < 81
80 == tcp.dstport
tcp.flags & 0x10
tcp.flags & 0x18 == 0x18
(tcp.flags & 0x18) == 24
tcp.flags bitwise_and 8
tcp.dstport + 1 == 81
tcp.dstport -1 == 79
tcp.dstport - 100 == -20
tcp.dstport - 100 < 0
tcp.dstport * 2 + 3 == 163
tcp.dstport * {2 + 3} == 400
tcp.dstport / 3 == 26 and tcp.dstport % 3 == 2
-tcp.dstport == -80
abs(tcp.dstport - 100) == 20
tcp.dstport != -1
tcp.flags.ack == 1 and tcp.flags.ack == True and tcp.flags.ack == 7 and tcp.flags.ack == "Set"
tcp.flags.syn == FALSE
tcp.flags.syn < tcp.flags.ack
ip.addr == 192.0.2.1
ip.addr == 192.0.2.0/24
ip.src == 192.0.0.0/14 and not ip.dst == 192.0.0.0/14
ip.addr != 10.0.0.0/8
ip.addr in {10.0.0.0/8, 198.51.100.1..198.51.100.9}
ip.src < ip.dst
ip.src[0:2] == c0:00
ip.src[0] == 0xc0 and ip.src[-1] == 01
ip.src & 255.0.0.0 == 192.0.0.0
eth.src == 00:50:56:00:00:02 and eth.src == 0050.5600.0002 and eth.src == 00-50-56-00-00-02 and eth.src == 005056000002
eth.addr[0:3] == 00:50:56
eth.addr[0] & 0x0f == 2
eth.src contains 50:56
eth.src == frame[6:6]
frame[12:2] == 08:00
frame[-2:] == "\r\n" && frame[-2:] == 0d0a && frame[-2:2] == 0d.0a
frame[0,12-13] == 02:08:00
frame[-4--3] == 0d:0a
tcp[13] & 0x08
tcp[2:2] == 00:50
tcp contains "HTTP" && ip contains "HTTP" && eth contains "HTTP"
tcp contains 48:54:54:50
tcp contains 'H'
len(tcp) == 20 and len(ip) == 20 and len(eth) == 14 and len(frame) == 96
len(web) == 17 and web contains "\r\n\r\n"
web[0:3] == "GET" and web[:3] == 474554 and web[4] == 2f
web matches "host: www" and not web matches "(?-i)host: www"
web matches "\r\n$" && web matches r"\bexample\b"
web.method == GET
web.method == "GET" and web.method == "\x47\105T" and web.method == r"GET"
web.method[0] == "G" and web.method[1:] == "ET" and web.method[-1:] == 54
web.method in {"GET", HEAD}
web.method in {"A".."H"}
web.method matches "^g.t$" and web.method ~ "e"
web.method > "A" and web.method < "H"
web.host == www.example.com
web.host contains "NET" and not all web.host contains "NET"
all web.host contains "xample"
web.host == "Example.NET" and not web.host === "Example.NET"
lower(web.host) == "example.net" and upper(web.host) contains "WWW"
lower(web.host)[0:4] == "exam"
len(web.host) == 15 and len(web.host) == 11
count(web.host) == 2 and count(tcp) == 1 and count(ip.addr) == 2
max(len(web.host), 12) == 15 and min(tcp.port, 100) == 80
max(udp.port, tcp.port) == 40000
web.code == 404 and web.code >= 400 and web.code in {400..499}
web.kind == AAAA and web.kind == "aaaa" and web.kind == 2
string(web.code) == "404" and string(ip.src) matches "^192\\.0" and string(eth.src) contains ":56:"
string(tcp.port) matches "^8"
web.offset == -5 and web.offset < 0 and web.offset + 6 == 1 and abs(web.offset) == 5
web.ratio == 0.5 and web.ratio < 1 and web.ratio * 2 == 1.0
web.mark
web.body == 00:01:ff:62:6f:64:79:0a and web.body contains 01ff and web.body[0:2] == 0001
web.body matches "\xff" && web.body matches "body$" && web.body matches "^..\\xffB"
web.body < "longer than that"
frame.number == 7 and frame.number % 2 == 1
frame.time == "2023-11-14 22:13:20.5Z"
frame.time > "2023-11-14T22:13:20Z" and frame.time < "Nov 14, 2023 22:13:21 UTC"
frame.time >= "2023-11-15 00:13:20.5+02:00"
frame.time_delta == 0.25 and frame.time_delta > .1 and frame.time_delta in {0 .. 0.3}
frame.time_delta + 1 == 1.25 and -frame.time_delta < 0
shared.name == "web" and shared.name == "frame" and count(shared.name) == 2
tcp.port#1 == 80 and not tcp.port#2 and tcp.port#[-1] == 80 and tcp#[1-3]
.tcp.port == :80
frame contains tcp
web contains web.method
`

var failing = `udp
tcp and udp
tcp xor web
tcp.port != 80
tcp.port === 80
all tcp.port == 80
tcp.port > -1
tcp.dstport / 0 == 1
tcp.dstport + 0 > -1
all tcp.port in {80, 1024..65535}
tcp.port in {81..79}
udp.port != 1
udp.port == tcp.port
tcp.dstport - 80
not tcp.flags & 0x10
ip.addr == 10.0.0.0/8
ip.addr != 192.0.2.0/24
web.method == get
web.method[5] == "T"
web.method[1:10] == "ET"
web.method contains ""
web.method == 47:45:54
web matches "GET.*host"
web.host matches "^example$"
len(udp) > 0
count(udp) == 0
tcp[-2:] == "\r\n"
ipv6.addr == fe80::/10 or ipv6.addr == ::1 or ipv6
tcp.port#0
tcp#2
ip.addr#[2:]
frame.time < "2023-11-14 22:13:20.5Z"
`

func TestMatch(t *testing.T) {
	f := webFrame(false)
	var s Scratch
	for i, list := range []string{failing, matching} {
		for expr := range strings.Lines(strings.ReplaceAll(list, "TRUE_NEVER", "udp")) {
			expr = strings.TrimSpace(expr)
			if got, want := compiled(t, expr).Match(f, &s), i == 1; got != want {
				t.Errorf("%s: %v", expr, got)
			}
		}
	}
}

func TestMatchBareFrame(t *testing.T) {
	f := bareFrame()
	var s Scratch
	for expr, want := range map[string]bool{
		"": true, " \n": true, "frame": true, "not eth": true, "frame == \"bare\"": true, "frame[0] == 62": true,
		"tcp": false, "tcp.port != 1": false, "tcp.port": false, "web contains \"x\"": false, "not tcp.port == 80": true,
	} {
		if got := compiled(t, expr).Match(f, &s); got != want {
			t.Errorf("%q: %v", expr, got)
		}
	}
}

func TestLayers(t *testing.T) {
	f := webFrame(true)
	var s Scratch
	for expr, want := range map[string]bool{
		"ip.src#1 == 10.0.0.1": true, "ip.src#2 == 192.0.2.1": true, "ip.src#1 == 192.0.2.1": false,
		"ip.src#[-1] == 192.0.2.1": true, "ip.src#[2:] == 10.0.0.1": false, "ip#3": false, "ip#[2-3]": true,
		"count(ip) == 2": true, "count(ip.addr) == 4": true, "ip#2[12:4] == c0000201": true,
		"ip.src#[1,2] == 192.0.2.1": true, "ip.src#[1:1] == 192.0.2.1": false,
	} {
		if got := compiled(t, expr).Match(f, &s); got != want {
			t.Errorf("%s: %v", expr, got)
		}
	}
}

func TestNeeds(t *testing.T) {
	n := compiled(t, `web contains "x" or tcp.port == 80 and tcp.port > 1 and not udp`).Needs()
	if len(n.Protocols) != 3 || n.Protocols[0] != &web || n.Protocols[1] != &testTCP || n.Protocols[2] != &testUDP {
		t.Errorf("protocols: %v", n.Protocols)
	}
	if len(n.Fields) != 1 || n.Fields[0].Name != "tcp.port" || len(n.Bytes) != 1 || n.Bytes[0] != &web {
		t.Errorf("fields %v, bytes %v", n.Fields, n.Bytes)
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	f := webFrame(false)
	for expr := range strings.Lines(matching) {
		expr = strings.TrimSpace(strings.ReplaceAll(expr, "TRUE_NEVER", "udp"))
		x := compiled(t, expr)
		var s Scratch
		x.Match(f, &s)
		if n := testing.AllocsPerRun(50, func() { x.Match(f, &s) }); n >= 1 {
			t.Errorf("%s: %v allocations", expr, n)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	f := webFrame(false)
	for _, expr := range []string{"web", "tcp.port == 80", "udp.port == 53", "web.code >= 400",
		`web.host contains "net"`, `web.host matches "NET$"`,
		"ip.addr == 10.0.0.0/8 and tcp.port in {80, 443, 8000..8080}"} {
		b.Run(expr, func(b *testing.B) {
			x := compiled(b, expr)
			var s Scratch
			for b.Loop() {
				x.Match(f, &s)
			}
		})
	}
}
