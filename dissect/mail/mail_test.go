package mail

import (
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
)

// crlfs writes a message with LF line ends.
func crlfs(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func info(s *Scanner, message string) (column, text string) {
	s.Reset()
	for rest := []byte(message); len(rest) > 0; {
		n := min(1460, len(rest))
		s.Write(rest[:n])
		rest = rest[n:]
	}
	m := s.Close()
	return m.Column("IMF"), string(m.AppendInfo(nil))
}

// The expected texts are what Wireshark 4.0.17 prints for the same messages.
var messages = []struct{ name, message, column, info string }{
	{"text", "From: a\nSubject: s\n\nhello\nworld\n", "", "from: a, subject: s, , hello  , world  "},
	{"no header", "one line", "", "one line"},
	{"no header but a colon", "one line: x", "", "one line: x"},
	{"only header", "From: abc\nSubject: a test\n", "", "from: abc, subject: a te, "},
	{"only header, cut", "From: abc\nSubject: a test", "", "from: abc, , From: abc  , Subject: a test"},
	{"header and empty line", "From: abc\nSubject: s\n\n", "", "from: abc, subject: s, "},
	{"name across lines", "hello world\nFrom: a\n\nbody\n", "", "body  "},
	{"folded", "From: a\n b\nSubject: s\n\tt\n\nx\n", "", "from: a\\r\\n b, subject: s\\r\\n\\tt, , x  "},
	{"case and repetition", "FROM: a\nsubject:s\nSubJect:   two\n\nx\n", "", "from: a, subject: s, subject: two, , x  "},
	{"blank values", "Subject:    \nFrom: \t \n\nx\n", "", "subject:     , from:  \\t , , x  "},
	{"type without parameters", "Content-Type: text/plain\n\nx\n", "", "x  "},
	{"type with parameters", "Subject: s\nContent-Type: TEXT/Plain; charset=utf-8\n\nx\n", "", "subject: s,  (TEXT/Plain)"},
	{"type without subject", "Content-Type: text/plain;\n\nx\n", "", "(text/plain)"},
	{"last type counts", "Content-Type: text/plain; a=b\nContent-Type: text/html; a=b\n\nx\n", "", "(text/html)"},
	{"unknown type", "Subject: s\nContent-Type: application/pdf; a=b\n\nx\n", "", "subject: s, "},
	{"JSON", "Subject: s\nContent-Type: application/json; a=b\n\n{}\n", "/JSON",
		"subject: s, , JavaScript Object Notation (application/json)"},
	{"XML", "Subject: s\nContent-Type: text/xml; a=b\n\n<a/>\n", "/XML", "subject: s, "},
	{"escapes", "Subject: \xe4\xbd\xa0\xff\\\"\x01\n\n\tx\x7f\n", "", "subject: 你\uFFFD\\\"\\001, ,  x\\177  "},

	{"multipart", "Subject: s\nContent-Type: multipart/mixed; boundary=\"AA\"\n\npre\n--AA\nContent-Type: text/plain\n\nx\n--AA\n" +
		"Content-Type: Image/PNG; name=x\n\nx\n--AA\nContent-Type: application/octet-stream\n\nx\n--AA\n\nno type\n--AA--\nepilogue\n--AA\n",
		"", "subject: s,  (text/plain) (image/png)"},
	{"upper case", "Content-Type: Multipart/Mixed; BOUNDARY=AA\n\n--AA\ncontent-type: TEXT/plain\n\nx\n--AA--\n", "",
		"(text/plain)"},
	{"boundary not first", "Content-Type: multipart/mixed;\n\ttype=\"a\";\n\tboundary=\"AA\"\n\n--AA\nContent-Type: a/b\n\nx\n--AA--\n",
		"", " (a/b)"},
	{"no boundary", "Subject: s\nContent-Type: multipart/mixed; x=y\n\nx\n", "", "subject: s, "},
	{"no close", "Subject: s\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: a/b\n\nx\n--AA\nContent-Type: c/d\n\nx\n",
		"", "subject: s,  (a/b)"},
	{"close without line end", "Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: a/b\n\nx\n--AA--",
		"", " (a/b)"},
	{"nested", "Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: multipart/alternative; boundary=BB\n\n--BB\n" +
		"Content-Type: text/plain\n\nx\n--BB\nContent-Type: text/html\n\nx\n--BB--\n\n--AA\nContent-Type: a/b\n\nx\n--AA--\n",
		"", "(text/plain) (text/html) (a/b)"},
	{"nested, inner one open",
		"Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: multipart/alternative; boundary=BB\n\n--BB\n" +
			"Content-Type: text/plain\n\nx\n--BB\nContent-Type: text/html\n\nx\n--AA\nContent-Type: a/b\n\nx\n--AA\n", "",
		"(text/plain) (a/b)"},
	{"outer boundary begins the inner one",
		"Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: multipart/alternative; boundary=AAB\n\n\n--AAB\n" +
			"Content-Type: text/plain\n\nx\n--AAB--\n", "", " (multipart/alternative) (text/plain)"},
	{"unknown multipart", "Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: multipart/foo; boundary=BB\n\nx\n--AA--\n",
		"", " (multipart/foo)"},
	{"empty parts", "Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: text/plain\n--AA\nContent-Type: text/html\n\n--AA\n" +
		"not header\nContent-Type: text/css\n\nx\n--AA--\n", "", "(text/plain) (text/plain) (text/html) (text/html)"},
	{"attached message", "Subject: s\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: message/rfc822\n\nFrom: b\nSubject: in\n\nhello\n--AA\n" +
		"Content-Type: a/b\n\nx\n--AA--\n", "/IMF", "subject: s, from: b, subject: in, , hello (a/b)"},
	{"attached message after a part",
		"Subject: s\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: a/b\n\nx\n--AA\n" +
			"Content-Type: message/rfc822\n\nFrom: b\n\n\n--AA--\n", "/IMF", "subject: s, from: b, "},
	{"message in a message", "From: a\nContent-Type: message/rfc822; x=y\n\nFrom: b\nSubject: in\nContent-Type: text/plain; a=b\n\nhello\n",
		"/IMF",
		"from: a, from: b, subject: in,  (text/plain)"},
}

func TestInfo(t *testing.T) {
	var s Scanner
	for _, m := range messages {
		t.Run(m.name, func(t *testing.T) {
			column, text := info(&s, crlfs(m.message))
			if column != "IMF"+m.column || text != m.info {
				t.Errorf("got  %s %q\nwant %s %q", column, text, "IMF"+m.column, m.info)
			}
		})
	}
}

// A message reads the same in whatever pieces it comes.
func TestAnyPieces(t *testing.T) {
	var s Scanner
	for _, m := range messages {
		b := []byte(crlfs(m.message))
		for i := 0; i <= len(b); i++ {
			s.Reset()
			s.Write(b[:i])
			s.Write(b[i:])
			if got := string(s.Close().AppendInfo(nil)); got != m.info {
				t.Errorf("%s, split at %d: got %q, want %q", m.name, i, got, m.info)
			}
		}
		s.Reset()
		for i := range b {
			s.Write(b[i : i+1])
		}
		if got := string(s.Close().AppendInfo(nil)); got != m.info {
			t.Errorf("%s, byte by byte: got %q, want %q", m.name, got, m.info)
		}
	}
}

func TestBounds(t *testing.T) {
	var s Scanner
	long := strings.Repeat("x ", 100<<10)
	column, text := info(&s, "Subject: "+long)
	if column != "IMF" || len(text) != maxInfo {
		t.Errorf("a header without end: %d bytes in the row, want %d", len(text), maxInfo)
	}
	info(&s, crlfs("Subject: s\n\n"+strings.Repeat("line\n", 100<<10)))
	top := "Content-Type: multipart/mixed; boundary=B\n\n"
	info(&s, crlfs(top+strings.Repeat("--B\n"+top, 10000)))
	info(&s, crlfs(top+strings.Repeat("--B\nContent-Type: multipart/mixed; boundary=C\n\n--C\n"+top, 10000)))
	info(&s, crlfs(top+strings.Repeat("--B\nContent-Type: a/"+strings.Repeat("b", 300)+"\n\n", 10000)))
	if n := cap(s.head) + cap(s.text) + cap(s.names) + cap(s.line) + cap(s.part) + cap(s.carry); n > 1<<20 {
		t.Errorf("%d bytes are kept", n)
	}
	if len(s.message.mentions) > maxParts || len(s.levels) > maxDepth {
		t.Errorf("%d parts, %d levels are kept", len(s.message.mentions), len(s.levels))
	}
}

func TestFields(t *testing.T) {
	var s Scanner
	s.Write([]byte(crlfs("From: Alice <a@example.com>\nTo: b@example.com\nReceived: one\n two\nReceived: three\nX-Foo: bar\nX-Mailer: Foxmail 7.2\n" +
		"Content-Type: text/plain;\n charset=utf-8\nSubject: s\n\nx\n")))
	l := dissect.Layer{Message: s.Close()}
	for name, want := range map[string]string{
		"imf.from": "Alice <a@example.com>", "imf.to": "b@example.com", "imf.received": "one\r\n two|three",
		"imf.subject":   "s",
		"imf.extension": "X-Foo: bar", "imf.extension.type": "X-Foo", "imf.extension.value": "bar",
		"imf.ext.mailer":        "Foxmail 7.2",
		"imf.content.type.type": "text/plain", "imf.content.type.parameters": "\r\n charset=utf-8", "imf.cc": "",
	} {
		var v dissect.Values
		for _, f := range Protocol.Fields {
			if f.Name == name {
				f.Get(nil, &l, &v)
			}
		}
		var got []string
		for _, x := range v.List {
			got = append(got, string(x.B))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s = %q, want %q", name, s, want)
		}
	}
}

func TestLongHeaders(t *testing.T) {
	for _, m := range []struct{ name, message, column, info string }{
		{"a header beyond the bound",
			"From: a\n" + strings.Repeat("X-Long: "+strings.Repeat("y", 990)+"\n", 100) +
				"Subject: s\nContent-Type: text/plain; a=b\n\nx\n", "",
			"from: a, subject: s,  (text/plain)"},
		{"a field beyond the bound", "Received: " + strings.Repeat("y", 2*maxHead) + "\nFrom: a\nSubject: s\n\nx\n", "",
			"from: a, subject: s, , x  "},
	} {
		for _, n := range []int{1, 1000, 1 << 20} {
			var s Scanner
			for b := []byte(crlfs(m.message)); len(b) > 0; b = b[min(n, len(b)):] {
				s.Write(b[:min(n, len(b))])
			}
			if got := string(s.Close().AppendInfo(nil)); got != m.info {
				t.Errorf("%s, in pieces of %d: %q, want %q", m.name, n, got, m.info)
			}
		}
	}
}

// Lines of a header may end in LF alone, some or all of them. Rows show them as
// Wireshark does, as text or as one field.
func TestBareLF(t *testing.T) {
	for _, m := range []string{
		"From: a\nSubject: 作业\nTo: b\n\nhello\n",
		"From: a\r\nSubject: 作业\nTo: b\r\n\r\nhello\r\n",
		"From: a\nSubject: 作业\r\nTo: b\n\r\nhello",
		"From: a\r\nSubject: 作业\r\nTo: b\r\n\nhello",
	} {
		var s Scanner
		for i := range len(m) {
			s.Write([]byte(m[i : i+1]))
		}
		var got []string
		for _, f := range s.Close().Fields {
			got = append(got, string(f.Name)+"="+string(f.Value))
		}
		if list := strings.Join(got, "|"); list != "From=a|Subject=作业|To=b" {
			t.Errorf("%q: %s", m, list)
		}
	}
}

// A field that is cut before its line end is none, as the next line may go on it.
func TestCutField(t *testing.T) {
	var s Scanner
	s.Write([]byte("From: a\r\nContent-Type: multipart/mixed;\r\n\tboundary=b"))
	if m := s.Close(); len(m.Fields) != 1 {
		t.Errorf("%d fields", len(m.Fields))
	}
}

// What is bare costs no more than it is long.
func TestBareLFCost(t *testing.T) {
	start := time.Now()
	for _, m := range []string{strings.Repeat("a\n", maxHead/2-8) + ":", strings.Repeat(":\n", maxHead/2),
		"a:" + strings.Repeat("\n", maxHead)} {
		var s Scanner
		s.Write([]byte("a: b\n" + m))
		s.Close()
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("%v", took)
	}
}

// A header of many fields costs no more for being beyond the bound.
func TestLongHeader(t *testing.T) {
	var s Scanner
	s.Write([]byte(strings.Repeat("a:\n", 200<<10) + strings.Repeat("From: a\n", 20<<10) + "Subject: s\n\nx"))
	m := s.Close()
	if n := len(m.Fields); n > maxHead || cap(s.head) > 256<<10 {
		t.Errorf("%d fields, %d bytes are kept", n, cap(s.head))
	}
	if !m.Text {
		t.Error("the body was not found")
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"a@example.com":                                        "a@example.com/",
		"Alice B <a@example.com>":                              "a@example.com/Alice B",
		"\"B, Alice\" <a@example.com>, b@example.com":          "a@example.com/B, Alice b@example.com/",
		"List: a@example.com, <b@example.com>;, c@example.com": "a@example.com/ b@example.com/ c@example.com/",
		"a@example.com (one, two), , b@example.com":            "a@example.com (one, two)/ b@example.com/",
		"\"a\\\", b\" <a@example.com":                          "a@example.com/a\\\", b",
		"undisclosed-recipients:;":                             "",
		"<a@[IPv6:::1]>":                                       "a@[IPv6:::1]/",
	} {
		var got []string
		for a, rest, ok := nextAddress([]byte(in)); ok; a, rest, ok = nextAddress(rest) {
			got = append(got, string(a.Spec)+"/"+string(a.Name))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: got %q, want %q", in, s, want)
		}
	}
}

func TestBodiesCostNoAllocations(t *testing.T) {
	var s Scanner
	head := []byte(crlfs("Content-Type: multipart/mixed; boundary=AA\n\n--AA\nContent-Type: image/png\n\nx\n"))
	body := []byte(strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\r\n", 21))
	if n := testing.AllocsPerRun(10, func() {
		s.Reset()
		s.Write(head)
		for range 100 {
			s.Write(body)
		}
		s.Close()
	}); n > 0 {
		t.Errorf("a message costs %v allocations", n)
	}
}

func FuzzMail(f *testing.F) {
	for _, m := range messages {
		f.Add([]byte(crlfs(m.message)), 7)
	}
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		var whole, pieces Scanner
		whole.Write(b)
		want := string(whole.Close().AppendInfo(nil))
		for rest := b; len(rest) > 0; {
			k := min(max(1, n), len(rest))
			pieces.Write(rest[:k])
			rest = rest[k:]
		}
		if got := string(pieces.Close().AppendInfo(nil)); got != want {
			t.Errorf("in pieces of %d: %q, whole: %q", n, got, want)
		}
		for a, rest, ok := nextAddress(b); ok; a, rest, ok = nextAddress(rest) {
			if len(a.Item) == 0 {
				t.Error("an address without text")
			}
		}
		if strings.ContainsFunc(want, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Errorf("control byte in %q", want)
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	message := []byte(crlfs("From: Alice <alice@example.com>\nTo: bob@example.com\nSubject: s\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\n" +
		"Content-Type: image/png\n\n" +
		strings.Repeat("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf\n", 2000) + "--AA--\n"))
	var s Scanner
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset()
		for rest := message; len(rest) > 0; {
			n := min(1460, len(rest))
			s.Write(rest[:n])
			rest = rest[n:]
		}
		s.Close()
	}
}
