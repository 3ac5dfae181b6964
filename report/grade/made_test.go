package grade_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/verdict"
)

var web = capturetest.Endpoint{Addr: [4]byte{192, 0, 2, 80}, Port: 80}

// upload is a POST of six segments and more, as in labs on TCP.
func upload() *gradetest.Talk {
	body := strings.Repeat("a", 10000)
	return gradetest.NewTalk().
		Conn(web, "> POST /upload HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 10000\r\n\r\n"+body,
			"< HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
}

func login(user string) *gradetest.Talk {
	return gradetest.NewTalk().Conn(web, "> GET /secret HTTP/1.1\r\nHost: www.example.com\r\n\r\n",
		"< HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
		"> GET /secret HTTP/1.1\r\nHost: www.example.com\r\nAuthorization: Basic "+user+"\r\n\r\n",
		"< HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
}

var resolver = capturetest.Endpoint{Addr: [4]byte{192, 0, 2, 53}, Port: 53}

// twice is an upload, and a page that was fetched later.
func twice() *gradetest.Talk {
	return upload().Conn(web, "> GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "< HTTP/1.1 204 No Content\r\n\r\n")
}

func looked() *gradetest.Talk {
	return gradetest.NewTalk().Lookup(resolver, 0x1234, "www.example.com", web.Addr).
		Conn(web, "> GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "< HTTP/1.1 204 No Content\r\n\r\n")
}

// beside adds a connection that is captured from its middle on and does not end.
func beside(l []gradetest.Frame) []gradetest.Frame {
	other := gradetest.NewTalk()
	other.Client.Port = 60000
	list := other.Conn(capturetest.Endpoint{Addr: [4]byte{198, 51, 100, 7}, Port: 80},
		"> GET /other HTTP/1.1\r\nHost: other.example\r\n\r\n",
		"< HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"+strings.Repeat("o", 90000)).Frames()
	return gradetest.Merge(l, list[3:len(list)-3])
}

const (
	alice  = "YWxpY2U6c2VjcmV0" // alice:secret
	bob    = "Ym9iOnNlY3JldA=="
	sixRTT = `q1,20 ms
q2,20.5 ms
q3,0.021
q4,21.5 ms
q5,22 ms
q6,22.5 ms
`
)

// madeTrials are those for which no capture was recorded.
var madeTrials = []struct {
	name, test string
	talk       *gradetest.Talk
	change     gradetest.Change
	answers    string
	want       verdict.Verdict
	says       string
}{
	// 9 http.auth
	{"auth", "check: http.auth\nwith: {path: /secret, user: alice}", login(alice), nil, "", verdict.Pass, "user alice"},
	{"auth, another", "check: http.auth\nwith: {user: alice}", login(bob), nil, "", verdict.Fail, "User bob logged in"},
	{"auth, no 401", "check: http.auth", login(alice), gradetest.Without(4, 5, 6), "", verdict.NotGradable, ""},
	{"auth, none", "check: http.auth", upload(), nil, "", verdict.Fail, "no 401"},
	// 20 dns.join
	{"join", "check: dns.join\nwith: {name: www.example.com}", looked(), nil, "", verdict.Pass,
		"connection to it was opened"},
	{"join, none", "check: dns.join", looked(), gradetest.Only(1, 2), "", verdict.Fail, "No connection to an address"},
	{"once", "check: dns.once", looked(), nil, "", verdict.Pass, "once"},
	{"lookup rtt", "answer: q\nstandard: dns.rtt\nunit: ms", looked(), nil, "q,20\n", verdict.Pass, "right"},
	{"lookup id", "answer: q\nstandard: dns.id", looked(), nil, "q,0x1234\n", verdict.Pass, "right"},
	// a connection of another program, which began before and has more data
	{"handshake, other traffic", "check: tcp.handshake", upload(), beside, "", verdict.Pass, "frames"},
	{"close, other traffic", "check: tcp.close", upload(), beside, "", verdict.Pass, "client"},
	{"syn, other traffic", "answer: q\nstandard: tcp.syn_seq", upload(), beside, "q,1000\n", verdict.Pass, "raw"},
	{"get, other traffic", "check: http.get\nwith: {path: /none}", upload(), beside, "", verdict.Fail, "no GET /none"},
	// 13 tcp.rtt6: the first acknowledgment that covers a segment
	{"rtt", "answer: q2\nstandard: tcp.segment\nwith: {n: 2, value: rtt}", upload(), nil, sixRTT, verdict.Pass, "right"},
	{"rtt, bare", "answer: q3\nstandard: tcp.segment\nwith: {n: 3, value: rtt}", upload(), nil, sixRTT,
		verdict.Pass, "right"},
	{"rtt, within 0.1 ms", "answer: q\nstandard: tcp.segment\nwith: {n: 2, value: rtt}\ntolerance: 0.1 ms", upload(),
		nil, "q,20.59 ms\n", verdict.Pass, "right"},
	{"rtt, beyond", "answer: q\nstandard: tcp.segment\nwith: {n: 2, value: rtt}\ntolerance: 0.1 ms", upload(), nil,
		"q,20.7 ms\n", verdict.Fail, "0.0205 s"},
	{"rtt, late", "answer: q1\nstandard: tcp.segment\nwith: {value: rtt}", upload(), gradetest.Only(5, 99), sixRTT,
		verdict.NotGradable, ""},
	{"sequence", "answer: q\nstandard: tcp.segment\nwith: {n: 2, value: seq}", upload(), nil, "q,1461\n", verdict.Pass,
		"relative"},
	{"sequence, raw", "answer: q\nstandard: tcp.segment\nwith: {n: 2, value: seq}", upload(), nil, "q,2461\n",
		verdict.Pass, "raw"},
	{"post frame", "answer: q\nstandard: tcp.request_frame", upload(), nil, "q,4\n", verdict.Pass, "right"},
	// 14 tcp.ertt: α = 1/8, an error of a sample counts once
	{"estimate", "answer: q\nstandard: tcp.estimated_rtt\nwith: {n: 3}\ntolerance: 0.001 ms", upload(), nil,
		"q,20.1796875 ms\n", verdict.Pass, "samples of the capture"},
	{"estimate, wrong", "answer: q\nstandard: tcp.estimated_rtt\nwith: {n: 3}\ntolerance: 0.001 ms", upload(), nil,
		"q,20.3 ms\n", verdict.Fail, ""},
	{"estimate, carried", "answer: q\nstandard: tcp.estimated_rtt\nwith: {n: 2, samples: [a, b]}\ntolerance: 0.001 ms",
		upload(), nil, "a,40 ms\nb,20.5 ms\nq,37.5625 ms\n", verdict.Pass, "carried forward"},
	{"estimate, previous", "answer: q\nstandard: tcp.estimated_rtt\nwith: {n: 2, samples: [a, b], previous: e}\ntolerance: 0.001 ms",
		upload(), nil, "a,1\nb,20.5 ms\ne,40 ms\nq,37.5625 ms\n", verdict.Pass, "carried forward"},
	{"carried by the rubric", "answer: q\nkey: number(answers.a) * 2.0\nunit: s", upload(), nil, "a,3 ms\nq,6 ms\n",
		verdict.Pass, "right"},
	{"carried, not there", "answer: q\nkey: number(answers.a) * 2.0\nunit: s", upload(), nil, "q,6 ms\n", verdict.Fail, ""},
	// 15 tcp.rwnd
	{"window", "answer: q\nstandard: tcp.min_window", upload(), nil, "q,60000\n", verdict.Pass, "right"},
	{"window, wrong", "answer: q\nstandard: tcp.min_window", upload(), nil, "q,65535\n", verdict.Fail, "60000 B"},
	// 16 tcp.retx
	{"retransmissions", "answer: q\nstandard: tcp.retransmissions", upload(), nil, "q,0\n", verdict.Pass, "right"},
	// 17 tcp.tput: 10087 bytes in 6 ms, or in the time of the connection
	{"throughput", "answer: q\nstandard: tcp.throughput\nwith: {side: client}\ntolerance: 2%", upload(), nil,
		"q,13.42 Mbit/s\n", verdict.Pass, "payload over the time of the data"},
	{"throughput, bytes", "answer: q\nstandard: tcp.throughput\nwith: {side: client}\ntolerance: 2%", upload(), nil,
		"q,1677500\n", verdict.Pass, "B/s"},
	{"throughput, connection", "answer: q\nstandard: tcp.throughput\nwith: {side: client}\ntolerance: 2%", upload(),
		nil, "q,{connection}\n", verdict.Pass, "over the time of the connection"},
	{"throughput, wrong", "answer: q\nstandard: tcp.throughput\nwith: {side: client}\ntolerance: 2%", upload(), nil,
		"q,5 Mbit/s\n", verdict.Fail, ""},
	// 18 tcp.close
	{"closed by", "answer: q\nstandard: tcp.closed_by", upload(), nil, "q,客户端\n", verdict.Pass, "right"},
	// an exercise that was done twice: the answer may be about either
	{"rtt, done twice", "answer: q\nstandard: tcp.client_port\nwith: {port: 80}", twice(), nil, "q,49154\n",
		verdict.Pass, "right"},
	{"rtt, any connection", "answer: q\nstandard: tcp.client_port", twice(), nil, "q,49154\n", verdict.Fail, "own capture"},
	{"lookup, done twice", "answer: q\nstandard: dns.id\nwith: {name: www.example.com}",
		looked().Lookup(resolver, 0x77, "www.example.com", web.Addr), nil, "q,0x77\n", verdict.Pass, "right"},
	{"nothing in it", "check: capture.original", upload(), gradetest.Only(900, 999), "", verdict.NotGradable,
		"holds no packets"},
	{"not answered", "answer: q\nstandard: tcp.closed_by", upload(), nil, "x,1\n", verdict.Fail, "not answered"},
	{"no answers", "answer: q\nstandard: tcp.closed_by", upload(), nil, "", verdict.NotGradable, "no file answers.csv"},
	{"yes", "answer: q\nkey: http.exists(h, h.status == 200)", upload(), nil, "q,是\n", verdict.Pass, "right"},
	{"several right", "answer: q\nkey: http.map(h, h.path)", upload(), nil, "q,/upload\n", verdict.Pass, "right"},
	{"accepted", "answer: q\nkey: http.size()\naccept: [{key: conns.size() + 1, label: {en: with me, zh: 含我}}]",
		upload(), nil, "q,2\n", verdict.Pass, "with me"},
}

func TestMadeTrials(t *testing.T) {
	for _, c := range madeTrials {
		t.Run(c.name, func(t *testing.T) {
			frames := c.talk.Frames()
			took := float64(frames[len(frames)-1].At-frames[0].At) / 1e9
			if c.change != nil {
				frames = c.change(frames)
			}
			files := map[string][]byte{"a.pcap": gradetest.Bytes(frames)}
			if c.answers != "" {
				files["answers.csv"] = []byte(strings.ReplaceAll(c.answers, "{connection}", fmt.Sprint(10087*8/took)))
			}
			r := compile(t, c.test).Grade(gradetest.Submission(t, "7", files))
			x := r.Items[0]
			if x.Verdict != c.want || !strings.Contains(x.Why.EN, c.says) {
				t.Errorf("%s: %s, want %s: …%s…", x.Verdict, x.Why.EN, c.want, c.says)
				for _, s := range x.Steps {
					t.Logf("%t %s", s.Held, s.Text.EN)
				}
			}
		})
	}
}
