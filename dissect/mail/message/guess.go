package message

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// shape counts what tells charsets apart.
type shape struct {
	high  int // bytes beyond ASCII
	multi int // well-formed UTF-8 sequences
	long  int // those of three and four bytes
	bad   int // bytes that are in none; a sequence cut at the end is not counted
}

func measure(b []byte) (s shape) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		s.high += n
		switch {
		case r == utf8.RuneError && n == 1 && !utf8.FullRune(b[i:]):
			s.high += len(b) - i - 1
			return s
		case r == utf8.RuneError && n == 1:
			s.bad++
		default:
			s.multi++
			if n > 2 {
				s.long++
			}
		}
		i += n
	}
	return s
}

var (
	gb18030     = charset{name: "gb18030", coded: simplifiedchinese.GB18030}
	big5        = charset{name: "big5", coded: traditionalchinese.Big5}
	iso2022jp   = charset{name: "iso-2022-jp", coded: japanese.ISO2022JP, stateful: true}
	windows1252 = charset{name: "windows-1252", coded: charmap.Windows1252}
)

// guess finds a charset for text without a label: UTF-8 if it is mostly that;
// GB18030 or Big5 by the pairs of bytes that are common in either; else
// Windows-1252, in which every text can be shown. Cyrillic without a label is
// not told from Chinese.
func (s shape) guess(b []byte) charset {
	if s.multi > 0 && s.bad*4 <= s.multi {
		return charset{name: utf8Name}
	}
	var pairs, gb, low, lone int
	for i := 0; i < len(b); {
		c := b[i]
		i++
		switch {
		case c < 0x80:
			continue
		case c == 0x80 || c == 0xff || i == len(b):
			lone++
			continue
		}
		t := b[i]
		if t < 0x40 {
			lone++ // of GB18030 in four bytes, too; they are rare
			continue
		}
		i++
		pairs++
		switch {
		case t >= 0xa1 && (c >= 0xa1 && c <= 0xa3 || c >= 0xb0 && c <= 0xd7): // GB2312: punctuation, level 1
			gb++
		case t <= 0x7e && c >= 0xa4 && c <= 0xc6: // Big5: level 1, trail bytes GB2312 has not
			low++
		}
	}
	switch {
	case pairs == 0 || lone > pairs/4:
		return windows1252
	case low*5 >= pairs && big5.clean(b):
		return big5
	case gb*5 >= pairs*3:
		return gb18030
	case !latin(b) && gb18030.clean(b):
		return gb18030
	}
	return windows1252
}

// clean tells if all of b can be decoded, its end aside.
func (c charset) clean(b []byte) bool {
	text := strings.TrimSuffix(c.decode(b), "\ufffd")
	return !strings.Contains(text, "\ufffd")
}

// latin tells if most bytes beyond ASCII stand alone, as in words with accents.
func latin(b []byte) bool {
	alone, together := 0, 0
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		if i > 0 && b[i-1] >= 0x80 || i+1 < len(b) && b[i+1] >= 0x80 {
			together++
		} else {
			alone++
		}
	}
	return alone > together
}
