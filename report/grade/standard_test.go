package grade_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
	"netsniff/report/grade/verdict"
)

// trial is a test of a rubric on a capture that was done something to.
type trial struct {
	name    string
	test    string // keys of the item, lines of YAML
	capture string
	change  gradetest.Change
	answers string
	want    verdict.Verdict
	says    string // a part of the sentence
}

const head = `rubric: 1
title: x
answers: answers.csv
student: [id, name, ip, mail]
window: {from: 2026-11-01T00:00:00Z, to: 2026-12-31T00:00:00Z}
items:
  - id: a
    points: 10
`

// compile makes a program of an item.
func compile(t *testing.T, text string) *grade.Program {
	t.Helper()
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		b.WriteString("    " + line + "\n")
	}
	r, err := rubric.Parse("r.yaml", []byte(head+b.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	p, err := grade.Compile(r)
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	p.Roster = &submission.Roster{Students: []submission.Student{{"id": "7", "name": "Alice", "ip": "192.0.2.10",
		"mail": "alice@example.com"}}}
	return p
}

func (c *trial) run(t *testing.T) grade.Item {
	t.Helper()
	frames := gradetest.Load(t, "../..", c.capture)
	if c.change != nil {
		frames = c.change(frames)
	}
	files := map[string][]byte{"a.pcap": gradetest.Bytes(frames)}
	if c.answers != "" {
		files["answers.csv"] = []byte(c.answers)
	}
	r := compile(t, c.test).Grade(gradetest.Submission(t, "7", files))
	if r.Wrong != "" {
		t.Fatal(r.Wrong)
	}
	return r.Items[0]
}

const (
	conditional = "http-conditional-304.pcap"
	persistent  = "http-persistent-gets.pcap"
	large       = "http-large-body.pcap"
	page        = "http-page-parallel.pcap"
	lookup      = "dns-resolve-cold-then-cached-at-client.pcap"
	foxmail     = "foxmail-coremail-smtp-send.pcap"
	fetched     = "foxmail-coremail-pop3-fetch.pcap"
	starttls    = "smtp-starttls.pcap"
	swarm       = "bittorrent-tcp.pcap"
	cut         = 96
)

// trials are the 25 checks of labs: each with a capture that passes, one that fails
// and, where a capture can be too bad to tell, one of those.
var trials = []trial{
	// 1 cap.own
	{"own", "check: capture.own\nwith: {address: '${student.ip}'}", conditional, nil, "", verdict.Pass, "time of the lab"},
	{"own, too few", "check: capture.own\nwith: {packets: 1000}", conditional, nil, "", verdict.Fail, "only 40 packets"},
	{"own, elsewhere", "check: capture.own\nwith: {address: 198.51.100.9}", conditional, nil, "", verdict.Fail,
		"198.51.100.9 is not in the capture"},
	// 3 cap.clean
	{"clean", "check: capture.clean", conditional, nil, "", verdict.Pass, "Nothing is missing"},
	{"clean, cut", "check: capture.clean\nwith: {protocol: http}", conditional, gradetest.Cut(cut), "", verdict.Fail,
		"cut to 96 bytes"},
	{"clean, late", "check: capture.clean", conditional, gradetest.Only(4, 40), "", verdict.Fail,
		"in the middle of the connection"},
	// 4 http.basic
	{"get", "check: http.get\nwith: {path: /data.json}", conditional, nil, "", verdict.Pass, "answered with 200"},
	{"get, another", "check: http.get\nwith: {path: /other}", conditional, nil, "", verdict.Fail, "no GET /other"},
	{"get, cut", "check: http.get\nwith: {path: /other}", conditional, gradetest.Cut(cut), "", verdict.NotGradable,
		"snapshot length"},
	{"header", "answer: q\nstandard: http.header\nwith: {path: /data.json, field: content-length}", conditional, nil,
		"q,86\n", verdict.Pass, "right"},
	{"header, wrong", "answer: q\nstandard: http.header\nwith: {path: /data.json, field: content-length}", conditional,
		nil, "q,87\n", verdict.Fail, "in your own capture it is 86"},
	{"header, cut", "answer: q\nstandard: http.header\nwith: {path: /data.json, field: content-length}", conditional,
		gradetest.Cut(cut), "q,86\n", verdict.NotGradable, "cut"},
	// 5 http.cond, 6 http.cachehint
	{"conditional", "check: http.conditional_get", conditional, nil, "", verdict.Pass, "frame 14"},
	{"conditional, 304 only", "check: http.conditional_get", conditional, gradetest.Only(11, 28), "", verdict.Partial,
		"clear the browser's cache"},
	{"conditional, none", "check: http.conditional_get", persistent, nil, "", verdict.Fail, "never asked for again"},
	{"conditional, cut", "check: http.conditional_get", persistent, gradetest.Cut(cut), "", verdict.NotGradable, "cut"},
	// 7 http.long
	{"long", "check: http.long\nwith: {path: /big.bin, segments: 10}", large, nil, "", verdict.Pass, "TCP segments"},
	{"long, short", "check: http.long\nwith: {path: /index.html, segments: 10}", persistent, nil, "", verdict.Fail,
		"at least 10"},
	{"long, gap", "check: http.long\nwith: {path: /none}", large, gradetest.Without(20, 21), "", verdict.NotGradable,
		"not in the capture"},
	// 8 http.embedded
	{"embedded", "check: http.embedded\nwith: {path: /index.html, objects: 4, loading: parallel}", page, nil, "",
		verdict.Pass, "parallel"},
	{"embedded, serial", "check: http.embedded\nwith: {path: /index.html, objects: 4, loading: serial}", page, nil, "",
		verdict.Fail, "asked for is serial"},
	{"embedded, few", "check: http.embedded\nwith: {path: /index.html, objects: 40}", page, nil, "", verdict.Fail,
		"at least 40"},
	{"embedded, gap", "check: http.embedded\nwith: {path: /index.html, objects: 40}", page,
		gradetest.Without(40, 41, 42, 43), "", verdict.NotGradable, "not in the capture"},
	{"loading", "answer: q\nstandard: http.loading", page, nil, "q,并行\n", verdict.Pass, "right"},
	// 10 http.ignore: what the rubric ignores does not count
	{"ignored", "check: http.get\nwith: {times: 1}", conditional, gradetest.Replace("/data.json", "/fav.icoxx"), "",
		verdict.Fail, "asked for is 1"},
	// 11 tcp.hs
	{"handshake", "check: tcp.handshake", conditional, nil, "", verdict.Pass, "frames"},
	{"handshake, late", "check: tcp.handshake", large, gradetest.Only(4, 400), "", verdict.NotGradable,
		"handshake is missing"},
	{"handshake, unanswered", "check: tcp.handshake\nwith: {port: 81}", "tcp-syn-unanswered.pcap", nil, "",
		verdict.Fail, ""},
	{"syn raw", "answer: q\nstandard: tcp.syn_seq\nwith: {path: /big.bin}", large, nil, "q,{syn}\n", verdict.Pass,
		"raw sequence numbers"},
	{"syn relative", "answer: q\nstandard: tcp.syn_seq", large, nil, "q,0\n", verdict.Pass, "relative sequence numbers"},
	{"synack ack", "answer: q\nstandard: tcp.synack_ack", large, nil, "q,2\n", verdict.Fail, "in your own capture"},
	{"syn, late", "answer: q\nstandard: tcp.syn_seq", large, gradetest.Only(4, 400), "q,0\n", verdict.NotGradable,
		"handshake is missing"},
	// 12 tcp.post
	{"request seq", "answer: q\nstandard: tcp.request_seq\nwith: {begins: GET}", large, nil, "q,1\n", verdict.Pass,
		"relative"},
	{"request frame", "answer: q\nstandard: tcp.request_frame\nwith: {begins: GET}", large, nil, "q,5\n", verdict.Fail,
		"it is 4"},
	{"request, late", "answer: q\nstandard: tcp.request_frame\nwith: {begins: GET}", large, gradetest.Only(5, 400),
		"q,4\n", verdict.NotGradable, ""},
	// 16 tcp.retx
	{"retransmission", "check: tcp.retransmission", "http-large-body-loss-at-server.pcap", nil, "", verdict.Pass,
		"sent again"},
	{"retransmission, none", "check: tcp.retransmission", conditional, nil, "", verdict.Fail, "0 segments"},
	// 15 tcp.rwnd
	{"window", "check: tcp.window", "tcp-zero-window.pcap", nil, "", verdict.Pass, "zero windows"},
	{"window, free", "check: tcp.window", conditional, nil, "", verdict.Fail, "never"},
	// 18 tcp.close
	{"close", "check: tcp.close\nwith: {by: client}", conditional, nil, "", verdict.Pass, "client"},
	{"close, server", "check: tcp.close\nwith: {by: server}", conditional, nil, "", verdict.Fail, "not the server"},
	{"close, reset", "check: tcp.close", "tcp-resets.pcap", nil, "", verdict.Fail, ""},
	// 19 dns.pair
	{"lookup", "check: dns.lookup\nwith: {name: www.example.com, type: A}", lookup, nil, "", verdict.Pass, "answered by"},
	{"lookup, another", "check: dns.lookup\nwith: {name: www.example.org}", lookup, nil, "", verdict.Fail, "flushdns"},
	{"lookup, cut", "check: dns.lookup\nwith: {name: www.example.org}", lookup, gradetest.Cut(60), "",
		verdict.NotGradable, "cut"},
	{"lookup rtt", "answer: q\nstandard: dns.server\nwith: {type: A}", lookup, nil, "q,192.0.2.99\n", verdict.Fail,
		"in your own capture"},
	// 20 dns.join
	{"join", "check: dns.join", "http-think-times.pcap", nil, "", verdict.Fail, ""},
	{"once", "check: dns.once\nwith: {name: nothing.example}", lookup, nil, "", verdict.Fail, "flushdns"},
	// 21 dns.ns, dns.axfr
	{"axfr", "check: dns.transfer", "dns-axfr-ixfr-update-tsig.pcap", nil, "", verdict.Pass, "transferred"},
	{"axfr, none", "check: dns.transfer", lookup, nil, "", verdict.Fail, ""},
	{"mx", "check: dns.lookup\nwith: {type: MX}", "dns-record-types.pcap", nil, "", verdict.Pass, "MX"},
	{"mx, none", "check: dns.lookup\nwith: {type: MX}", lookup, nil, "", verdict.Fail, "MX"},
	// 22 smtp.flow
	{"smtp", "check: smtp.dialogue\nwith: {auth: LOGIN, from: zhangsan@coremail.example}", foxmail, nil, "",
		verdict.Pass, "complete"},
	{"smtp, sender", "check: smtp.dialogue\nwith: {from: '${student.mail}'}", foxmail, nil, "", verdict.Partial,
		"not alice@example.com"},
	{"smtp, user", "check: smtp.dialogue\nwith: {user: alice}", foxmail, nil, "", verdict.Fail, "not alice"},
	{"smtp, no login", "check: smtp.dialogue", "smtp-ehlo-plain-message.pcap", nil, "", verdict.Partial, "lacks AUTH"},
	{"smtp, none", "check: smtp.dialogue", conditional, nil, "", verdict.Fail, "no SMTP dialogue"},
	{"smtp, TLS", "check: smtp.dialogue", starttls, nil, "", verdict.NotGradable, "turn off STARTTLS"},
	{"smtp, cut", "check: smtp.dialogue", foxmail, gradetest.Cut(cut), "", verdict.NotGradable, "cut"},
	{"smtp, gap", "check: smtp.dialogue", foxmail, gradetest.Without(27, 28, 29, 30, 31), "", verdict.NotGradable, ""},
	{"user", "answer: q\nstandard: mail.user", foxmail, nil, "q,zhangsan\n", verdict.Pass, "without the domain"},
	// 23 smtp.mime
	{"mail", "check: mail.content\nwith: {subject: 网络实验, mailer: Foxmail, attachment: '*.docx', sha256: 024a7659746f2d330ac35db8c465c89940e21ada6d66a03fc2b5f5edaaf35b47}",
		foxmail, nil, "", verdict.Pass, "网络实验报告"},
	{"mail, subject", "check: mail.content\nwith: {subject: '${student.id}x'}", foxmail, nil, "", verdict.Fail,
		"does not contain"},
	{"mail, file", "check: mail.content\nwith: {attachment: '*.docx', sha256: '00'}", foxmail, nil, "", verdict.Fail,
		"another file"},
	{"mail, TLS", "check: mail.content\nwith: {protocol: smtp}", starttls, nil, "", verdict.NotGradable, "STARTTLS"},
	// 24 pop3.flow
	{"pop3", "check: pop3.dialogue\nwith: {commands: [STAT, 'LIST|UIDL', RETR, QUIT]}", fetched, nil, "", verdict.Pass,
		"complete"},
	{"pop3, deleted", "check: pop3.dialogue\nwith: {delete: 'no'}", fetched, nil, "", verdict.Partial,
		"should stay on the server"},
	{"pop3, none", "check: pop3.dialogue", conditional, nil, "", verdict.Fail, "no POP3"},
	{"pop3, TLS", "check: pop3.dialogue", "pop3-stls.pcap", nil, "", verdict.NotGradable, "STLS"},
	// 25 bt.swarm
	{"announce", "check: bittorrent.announce", swarm, nil, "", verdict.Pass, "named"},
	{"announce, another", "check: bittorrent.announce\nwith: {info_hash: '00'}", swarm, nil, "", verdict.Fail,
		"no announce"},
	{"announce, udp", "check: bittorrent.announce", "bittorrent-udp-tracker.pcap", nil, "", verdict.Pass, "named"},
	{"peers", "check: bittorrent.handshake", swarm, nil, "", verdict.Pass, "introduced"},
	{"sources", "check: bittorrent.sources\nwith: {least: 1}", swarm, nil, "", verdict.Pass, "1 peers"},
	{"sources, few", "check: bittorrent.sources\nwith: {least: 4}", swarm, nil, "", verdict.Partial, "4 are asked for"},
	{"sources, uTP", "check: bittorrent.sources\nwith: {least: 1}", "bittorrent-utp.pcap", nil, "", verdict.Pass, ""},
	{"interest", "check: bittorrent.interest", swarm, nil, "", verdict.Pass, "unchoke"},
	{"interest, encrypted", "check: bittorrent.interest", "bittorrent-encrypted.pcap", nil, "", verdict.NotGradable,
		"encrypted"},
	// ftp.flow
	{"ftp", "check: ftp.transfer\nwith: {path: notes.txt, mode: passive, bytes: 19692}", "ftp-passive.pcap", nil, "",
		verdict.Pass, "19692 bytes"},
	{"ftp, active", "check: ftp.transfer\nwith: {path: notes.txt, mode: active}", "ftp-passive.pcap", nil, "",
		verdict.Fail, ""},
	{"ftp, login", "check: ftp.login\nwith: {user: nobody}", "ftp-passive.pcap", nil, "", verdict.Fail, "230"},
	{"ftp, TLS", "check: ftp.transfer", "ftp-auth-tls.pcap", nil, "", verdict.NotGradable, "TLS"},
	// socket programs
	{"socket", "check: socket.exchange\nwith: {port: 80}", conditional, nil, "", verdict.Pass, "both sides spoke"},
	{"socket, elsewhere", "check: socket.exchange\nwith: {port: 9999}", conditional, nil, "", verdict.Fail, "loopback"},
	{"socket, alone", "check: socket.exchange\nwith: {port: 80, at_once: 5}", conditional, nil, "", verdict.Partial,
		"at once"},
	// filters, sequences, expressions
	{"filter", "filter: http.response.code == 304\ncount: 2", conditional, nil, "", verdict.Pass, "2 frames"},
	{"filter, none", "filter: http.response.code == 404", conditional, nil, "", verdict.Fail, "No such frame"},
	{"filter, must not", "filter: http.response.code == 304\ncount: 0", conditional, nil, "", verdict.Fail, "2 frames"},
	{"filter, cut", "filter: http.response.code == 404", conditional, gradetest.Cut(cut), "", verdict.NotGradable, "cut"},
	{"filter, student", "filter: ip.src == ${student.ip} && http.request", conditional, nil, "", verdict.Pass, "4 frames"},
	{"sequence", "sequence: [{filter: tcp.flags.syn == 1}, {filter: http.request, within: 1s}, {filter: http.response, within: 1s}]",
		conditional, nil, "", verdict.Pass, "All 3 steps"},
	{"sequence, too late", "sequence: [{filter: http.request}, {filter: http.response, within: 1 ms}]", conditional,
		nil, "", verdict.Fail, "Step 2 of 2"},
	{"sequence, two connections",
		"sequence: [{filter: http.response.code == 200}, {filter: http.response.code == 304}]", conditional, nil, "",
		verdict.Fail, "Step 2"},
	{"sequence, same hosts", "sequence: [{filter: http.response.code == 200}, {filter: http.response.code == 304}]\nsame: hosts",
		conditional, nil, "", verdict.Pass, "All 2"},
	{"expression", "expr: conns.exists(c, c.up.rtt.p50 < ms(60) && c.up.rtt.count > 0)", conditional, nil, "",
		verdict.Pass, ""},
	{"expression, a share", "expr: double(http.filter(h, h.status == 304).size()) / double(http.size())", conditional,
		nil, "", verdict.Partial, "50 %"},
	{"expression, nothing there", "expr: mails[0].subject == 'x'", conditional, nil, "", verdict.Fail, ""},
	{"expression, cut", "expr: http.exists(h, h.status == 404)", conditional, gradetest.Cut(cut), "",
		verdict.NotGradable, "cut"},
	{"expression, TLS", "expr: mails.exists(m, m.protocol == 'smtp')", starttls, nil, "", verdict.NotGradable, "STARTTLS"},
	{"expression, another protocol", "expr: mails.exists(m, m.protocol == 'pop')", starttls, nil, "", verdict.Fail, ""},
	{"answer, gap", "answer: q\nkey: http[0].data_segments", large, gradetest.Without(20, 21), "q,1\n",
		verdict.NotGradable, "not in the capture"},
	{"any", "any: [{filter: smtp}, {filter: http}]", conditional, nil, "", verdict.Pass, "frames"},
	{"all", "all: [{filter: smtp, title: mail}, {filter: http}]", conditional, nil, "", verdict.Fail, "No such frame"},
	{"parts", "parts: [{points: 4, filter: smtp}, {points: 6, filter: http}]", conditional, nil, "", verdict.Partial,
		"No such frame"},
	{"manual", "manual: read the report", conditional, nil, "", verdict.NeedsHuman, "read the report"},
}

func TestTrials(t *testing.T) { try(t, trials) }

// try runs trials.
func try(t *testing.T, list []trial) {
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			if strings.Contains(c.answers, "{syn}") {
				c.answers = strings.ReplaceAll(c.answers, "{syn}", fmt.Sprint(firstSYN(t, c.capture)))
			}
			x := c.run(t)
			if x.Verdict != c.want || !strings.Contains(x.Why.EN, c.says) {
				t.Errorf("%s: %s (frames %v), want %s: …%s…", x.Verdict, x.Why.EN, x.Frames, c.want, c.says)
				for _, s := range x.Steps {
					t.Logf("%t %s", s.Held, s.Text.EN)
				}
			}
			if x.Why.ZH == "" || x.Why.ZH == x.Why.EN && c.test[:6] != "manual" {
				t.Errorf("no Chinese sentence: %q", x.Why.ZH)
			}
			if x.Verdict == verdict.Pass && x.Earned != 10 || (x.Verdict == verdict.Fail || x.Verdict.Undecided()) &&
				x.Earned != 0 && c.name != "parts" {
				t.Errorf("%s with %g points", x.Verdict, x.Earned)
			}
		})
	}
}

// firstSYN returns the raw sequence number of the first frame.
func firstSYN(t *testing.T, capture string) uint32 {
	b := gradetest.Load(t, "../..", capture)[0].Data[14+20+4:]
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
