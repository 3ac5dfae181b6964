package pdml

import (
	"encoding/hex"
	"strconv"
	"unicode/utf8"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/report/tree"
)

// attribute appends an attribute with text from anywhere.
func attribute(dst []byte, name string, text []byte) []byte {
	dst = append(append(append(dst, ' '), name...), '=', '"')
	return append(escape(dst, text), '"')
}

// place appends where a node stands.
func place(dst []byte, size, pos int) []byte {
	dst = strconv.AppendInt(append(dst, ` size="`...), int64(size), 10)
	dst = strconv.AppendInt(append(dst, `" pos="`...), int64(pos), 10)
	return append(dst, '"')
}

// value appends the bytes of a field; if it has some bits of them only, their
// number and the bytes.
func value(dst []byte, n *tree.Node, raw []byte) []byte {
	switch {
	case raw == nil && n.Field.Type == dissect.Label:
		return append(dst, ` value=""`...)
	case raw == nil:
		return dst
	case n.Value.Mask == 0:
		dst = hex.AppendEncode(append(dst, ` value="`...), raw)
		return append(dst, '"')
	}
	dst = appendHex(append(dst, ` value="`...), n.Bits())
	dst = hex.AppendEncode(append(dst, `" unmaskedvalue="`...), raw)
	return append(dst, '"')
}

// appendHex appends a number in capital digits.
func appendHex(dst []byte, u uint64) []byte {
	from := len(dst)
	dst = strconv.AppendUint(dst, u, 16)
	for i, c := range dst[from:] {
		if c >= 'a' {
			dst[from+i] = c - 'a' + 'A'
		}
	}
	return dst
}

func indent(dst []byte, depth int) []byte {
	const spaces = "                                "
	for ; 2*depth > len(spaces); depth -= len(spaces) / 2 {
		dst = append(dst, spaces...)
	}
	return append(dst, spaces[:2*depth]...)
}

// escape appends text for an attribute or element: what XML 1.0 does not allow
// becomes U+FFFD, what commands a terminal or reorders text a character
// reference, which means the same to readers.
func escape(dst, value []byte) []byte {
	from := 0
	for i := 0; ; {
		if i += marked.Plain(value[i:]); i == len(value) {
			break
		}
		c := value[i]
		stands, n := references[c], 1
		if c >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRune(value[i:])
			switch {
			case text.Invisible(r):
				stands = "&#x" + strconv.FormatUint(uint64(r), 16) + ";"
			case r == utf8.RuneError && n == 1, r == 0xfffe, r == 0xffff: // https://www.w3.org/TR/xml/#charsets
				stands = replacement
			default:
				i += n
				continue
			}
		}
		dst = append(append(dst, value[from:i]...), stands...)
		i += n
		from = i
	}
	return append(dst, value[from:]...)
}

const replacement = "\uFFFD"

// references are what stands for the special characters of ASCII.
var references = func() (list [256]string) {
	for i := range ' ' {
		list[i] = replacement
	}
	list['\t'], list['\n'], list['\r'], list[0x7f] = "&#x9;", "&#xA;", "&#xD;", "&#x7f;"
	list['<'], list['>'], list['&'], list['"'], list['\''] = "&lt;", "&gt;", "&amp;", "&#34;", "&#39;"
	return list
}()

// marked are the characters of ASCII that do not mean themselves.
var marked = text.NewMarks(`<>&"'`)

// plain reports whether text means itself in XML.
func plain(text []byte) bool { return marked.Plain(text) == len(text) }
