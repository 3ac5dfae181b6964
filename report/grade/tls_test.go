package grade_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture/file"
	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
)

// sealed reads a recorded capture and takes the secrets out of it: what a student
// captures, and the key log beside it.
func sealed(t *testing.T, name string) (frames []gradetest.Frame, keys []byte) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../..", "testdata", "pcaps", name))
	if err != nil {
		t.Fatal(err)
	}
	s, err := file.NewSource(name, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.OnSecrets(func(x file.Secrets) { keys = append(append(keys, x.Bytes...), '\n') })
	frames = gradetest.Frames(t, s)
	return frames, keys
}

// withKeys makes a program of one item, with an input for key logs.
func withKeys(t *testing.T, test string) *grade.Program {
	t.Helper()
	text := `rubric: 1
title: x
inputs:
  web: "*.pcap*"
  keys: {files: "*.keys", kind: keylog, optional: true}
answers: answers.csv
items:
  - id: a
    points: 10
`
	for line := range strings.SplitSeq(strings.TrimSpace(test), "\n") {
		text += "    " + line + "\n"
	}
	r, err := rubric.Parse("r.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := grade.Compile(r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	web13   = "tls13-cipher-suites.pcapng"
	resumed = "tls12-resumption-by-id-and-ticket.pcapng"
	mailTLS = "tls-mail-starttls.pcapng"
)

// TestKeyLogs: with the keys handed in beside a capture what is in TLS is judged as in
// clear, and without them it cannot be, or as far as it shows.
func TestKeyLogs(t *testing.T) {
	for _, c := range []struct {
		name, test, capture string
		keys                bool
		want                verdict.Verdict
		says                string
	}{
		{"page", "check: http.get", web13, true, verdict.Pass, "answered with 200"},
		{"page, no keys", "check: http.get", web13, false, verdict.NotGradable,
			"www.example.com (192.0.2.21) port 443 (tcp.stream 0) is encrypted (TLS), so HTTP cannot be read and cannot be graded: open the page with http://"},
		{"filter", "filter: http.response.code == 200", web13, true, verdict.Pass, "frames show it"},
		{"filter, no keys", "filter: http.response.code == 200", web13, false, verdict.NotGradable, "encrypted"},
		{"expression", "expr: http.exists(h, h.status == 200 && h.conn.protocol == 'tls')", web13, true, verdict.Pass, ""},
		{"mail", "check: mail.content\nwith: {protocol: smtp, subject: Greetings}", mailTLS, true, verdict.Pass, ""},
		{"mail, no keys", "check: mail.content\nwith: {protocol: smtp, subject: Greetings}", mailTLS, false,
			verdict.NotGradable, "turn off STARTTLS"},
		{"dialogue", "check: smtp.dialogue\nwith: {auth: any}", mailTLS, true, verdict.Pass, "complete"},
		{"dialogue, no keys", "check: smtp.dialogue\nwith: {auth: any}", mailTLS, false, verdict.NotGradable,
			"switched to TLS with STARTTLS"},
		{"pop", "check: pop3.dialogue\nwith: {commands: [RETR, QUIT]}", mailTLS, true, verdict.Pass, "complete"},
		{"handshake", "check: tls.handshake\nwith: {version: 1.3, sni: www.example.com, resumed: no}", web13, false,
			verdict.Pass, "handshakes are as asked for"},
		{"handshake, older", "check: tls.handshake\nwith: {version: 1.2}", web13, false, verdict.Fail,
			"the version is TLS 1.3"},
		{"handshake, elsewhere", "check: tls.handshake\nwith: {sni: other.example}", web13, false, verdict.Fail,
			"no TLS handshake (sni other.example)"},
		{"certificate", "check: tls.handshake\nwith: {certificate: www.example.com}", web13, true, verdict.Pass, ""},
		{"certificate, hidden", "check: tls.handshake\nwith: {certificate: www.example.com}", web13, false,
			verdict.NotGradable, "key log"},
		{"certificate, another", "check: tls.handshake\nwith: {certificate: other.example}", web13, true, verdict.Fail,
			"the certificate is for"},
		{"resumed", "check: tls.handshake\nwith: {resumed: yes, times: 1..}", resumed, false, verdict.Pass, ""},
		{"not resumed", "check: tls.handshake\nwith: {resumed: yes}", web13, false, verdict.Fail, "resumes no session"},
		{"read", "check: tls.read\nwith: {protocol: http}", web13, true, verdict.Pass, "could be read (http)"},
		{"read, another", "check: tls.read\nwith: {protocol: smtp}", web13, true, verdict.Fail, "not smtp"},
		{"read, no keys", "check: tls.read", web13, false, verdict.Fail, "No keys were handed in"},
		{"read, no TLS", "check: tls.read", conditional, false, verdict.Fail, "no TLS handshake"},
		{"version typed", "answer: v\nstandard: tls.version", web13, false, verdict.Pass, "right"},
		{"name typed", "answer: n\nstandard: tls.sni", web13, false, verdict.Pass, "right"},
		{"cipher typed", "answer: c\nstandard: tls.cipher\nwith: {sni: www.example.com}", web13, false,
			verdict.Pass, "right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			frames, keys := sealed(t, c.capture)
			files := map[string][]byte{"a.pcap": gradetest.Bytes(frames),
				"answers.csv": []byte("v,TLSv1.3\nn,www.example.com\nc,TLS_CHACHA20_POLY1305_SHA256\n")}
			if c.keys {
				files["ssl.keys"] = keys
			}
			r := withKeys(t, c.test).Grade(gradetest.Submission(t, "7", files))
			if x := r.Items[0]; x.Verdict != c.want || !strings.Contains(x.Why.EN, c.says) {
				t.Errorf("%s: %s, want %s: …%s…", x.Verdict, x.Why.EN, c.want, c.says)
				for _, s := range x.Steps {
					t.Logf("%t %s", s.Held, s.Text.EN)
				}
			}
		})
	}
}

// TestKeyLogNames: a key log is used by what it has and how such files are called, in any
// folder and encoding, though the rubric does not name it or the student called it otherwise.
func TestKeyLogNames(t *testing.T) {
	frames, keys := sealed(t, web13)
	wide := []byte{0xff, 0xfe}
	for _, c := range keys {
		wide = append(wide, c, 0)
	}
	for _, c := range []struct {
		name   string
		keys   []byte
		inputs bool // the rubric has a role for *.keys
		want   verdict.Verdict
	}{
		{"b.keys", keys, true, verdict.Pass},
		{"b.keys", wide, true, verdict.Pass},
		{"sslkeys.txt", keys, true, verdict.Pass},
		{"b.keys", keys, false, verdict.Pass},
		{"SSLKEYLOG.LOG", keys, false, verdict.Pass},
		{"tls/sslkeylogfile.txt", bytes.ReplaceAll(keys, []byte("\n"), []byte("\r\n")), false, verdict.Pass},
		{"mykeylog", wide, false, verdict.Pass},
		{"notes.txt", keys, false, verdict.NotGradable},
		{"server.log", []byte("GET /hello.txt 200\n"), false, verdict.NotGradable},
		{"b.keys", keys[:40], false, verdict.NotGradable},
	} {
		p := withKeys(t, "check: http.get")
		if !c.inputs {
			r, err := rubric.Parse("r.yaml", []byte(
				"rubric: 1\ntitle: x\nitems:\n  - id: a\n    points: 10\n    check: http.get\n"))
			if err != nil {
				t.Fatal(err)
			}
			if p, err = grade.Compile(r); err != nil {
				t.Fatal(err)
			}
		}
		r := p.Grade(gradetest.Submission(t, "7", map[string][]byte{"a.pcap": gradetest.Bytes(frames), c.name: c.keys}))
		if x := r.Items[0]; x.Verdict != c.want {
			t.Errorf("%s, with a role %t: %s, want %s: %s", c.name, c.inputs, x.Verdict, c.want, x.Why.EN)
		}
	}
}

// TestWrongKeys: a key log of something else is said, and one that is none.
func TestWrongKeys(t *testing.T) {
	frames, _ := sealed(t, web13)
	_, other := sealed(t, mailTLS)
	p := withKeys(t, "check: http.get")
	r := p.Grade(gradetest.Submission(t, "7", map[string][]byte{"a.pcap": gradetest.Bytes(frames), "b.keys": other}))
	if x := r.Items[0]; x.Verdict != verdict.NotGradable || !strings.Contains(x.Why.EN, "does not have its keys") {
		t.Errorf("%s: %s", x.Verdict, x.Why.EN)
	}
	r = p.Grade(gradetest.Submission(t, "7",
		map[string][]byte{"a.pcap": gradetest.Bytes(frames), "b.keys": []byte("hello\n")}))
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0].EN, "b.keys is no key log") {
		t.Errorf("%v", r.Notes)
	}
}
