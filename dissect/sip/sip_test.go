package sip_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rtp"
	"netsniff/dissect/sdp"
	"netsniff/dissect/sip"
)

var protocols = []*dissect.Protocol{&sip.Protocol, &sdp.Protocol, &rtp.Protocol, &rtp.Event, &rtp.Control}

// message returns a message whose lines end in CRLF, with what every message has.
func message(start, cseq string, fields ...string) string {
	lines := append([]string{start, "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK7;rport",
		"From: \"Alice\" <sip:alice@example.com>;tag=a1",
		"To: <sip:bob@example.com:5070;transport=udp>", "Call-ID: c1@example.com", "CSeq: " + cseq}, fields...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n"
}

const description = "v=0\r\no=alice 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\na=sendrecv\r\n"

func turn(d dissect.Dir, text string) dissecttest.Turn {
	return dissecttest.Turn{Dir: d, Data: []byte(text)}
}

func TestRows(t *testing.T) {
	for _, x := range []struct{ message, want string }{
		{message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE"), "SIP Request: INVITE sip:bob@example.com | "},
		{message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", "Content-Type: application/sdp",
			"Content-Length: 1") + description, "SIP/SDP Request: INVITE sip:bob@example.com | "},
		{message("FOO sip:bob@example.com SIP/2.0", "1 FOO"), "SIP Unknown request: FOO sip:bob@example.com | "},
		{message("SIP/2.0 200 OK", "1 INVITE"), "SIP Status: 200 OK (INVITE) | "},
		{message("SIP/2.0 486 Busy Here", "1 INVITE"), "SIP Status: 486 Busy Here | "},
		{message("SIP/2.0 200 OK", "1"), "SIP Status: 200 OK"},
		{message("REGISTER sip:example.com SIP/2.0", "1 REGISTER"),
			"SIP Request: REGISTER sip:example.com  (fetch bindings) | "},
		{message("REGISTER sip:example.com SIP/2.0", "1 REGISTER", "m: <sip:a@b>,", " <sip:c@d>;expires=5"),
			"SIP Request: REGISTER sip:example.com  (2 bindings) | "},
		{message("REGISTER sip:example.com SIP/2.0", "1 REGISTER", "Contact: *", "Expires: 0"),
			"SIP Request: REGISTER sip:example.com  (remove all bindings) | "},
		{message("REGISTER sip:example.com SIP/2.0", "1 REGISTER", "Contact: <sip:a@b>;expires=0",
			"Contact: <sip:c@d>"), "SIP Request: REGISTER sip:example.com  (remove 1 binding) (add 1 binding) | "},
		{message("SIP/2.0 200 OK", "1 REGISTER", "Contact: <sip:a@b>;expires=60"),
			"SIP Status: 200 OK (REGISTER)  (1 binding) | "},
		{message("MESSAGE sip:bob@example.com SIP/2.0", "1 MESSAGE", "c: text/plain") + "hi",
			"SIP Request: MESSAGE sip:bob@example.com |  (text/plain)"},
		{message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", "Content-Type: multipart/mixed;boundary=\"x\"") +
			"--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--\r\n",
			"SIP/SDP Request: INVITE sip:bob@example.com |  (text/plain)"},
		{"OPTIONS sip:bob@example.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\nMax-Forw",
			"SIP Request: OPTIONS sip:bob@example.com[Malformed Packet]"},
		{"OPTIONS sip:bob@example.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\n", "SIP Request: OPTIONS sip:bob@example.com | "},
		{"OPTIONS sip:bob@example.com SIP/3.0\r\n\r\n", "-"},
		{"SIP/2.0 20 OK\r\n\r\n", "-"},
		{"\r\n\r\n", "-"},
	} {
		got := dissecttest.NewDatagrams(5060, protocols...).Rows([]dissecttest.Turn{turn(dissect.ToServer, x.message)})
		if len(got) != 1 || got[0] != x.want {
			t.Errorf("%q: %q, want %q", x.message, got, x.want)
		}
	}
}

func TestFields(t *testing.T) {
	invite := message("INVITE sip:b@[2001:db8::1]:5070;lr?x=y SIP/2.0", "7 INVITE",
		"v: SIP/2.0/TCP proxy.example.com : 5061 ;received=192.0.2.9",
		"m: Bob <sip:bob@192.0.2.2>;q=0.5;expires=60", "X-Foo: bar", "Reason: Q.850;cause=16;text=\"bye\"", "Expires: 60",
		"Proxy-Authorization: Digest username=\"alice\", realm=\"example.com\", nc=00000001", "Content-Length: 0")
	f := dissecttest.NewDatagrams(5060, protocols...).Last([]dissecttest.Turn{turn(dissect.ToServer, invite)})
	for name, want := range map[string]string{
		"sip.Method": "INVITE", "sip.r-uri": "sip:b@[2001:db8::1]:5070;lr?x=y", "sip.r-uri.user": "b",
		"sip.r-uri.host": "[2001:db8::1]",
		"sip.r-uri.port": "5070", "sip.r-uri.param": "lr", "sip.from.display.info": "\"Alice\"",
		"sip.from.user": "alice", "sip.from.tag": "a1",
		"sip.to.addr": "sip:bob@example.com:5070;transport=udp", "sip.to.port": "5070", "sip.to.param": "transport=udp",
		"sip.Call-ID": "c1@example.com", "sip.CSeq.seq": "7", "sip.CSeq.method": "INVITE",
		"sip.Via.sent-by.address": "192.0.2.1|proxy.example.com",
		"sip.Via.sent-by.port":    "5062|5061", "sip.Via.transport": "UDP|TCP", "sip.Via.rport": "rport",
		"sip.Via.received": "192.0.2.9",
		"sip.Contact":      "Bob <sip:bob@192.0.2.2>;q=0.5;expires=60", "sip.contact.parameter": "q=0.5|expires=60",
		"sip.contact.uri":       "sip:bob@192.0.2.2",
		"sip.reason_cause_q850": "16", "sip.reason_text": "\"bye\"", "sip.auth.username": "\"alice\"",
		"sip.auth.nc": "00000001", "sip.auth.scheme": "Digest",
		"sip.Expires": "60", "sip.Content-Length": "0", "sip.tag": "a1",
	} {
		if got := dissecttest.FieldText(f, &sip.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A response names its request, one that comes again the first.
func TestTransactions(t *testing.T) {
	c := dissecttest.NewDatagrams(5060, protocols...)
	var got []string
	for _, x := range []dissecttest.Turn{
		turn(dissect.ToServer, message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE")),
		turn(dissect.ToServer, message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE")),
		turn(dissect.ToClient, message("SIP/2.0 486 Busy Here", "1 INVITE")),
		turn(dissect.ToClient, message("SIP/2.0 486 Busy Here", "1 INVITE")),
		turn(dissect.ToServer, message("BYE sip:bob@example.com SIP/2.0", "2 BYE")),
		turn(dissect.ToClient, message("SIP/2.0 200 OK", "2 BYE")),
	} {
		f := c.Send(&x)
		line := ""
		for _, name := range []string{"sip.resend-original", "sip.response-request", "sip.release-time"} {
			if v := dissecttest.FieldText(f, &sip.Protocol, name); v != "" {
				line += name + " "
			}
		}
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{"", "sip.resend-original", "sip.response-request", "sip.resend-original sip.response-request", "",
		"sip.response-request sip.release-time"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStream(t *testing.T) {
	sdpMessage := message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", "Content-Type: application/sdp",
		"Content-Length: 5") + "v=0\r\n"
	c := dissecttest.Conversation{Protocols: protocols, Port: 5060, Turns: []dissecttest.Turn{
		{Dir: dissect.ToServer, Data: []byte(sdpMessage), Rows: []string{"SIP/SDP Request: INVITE sip:bob@example.com | "}},
		{Dir: dissect.ToClient, Data: []byte(message("SIP/2.0 100 Trying", "1 INVITE", "l: 0")),
			Rows: []string{"SIP Status: 100 Trying | "}},
		{Dir: dissect.ToClient, Data: []byte(message("SIP/2.0 200 OK", "1 INVITE", "Content-Length : 0")),
			Rows: []string{"SIP Status: 200 OK (INVITE) | "}},
		{Dir: dissect.ToServer, Data: []byte(message("ACK sip:bob@example.com SIP/2.0", "1 ACK", "Content-Length: 0")),
			Rows: []string{"SIP Request: ACK sip:bob@example.com | "}},
	}}
	c.Check(t)
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewDatagrams(5060, protocols...)
	x := turn(dissect.ToServer,
		message("OPTIONS sip:bob@example.com SIP/2.0", "1 OPTIONS", "Contact: <sip:a@b>", "Content-Type: text/plain")+"hi")
	if n := testing.AllocsPerRun(100, func() { c.Send(&x) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzSIP takes any bytes for a conversation over UDP, and for one over TCP.
func FuzzSIP(f *testing.F) {
	b := []byte(message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", "c: application/sdp", "l: 100"))
	f.Add(append([]byte{0x80 | 127}, append(b, description...)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyDatagrams(t, protocols, b)
		dissecttest.AnyConnection(t, &sip.Protocol, 5060, b)
	})
}

func TestExchanges(t *testing.T) {
	heard := new(dissecttest.Heard)
	login := "Proxy-Authorization: Digest username=\"alice\", realm=\"example.com\", response=\"0123\""
	dissecttest.TellDatagrams([]dissecttest.Turn{
		turn(dissect.ToServer, message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", login)),
		turn(dissect.ToServer, message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", login)),
		turn(dissect.ToClient, message("SIP/2.0 180 Ringing", "1 INVITE")),
		turn(dissect.ToClient, message("SIP/2.0 486 Busy Here", "1 INVITE", "Reason: Q.850;cause=17")),
		turn(dissect.ToClient, message("SIP/2.0 486 Busy Here", "1 INVITE")),
		turn(dissect.ToServer, message("ACK sip:bob@example.com SIP/2.0", "1 ACK")),
		turn(dissect.ToClient, message("OPTIONS sip:alice@example.com SIP/2.0", "9 OPTIONS")),
	}, 5060, heard, protocols...)
	if len(heard.Exchanges) != 2 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for i, words := range [][]string{{"INVITE", "486", "refused"}, {"OPTIONS", "unanswered"}} {
		for _, w := range words {
			if !strings.Contains(heard.Exchanges[i].Line, w) {
				t.Errorf("%q does not say %q", heard.Exchanges[i].Line, w)
			}
		}
	}
}

// FuzzDialogue takes any bytes for a conversation over TCP.
func FuzzDialogue(f *testing.F) {
	b := []byte(message("INVITE sip:bob@example.com SIP/2.0", "1 INVITE", "l: 3") + "abc")
	f.Add(append([]byte{0x80 | 127}, b...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &sip.Protocol, 5060, b) })
}
