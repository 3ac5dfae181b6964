package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error says what is wrong with a filter and where.
type Error struct {
	Filter     string
	Start, End int    // bytes of Filter that are meant; both its length at the end
	Message    string // one line
}

// Error returns the message, the filter and a line with a caret below the
// place.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(printable(e.Message))
	start, end := min(e.Start, len(e.Filter)), min(e.End, len(e.Filter))
	b.WriteString("\n    " + printable(e.Filter) + "\n    ")
	b.WriteString(strings.Repeat(" ", utf8.RuneCountInString(printable(e.Filter[:start]))))
	b.WriteByte('^')
	if n := utf8.RuneCountInString(printable(e.Filter[start:max(start, end)])); n > 1 {
		b.WriteString(strings.Repeat("~", n-1))
	}
	return b.String()
}

// printable replaces what would not take one place on a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ':
			return ' '
		case r == 0x7f || r >= 0x80 && r < 0xa0:
			return utf8.RuneError
		}
		return r
	}, s)
}

// place is a range of bytes in the filter.
type place struct{ start, end int }

func (p place) at() place { return p }

// to returns the range from p to the end of q.
func (p place) to(q place) place { return place{p.start, q.end} }

func fail(p place, format string, args ...any) *Error {
	return &Error{Start: p.start, End: p.end, Message: fmt.Sprintf(format, args...)}
}

// orList joins names as "a", "a or b", "a, b or c".
func orList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
