package message

import (
	"slices"
	"strconv"
	"strings"
)

// param is a parameter of a field, or a segment of one (RFC 2231 §3).
type param struct {
	name  string // lower case
	index int    // of the segment, -1 if the parameter is whole
	ext   bool   // percent-encoded (RFC 2231 §4)
	value string
}

// params are the parameters of a Content-Type or Content-Disposition field.
type params []param

// parseParams splits "text/plain; charset=gbk" at its semicolons. Parameters
// without a value, twice, without semicolons around them or with blanks in a
// value that is not quoted are taken for what was meant.
func parseParams(s string) (value string, list params) {
	value, s = cutValue(s)
	for len(s) > 0 && len(list) < maxParams {
		s = strings.TrimLeft(s, "; \t")
		i := strings.IndexAny(s, "=;")
		if i < 0 {
			break
		}
		name := s[:i]
		if s[i] == ';' {
			s = s[i:]
			continue
		}
		var p param
		p.value, s = paramValue(s[i+1:])
		if j := strings.LastIndexAny(strings.TrimRight(name, " \t"), " \t"); j >= 0 {
			name = name[j+1:] // what came after a value without a semicolon
		}
		p.name, p.index, p.ext = segment(strings.ToLower(strings.TrimSpace(name)))
		list = append(list, p)
	}
	return strings.ToLower(strings.Trim(value, " \t\"'")), list
}

// cutValue splits a field at the first semicolon that is in no comment, and
// takes comments (RFC 5322 §3.2.2) out of what stands before it: "(new) base64
// (RFC 2045); …". A comment that does not end takes all up to the semicolon.
func cutValue(s string) (value, rest string) {
	var out strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '\\' && depth > 0:
			i++
		case depth > 0:
		case c == ';':
			return out.String(), s[i+1:]
		default:
			out.WriteByte(c)
		}
	}
	if depth > 0 {
		value, rest, _ = strings.Cut(s, ";")
		value, _, _ = strings.Cut(value, "(")
		return value, rest
	}
	return out.String(), ""
}

// paramValue reads the value at the front of s. In a quoted string a backslash
// escapes only quotes and itself: broken programs send paths.
func paramValue(s string) (value, rest string) {
	s = strings.TrimLeft(s, " \t")
	if len(s) == 0 || s[0] != '"' {
		i := strings.IndexByte(s, ';')
		if i < 0 {
			i = len(s)
		}
		return strings.TrimRight(s[:i], " \t"), s[i:]
	}
	var out strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return out.String(), s[i+1:]
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			out.WriteByte(s[i])
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), ""
}

// segment splits "filename*1*" into its name, its number and whether it is
// percent-encoded.
func segment(s string) (name string, index int, ext bool) {
	name, rest, star := strings.Cut(s, "*")
	if !star {
		return s, -1, false
	}
	if rest == "" {
		return name, -1, true
	}
	number, ext := strings.CutSuffix(rest, "*")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return s, -1, false
	}
	return name, int(n), ext
}

// DecodeParameters returns the body of a Content-Type or Content-Disposition
// field with its parameters as a person reads them, joined and decoded (RFC
// 2231): "attachment; filename=größe.csv".
func DecodeParameters(raw string) string {
	value, list := parseParams(unfold(raw))
	var out strings.Builder
	out.WriteString(value)
	for i, p := range list {
		if slices.ContainsFunc(list[:i], func(q param) bool { return q.name == p.name }) {
			continue
		}
		text, _ := list.text(p.name)
		out.WriteString("; " + p.name + "=" + text)
	}
	return out.String()
}

// Parameter returns a parameter of such a field as a person reads it, "" if there
// is none. name is in lower case.
func Parameter(raw, name string) string {
	_, list := parseParams(unfold(raw))
	value, _ := list.text(name)
	return value
}

// token returns a parameter that is ASCII by nature, without what follows the
// first blank.
func (l params) token(name string) string {
	for _, p := range l {
		if p.name == name && p.index < 0 && !p.ext {
			value, _, _ := strings.Cut(p.value, " ")
			return value
		}
	}
	value, _ := l.text(name)
	return value
}

// text returns a parameter as a person reads it: with charset (RFC 2231) if
// there is such a form, else with the encoded words (RFC 2047) that have no
// place in parameters but are common there.
func (l params) text(name string) (string, Notes) {
	if value, ext, ok := l.join(name); ok {
		return decodeParam(value, ext)
	}
	plain, found := "", false
	for _, p := range l {
		switch {
		case p.name != name || p.index >= 0:
		case p.ext:
			return decodeParam(p.value, []span{{0, len(p.value)}})
		case !found:
			plain, found = p.value, true
		}
	}
	s, notes := decodeWords(plain)
	return strings.TrimSpace(s), notes
}

// span is a stretch of a joined value that is percent-encoded.
type span struct{ from, to int }

// join puts the segments of a parameter together, in the order of their
// numbers; what follows a missing one is left out.
func (l params) join(name string) (value string, ext []span, ok bool) {
	at := map[int]*param{}
	for i := range l {
		if p := &l[i]; p.name == name && p.index >= 0 && at[p.index] == nil {
			at[p.index] = p
		}
	}
	var out strings.Builder
	for i := 0; at[i] != nil; i++ {
		if at[i].ext {
			ext = append(ext, span{out.Len(), out.Len() + len(at[i].value)})
		}
		out.WriteString(at[i].value)
	}
	return out.String(), ext, at[0] != nil
}

// decodeParam decodes a value of RFC 2231 §4: charset'language'text with
// percent-encoded stretches.
func decodeParam(s string, ext []span) (string, Notes) {
	if len(ext) == 0 {
		text, notes := decodeWords(s)
		return strings.TrimSpace(text), notes
	}
	label, skip := "", 0
	if ext[0].from == 0 {
		if parts := strings.SplitN(s, "'", 3); len(parts) == 3 {
			label, skip = parts[0], len(parts[0])+len(parts[1])+2
		}
	}
	b := make([]byte, 0, len(s))
	at := skip
	for _, e := range ext {
		if e.to < at {
			continue // quotes lay beyond the first segment
		}
		b = append(b, s[at:max(at, e.from)]...)
		b = appendPercent(b, s[max(at, e.from):e.to])
		at = e.to
	}
	b = append(b, s[at:]...)
	text, _, notes := DecodeText(b, label)
	return strings.TrimSpace(text), notes & (UnknownCharset | WrongCharset | BadText)
}

func appendPercent(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			dst = append(dst, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		dst = append(dst, s[i])
	}
	return dst
}
