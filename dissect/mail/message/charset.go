package message

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const utf8Name = "utf-8"

// labels are names of charsets that the indexes of golang.org/x/text do not
// know or read too narrowly: what is labelled GB2312 or GBK often has
// characters of GB18030, which contains both.
var labels = map[string]string{
	"gb2312": "gb18030", "gb-2312": "gb18030", "gb_2312": "gb18030", "gb_2312-80": "gb18030", "gb2312-80": "gb18030",
	"csgb2312": "gb18030",
	"euc-cn":   "gb18030", "x-euc-cn": "gb18030", "eucgb2312_cn": "gb18030", "gbk2312": "gb18030",
	"gbk": "gb18030", "x-gbk": "gb18030", "gb18030-2005": "gb18030", "gb-18030": "gb18030",
	"cp936": "gb18030", "ms936": "gb18030", "windows-936": "gb18030", "cp-936": "gb18030", "936": "gb18030",
	"chinesesimplified": "gb18030",
	"hz":                "hz-gb-2312", "x-hz": "hz-gb-2312",
	"cp950": "big5", "ms950": "big5", "windows-950": "big5", "950": "big5", "big5_hkscs": "big5-hkscs",
	"big-5": "big5", "big5_tw": "big5",
	"cp932": "shift_jis", "ms932": "shift_jis", "windows-932": "shift_jis", "shift-jis": "shift_jis",
	"iso-2022-jp-ms": "iso-2022-jp", "iso-2022-jp-1": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp",
	"cp949": "euc-kr", "ms949": "euc-kr", "uhc": "euc-kr", "x-windows-949": "euc-kr", "ks_c_5601": "euc-kr",
	"koi8r": "koi8-r", "cp874": "windows-874", "latin-1": "iso-8859-1", "ansi": "windows-1252",
	"utf_8": utf8Name, "utf8mb4": utf8Name, "unicode-2-0-utf-8": utf8Name, "unicode-1-1-utf-8": utf8Name,
	"utf7": "utf-7", "unicode-1-1-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "csunicode11utf7": "utf-7",
	"x-unicode-2-0-utf-7": "utf-7",
}

// unlabelled are labels that say nothing about bytes beyond ASCII.
var unlabelled = map[string]bool{
	"": true, "us-ascii": true, "ascii": true, "ansi_x3.4-1968": true, "iso646-us": true, "8bit": true, "7bit": true,
	"binary":  true,
	"unknown": true, "unknown-8bit": true, "x-unknown": true, "default": true, "default_charset": true, "none": true,
	"_autodetect": true,
}

// charset is how text is decoded.
type charset struct {
	name  string
	coded encoding.Encoding // nil: UTF-8 or UTF-7
	// stateful charsets write other characters with ASCII bytes.
	stateful bool
}

// lookup finds a charset by its label in lower case.
func lookup(label string) (c charset, ok bool) {
	if to, has := labels[label]; has {
		label = to
	}
	if strings.HasPrefix(label, "cp125") {
		label = "windows-" + label[2:]
	}
	switch label {
	case utf8Name, "utf8":
		return charset{name: utf8Name}, true
	case "utf-7":
		return charset{name: label, stateful: true}, true
	case "hz-gb-2312":
		return charset{label, simplifiedchinese.HZGB2312, true}, true
	}
	if e, err := htmlindex.Get(label); err == nil {
		// The index has one encoding that destroys, for what browsers shall not decode.
		if name, _ := htmlindex.Name(e); name != "replacement" {
			return charset{name, e, strings.HasPrefix(name, "iso-2022") || strings.HasPrefix(name, "utf-16")}, true
		}
		return c, false
	}
	if e, err := ianaindex.MIME.Encoding(label); err == nil && e != nil {
		return charset{label, e, strings.HasPrefix(label, "utf-")}, true
	}
	return c, false
}

func (c charset) decode(b []byte) string {
	switch {
	case c.name == "utf-7":
		return decodeUTF7(b)
	case c.coded == nil:
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	out, err := c.coded.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

// cleanLabel returns a charset label as it is looked up.
func cleanLabel(label string) string {
	return clip(strings.ToLower(strings.Trim(label, " \t\r\n\"'`;,<>=")), maxToken)
}

// DecodeText decodes b from the labelled charset to UTF-8 and names the
// charset it was read in. The label is believed unless the bytes speak against
// it: what is well-formed UTF-8 is read as such, and what cannot be in the
// labelled charset, or has no label, in the one that guess finds.
func DecodeText(b []byte, label string) (text, name string, notes Notes) {
	label = cleanLabel(label)
	blank := unlabelled[label]
	c, known := charset{name: "us-ascii"}, true
	if blank && bytes.Contains(b, []byte("\x1b$")) {
		notes |= MissingCharset
		c, blank = iso2022jp, false
	} else if !blank {
		c, known = lookup(label)
	}
	if !known {
		c, known = lookup(strings.ReplaceAll(label, "_", "-"))
	}
	if !known {
		notes |= UnknownCharset
		c.name = "us-ascii"
	}
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		b = b[3:]
	}
	if c.stateful {
		return c.decode(b), c.name, notes
	}
	shape := measure(b)
	if shape.high == 0 {
		return string(b), c.name, notes
	}
	if blank || !known {
		notes |= MissingCharset
		c = shape.guess(b)
		return c.decode(b), c.name, notes
	}
	better := c
	switch {
	case c.coded == nil:
		if shape.bad > 0 && shape.bad*4 > shape.multi {
			better = shape.guess(b)
		}
	case shape.bad == 0 && (shape.long > 0 || !multibyte(c.name)):
		better = charset{name: utf8Name}
	}
	text = better.decode(b)
	if bad := strings.Count(text, "\ufffd"); bad > 0 && better.coded != nil {
		if g := shape.guess(b); bad*8 > shape.high && g.name != better.name {
			if other := g.decode(b); !strings.Contains(other, "\ufffd") {
				text, better = other, g
			}
		}
	}
	if better.name != c.name {
		notes |= WrongCharset
	}
	if strings.Contains(text, "\ufffd") {
		notes |= BadText
	}
	return text, better.name, notes
}

// multibyte tells if a few of a charset's characters may be UTF-8 by chance.
func multibyte(name string) bool {
	switch name {
	case "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr":
		return true
	}
	return false
}

// clip shortens s to n bytes without leaving part of a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
