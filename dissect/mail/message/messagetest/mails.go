// Package messagetest makes mails for tests: one with everything in it, and
// more than a hundred that are wrong in every way that has been seen.
package messagetest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Sample is a well-formed message with everything in it, for mutation.
func Sample() string {
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

// Mail is a message and what is wrong with it.
type Mail struct{ Name, Raw string }

// Nested returns n multiparts within each other.
func Nested(n int, multipart string) string {
	var b strings.Builder
	b.WriteString("Subject: deep\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n", multipart, i, i)
	}
	b.WriteString("\r\nbottom\r\n")
	return b.String()
}

// Bombs are large or deep.
func Bombs() []Mail {
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	const mixed = "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	return []Mail{
		{"10,000 nested multiparts", Nested(10_000, "multipart/mixed")},
		{"10,000 nested digests", Nested(10_000, "multipart/digest")},
		{"10,000 nested messages", "Subject: s\r\n" + many(10_000, "Content-Type: message/rfc822\r\n\r\n") + "\r\nbottom"},
		{"8 MB below 30 messages",
			"Subject: s\r\n" + many(30, "Content-Type: message/rfc822\r\n\r\n") + "\r\n" +
				many(200_000, "--b is a line of 40 bytes in the bottom\r\n")},
		{"multiparts and messages in turn",
			"Subject: s\r\n" + many(5_000,
				"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n")},
		{"100,000 parts", mixed + many(100_000, "--b\r\n\r\nx\r\n") + "--b--\r\n"},
		{"100,000 empty parts", mixed + many(100_000, "--b\r\n")},
		{"50,000 attached messages",
			mixed + many(50_000, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nx\r\n")},
		{"100,000 closing delimiters", mixed + many(100_000, "--b--\r\n")},
		{"delimiters of nobody", Nested(40, "multipart/mixed") + many(100_000, "--c\r\n")},
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
		{"boundary of 100 kB", "Subject: s\r\nContent-Type: multipart/mixed; boundary=" + many(100_000, "b") +
			"\r\n\r\n--b\r\n\r\nx"},
		{"uuencode begins", "Subject: s\r\n\r\n" + many(100_000, "begin 644 a\r\n")},
		{"uuencode blocks", "Subject: s\r\n\r\n" + many(100_000, "begin 644 a\r\n#86)C\r\nend\r\n")},
		{"equals signs", "Subject: s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + many(1<<20, "=")},
		{"blanks in quoted-printable",
			"Subject: s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + many(1<<20, "= ")},
		{"8 MB of text", "Subject: s\r\n\r\n" + many(1<<20, "\xd7\xf7\xd2\xb5abc\n")},
		{"candidates for a boundary", "Subject: s\r\nContent-Type: multipart/mixed\r\n\r\n" + many(100_000, "--x\r\n")},
		{"CR", "Subject: s" + many(1<<20, "\r")},
	}
}

// Wounds are small and wrong in one way.
func Wounds() []Mail {
	const part = "Content-Type: text/plain\r\n\r\nhello\r\n"
	head := func(s string) string { return "Subject: s\r\n" + s + "\r\n\r\n" }
	return []Mail{
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
		{"wrong boundary", head("Content-Type: multipart/mixed; boundary=a") + "--b\r\n" + part + "--b\r\n" + part +
			"--b--\r\n"},
		{"boundary in another case",
			head("Content-Type: multipart/mixed; boundary=ABC") + "--abc\r\n" + part + "--abc--\r\n"},
		{"boundary nowhere", head("Content-Type: multipart/mixed; boundary=a") + "hello\r\n"},
		{"empty boundary", head("Content-Type: multipart/mixed; boundary=\"\"") + "--\r\n" + part + "----\r\n"},
		{"boundaries that begin alike",
			head("Content-Type: multipart/mixed; boundary=a") +
				"--a\r\nContent-Type: multipart/mixed; boundary=ab\r\n\r\n--ab\r\n" + part + "--a--\r\n"},
		{"one boundary for two", head("Content-Type: multipart/mixed; boundary=a") +
			"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" + part + "--a--\r\n--a--\r\n"},
		{"parts after the end", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\n" + part +
			"--a--\r\n--a\r\n" + part},
		{"unclosed", head("Content-Type: multipart/mixed; boundary=a") + "--a\r\n" + part},
		{"part without a header's end",
			head("Content-Type: multipart/mixed; boundary=a") + "--a\r\nContent-Type: text/plain\r\nhello\r\n--a--\r\n"},
		{"part without the empty line",
			head("Content-Type: multipart/mixed; boundary=a") +
				"--a\r\nContent-Type: text/plain\r\nhello\r\n\r\nyou\r\n--a--\r\n"},
		{"parameters not folded", head("Content-Type: text/plain;\r\ncharset=utf-8\r\nX: y") + "\xe4\xbd\xa0"},
		{"multipart in base64", head("Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: base64") +
			"LS1hDQo="},
		{"message in base64", head("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64") +
			"U3ViamVjdDogaW5uZXINCg0KaGk="},
		{"bad base64", head("Content-Transfer-Encoding: base64") + "aGVs!!bG8*\r\n"},
		{"base64 without padding", head("Content-Transfer-Encoding: base64") + "aGVsbG8\r\n"},
		{"base64 after padding", head("Content-Transfer-Encoding: base64") + "aGU=bGxv\r\n"},
		{"base64 of one digit", head("Content-Transfer-Encoding: base64") + "a"},
		{"text called base64", head("Content-Transfer-Encoding: base64") + "Hello, this is plain text.\r\n"},
		{"message called base64",
			head("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64") + "Subject: inner\r\n\r\nhi"},
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

// Malformed returns Wounds, Bombs and mutations of the Sample, always the same.
func Malformed() []Mail {
	list := append(Wounds(), Bombs()...)
	whole := Sample()
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
		list = append(list, Mail{fmt.Sprintf("%s %d", name, i), string(b)})
	}
	return list
}
