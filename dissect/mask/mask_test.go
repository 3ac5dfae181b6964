package mask_test

import (
	"bytes"
	"fmt"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/mask"
	"netsniff/reassembly"
)

// segment is one of a connection, and what it is to become.
type segment struct {
	capturetest.Segment
	masked []byte
	lost   bool
}

// detector is that of all protocols.
var detector = mask.NewDetector(all.Recognisable())

// replay takes frames through decode, reassembly of fragments and connection
// table, as package pipeline does.
func replay(list [][]byte, each func(p *capture.Packet, c *engine.Conn, d dissect.Dir)) {
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: all.Detector().ServerPort}
	var fragments reassembly.Fragments
	for i, b := range list {
		p := capturetest.Packet(uint32(i+1), capturetest.Start+capture.Stamp(i)*1e6, b)
		fragments.Add(p)
		var found reassembly.Found[engine.Conn]
		if p.Converses() {
			found = table.Find(p)
		}
		each(p, found.Conn, found.Dir)
	}
}

// collect returns the secrets in frames.
func collect(list [][]byte) *mask.Secrets {
	c := mask.NewCollector(detector)
	e := engine.New(all.Detector(), engine.ByArrival)
	replay(list, func(p *capture.Packet, x *engine.Conn, d dissect.Dir) { c.Frame(e.Undissected(p, x, d), nil) })
	return mask.Merge([]*mask.Collector{c})
}

// masked returns the frames as they become, and what was lost. Without secrets
// they are looked for as they come.
func masked(list [][]byte, s *mask.Secrets) (out [][]byte, losses mask.Losses) {
	m := mask.NewMasker(detector, s)
	for _, b := range list {
		out = append(out, bytes.Clone(b))
	}
	e := engine.New(all.Detector(), engine.ByArrival)
	e.Prepare = m.Prepare
	replay(out, func(p *capture.Packet, x *engine.Conn, d dissect.Dir) { e.Undissected(p, x, d) })
	return out, m.Losses
}

// conversation reads turns in which secrets stand in «». With a handshake it begins with one.
func conversation(t testing.TB, text string, port uint16, handshake bool) []segment {
	t.Helper()
	turns, err := dissecttest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	ends := [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(port)}
	next := [2]uint32{1000, 0xffffff00} // the server's wrap
	var list []segment
	add := func(d dissect.Dir, flags capture.TCPFlags, data, masked []byte, lost bool) {
		s := capturetest.Segment{From: ends[d], To: ends[d.Reverse()], Seq: next[d], Flags: flags, Window: 65000, Data: data}
		if flags&capture.ACK != 0 {
			s.Ack = next[d.Reverse()]
		}
		next[d] += uint32(len(data))
		if flags&capture.SYN != 0 {
			next[d]++
		}
		list = append(list, segment{s, masked, lost})
	}
	if handshake {
		add(dissect.ToServer, capture.SYN, nil, nil, false)
		add(dissect.ToClient, capture.SYN|capture.ACK, nil, nil, false)
		add(dissect.ToServer, capture.ACK, nil, nil, false)
	}
	for _, turn := range turns {
		data, masked := secrets(turn.Data)
		add(turn.Dir, capture.ACK|capture.PSH, data, masked, turn.Lost)
	}
	return list
}

// secrets takes «» out of b and returns it as it is and as it is masked.
func secrets(b []byte) (data, masked []byte) {
	inside := false
	for _, r := range bytes.SplitAfter(b, nil) {
		switch s := string(r); {
		case s == "«":
			inside = true
		case s == "»":
			inside = false
		default:
			data = append(data, r...)
			if inside {
				r = bytes.Repeat([]byte{'*'}, len(r))
			}
			masked = append(masked, r...)
		}
	}
	return data, masked
}

// cut splits a segment.
func (s segment) cut(at int) (a, b segment) {
	a, b = s, s
	a.Data, b.Data = s.Data[:at], s.Data[at:]
	a.masked, b.masked = s.masked[:at], s.masked[at:]
	b.Seq += uint32(at)
	return a, b
}

// check masks the segments and compares every byte of every frame.
func check(t *testing.T, how string, list []segment, live bool) {
	t.Helper()
	var plain, want [][]byte
	for _, s := range list {
		if s.lost {
			continue
		}
		plain = append(plain, s.Frame())
		s.Data = s.masked
		want = append(want, s.Frame())
	}
	var known *mask.Secrets
	if !live {
		known = collect(plain)
	}
	got, losses := masked(plain, known)
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Errorf("%s, frame %d:\n got %q\nwant %q", how, i+1, got[i][54:], want[i][54:])
			return
		}
	}
	if losses != (mask.Losses{}) {
		t.Errorf("%s: %+v", how, losses)
	}
}

// replays checks a conversation whole, cut, repeated and out of order.
func replays(t *testing.T, list []segment) {
	t.Helper()
	check(t, "whole", list, false)
	check(t, "live", list, true)
	var bytewise, twice []segment
	for _, s := range list {
		twice = append(twice, s, s)
		for len(s.Data) > 1 {
			var a segment
			a, s = s.cut(1)
			bytewise = append(bytewise, a)
		}
		bytewise = append(bytewise, s)
	}
	check(t, "byte by byte", bytewise, false)
	check(t, "sent twice", twice, false)
	check(t, "sent twice, live", twice, true)
	for i, s := range list {
		again := append(append([]segment{}, list...), s)
		check(t, fmt.Sprintf("segment %d again at the end", i), again, false)
		for at := 1; at < len(s.Data); at++ {
			a, b := s.cut(at)
			split := func(parts ...segment) []segment {
				return append(append(append([]segment{}, list[:i]...), parts...), list[i+1:]...)
			}
			how := fmt.Sprintf("segment %d split at %d", i, at)
			check(t, how, split(a, b), false)
			check(t, how+", out of order", split(b, a), false)
			check(t, how+", sent again", split(a, b, s), false)
			if t.Failed() {
				return
			}
		}
	}
}

var conversations = []struct {
	name string
	port uint16
	text string
}{
	{"SMTP", 25, `
		< 220 mail.example.com ESMTP
		> EHLO client.example.com
		<- 250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n
		> AUTH PLAIN «AGFsaWNlAHNlY3JldA==»
		< 535 5.7.8 no
		> auth plain
		< 334 
		> «AGFsaWNlAHNlY3JldA==»
		< 535 no
		> AUTH LOGIN
		< 334 VXNlcm5hbWU6
		> YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> «c2VjcmV0»
		< 535 no
		> AUTH LOGIN YWxpY2U=
		< 334 UGFzc3dvcmQ6
		> «c2VjcmV0»
		< 535 no
		> AUTH CRAM-MD5
		< 334 PDFAZXhhbXBsZS5jb20+
		> *
		< 501 cancelled
		> AUTH SCRAM-SHA-256 «biwsbj1hbGljZSxyPXg=»
		< 334 cj14eQ==
		> «Yz1iaXdzLHI9eHkscD1wcm9vZg==»
		< 334 dj1zaWc=
		> =
		< 235 in
		> MAIL FROM:<alice@example.com>
		< 250 OK
		>- RCPT TO:<bob@example.com>\r\nDATA\r\n
		<- 550 no\r\n354 go\r\n
		>- AUTH PLAIN no-secret\r\nPASS the salt\r\n..\r\nCookie: a=b\r\n.\r\n
		< 250 OK
		> DATA
		< 503 no
		> AUTH XOAUTH2 «dXNlcj1hbGljZQFhdXRoPUJlYXJlciB4AQE=»
		< 235 in
		>- BDAT 17 LAST\r\nAUTH PLAIN text\r\n
		< 250 OK
		> QUIT
		< 221 bye`},
	{"POP3", 110, `
		< +OK ready <1@example.com>
		> USER alice
		< +OK
		> PASS «wonder land »
		< -ERR no
		>- pass «x»\n
		< -ERR no
		> APOP alice «c4c9334bac560ecc979e58001b3e22fb»
		< -ERR no
		> AUTH
		<- +OK\r\nPLAIN\r\n.\r\n
		> AUTH PLAIN
		<- + \r\n
		> «AGFsaWNlAHNlY3JldA==»
		< -ERR no
		> AUTH LOGIN
		< + VXNlcm5hbWU6
		> YWxpY2U=
		< + UGFzc3dvcmQ6
		> «c2VjcmV0»
		< +OK in
		> RETR 1
		<- +OK\r\nPASS word\r\n+ \r\nCookie: a=b\r\n.\r\n
		> QUIT
		< +OK`},
	{"POP3 elsewhere", 12000, `
		< +OK ready
		> USER alice
		< +OK
		> PASS «secret»
		< +OK in`},
	{"IMAP", 143, `
		< * OK ready
		> a1 LOGIN alice «wonderland»
		< a1 NO no
		> a2 LOGIN "al ice" "«wonder\\"land»"
		< a2 NO no
		> a3 LOGIN {5}
		< + go
		> alice {6}
		< + go
		> «secret»
		< a3 NO no
		>- a4 LOGIN {5+}\r\nalice {8+}\r\n«sec\r\nret»\r\n
		< a4 NO no
		> a5 LOGIN alice {6}
		< a5 NO no
		> a6 AUTHENTICATE PLAIN «AGFsaWNlAHNlY3JldA==»
		< a6 NO no
		> a7 authenticate LOGIN
		< + VXNlcm5hbWU6
		> YWxpY2U=
		< + UGFzc3dvcmQ6
		> «c2VjcmV0»
		< a7 OK in
		>- a8 APPEND INBOX {28+}\r\na9 LOGIN a b\r\nPASS word\r\n..\r\n
		< a8 OK
		>- a9 AUTHENTICATE PLAIN «{20+}»\r\n«AGFsaWNlAHNlY3JldA==»\r\n
		< a9 NO no
		> a9 SELECT INBOX
		<- * 1 FETCH (BODY[] {13}\r\na LOGIN b c\r\n)\r\na9 OK\r\n`},
	{"HTTP", 80, `
		>- GET / HTTP/1.1\r\nHost: example.com\r\nAuthorization: Basic «YWxpY2U6c2VjcmV0»\r\nCookie: a=«b»; sid=«x=y»;c=\r\ncookie:«nameless»\r\n\r\n
		<- HTTP/1.1 200 OK\r\nSet-Cookie: sid=«x»; Path=/; HttpOnly\r\nSet-Cookie: a=«b»; Expires=Thu, 01 Jan 2026 00:00:00 GMT, c=«d»; Path=/\r\nContent-Length: 2\r\n\r\nok
		>- GET /?token=«secret»&page=kept HTTP/1.1\r\nProxy-Authorization: Digest «username="alice", response="0123"»\r\nAuthorization: «bare-token»\r\n «folded»\r\nX: y\r\n folded\r\n\r\n
		<- HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n
		>- GET / HTTP/1.1\r\nAuthorization: Negotiate\r\n\r\n`},
	{"a proxy", 3128, `
		>- CONNECT mail.example.com:25 HTTP/1.1\r\nHost: mail.example.com:25\r\nProxy-Authorization: Basic «YWxpY2U6c2VjcmV0»\r\n\r\n
		<- HTTP/1.1 200 go\r\nVia: x\r\n\r\n
		< 220 mail.example.com ESMTP
		> EHLO a
		< 250 AUTH
		> AUTH PLAIN «AGFsaWNlAHNlY3JldA==»
		< 235 in
		> DATA
		< 354 go
		>- AUTH PLAIN no-secret\r\n.\r\n`},
	{"a header of PROXY before HTTP", 8000, `
		>- \r\n\r\n\x00\r\nQUIT\n!\x11\x00\x0c\xcb\x00q\x07\xc0\x00\x02\x19\xdc\x04\x00\x19GET /?token=«secret» HTTP/1.1\r\nHost: example.com\r\nAuthorization: Basic «YWxpY2U6c2VjcmV0»\r\n\r\n
		<- HTTP/1.1 200 OK\r\nSet-Cookie: sid=«x»\r\nContent-Length: 0\r\n\r\n`},
	{"a header of PROXY before POP3", 110, `
		>- \r\n\r\n\x00\r\nQUIT\n!\x11\x00\x0c\xcb\x00q\x07\xc0\x00\x02\x19\xdc\x04\x00\x19
		< +OK POP3 ready
		> USER alice
		< +OK
		> PASS «secret»
		< +OK`},
	{"FTP", 21, `
		< 220 FTP ready
		> USER alice
		< 331 go on
		> PASS «secret»
		< 230 in`},
}

// sheltered are secrets that can be told by what is before them alone: where
// bytes are lost nobody can.
var sheltered = []struct {
	name string
	port uint16
	text string
}{
	{"SMTP", 25, `
		< 220 mail.example.com ESMTP
		> AUTH LOGIN
		< 504 no
		>- «YWxpY2U=»\r\n«c2VjcmV0»\r\n
		<- 500 what\r\n500 what\r\n
		> MAIL FROM:<alice@example.com>`},
	{"POP3", 110, `
		< +OK ready <1@example.com>
		> AUTH PLAIN
		< -ERR no
		> «AGFsaWNlAHNlY3JldA==»
		< -ERR what
		> STAT`},
	{"IMAP", 143, `
		< * OK ready
		> a5 LOGIN alice {6}
		< a5 NO no
		> «secret»
		< * BAD what
		> a5 AUTHENTICATE PLAIN
		< a5 NO no
		> «AGFsaWNlAHNlY3JldA==»
		< * BAD what
		> a6 NOOP`},
	{"ManageSieve", 4190, `
		< OK
		>- AUTHENTICATE "PLAIN" «"AGFsaWNlAHNlY3JldA=="»\r\n
		< OK`},
	{"IRC", 6667, `
		> PASS «hunter2»
		> NICK alice
		> CAP REQ :sasl
		> AUTHENTICATE PLAIN
		< AUTHENTICATE +
		> AUTHENTICATE «AGFsaWNlAHNlY3JldA==»
		< :irc.example.com 903 alice :in
		> PRIVMSG NickServ :IDENTIFY «wonderland»
		> PRIVMSG NickServ@services.example.com :identify alice «secret»
		> NS REGISTER «secret alice@example.com»
		> OPER alice «secret»
		> JOIN #club «key»
		> PRIVMSG #club :IDENTIFY nothing
		> PRIVMSG bob :my password is no secret here`},
	{"SIP over TCP", 5060, `
		>- REGISTER sip:example.com SIP/2.0\r\nAuthorization: Digest «username="alice", response="0123"»\r\nContent-Length: 0\r\n\r\n
		<- SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n
		>- INVITE sip:bob@example.com SIP/2.0\r\nProxy-Authorization: Digest «username="alice", response="0123"»\r\nContent-Length: 60\r\n\r\nv=0\r\nk=base64:«a2V5»\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:«a2V5»\r\na=ice-pwd:«asd88fgpdd777uzjYhagZg»\r\n`},
	{"RTSP", 554, `
		>- DESCRIBE rtsp://admin:«secret»@camera.example.com/a RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic «YWxpY2U6c2VjcmV0»\r\n\r\n
		<- RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="x", nonce="y"\r\n\r\n`},
	{"names of secrets", 80, `
		>- GET http://alice:«secret»@example.com/a?access_token=«x»&b=c#id_token=«y» HTTP/1.1\r\nReferer: https://example.com/?q=1&user%5Bpassword%5D=«a%20b»\r\nX-Api-Key: «k»\r\nX-Max-Tokens: 5\r\nX-Auth-Token: «t»\r\n\r\n
		<- HTTP/1.1 302 Found\r\nLocation: /next;jsessionid=«0123»?page=2\r\nAuthentication-Info: «rspauth="0123"»\r\nContent-Length: 0\r\n\r\n
		>- GET https://«ghp_0123456789abcdefghij»@example.com/ HTTP/1.1\r\n\r\n`},
	{"forms", 80, `
		>- POST / HTTP/1.1\r\nContent-Length: 34\r\n\r\nuser=alice&password=«a%26b»&remember=1
		<- HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok
		>- POST / HTTP/1.1\r\nContent-Length: 22\r\n\r\nlogin=1&new_passwd=«xyz»
		>- POST /again HTTP/1.1\r\nContent-Length: 6\r\n\r\npwd=«ab»
		<- HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`},
	{"JSON", 80, `
		>- POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"user":"alice", "password" : "«a\\"b»", "pin":«1234», "max_tokens": 5, "o":{"apiKey":"«k»"}}
		<- HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\n  "access_token": "«x.y.z»",\n  "token_type": "Bearer",\n  "expires_in": 3600\n}`},
	{"multipart/form-data", 80, `
		>- POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n--b\r\nContent-Disposition: form-data; name="user"\r\n\r\nalice\r\n--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n«a b»\r\n--b--\r\n
		<- HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`},
	{"Telnet", 23, `
		<- \xff\xfd\x18login: 
		>- \xff\xfb\x18alice\r\x00
		<- alice\r\nPassword: 
		>- «secret»\r\x00
		<- \r\nLogin incorrect\r\nlogin: 
		>- bob\r\n
		<- bob\r\nPassword: 
		>- «s e»\r\n
		<- \r\n$ 
		>- ls\r\n`},
	{"a console", 2323, `
		<- router> enable\r\nEnter password:
		>- «cisco»\r\n
		<- \r\nrouter# 
		>- show\r\n`},
}

func TestSheltered(t *testing.T) {
	for _, c := range sheltered {
		t.Run(c.name, func(t *testing.T) { replays(t, conversation(t, c.text, c.port, true)) })
	}
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) { replays(t, conversation(t, c.text, c.port, true)) })
	}
}
