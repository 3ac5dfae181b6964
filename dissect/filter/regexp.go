package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"
)

// pattern is a regular expression on bytes. Case does not matter unless the
// expression says so.
//
// Wireshark matches bytes, Go's package matches UTF-8: so that \xff means one
// byte and a dot never more, bytes beyond ASCII are read as the characters of
// the same numbers, in the expression and in what it is matched with.
type pattern struct{ re *regexp.Regexp }

// lookaround finds what Perl's expressions have and RE2's do not.
var lookaround = regexp.MustCompile(`\(\?(=|!|<=|<!)`)

func compileRegexp(expr string) (*pattern, error) {
	tree, err := syntax.Parse(string(widen(nil, []byte(expr))), syntax.Perl|syntax.FoldCase)
	if err != nil {
		var e *syntax.Error
		if lookaround.MatchString(expr) {
			return nil, errors.New("looking ahead or behind is not supported")
		}
		if errors.As(err, &e) {
			return nil, errors.New(e.Code.String() + ": " + e.Expr)
		}
		return nil, err
	}
	re, err := regexp.Compile(endBeforeNewline(tree).String())
	if err != nil {
		return nil, err
	}
	return &pattern{re}, nil
}

// endBeforeNewline lets $ match before a last line break too, as Perl does.
func endBeforeNewline(re *syntax.Regexp) *syntax.Regexp {
	if re.Op == syntax.OpEndText && re.Flags&syntax.WasDollar != 0 {
		line := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{'\n'}}
		return &syntax.Regexp{Op: syntax.OpConcat, Sub: []*syntax.Regexp{
			{Op: syntax.OpQuest, Sub: []*syntax.Regexp{line}}, {Op: syntax.OpEndText},
		}}
	}
	for i, sub := range re.Sub {
		re.Sub[i] = endBeforeNewline(sub)
	}
	return re
}

// match reports whether the expression occurs in b. buf is memory to work in.
func (p *pattern) match(b []byte, buf *[]byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			*buf = widen((*buf)[:0], b)
			return p.re.Match(*buf)
		}
	}
	return p.re.Match(b)
}

// widen appends b with every byte as the character of its number.
func widen(dst, b []byte) []byte {
	for _, c := range b {
		if c < utf8.RuneSelf {
			dst = append(dst, c)
		} else {
			dst = append(dst, 0xc0|c>>6, 0x80|c&0x3f)
		}
	}
	return dst
}
