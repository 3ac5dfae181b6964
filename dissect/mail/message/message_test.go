package message

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"netsniff/dissect/mail/message/messagetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outline writes what a message was read as, for golden files.
func outline(m *Message) string {
	var out strings.Builder
	fmt.Fprintf(&out, "subject: %s\nfrom: %v\nto: %v\ncc: %v\n", m.Subject, m.From, m.To, m.Cc)
	fmt.Fprintf(&out, "date: %s\nid: %s\nclient: %s (%s)\nreceived: %d\n", m.Date.Format(time.RFC3339), m.MessageID, m.Client.Name, m.Client.By, m.Received)
	fmt.Fprintf(&out, "size: %d, head %d\nnotes: %v\n", m.Size, m.Head, m.Notes)
	for p := range m.Parts() {
		fmt.Fprintf(&out, "part %q: %s %s charset %q read as %q, %s, %d -> %d bytes", p.Number, p.Kind, p.MediaType, p.Charset, p.Decoded, p.Encoding, p.Encoded, p.Size)
		if p.IsAttachment() {
			fmt.Fprintf(&out, ", %s %q as %q", p.Disposition, p.FileName, p.SafeName())
		}
		if p.Notes != 0 {
			fmt.Fprintf(&out, " (%v)", p.Notes)
		}
		out.WriteByte('\n')
		if p.Text != "" {
			out.WriteString("\t| " + strings.ReplaceAll(strings.TrimRight(strings.ReplaceAll(p.Text, "\r", ""), "\n"), "\n", "\n\t| ") + "\n")
		}
		if p.Message != nil {
			fmt.Fprintf(&out, "\tsubject: %s\n", p.Message.Subject)
		}
	}
	return out.String()
}

// TestGolden compares every .eml in testdata with its .golden.
func TestGolden(t *testing.T) {
	mails, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(mails) == 0 {
		t.Fatal("no mails", err)
	}
	for _, name := range mails {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := outline(Parse(raw, Limits{}))
		golden := strings.TrimSuffix(name, ".eml") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s (%v):\n%s\nwant:\n%s", name, err, got, want)
		}
	}
}

// sink collects contents by the number of the part.
type sink struct {
	parts map[string]*bytes.Buffer
	ended []string
}

func (s *sink) Begin(p *Part) io.Writer {
	s.parts[p.Number] = new(bytes.Buffer)
	return s.parts[p.Number]
}

func (s *sink) End(p *Part) { s.ended = append(s.ended, p.Number) }

func contents(t *testing.T, raw string, step int) (*Message, *sink) {
	t.Helper()
	s := &sink{parts: map[string]*bytes.Buffer{}}
	p := NewParser(Limits{}, s)
	for b := []byte(raw); len(b) > 0; {
		n := min(step, len(b))
		if m, err := p.Write(b[:n:n]); m != n || err != nil {
			t.Fatal(m, err)
		}
		b = b[n:]
	}
	m, err := p.Close()
	if err != nil {
		t.Fatal(err)
	}
	return m, s
}

func TestContents(t *testing.T) {
	m, s := contents(t, messagetest.Sample(), 1<<20)
	want := map[string]string{
		"1.1": "您好", "1.2": "<p>您好</p>", "2": "before\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nafter", "2.1": "abc",
		"3.1": "inner text", "3.2": "x\x9f\x3e\x22", "4": strings.Repeat("\x01\x02\x03", 19*20),
	}
	want["1.1"] = encode(t, simplifiedchinese.GBK, want["1.1"])
	for number, content := range want {
		if got := s.parts[number]; got == nil || got.String() != content {
			t.Errorf("part %s: %q, want %q", number, got, content)
		}
	}
	if got := s.parts["3"].String(); !strings.HasPrefix(got, "From: bob@") || !strings.HasSuffix(got, "--in--") {
		t.Errorf("attached message: %q", got)
	}
	if len(s.parts) != len(want)+1 || len(s.ended) != len(s.parts) {
		t.Errorf("%d parts begun, %v ended", len(s.parts), s.ended)
	}
	for p := range m.Parts() {
		if got := s.parts[p.Number]; p.IsLeaf() && int64(got.Len()) != p.Size {
			t.Errorf("part %s: size %d of %d bytes", p.Number, p.Size, got.Len())
		}
	}
	if m.Notes != 0 {
		t.Errorf("notes: %v", m.Notes)
	}
}

// TestAnyCut: however a message is cut into writes, it is the same.
func TestAnyCut(t *testing.T) {
	mails := append(messagetest.Wounds(), messagetest.Mail{Name: "sample", Raw: messagetest.Sample()}, messagetest.Mail{Name: "deep", Raw: messagetest.Nested(50, "multipart/mixed")},
		messagetest.Mail{Name: "long lines", Raw: "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" +
			strings.Repeat("a", 3*maxLine) + "\r\n--b\r\nX: " + strings.Repeat("b", maxLine-4) + "\r\n\r\n" + strings.Repeat("c", maxLine) + "\r\n--b--\r\n"})
	for _, mail := range mails {
		m, s := contents(t, mail.Raw, 1<<20)
		want := outline(m)
		for _, step := range []int{1, 2, 3, 7, 64, 1000, maxLine} {
			m, cut := contents(t, mail.Raw, step)
			if got := outline(m); got != want {
				t.Fatalf("%s in steps of %d:\n%s\nwant:\n%s", mail.Name, step, got, want)
			}
			for number, b := range s.parts {
				if !bytes.Equal(b.Bytes(), cut.parts[number].Bytes()) {
					t.Errorf("%s in steps of %d: content of part %s differs", mail.Name, step, number)
				}
			}
		}
	}
}

type broken struct{ calls int }

func (b *broken) Begin(*Part) io.Writer { return b }
func (b *broken) End(*Part)             {}
func (b *broken) Write([]byte) (int, error) {
	b.calls++
	return 0, errFull
}

var errFull = errors.New("disk full")

func TestWriterFails(t *testing.T) {
	b := new(broken)
	p := NewParser(Limits{}, b)
	_, err := p.Write([]byte(messagetest.Sample()))
	m, closed := p.Close()
	if err != errFull || closed != errFull || b.calls == 0 {
		t.Errorf("errors %v, %v after %d writes", err, closed, b.calls)
	}
	if m.Subject != "作业一 张三" || m.Notes != 0 {
		t.Errorf("%q, %v", m.Subject, m.Notes)
	}
}

func TestGap(t *testing.T) {
	raw := messagetest.Sample()
	for at := 0; at < len(raw); at += 13 {
		for _, n := range []int{1, 5, 100} {
			p := NewParser(Limits{}, nil)
			p.Write([]byte(raw[:at]))
			p.Gap(int64(n))
			p.Write([]byte(raw[min(len(raw), at+n):]))
			m, _ := p.Close()
			if m.Body == nil || m.Notes&Missing == 0 {
				t.Fatalf("%d bytes missing at %d: %v", n, at, m.Notes)
			}
		}
	}
}

// TestGapInBase64: what follows the gap is decoded as it was encoded.
func TestGapInBase64(t *testing.T) {
	raw := messagetest.Sample()
	begin := strings.LastIndex(raw, strings.Repeat("AQID", 19)+"\r\n--out--") - 78 // the line before the last
	for at := begin; at < begin+78; at++ {
		for _, n := range []int{1, 2, 5, 30, 77} {
			s := &sink{parts: map[string]*bytes.Buffer{}}
			p := NewParser(Limits{}, s)
			p.Write([]byte(raw[:at]))
			p.Gap(int64(n))
			p.Write([]byte(raw[at+n:]))
			m, _ := p.Close()
			last, got := m.Body.Parts[3], s.parts["4"].Bytes()
			whole := at + n - begin
			if last.Lost != int64(n) || last.Notes != Missing || last.FileName != "作业.doc" {
				t.Errorf("%d bytes missing at %d: %+v", n, at-begin, last)
			}
			if left := (156 - whole) / 4 * 3; !bytes.HasSuffix(got, bytes.Repeat([]byte{1, 2, 3}, left/3)) || len(got) > 19*20*3-n/4*3+3 {
				t.Errorf("%d bytes missing at %d: %d bytes, the end is % x", n, at-begin, len(got), got[len(got)-30:])
			}
		}
	}
}

func TestGapInHeader(t *testing.T) {
	p := NewParser(Limits{}, nil)
	p.Write([]byte("Subject: one"))
	p.Gap(10)
	p.Write([]byte("two\r\nFrom: alice@example.com\r\n\r\nbody"))
	m, _ := p.Close()
	if m.Subject != "one" || len(m.From) != 1 || m.Body.Text != "body" || m.Notes != Missing {
		t.Errorf("%s", outline(m))
	}
}

// Example saves the attachments of a message.
func Example() {
	raw := "Subject: =?GB2312?B?1/fStdK7?=\r\nContent-Disposition: attachment; filename=../a.txt\r\n\r\nhello"
	files := &sink{parts: map[string]*bytes.Buffer{}}
	p := NewParser(Limits{}, files)
	io.Copy(p, strings.NewReader(raw))
	m, _ := p.Close()
	fmt.Println(m.Subject)
	var namer Namer
	for part := range m.Parts() {
		fmt.Println(namer.Name(part.SafeName()), files.parts[part.Number])
	}
	// Output:
	// 作业一
	// a.txt hello
}

func TestClients(t *testing.T) {
	const foxmail = "Content-Type: multipart/alternative;\r\n\tboundary=\"----=_001_NextPart572182624333_=----\"\r\n"
	tests := []struct {
		head string
		want Client
	}{
		{"X-Mailer: Foxmail 7.2.25.254[cn]\r\n", Client{"Foxmail 7.2.25.254[cn]", ByMailer}},
		{"X-Mailer: Foxmail 7, 2, 5, 140[cn]\r\n", Client{"Foxmail 7.2.5.140[cn]", ByMailer}},
		{"User-Agent: Mozilla Thunderbird\r\n", Client{"Mozilla Thunderbird", ByAgent}},
		{foxmail + "Message-ID: <202603021000001234567@example.com>\r\n", Client{"Foxmail", ByStructure}},
		{foxmail, Client{}},
		{"X-GUID: 0\r\nX-Has-Attach: no\r\n", Client{"Foxmail", ByStructure}},
		{"Message-ID: <tencent_0123456789@qq.com>\r\n", Client{"QQ Mail", ByStructure}},
		{"Subject: s\r\n", Client{}},
	}
	for _, test := range tests {
		if got := Parse([]byte(test.head+"\r\n"), Limits{}).Client; got != test.want {
			t.Errorf("%q: %v, want %v", test.head, got, test.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"alice@example.com", "alice@example.com"},
		{"Alice <alice@example.com>, bob@example.com", "Alice <alice@example.com>|bob@example.com"},
		{`"Li, Si" <lisi@example.com>`, "Li, Si <lisi@example.com>"},
		{`"=?GB2312?B?1cXI/Q==?=" <zhangsan@example.com>`, "张三 <zhangsan@example.com>"},
		{"=?GB2312?B?1cXI/Q==?=<zhangsan@example.com>;lisi@example.com", "张三 <zhangsan@example.com>|lisi@example.com"},
		{"\xd5\xc5\xc8\xfd <zhangsan@example.com>", "张三 <zhangsan@example.com>"},
		{"alice@example.com (Alice)", "Alice <alice@example.com>"},
		{"<@a.example,@b.example:alice@example.com>", "alice@example.com"},
		{"Class: alice@example.com, bob@example.com;", "alice@example.com|bob@example.com"},
		{"undisclosed-recipients:;", ""},
		{`"a \"b\"" <c@example.com>`, `a "b" <c@example.com>`},
		{"<alice@example.com", "alice@example.com"},
		{",,;<>,", ""},
	}
	for _, test := range tests {
		list, _ := addresses(test.raw, "")
		var texts []string
		for _, a := range list {
			if a != (Address{}) {
				texts = append(texts, a.String())
			}
		}
		if got := strings.Join(texts, "|"); got != test.want {
			t.Errorf("%s: %q, want %q", test.raw, got, test.want)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"Mon, 2 Mar 2026 10:00:00 +0800", "2026-03-02T10:00:00+08:00"},
		{"Mon, 2 Mar 2026 10:00:00 +0800 (CST)", "2026-03-02T10:00:00+08:00"},
		{"2 Mar 26 10:00 GMT", "2026-03-02T10:00:00Z"},
		{"Mon, 02 Mar 2026 10:00:00 EST", "2026-03-02T10:00:00-05:00"},
		{"Mon, 2 Mar 2026 10:00:00 XYZ", "2026-03-02T10:00:00Z"},
		{"Mon, 2 Mar 2026 10:00:00 GMT+0800", "2026-03-02T10:00:00+08:00"},
		{"Mon, 2 Mar 2026 10:00:00", "2026-03-02T10:00:00Z"},
		{"Mon Mar  2 10:00:00 2026", "2026-03-02T10:00:00Z"},
		{"2026-03-02 10:00:00 +0800", "2026-03-02T10:00:00+08:00"},
		{"Mon,\r\n 2 Mar 2026 10:00:00 +0800", "2026-03-02T10:00:00+08:00"},
		{"yesterday", ""}, {"", ""}, {"Mon, 99 Mar 2026 10:00:00 +0800", ""},
	}
	for _, test := range tests {
		got, ok := parseDate(unfold(test.raw))
		if s := got.Format(time.RFC3339); ok != (test.want != "") || ok && s != test.want {
			t.Errorf("%q: %s, want %s", test.raw, s, test.want)
		}
	}
}

// TestLargeAttachment: what is kept does not grow with the attachment.
func TestLargeAttachment(t *testing.T) {
	raw := large(10 << 20)
	hash := &hashing{}
	allocs := testing.AllocsPerRun(3, func() {
		*hash = hashing{}
		p := NewParser(Limits{}, hash)
		for b := raw; len(b) > 0; {
			n := min(len(b), 1448)
			p.Write(b[:n])
			b = b[n:]
		}
		p.Close()
	})
	if allocs > 200 {
		t.Errorf("%v allocations for a mail of 10 MB", allocs)
	}
	if hash.sum != sha256.Sum256(payload(10<<20)) {
		t.Error("the attachment differs")
	}
}

type hashing struct {
	buf bytes.Buffer
	sum [32]byte
}

func (h *hashing) Begin(p *Part) io.Writer {
	if !p.IsAttachment() {
		return nil
	}
	h.buf.Grow(10 << 20)
	return &h.buf
}

func (h *hashing) End(*Part) { h.sum = sha256.Sum256(h.buf.Bytes()) }

// payload is n bytes, n a multiple of 4/3 of a line aside.
func payload(n int) []byte {
	b := make([]byte, n/78*57)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	return b
}

// large is a mail of about n bytes, nearly all of it an attachment.
func large(n int) []byte {
	var out bytes.Buffer
	out.WriteString("From: alice@example.com\r\nSubject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	b := payload(n)
	line := make([]byte, 76)
	for ; len(b) > 0; b = b[57:] {
		base64.StdEncoding.Encode(line, b[:57])
		out.Write(line)
		out.WriteString("\r\n")
	}
	out.WriteString("--b--\r\n")
	return out.Bytes()
}

func BenchmarkLarge(b *testing.B) {
	raw := large(10 << 20)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(raw, Limits{})
	}
}

func BenchmarkSmall(b *testing.B) {
	raw := []byte(messagetest.Sample())
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(raw, Limits{})
	}
}
