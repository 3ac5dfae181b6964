package message

import (
	"strings"
	"unicode/utf8"
)

// DecodeHeader returns the body of a header field as a person reads it:
// unfolded (RFC 5322 §2.2.3), bytes that are not ASCII read as UTF-8, in the
// charset hint, or as guessed, and encoded words decoded (RFC 2047). Words that
// cannot be decoded stay as they are.
func DecodeHeader(raw, hint string) (string, Notes) {
	s, notes := readable(raw, hint)
	s, more := decodeWords(s)
	return strings.TrimSpace(s), notes | more
}

// readable unfolds a field and makes it UTF-8.
func readable(raw, hint string) (string, Notes) {
	s := unfold(raw)
	if isASCII(s) || utf8.ValidString(s) {
		return s, 0
	}
	text, _, _ := DecodeText([]byte(s), hint)
	return text, RawHeader
}

// unfold drops line ends; a line that was not begun with white space, as
// broken programs fold, is taken as if it were.
func unfold(s string) string {
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for len(s) > 0 {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = strings.TrimLeft(s[i:], "\r\n")
		if len(s) > 0 && s[0] != ' ' && s[0] != '\t' {
			out.WriteByte(' ')
		}
	}
	out.WriteString(s)
	return out.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// words joins the bytes of adjacent encoded words of one charset, so that a
// character may lie in two of them.
type words struct {
	out     strings.Builder
	notes   Notes
	charset string
	bytes   []byte // decoded
	base64  []byte // of a word that ended within three bytes
	raw     string // the words as they stand
}

// decodeWords decodes the encoded words in s, also where no white space sets
// them apart. White space between words is dropped (RFC 2047 §6.2).
func decodeWords(s string) (string, Notes) {
	if !strings.Contains(s, "=?") {
		return s, 0
	}
	var w words
	w.out.Grow(len(s))
	all, start := s, 0 // start of w.raw in all
	for {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		at := len(all) - len(s) + i
		e, n := parseWord(s[i:])
		if n == 0 {
			w.flush()
			w.out.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		apart := w.raw == "" || strings.TrimSpace(s[:i]) != ""
		if apart || e.charset != w.charset {
			w.flush()
			if apart {
				w.out.WriteString(s[:i])
			}
			start = at
		}
		w.charset, w.raw = e.charset, all[start:at+n]
		w.add(e)
		s = s[i+n:]
	}
	w.flush()
	w.out.WriteString(s)
	return w.out.String(), w.notes
}

func (w *words) add(e word) {
	if !e.base64 {
		w.endBase64()
		w.bytes = appendQ(w.bytes, e.text)
		return
	}
	for i := range len(e.text) {
		if base64Value[e.text[i]] < 64 || e.text[i] == '=' {
			w.base64 = append(w.base64, e.text[i])
		}
	}
	// One digit alone is no byte: the word was cut anywhere, the next goes on.
	if len(w.base64)%4 != 1 {
		w.endBase64()
	}
}

func (w *words) endBase64() {
	var d decoder
	d.encoding = Base64
	w.bytes = d.append(w.bytes, w.base64)
	w.bytes = d.end(w.bytes)
	w.base64 = w.base64[:0]
}

func (w *words) flush() {
	if w.raw == "" {
		return
	}
	w.endBase64()
	text, _, notes := DecodeText(w.bytes, w.charset)
	if notes&UnknownCharset != 0 {
		w.notes |= BadWord
		text = w.raw
	} else {
		w.notes |= notes & (WrongCharset | BadText)
	}
	w.out.WriteString(text)
	w.raw, w.bytes = "", w.bytes[:0]
}

// word is an encoded word (RFC 2047 §2).
type word struct {
	charset string // lower case
	base64  bool
	text    string
}

// parseWord reads the word at the front of s, which begins with "=?". n is its
// length, 0 if it is none. A language after the charset (RFC 2231 §5) is
// dropped; blanks in the text, which no word may have, are allowed.
func parseWord(s string) (w word, n int) {
	label := s[2:]
	i := strings.IndexByte(label[:min(len(label), maxToken)], '?')
	if i <= 0 || len(label) < i+3 || label[i+2] != '?' || strings.ContainsAny(label[:i], " \t\"<>()") {
		return w, 0
	}
	switch label[i+1] {
	case 'b', 'B':
		w.base64 = true
	case 'q', 'Q':
	default:
		return w, 0
	}
	w.text = label[i+3:]
	end := strings.Index(w.text[:min(len(w.text), maxWord)], "?=")
	if w.base64 {
		end = strings.IndexByte(w.text, '?') // the next one, so that bad words cost no second look
	}
	if end < 0 || end+1 >= len(w.text) || w.text[end+1] != '=' {
		return w, 0
	}
	w.text = w.text[:end]
	if w.base64 && !isBase64(w.text) {
		return w, 0
	}
	w.charset, _, _ = strings.Cut(strings.ToLower(label[:i]), "*")
	return w, 2 + i + 3 + end + 2
}

func isBase64(s string) bool {
	for i := range len(s) {
		if c := s[i]; base64Value[c] >= 64 && c != '=' && c != ' ' && c != '\t' {
			return false
		}
	}
	return true
}

// appendQ decodes the Q encoding (RFC 2047 §4.2).
func appendQ(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '_':
			c = ' '
		case c == '=' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
		}
		dst = append(dst, c)
	}
	return dst
}
