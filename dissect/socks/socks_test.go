package socks_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dns"
	"netsniff/dissect/engine"
	"netsniff/dissect/frame"
	"netsniff/dissect/http"
	"netsniff/dissect/socks"
	"netsniff/reassembly"
)

var (
	client, server = dissecttest.Client, dissecttest.Server
	greeting       = client("\x05\x02\x00\x02")
	takesUser      = server("\x05\x02")
	login          = client("\x01\x03bob\x03pwd")
	connect        = client("\x05\x01\x00\x03\x0bexample.com\x00\x50")
	connected      = server("\x05\x00\x00\x01\x0a\x00\x00\x01\x9c\x40")
)

// TestRows: whoever is asked, and however the messages are cut.
func TestRows(t *testing.T) {
	for _, x := range []struct {
		name  string
		turns []dissecttest.Turn
		want  []string
	}{
		{"version 4", []dissecttest.Turn{client("\x04\x01\x00\x50\x0a\x00\x00\x05bob\x00"),
			server("\x00\x5b\x00\x50\x0a\x00\x00\x05")},
			[]string{"Socks Version: 4 Connect to server request", "Socks Version: 4 Connect Response"}},
		{"version 4a", []dissecttest.Turn{client("\x04\x01\x00\x50\x00\x00\x00\x01\x00example.com\x00"),
			server("\x00\x5a\x00\x50\x0a\x00\x00\x05"), client("GET / HTTP/1.1\r\n\r\n")},
			[]string{"Socks Version: 4 Connect to server request", "Socks Version: 4 Connect Response",
				"HTTP GET / HTTP/1.1 "}},
		{"version 5", []dissecttest.Turn{greeting, takesUser, login, server("\x01\x00"), connect, connected,
			client("GET / HTTP/1.1\r\n\r\n")},
			[]string{"Socks Version: 5 Connect to server request", "Socks Version: 5 Connect to server response",
				"Socks Version: 5 User authentication request", "Socks Version: 5 User authentication reply",
				"Socks Version: 5 Command Request - Connect", "Socks Version: 5 Command Response - Connect",
				"HTTP GET / HTTP/1.1 "}},
		{"in pieces", []dissecttest.Turn{client("\x05"), client("\x01\x00"), server("\x05\x00"),
			client("\x05\x01\x00\x04"), client(strings.Repeat("\x20", 16) + "\x00\x50")},
			[]string{"-", "Socks Version: 5 Connect to server request", "Socks Version: 5 Connect to server response",
				"-", "Socks Version: 5 Command Request - Connect"}},
		{"bind", []dissecttest.Turn{client("\x05\x01\x00"), server("\x05\x00"),
			client("\x05\x02\x00\x01\x0a\x00\x00\x05\x00\x15"), connected, connected},
			[]string{"Socks Version: 5 Connect to server request", "Socks Version: 5 Connect to server response",
				"Socks Version: 5 Command Request - Bind",
				"Socks Version: 5 Command Response - Bind", "Socks Version: 5 Command Response: Bind remote host info"}},
		{"token", []dissecttest.Turn{client("\x05\x01\x01"), server("\x05\x01"), client("\x01\x01\x00\x02ab"),
			server("\x01\xff")},
			[]string{"Socks Version: 5 Connect to server request", "Socks Version: 5 Connect to server response",
				"Socks Version: 5 GSSAPI authentication request", "Socks Version: 5 GSSAPI authentication reply"}},
		{"not a proxy", []dissecttest.Turn{client("GET / HTTP/1.1\r\n\r\n")}, []string{"HTTP GET / HTTP/1.1 "}},
	} {
		c := dissecttest.NewConnection(1080, engine.ByArrival, &socks.Protocol, &http.Protocol)
		if got := c.Rows(x.turns); !slices.Equal(got, x.want) {
			t.Errorf("%s:\n%q, want\n%q", x.name, got, x.want)
		}
	}
}

func TestFields(t *testing.T) {
	c := dissecttest.NewConnection(1080, engine.ByArrival, &socks.Protocol)
	f := c.Last([]dissecttest.Turn{greeting, takesUser, login})
	for name, want := range map[string]string{"socks.version": "5", "socks.username": "bob", "socks.password": "pwd",
		"socks.subnegotiation_version": "1", "socks.command": ""} {
		if got := dissecttest.FieldText(f, &socks.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestRelayed: what the proxy passes on stands in a layer that says what it was asked for, and speaks
// where nobody else does.
func TestRelayed(t *testing.T) {
	binary := client("\x99\x88binary")
	for _, x := range []struct {
		name      string
		request   []dissecttest.Turn
		says, row string
		fields    map[string]string
	}{
		{"unknown", []dissecttest.Turn{greeting, server("\x05\x00"), connect, connected, binary}, "tcp:socks",
			"Socks Version: 5", map[string]string{"socks.version": "5", "socks.command": "1", "socks.dst": "",
				"socks.dstport": "80"}},
		{"version 4", []dissecttest.Turn{client("\x04\x01\x00\x50\x0a\x00\x00\x05\x00"),
			server("\x00\x5a\x00\x50\x0a\x00\x00\x06"), binary}, "tcp:socks", "Socks Version: 4",
			map[string]string{"socks.version": "4", "socks.dst": "10.0.0.5"}},
		{"known", []dissecttest.Turn{greeting, server("\x05\x00"),
			client("\x05\x01\x00\x01\x0a\x00\x00\x05\x00\x50"), connected, client("GET / HTTP/1.1\r\n\r\n")},
			"tcp:socks:http", "HTTP GET / HTTP/1.1 ", map[string]string{"socks.dst": "10.0.0.5", "socks.version": "5"}},
		{"begun", []dissecttest.Turn{greeting, server("\x05\x00"), connect, connected, client("GET / HTTP/1.1\r\nHo")},
			"tcp:socks", "TCP GET / HTTP/1.1  [TCP segment of a reassembled PDU]", map[string]string{"socks.version": "5"}},
	} {
		c := dissecttest.NewConnection(1080, engine.ByArrival, &socks.Protocol, &http.Protocol)
		f := c.Last(x.request)
		if got := f.Column() + " " + string(f.AppendInfo(nil)); got != x.row {
			t.Errorf("%s: %q, want %q", x.name, got, x.row)
		}
		if got := strings.Join(frame.AppendProtocols(nil, f), ":"); !strings.HasSuffix(got, x.says) {
			t.Errorf("%s: %q, want %q", x.name, got, x.says)
		}
		for name, want := range x.fields {
			if got := dissecttest.FieldText(f, &socks.Protocol, name); got != want {
				t.Errorf("%s: %s: %q, want %q", x.name, name, got, want)
			}
		}
	}
}

// TestBehindPort: the port that the proxy is asked for says what a greeting is of that
// several protocols have.
func TestBehindPort(t *testing.T) {
	for port, want := range map[string]string{"\x00\x15": "FTP Response: 220 hello", "\x00\x19": "SMTP S: 220 hello"} {
		c := dissecttest.NewConnection(1080, engine.ByArrival, all.Protocols()...)
		rows := c.Rows([]dissecttest.Turn{client("\x05\x01\x00"), server("\x05\x00"),
			client("\x05\x01\x00\x01\x0a\x00\x00\x05" + port), connected, server("220 hello\r\n")})
		if got := rows[len(rows)-1]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestExchanges: what was asked, who logged in, and why it was refused.
func TestExchanges(t *testing.T) {
	refused := server("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00")
	var heard heard
	dissecttest.Tell([]dissecttest.Turn{greeting, takesUser, login, server("\x01\x00"), connect, refused}, 1080, &heard,
		&socks.Protocol)
	want := []string{"METHODS No authentication, Username/Password -> Username/Password succeeded",
		"LOGIN bob -> success succeeded",
		"CONNECT example.com:80 -> Connection refused failed"}
	if !slices.Equal(heard.lines, want) {
		t.Errorf("%q, want %q", heard.lines, want)
	}
	if want := (dissect.Login{Mechanism: "USER/PASS", User: "bob", Secret: "pwd"}); !slices.Equal(heard.logins,
		[]dissect.Login{want}) {
		t.Errorf("%+v, want %+v", heard.logins, want)
	}
}

// heard keeps exchanges as lines, and who logged in.
type heard struct {
	lines  []string
	logins []dissect.Login
}

func (h *heard) Exchange(x *dissect.Exchange) {
	h.lines = append(h.lines, dissecttest.Line(x))
	if x.Login != nil {
		h.logins = append(h.logins, *x.Login)
	}
}

func (*heard) Piece(*dissect.Piece)                  {}
func (*heard) Closed(*dissect.Conn, reassembly.Mark) {}

// FuzzSOCKS takes any bytes for a connection.
func FuzzSOCKS(f *testing.F) {
	f.Add([]byte("\x05\x01\x00"))
	f.Add([]byte("\x04\x01\x00\x50\x00\x00\x00\x01\x00example.com\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &socks.Protocol, 1080, b) })
}

// FuzzDialogue does so for what is told of it.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\x05\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &socks.Protocol, 1080, b) })
}

// FuzzRelay takes any bytes for datagrams that a proxy passes on.
func FuzzRelay(f *testing.F) {
	relay := socks.Protocol
	relay.Sniff, relay.UDP = nil, []uint16{1080}
	for _, b := range []string{"\x00\x00\x00\x01\xc0\x00\x02\x07\x00\x35query", "\x00\x00\x00\x03\x0bexample.org\x00\x35query",
		"\x00\x00\x01\x01\xc0\x00\x02\x07\x00\x35part"} {
		f.Add(append([]byte{0x80 | byte(len(b))}, b...))
	}
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, []*dissect.Protocol{&relay, &dns.DNS}, b) })
}
