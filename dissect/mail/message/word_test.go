package message

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// encode returns s in a charset; nil is UTF-8.
func encode(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	if e == nil {
		return s
	}
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return out
}

func bWord(label, s string) string {
	return "=?" + label + "?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
}

func qWord(label, s string) string {
	var out strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			out.WriteByte('_')
		case c > ' ' && c < 0x7f && c != '=' && c != '?' && c != '_':
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "=%02X", c)
		}
	}
	return "=?" + label + "?Q?" + out.String() + "?="
}

var subjects = []struct {
	label string
	e     encoding.Encoding
	text  string
}{
	{"UTF-8", nil, "作业一 张三"},
	{"utf8", nil, "作业一 张三 😀"},
	{"GB2312", simplifiedchinese.GB18030, "作业一 张三"},
	{"gb2312", simplifiedchinese.GB18030, "關於朱鎔基的報告"}, // GBK under the label of GB2312
	{"GBK", simplifiedchinese.GBK, "作业一 张三"},
	{"x-gbk", simplifiedchinese.GBK, "作业一 张三"},
	{"cp936", simplifiedchinese.GBK, "作业一 张三"},
	{"GB18030", simplifiedchinese.GB18030, "作业一 张三 㐀𠀀"}, // four bytes each
	{"hz-gb-2312", simplifiedchinese.HZGB2312, "作业一 张三"},
	{"Big5", traditionalchinese.Big5, "作業一 張三"},
	{"Shift_JIS", japanese.ShiftJIS, "宿題一 山田"},
	{"EUC-JP", japanese.EUCJP, "宿題一 山田"},
	{"ISO-2022-JP", japanese.ISO2022JP, "宿題一 山田"},
	{"EUC-KR", korean.EUCKR, "숙제 일"},
	{"ks_c_5601-1987", korean.EUCKR, "숙제 일"},
	{"KOI8-R", charmap.KOI8R, "Задание первое"},
	{"windows-1251", charmap.Windows1251, "Задание первое"},
	{"windows-1252", charmap.Windows1252, "Übung eins €"},
	{"iso-8859-1", charmap.ISO8859_1, "Übung eins"},
	{"iso-8859-15", charmap.ISO8859_15, "Übung eins €"},
}

// TestWordsInTwo: subjects in B and Q, whole and cut into two words at every
// byte, in the middle of characters as well.
func TestWordsInTwo(t *testing.T) {
	for _, s := range subjects {
		raw := encode(t, s.e, s.text)
		for _, form := range []func(string, string) string{bWord, qWord} {
			check := func(field string) {
				t.Helper()
				if got, notes := DecodeHeader(field, ""); got != s.text || notes != 0 {
					t.Errorf("%s: %q = %q (%v), want %q", s.label, field, got, notes, s.text)
				}
			}
			check(form(s.label, raw))
			if strings.HasPrefix(strings.ToLower(s.label), "iso-2022") {
				continue
			}
			for i := 1; i < len(raw); i++ {
				check(form(s.label, raw[:i]) + " " + form(s.label, raw[i:]))
				check(form(s.label, raw[:i]) + "\r\n\t" + form(strings.ToLower(s.label), raw[i:]))
			}
		}
	}
}

func TestWords(t *testing.T) {
	gb := func(s string) string { return encode(t, simplifiedchinese.GB18030, s) }
	tests := []struct {
		name, raw, want string
		notes           Notes
	}{
		{"plain", " Hello ", "Hello", 0},
		{"RFC 2047 section 8", "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)", 0},
		{"space between words goes", "=?ISO-8859-1?Q?a?=  \r\n  =?ISO-8859-1?Q?b?=", "ab", 0},
		{"space before text stays", "=?ISO-8859-1?Q?a?= b =?ISO-8859-1?Q?c?=", "a b c", 0},
		{"language", "=?utf-8*zh-CN?Q?=E4=BD=A0?=", "你", 0},
		{"no white space around", "Re:=?utf-8?Q?=E4=BD=A0?=!", "Re:你!", 0},
		{"adjacent without white space", "=?utf-8?Q?=E4=BD?==?utf-8?Q?=A0?=", "你", 0},
		{"blanks inside Q", "=?utf-8?Q?a b?=", "a b", 0},
		{"folded inside B", "=?utf-8?B?5L2g\r\n 5aW9?=", "你好", 0},
		{"missing padding", "=?utf-8?B?5L2gIQ?=", "你!", 0},
		{"base64 cut anywhere", "=?utf-8?B?5L2g5?= =?utf-8?B?aW9?=", "你好", 0},
		{"empty words", "a=?utf-8?Q??==?utf-8?B??=b", "ab", 0},
		{"bad B", "=?utf-8?B?*?= x", "=?utf-8?B?*?= x", 0},
		{"unknown charset", "=?x-martian?B?5L2g?= x", "=?x-martian?B?5L2g?= x", BadWord},
		{"unknown encoding", "=?utf-8?X?5L2g?=", "=?utf-8?X?5L2g?=", 0},
		{"unended", "=?utf-8?Q?abc", "=?utf-8?Q?abc", 0},
		{"unended then a word", "=?utf-8? =?utf-8?Q?a?=", "=?utf-8? a", 0},
		{"bad Q escape", "=?utf-8?Q?a=ZZ=4?=", "a=ZZ=4", 0},
		{"UTF-8 called GB2312", bWord("gb2312", "作业一"), "作业一", WrongCharset},
		{"GB2312 called UTF-8", bWord("utf-8", gb("作业一 张三")), "作业一 张三", WrongCharset},
		{"GB2312 called ISO-8859-1 stays", bWord("iso-8859-1", "\xe9t\xe9"), "été", 0},
		{"UTF-8 called ISO-8859-1", bWord("iso-8859-1", "作业"), "作业", WrongCharset},
		{"raw UTF-8", "作业一 张三", "作业一 张三", 0},
		{"raw GB18030", gb("作业一 张三"), "作业一 张三", RawHeader},
		{"raw Latin", "caf\xe9 cr\xe8me", "café crème", RawHeader},
		{"raw Big5", encode(t, traditionalchinese.Big5, "作業一 張三的報告"), "作業一 張三的報告", RawHeader},
		{"raw and words", gb("作业") + " " + bWord("gbk", gb("张三")), "作业 张三", RawHeader},
		{"folded without blanks", "a\r\nb", "a b", 0},
	}
	for _, test := range tests {
		if got, notes := DecodeHeader(test.raw, ""); got != test.want || notes != test.notes {
			t.Errorf("%s: %q (%v), want %q (%v)", test.name, got, notes, test.want, test.notes)
		}
	}
	if got, _ := DecodeHeader(encode(t, charmap.KOI8R, "Задание"), "koi8-r"); got != "Задание" {
		t.Errorf("raw with a hint: %q", got)
	}
}

func TestUTF7(t *testing.T) {
	for in, want := range map[string]string{
		"Hi Mom -+Jjo--!": "Hi Mom -☺-!", "A+ImIDkQ.": "A≢Α.", "+ZeVnLIqe-": "日本語", "1 +- 1": "1 + 1",
		"+2D3eAA-": "😀", "+": "\ufffd", "+2D0-": "\ufffd",
	} {
		if got := decodeUTF7([]byte(in)); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func TestDecodeText(t *testing.T) {
	gb := encode(t, simplifiedchinese.GB18030, "您好，作业一请查收。张三")
	tests := []struct {
		name, raw, label, want, charset string
		notes                           Notes
	}{
		{"ascii", "abc", "", "abc", "us-ascii", 0},
		{"UTF-8", "你好", "\"UTF-8\"", "你好", "utf-8", 0},
		{"byte order mark", "\xef\xbb\xbf你好", "utf-8", "你好", "utf-8", 0},
		{"GB2312", gb, "GB2312", "您好，作业一请查收。张三", "gb18030", 0},
		{"GB without a label", gb, "", "您好，作业一请查收。张三", "gb18030", MissingCharset},
		{"UTF-8 without a label", "您好", "us-ascii", "您好", "utf-8", MissingCharset},
		{"GB called UTF-8", gb, "utf-8", "您好，作业一请查收。张三", "gb18030", WrongCharset},
		{"UTF-8 called GBK", "您好，作业一", "gbk", "您好，作业一", "utf-8", WrongCharset},
		{"UTF-8 with a bad byte", "您好，作业一\xff您好", "utf-8", "您好，作业一\ufffd您好", "utf-8", BadText},
		{"short UTF-8-like GBK", "\xc4\xa3", "gb2312", "模", "gb18030", 0},
		{"unknown label", gb, "x-martian", "您好，作业一请查收。张三", "gb18030", UnknownCharset | MissingCharset},
		{"destroying encoding", "abc", "iso-2022-kr", "abc", "us-ascii", UnknownCharset},
		{"UTF-16", "\x00a\x4f\x60", "utf-16be", "a你", "utf-16be", 0},
		{"UTF-7", "+T2A-", "utf-7", "你", "utf-7", 0},
		{"HZ", "~{<:Ky2;~}", "HZ", "己所不", "hz-gb-2312", 0},
		{"ISO-2022-JP without a label", "\x1b$B;3ED\x1b(B", "", "山田", "iso-2022-jp", MissingCharset},
		{"Latin", "caf\xe9", "", "café", "windows-1252", MissingCharset},
		{"code page of IBM", "\x84", "cp437", "ä", "cp437", 0},
	}
	for _, test := range tests {
		text, charset, notes := DecodeText([]byte(test.raw), test.label)
		if text != test.want || charset != test.charset || notes != test.notes {
			t.Errorf("%s: %q in %s (%v), want %q in %s (%v)", test.name, text, charset, notes, test.want, test.charset,
				test.notes)
		}
	}
}

func TestParams(t *testing.T) {
	tests := []struct{ field, name, want string }{
		{"text/plain; charset=gbk", "charset", "gbk"},
		{"text/plain;charset=\"gb2312\"; format=flowed", "charset", "gb2312"},
		{"text/plain; charset = gbk ;;", "charset", "gbk"},
		{"text/plain; format; charset=gbk", "charset", "gbk"},
		{"text/plain; charset=us-ascii (Plain text)", "charset", "us-ascii"},
		{"text/plain; charset=\"a\" name=b.txt", "name", "b.txt"},
		{"text/plain; charset=a; charset=b", "charset", "a"},
		{`attachment; filename="a \"b\".txt"`, "filename", `a "b".txt`},
		{`attachment; filename="C:\temp\a.txt"`, "filename", `C:\temp\a.txt`},
		{"attachment; filename=my file.doc; size=1", "filename", "my file.doc"},
		{`attachment; filename="unended`, "filename", "unended"},
		{"attachment; filename*=utf-8''%E4%BD%9C%E4%B8%9A.doc", "filename", "作业.doc"},
		{"attachment; filename*=GB2312''%D7%F7%D2%B5.doc", "filename", "作业.doc"},
		{"attachment; filename=a.doc; filename*=utf-8'zh'%E4%BD%9C.doc", "filename", "作.doc"},
		{"attachment; filename*0*=utf-8''%E4%BD; filename*1*=%9C; filename*2=.doc", "filename", "作.doc"},
		{"attachment; filename*1=b.doc; filename*0=\"a \"", "filename", "a b.doc"},
		{"attachment; filename*0=a; filename*2=c", "filename", "a"},
		{"attachment; filename*0=a'b'c; filename*1*=%41", "filename", "a'b'cA"},
		{"attachment; filename*=%E4%BD%9C.doc", "filename", "作.doc"},
		{"attachment; filename=\"=?GB2312?B?1/fStQ==?=.doc\"", "filename", "作业.doc"},
		{"attachment; filename=\"=?GB2312?B?1w==?= =?GB2312?B?99K1LmRvYw==?=\"", "filename", "作业.doc"},
		{"attachment; filename*0=\"=?utf-8?B?5L2c\"; filename*1=\"5Lia?=.doc\"", "filename", "作业.doc"},
		{"attachment; filename==?utf-8?Q?=E4=BD=9C.doc?=", "filename", "作.doc"},
		{"attachment; filename*99999999999=a; filename=b", "filename", "b"},
		{"; =; *=x; filename=", "filename", ""},
	}
	for _, test := range tests {
		_, list := parseParams(test.field)
		get := func(name string) string { s, _ := list.text(name); return s }
		if test.name == "charset" {
			get = list.token
		}
		if got := get(test.name); got != test.want {
			t.Errorf("%s: %s = %q, want %q", test.field, test.name, got, test.want)
		}
	}
}

func TestDecodeParameters(t *testing.T) {
	for raw, want := range map[string]string{
		"":       "",
		"inline": "inline",
		"Attachment;filename*=utf-8''gr%C3%B6%C3%9Fe.csv":                                         "attachment; filename=größe.csv",
		"attachment; filename*0*=gb2312''%D7%F7;\r\n filename*1*=%D2%B5; filename*2=.doc; size=1": "attachment; filename=作业.doc; size=1",
		`attachment; filename="=?GB2312?B?1/fStQ==?="`:                                            "attachment; filename=作业",
	} {
		if got := DecodeParameters(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
