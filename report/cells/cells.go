// Package cells fits text into the cells of a terminal: a Chinese character
// takes two of them, a combining mark none. Characters whose width terminals
// disagree about (… → █) take one, as they do in those of today.
package cells

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Ellipsis stands for what was cut. It takes one cell.
const Ellipsis = "…"

// Width returns how many cells a text takes.
func Width(s string) int { return displaywidth.String(s) }

// Pad returns s with blanks behind it, width cells in all.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// Cut returns s, or as much of its beginning as width cells hold with an
// ellipsis behind it.
func Cut(s string, width int) string {
	if len(s) <= width {
		return s // no character takes more cells than bytes
	}
	return displaywidth.TruncateString(s, width, Ellipsis)
}

// CutMiddle returns s, or its beginning and its end with an ellipsis between
// them, width cells in all.
func CutMiddle(s string, width int) string {
	most := Width(s)
	if most <= width {
		return s
	}
	tail := (width - 1) / 2
	head, _ := prefix(s, width-1-tail)
	// What is skipped of the text leaves at most tail cells.
	rest, used := s, most
	for g := displaywidth.StringGraphemes(s); used > tail && g.Next(); {
		used -= g.Width()
		rest = rest[len(g.Value()):]
	}
	return s[:head] + Ellipsis + rest
}

// CutLine cuts what dst has from the given byte on to its first width cells, with
// an ellipsis at the end.
func CutLine(dst []byte, from, width int) []byte {
	if len(dst)-from <= width {
		return dst
	}
	used, end := 0, from // end is where the ellipsis comes
	for g := displaywidth.BytesGraphemes(dst[from:]); g.Next(); {
		if used += g.Width(); used > width {
			return append(dst[:end], Ellipsis...)
		}
		if used < width {
			end += len(g.Value())
		}
	}
	return dst
}

// prefix returns how many bytes of s take at most width cells, and whether
// that is all of them.
func prefix(s string, width int) (n int, all bool) {
	for g := displaywidth.StringGraphemes(s); g.Next(); n += len(g.Value()) {
		if width -= g.Width(); width < 0 {
			return n, false
		}
	}
	return n, true
}

// closing are Chinese marks that do not begin a line, opening those that do not
// end one.
const (
	closing = "，。、；：？！）》」』”’…"
	opening = "（《「『“‘"
)

// Break breaks a text into lines of at most width cells: at a blank, or beside a
// wide character, whose script has none; within a word only if it is longer than
// most of a line. A width of 0 or less breaks nothing.
func Break(s string, width int) (lines []string) {
	for width > 0 {
		end, all := prefix(s, width)
		if all {
			break
		}
		if end == 0 { // a character that is wider: it stands alone
			end = len(firstOf(s))
		}
		if whole := lastBreak(s, end); Width(s[:whole]) > width/3 {
			end = whole
		}
		lines = append(lines, strings.TrimRight(s[:end], " "))
		s = strings.TrimLeft(s[end:], " ")
	}
	if s != "" || lines == nil {
		lines = append(lines, s)
	}
	return lines
}

// lastBreak returns the last place up to end where a line may be broken, 0 if
// there is none.
func lastBreak(s string, end int) int {
	for end > 0 {
		next, _ := utf8.DecodeRuneInString(s[end:])
		last, size := utf8.DecodeLastRuneInString(s[:end])
		switch {
		case next == ' ' || last == ' ':
			return end
		case strings.ContainsRune(closing, next) || strings.ContainsRune(opening, last):
		case displaywidth.Rune(next) > 1 || displaywidth.Rune(last) > 1:
			return end
		}
		end -= size
	}
	return 0
}

func firstOf(s string) string {
	g := displaywidth.StringGraphemes(s)
	g.Next()
	return g.Value()
}
