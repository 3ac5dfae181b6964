package message

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSafeName(t *testing.T) {
	long := strings.Repeat("作", 100)
	tests := []struct{ in, want string }{
		{"作业一 张三.docx", "作业一 张三.docx"},
		{"../../etc/passwd", "passwd"},
		{`C:\temp\a.txt`, "a.txt"},
		{"/", ""}, {"..", ""}, {"", ""}, {"...", ""}, {"???", ""}, {" . ", ""},
		{".bashrc", "bashrc"},
		{"a\x00b\nc.txt", "a_b_c.txt"},
		{"a<b>:\"|?*.txt", "a_b______.txt"},
		{"photo\u202egnp.exe", "photognp.exe"},
		{"a\u200b\ufeffb.txt", "ab.txt"},
		{"a\u3000b\u2028.txt", "a b .txt"},
		{"name. . ", "name"},
		{"CON", "_CON"}, {"con.txt", "_con.txt"}, {"aux .c", "_aux .c"}, {"LPT1.log", "_LPT1.log"}, {"COM¹", "_COM¹"},
		{"COM10", "COM10"}, {"console", "console"},
		{"-rf", "_-rf"},
		{"e\u0301.txt", "é.txt"},
		{"bad\xff.txt", "bad_.txt"},
		{long + ".tar.gz", strings.Repeat("作", 65) + ".gz"},
		{long, strings.Repeat("作", 66)},
		{"a." + long, "a." + strings.Repeat("作", 66)},
	}
	for _, test := range tests {
		if got := SafeName(test.in); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
	for want, p := range map[string]Part{
		"part-2.1.pdf": {Number: "2.1", MediaType: "application/pdf"},
		"part-1.eml":   {Number: "1", MediaType: "message/rfc822"},
		"part-1.bin":   {Number: "1", MediaType: "application/x-unknown"},
		"part-1.txt":   {Number: "1", MediaType: "text/x-unknown"},
		"part-0.bin":   {MediaType: "multipart/mixed"}, "a.doc": {Number: "1", FileName: "/a.doc"},
	} {
		if got := p.SafeName(); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

func TestNamer(t *testing.T) {
	var n Namer
	long := strings.Repeat("作", 65) + ".doc"
	for _, test := range []struct{ in, want string }{
		{"a.txt", "a.txt"}, {"a.txt", "a (2).txt"}, {"A.TXT", "A (3).TXT"}, {"a (4).txt", "a (4).txt"},
		{"a.txt", "a (5).txt"},
		{"a", "a"}, {"a", "a (2)"}, {long, long}, {long, strings.Repeat("作", 64) + " (2).doc"},
	} {
		if got := n.Name(test.in); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
	seen := map[string]bool{}
	for range 5000 {
		name := n.Name("作业.doc")
		if seen[name] {
			t.Fatalf("%q twice", name)
		}
		seen[name] = true
	}
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a.txt", "../a", "CON", "作业\u202e.doc", strings.Repeat("a", 300), "\xff.", "-", "_",
		"a\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := SafeName(s)
		if len(name) > maxName || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00:\n") ||
			strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
			t.Errorf("%q: %q", s, name)
		}
		if again := SafeName(name); again != name {
			t.Errorf("%q: %q, then %q", s, name, again)
		}
	})
}
