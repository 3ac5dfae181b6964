package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// sample is a well-formed message with everything in it, for mutation.
func sample(t testing.TB) string {
	t.Helper()
	inner := "From: bob@example.org\r\nSubject: =?utf-8?B?5YaF5bGC?=\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n" +
		"--in\r\n\r\ninner text\r\n--in\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\x9f\x3e\x22\r\n--in--\r\n"
	return "Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0800\r\nFrom: =?GB2312?B?1cXI/Q==?= <zhangsan@example.com>\r\n" +
		"To: \"Li, Si\" <lisi@example.com>, wangwu@example.com\r\nDate: Mon, 2 Mar 2026 10:00:00 +0800\r\nSubject: =?GB2312?B?1/fStdK7INXFyP0=?=\r\n" +
		"Message-ID: <20260302100000123456@example.com>\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"out\"\r\n\r\nThis is MIME.\r\n" +
		"--out\r\nContent-Type: multipart/alternative; boundary=\"out-alt\"\r\n\r\n" +
		"--out-alt\r\nContent-Type: text/plain; charset=\"GB2312\"\r\nContent-Transfer-Encoding: base64\r\n\r\nxPq6ww==\r\n" +
		"--out-alt\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E6=82=A8=\r\n=E5=A5=BD</p>\r\n--out-alt--\r\n" +
		"--out\r\nContent-Type: text/plain\r\n\r\nbefore\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nafter\r\n" +
		"--out\r\nContent-Type: message/rfc822\r\n\r\n" + inner +
		"--out\r\nContent-Type: application/octet-stream; name=\"=?GB2312?B?1/fStS5kb2M=?=\"\r\nContent-Transfer-Encoding: base64\r\n" +
		"Content-Disposition: attachment; filename*0*=gb2312''%D7%F7; filename*1*=%D2%B5.doc\r\n\r\n" +
		strings.Repeat(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1, 2, 3}, 19))+"\r\n", 20) + "--out--\r\n"
}

type malformed struct{ name, raw string }

func nested(n int, multipart string) string {
	var b strings.Builder
	b.WriteString("Subject: deep\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n", multipart, i, i)
	}
	b.WriteString("\r\nbottom\r\n")
	return b.String()
}

// bombs are large or deep.
func bombs() []malformed {
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	const mixed = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	return []malformed{
		{"10,000 nested multiparts", nested(10_000, "multipart/mixed")},
		{"10,000 nested digests", nested(10_000, "multipart/digest")},
		{"10,000 nested messages", "Subject: s\r\n" + many(10_000, "Content-Type: message/rfc822\r\n\r\n") + "\r\nbottom"},
		{"8 MB below 30 messages", "Subject: s\r\n" + many(30, "Content-Type: message/rfc822\r\n\r\n") + "\r\n" + many(200_000, "--b is a line of 40 bytes in the bottom\r\n")},
		{"multiparts and messages in turn", "Subject: s\r\n" + many(5_000, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n")},
		{"100,000 parts", mixed + many(100_000, "--b\r\n\r\nx\r\n") + "--b--\r\n"},
		{"100,000 empty parts", mixed + many(100_000, "--b\r\n")},
		{"50,000 attached messages", mixed + many(50_000, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nx\r\n")},
		{"100,000 closing delimiters", mixed + many(100_000, "--b--\r\n")},
		{"delimiters of nobody", nested(40, "multipart/mixed") + many(100_000, "--c\r\n")},
		{"one field of 8 MB", "X: " + many(8<<20, "a") + "\r\nSubject: s\r\n\r\nbody"},
		{"a subject of 8 MB", "Subject: s" + many(8<<20, "a") + "\r\n\r\nbody"},
		{"a folded subject", "Subject: s" + many(200_000, "\r\n a") + "\r\n\r\nbody"},
		{"300,000 fields", many(300_000, "X: y\r\n") + "Subject: s\r\n\r\nbody"},
		{"300,000 Received fields", many(300_000, "Received: from a\r\n") + "Subject: s\r\n\r\nbody"},
		{"8 MB without a line end", many(8<<20, "a")},
		{"8 MB without a colon", "Subject: s\r\n" + many(8<<20, "a") + "\r\n\r\nbody"},
		{"beginnings of words", "Subject: s" + many(10_000, "=?a?Q?") + "\r\n\r\n"},
		{"bad B words", "Subject: s" + many(10_000, "=?a?B?*?=") + "\r\n\r\n"},
		{"words of one digit", "Subject: s " + many(5_000, "=?utf-8?B?A?= ") + "\r\n\r\n"},
		{"100,000 addresses", "Subject: s\r\nTo: " + many(100_000, "a,") + "\r\n\r\n"},
		{"open brackets in addresses", "Subject: s\r\nTo: " + many(60_000, "<(\"") + "\r\n\r\n"},
		{"many parameters", "Subject: s\r\nContent-Type: text/plain" + many(10_000, "; a=b") + "\r\n\r\nbody"},
		{"many segments", "Subject: s\r\nContent-Type: text/plain" + many(10_000, "; name*0=b") + "\r\n\r\nbody"},
		{"boundary of 100 kB", "Subject: s\r\nContent-Type: multipart/mixed; boundary=" + many(100_000, "b") + "\r\n\r\n--b\r\n\r\nx"},
		{"uuencode begins", "Subject: s\r\n\r\n" + many(100_000, "begin 644 a\r\n")},
		{"uuencode blocks", "Subject: s\r\n\r\n" + many(100_000, "begin 644 a\r\n#86)C\r\nend\r\n")},
		{"equals signs", "Subject: s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + many(1<<20, "=")},
		{"blanks in quoted-printable", "Subject: s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + many(1<<20, "= ")},
		{"8 MB of text", "Subject: s\r\n\r\n" + many(1<<20, "\xd7\xf7\xd2\xb5abc\n")},
		{"candidates for a boundary", "Subject: s\r\nContent-Type: multipart/mixed\r\n\r\n" + many(100_000, "--x\r\n")},
		{"CR", "Subject: s" + many(1<<20, "\r")},
	}
}

// wounds are small and wrong in one way.
func wounds() []malformed {
	const part = "Content-Type: text/plain\r\n\r\nhello\r\n"
	head := func(s string) string { return "Subject: s\r\n" + s + "\r\n\r\n" }
	return []malformed{
		{"nothing", ""},
		{"one byte", "x"},
		{"line ends only", "\r\n\r\n\r\n"},
		{"NULs", "\x00\x00Subject: s\x00\r\n\x00\r\n\r\nbo\x00dy"},
		{"no header", "Just text.\r\nMore text.\r\n"},
		{"mbox line", "From alice@example.com Mon Mar  2 10:00:00 2026\r\nSubject: s\r\n\r\nbody"},
		{"quoted mbox line", ">From alice@example.com\nSubject: s\n\nbody"},
		{"empty lines first", "\r\n\r\nSubject: s\r\n\r\nbody"},
		{"CR alone", "Subject: s\rFrom: a@example.com\r\rbody\rmore\r"},
		{"LF alone", "Subject: s\nFrom: a@example.com\n\nbody\n"},
		{"CR CR LF", "Subject: s\r\r\nFrom: a@example.com\r\r\n\r\r\nbody\r\r\n"},
		{"header without an end", "Subject: s\r\nFrom: a@example.com"},
		{"header line without a colon", "Subject: s\r\nbroken line\r\nFrom: a@example.com\r\n\r\nbody"},
		{"body without an empty line", "Subject: s\r\nHello there.\r\nSecond line.\r\n"},
		{"name beyond ASCII", "Subj\xc4ct: x\r\nSubject: s\r\n\r\nbody"},
		{"blank before the colon", "Subject : s\r\n\r\nbody"},
		{"only blanks in a line", "Subject: s\r\n  \r\nFrom: a@example.com\r\n\r\nbody"},
		{"unfolded word", "Subject: =?utf-8?Q?s?=\r\n=?utf-8?Q?t?=\r\nFrom: a@example.com\r\n\r\nbody"},
		{"two subjects", "Subject: s\r\nSubject: t\r\n\r\nbody"},
		{"no boundary", head("Content-Type: multipart/mixed") + "--x\r\n" + part + "--x--\r\n"},
		{"wrong boundary", head("Content-Type: multipart/mixed; boundary=a") + "--b\r\n" + part + "--b\r\n" + part + "--b--\r\n"},
		{"boundary in another case", head("Content-Type: multipart/mixed; boundary=ABC") + "--abc\r\n" + part + "--abc--\r\n"},
		{"boundary nowhere", head("Content-Type: multipart/mixed; boundary=a") + "hello\r\n"},
		{"empty boundary", head("Content-Type: multipart/mixed; boundary=\"\"") + "--\r\n" + part + "----\r\n"},
		{"boundaries that begin alike", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\nContent-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n" + part + "--a--\r\n"},
		{"one boundary for two", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" + part + "--a--\r\n--a--\r\n"},
		{"parts after the end", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\n" + part + "--a--\r\n--a\r\n" + part},
		{"unclosed", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\n" + part},
		{"part without a header's end", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\nContent-Type: text/plain\r\nhello\r\n--a--\r\n"},
		{"part without the empty line", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\nContent-Type: text/plain\r\nhello\r\n\r\nyou\r\n--a--\r\n"},
		{"parameters not folded", head("Content-Type: text/plain;\r\ncharset=utf-8\r\nX: y") + "\xe4\xbd\xa0"},
		{"multipart in base64", head("Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: base64") + "LS1hDQo="},
		{"message in base64", head("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64") + "U3ViamVjdDogaW5uZXINCg0KaGk="},
		{"bad base64", head("Content-Transfer-Encoding: base64") + "aGVs!!bG8*\r\n"},
		{"base64 without padding", head("Content-Transfer-Encoding: base64") + "aGVsbG8\r\n"},
		{"base64 after padding", head("Content-Transfer-Encoding: base64") + "aGU=bGxv\r\n"},
		{"base64 of one digit", head("Content-Transfer-Encoding: base64") + "a"},
		{"text called base64", head("Content-Transfer-Encoding: base64") + "Hello, this is plain text.\r\n"},
		{"message called base64", head("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64") + "Subject: inner\r\n\r\nhi"},
		{"bad quoted-printable", head("Content-Transfer-Encoding: quoted-printable") + "a=ZZ=4\r\nb="},
		{"unknown encoding", head("Content-Transfer-Encoding: rot13") + "uryyb\r\n"},
		{"unknown charset", head("Content-Type: text/plain; charset=martian") + "hello \xd7\xf7\r\n"},
		{"malformed type", head("Content-Type: text") + "hello"},
		{"empty type", head("Content-Type:") + "hello"},
		{"strange type", head("Content-Type: /;;;=;\"") + "hello"},
		{"bad date", head("Date: yesterday") + "hello"},
		{"uuencode without an end", head("X: y") + "begin 644 a.txt\r\n#86)C\r\n"},
		{"uuencode with a wrong line", head("X: y") + "begin 644 a.txt\r\n#86)C\r\nhello, you\r\nend\r\n"},
		{"no uuencode", head("X: y") + "begin 644 the day\r\nwith a smile\r\n"},
	}
}

// malformedMails are what is above and mutations of the sample, always the same.
func malformedMails(t testing.TB) []malformed {
	list := append(wounds(), bombs()...)
	whole := sample(t)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		b := []byte(whole)
		name := "cut"
		switch i % 4 {
		case 0:
			b = b[:random.IntN(len(b))]
		case 1:
			name = "bytes changed"
			for range 1 + random.IntN(60) {
				b[random.IntN(len(b))] = byte(random.IntN(256))
			}
		case 2:
			name = "piece missing"
			at := random.IntN(len(b))
			b = append(b[:at], b[min(len(b), at+random.IntN(400)):]...)
		case 3:
			name = "piece repeated"
			at := random.IntN(len(b))
			end := min(len(b), at+random.IntN(600))
			b = append(b[:end:end], b[at:]...)
		}
		list = append(list, malformed{fmt.Sprintf("%s %d", name, i), string(b)})
	}
	return list
}

// Bounds for one malformed mail of at most 9 MB. The time is generous: tests run on busy machines.
const (
	keptAtMost  = 24 << 20
	timeAtMost  = 10 * time.Second
	linearBound = 64 // allocated bytes for each of the message, beside a fixed part
)

func TestMalformed(t *testing.T) {
	list := malformedMails(t)
	if len(list) < 100 {
		t.Fatalf("only %d mails", len(list))
	}
	for _, mail := range list {
		t.Run(mail.name, func(t *testing.T) {
			raw := []byte(mail.raw)
			var before, after, end runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			m := Parse(raw, Limits{})
			took := time.Since(start)
			runtime.ReadMemStats(&end)
			runtime.GC()
			runtime.ReadMemStats(&after)
			if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > keptAtMost {
				t.Errorf("keeps %d MB", kept>>20)
			}
			if spent := end.TotalAlloc - before.TotalAlloc; spent > keptAtMost*4+linearBound*uint64(len(raw)) {
				t.Errorf("allocates %d MB", spent>>20)
			}
			if took > timeAtMost {
				t.Errorf("takes %v", took)
			}
			check(t, m, raw)
			if strings.Contains(mail.raw, "Subject: s") && !strings.HasPrefix(m.Subject, "s") && mail.name != "NULs" {
				t.Errorf("subject %q", m.Subject)
			}
			if testing.Verbose() {
				t.Logf("%8d bytes %8.1f ms %7d kB allocated: %v", len(raw), float64(took.Microseconds())/1000, (end.TotalAlloc-before.TotalAlloc)>>10, m.Notes)
			}
			runtime.KeepAlive(m)
		})
	}
}

// check holds what is true of every message.
func check(t *testing.T, m *Message, raw []byte) {
	t.Helper()
	if m == nil || m.Body == nil {
		t.Fatal("no message")
	}
	if m.Size != int64(len(raw)) || m.Head > m.Size {
		t.Errorf("size %d, head %d of %d bytes", m.Size, m.Head, len(raw))
	}
	parts, text := 0, 0
	for p := range m.Parts() {
		parts++
		text += len(p.Text)
		if m.Notes&p.Notes != p.Notes {
			t.Errorf("part %s: notes %v are not in the message's", p.Number, p.Notes&^m.Notes)
		}
		most := m.Size
		if p.Kind == UUEncoded || p.Encoding == UUEncode {
			most *= 21 // blanks at line ends, zeros, may be missing: "_x\n" is 63 bytes
		}
		if p.Encoded > m.Size || p.Size > most {
			t.Errorf("part %s: sizes %d, %d in a message of %d", p.Number, p.Encoded, p.Size, m.Size)
		}
		if name := p.SafeName(); name == "" || len(name) > maxName || strings.ContainsAny(name, "/\\\x00") {
			t.Errorf("part %s: name %q", p.Number, name)
		}
	}
	if parts > DefaultParts+DefaultDepth || text > 3*DefaultText {
		t.Errorf("%d parts, %d bytes of text", parts, text)
	}
}

func TestMalformedNotes(t *testing.T) {
	want := map[string]struct {
		text  string // of all text parts
		notes Notes
	}{
		"no header":                   {"Just text.\r\nMore text.\r\n", NoHeader},
		"mbox line":                   {"body", Envelope},
		"quoted mbox line":            {"body", Envelope},
		"empty lines first":           {"body", Envelope},
		"CR alone":                    {"body\rmore\r", BareCR},
		"LF alone":                    {"body\n", 0},
		"CR CR LF":                    {"body\r\r\n", 0},
		"header without an end":       {"", 0},
		"header line without a colon": {"body", BadHeaderLine},
		"body without an empty line":  {"Hello there.\r\nSecond line.\r\n", BadHeaderLine},
		"name beyond ASCII":           {"body", BadHeaderLine}, "blank before the colon": {"body", 0},
		"unfolded word":               {"body", BadHeaderLine},
		"two subjects":                {"body", RepeatedField},
		"no boundary":                 {"hello", NoBoundary | WrongBoundary},
		"wrong boundary":              {"hellohello", WrongBoundary},
		"boundary in another case":    {"hello", WrongBoundary},
		"boundary nowhere":            {"hello\r\n", NoParts | Truncated},
		"boundaries that begin alike": {"hello", Unclosed},
		"parts after the end":         {"hellohello\r\n", AfterClose | Unclosed | Truncated},
		"unclosed":                    {"hello\r\n", Unclosed | Truncated},
		"part without a header's end": {"hello", BadHeaderLine},
		"part without the empty line": {"hello\r\n\r\nyou", BadHeaderLine},
		"parameters not folded":       {"你", BadHeaderLine},
		"message called base64":       {"hi", WrongEncoding},
		"text called base64":          {"Hello, this is plain text.\r\n", WrongEncoding},
		"message in base64":           {"hi", 0},
		"bad base64":                  {"hello", BadBase64 | Truncated},
		"base64 without padding":      {"hello", Truncated},
		"base64 after padding":        {"hello", BadBase64},
		"base64 of one digit":         {"", BadBase64 | Truncated},
		"bad quoted-printable":        {"a=ZZ=4\r\nb", BadQuotedPrintable},
		"unknown encoding":            {"uryyb\r\n", UnknownEncoding},
		"malformed type":              {"hello", 0},
		"empty type":                  {"hello", 0},
		"bad date":                    {"hello", BadDate},
		"uuencode without an end":     {"", Truncated},
		"uuencode with a wrong line":  {"hello, you\r\nend\r\n", BadUUEncode},
		"no uuencode":                 {"begin 644 the day\r\nwith a smile\r\n", 0},
		"10,000 nested multiparts":    {"", TooDeep | Unclosed | Truncated},
		"one field of 8 MB":           {"body", HeaderTooLong},
		"300,000 fields":              {"body", HeaderTooLong},
		"100,000 parts":               {strings.Repeat("x", DefaultParts-1), TooManyParts},
		"multipart in base64":         {"LS1hDQo=", NoParts | Truncated},
		"boundary of 100 kB":          {"--b\r\n\r\nx", NoBoundary | NoParts | HeaderTooLong | Truncated},
		"8 MB without a line end":     {strings.Repeat("a", DefaultText), NoHeader | TextCut},
		"beginnings of words":         {"", BadWord},
		"uuencode blocks":             {"", TooManyParts},
		"one boundary for two":        {"hello", 0},
	}
	for _, mail := range append(wounds(), bombs()...) {
		w, ok := want[mail.name]
		if !ok {
			continue
		}
		delete(want, mail.name)
		m := Parse([]byte(mail.raw), Limits{})
		text := ""
		for p := range m.Parts() {
			text += p.Text
		}
		if text != w.text || m.Notes != w.notes {
			t.Errorf("%s: text %.60q (%v), want %.60q (%v)", mail.name, text, m.Notes, w.text, w.notes)
		}
	}
	for name := range want {
		t.Errorf("no mail %q", name)
	}
}
