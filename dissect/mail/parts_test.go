package mail

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
)

// outlineOf prints the fields of the multiparts of a mail that comes in pieces
// of n bytes.
func outlineOf(s *Scanner, mail string, n int) string {
	s.Reset()
	for len(mail) > 0 {
		k := min(n, len(mail))
		s.Write([]byte(mail[:k]))
		mail = mail[k:]
	}
	return printParts(s.Close().Parts)
}

func printParts(p *Parts) string {
	if p == nil {
		return ""
	}
	var b strings.Builder
	for _, m := range p.marks {
		fmt.Fprintf(&b, "%d %s %q\n", m.level, partNames[m.kind].name, p.text[m.off:m.off+m.n])
	}
	return b.String()
}

const nestedMail = "From: a@example.com\r\nContent-Type: multipart/mixed;\r\n\tboundary=\"A\"\r\n\r\n" +
	"before\r\nall\r\n--A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n\r\n" +
	"--B\r\nContent-Type: text/plain;\r\n charset = \"gb2312\"\r\nContent-Transfer-Encoding:  base64\r\n\r\neA==\r\n--B--\r\n\r\n" +
	"--A\nContent-Disposition: attachment ; filename=\"a  b\"\nX-Other: 1\n\nx\n\n--A--\r\nafter\r\nall"

const nestedOutline = `0 type "multipart/mixed"
0 preamble "before\r\nall\r\n"
0 first_boundary "--A\r\n"
0 part ""
0 header.content-type "multipart/alternative;boundary=B"
1 type "multipart/alternative"
1 preamble "\r\n"
1 first_boundary "--B\r\n"
1 part ""
1 header.content-type "text/plain;charset=\"gb2312\""
1 header.content-transfer-encoding "base64"
1 last_boundary "\r\n--B--\r\n"
0 boundary "\r\n--A\n"
0 part ""
0 header.content-disposition "attachment;filename=\"a  b\""
0 last_boundary "\n--A--\r\n"
0 trailer "after\r\nall"
`

func TestParts(t *testing.T) {
	for _, c := range []struct{ name, mail, want string }{
		{"nested", nestedMail, nestedOutline},
		{"no multipart", "Content-Type: text/plain;\r\n\r\nx", ""},
		{"no boundary parameter", "Content-Type: multipart/mixed;\r\n\r\n--A\r\n", ""},
		{"no delimiter", "Content-Type: multipart/mixed; boundary=A\r\n\r\nnothing\r\n", "0 type \"multipart/mixed\"\n"},
		{"only the last delimiter", "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A--\r\n",
			"0 type \"multipart/mixed\"\n0 first_boundary \"--A--\\r\\n\"\n"},
		// Of a part that does not end nobody knows what it is.
		{"cut", "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-ID: <1>\r\n\r\nx\r\n--A\r\nContent-ID: <2>\r\n\r\nx",
			"0 type \"multipart/mixed\"\n0 first_boundary \"--A\\r\\n\"\n0 part \"\"\n0 header.content-id \"<1>\"\n0 boundary \"\\r\\n--A\\r\\n\"\n0 part \"\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := new(Scanner)
			for _, n := range []int{1, 2, 3, 7, 1 << 20} {
				if got := outlineOf(s, c.mail, n); got != c.want {
					t.Errorf("in pieces of %d:\n got\n%s\nwant\n%s", n, got, c.want)
				}
			}
		})
	}
}

func TestCompact(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		" a  b\r\n\tc ":                     "a b c",
		`form-data;   name=a b ;  q = 1   `: "form-data;name=a b;q=1",
		`a : b / c < d > , e`:               "a:b / c < d >,e",
		`a "q  q" b "r"  "s"`:               `a"q  q" b"r""s"`,
		`a="x\"y z" d  e`:                   `a="x\"y z"d e`,
		`x; name="no end  `:                 `x;name="no end  `,
	} {
		if got := string(appendCompact(nil, []byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPartsAreBounded(t *testing.T) {
	head := "Content-Type: multipart/mixed; boundary=A\r\n\r\n"
	for name, mail := range map[string]string{
		"preamble": head + strings.Repeat("text\r\n", 100_000) + "--A\r\n\r\n--A--\r\n",
		"parts":    head + strings.Repeat("--A\r\n\r\n", 50_000) + "--A--\r\n",
		"headers": head + strings.Repeat("--A\r\nContent-Type: text/plain; x="+strings.Repeat("y", 500)+"\r\n\r\n",
			1000) + "--A--\r\n",
	} {
		var s Scanner
		outlineOf(&s, mail, 1460)
		if n, m := len(s.parts.text), len(s.parts.marks); n > maxOutline || m > maxMarks || m == 0 {
			t.Errorf("%s: %d marks with %d bytes", name, m, n)
		}
	}
}

func TestPartsAllocateNothing(t *testing.T) {
	var s Scanner
	mail := []byte(nestedMail)
	scan := func() {
		s.Reset()
		s.Write(mail)
		s.Close()
	}
	scan()
	if n := testing.AllocsPerRun(50, scan); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestMultipart(t *testing.T) {
	body := "\r\n--x y\r\nContent-Type: Text/Plain\r\n\r\n1\r\n--x y--\r\n"
	m := &Multipart{Type: []byte("Multipart/Form-Data; boundary=\"x y\""), Body: []byte(body)}
	want := "0 type \"multipart/form-data\"\n0 preamble \"\\r\\n\"\n0 first_boundary \"--x y\\r\\n\"\n0 part \"\"\n" +
		"0 header.content-type \"Text/Plain\"\n0 last_boundary \"\\r\\n--x y--\\r\\n\"\n"
	if got := printParts(m.parts()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzParts: the outline is the same however the mail is cut, and marks lie
// one behind the other.
func FuzzParts(f *testing.F) {
	f.Add(nestedMail, uint8(3))
	f.Add("Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--A--\r",
		uint8(1))
	f.Fuzz(func(t *testing.T, mail string, n uint8) {
		s := new(Scanner)
		whole := outlineOf(s, mail, len(mail)+1)
		if len(mail) < maxLine {
			if cut := outlineOf(s, mail, int(n)+1); cut != whole {
				t.Errorf("in pieces of %d:\n%s\nwhole:\n%s", int(n)+1, cut, whole)
			}
		}
		at := int32(0)
		for _, m := range s.parts.marks {
			if m.off != at {
				t.Fatalf("a mark at %d, want %d", m.off, at)
			}
			at += m.n
		}
		var h dissect.Headings
		addParts(nil, &dissect.Layer{Message: &s.parts}, &h)
		for _, x := range h.List {
			if x.Len < 0 || int(x.Off+x.Len) > len(s.parts.text) {
				t.Fatalf("heading %q at %d+%d of %d", x.Text, x.Off, x.Len, len(s.parts.text))
			}
		}
	})
}
