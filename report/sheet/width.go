package sheet

import (
	"strings"
	"unicode/utf8"

	"netsniff/report/cells"
)

// wide estimates how wide a text is with letters of a size: fonts differ, and the reader's is
// not known. It is rather too much than too little.
func wide(s string, size float64) float64 {
	var ems float64
	for _, r := range s {
		ems += em(r)
	}
	return ems * size
}

// em is how wide a character of Helvetica is, and a bit more, as that of DejaVu Sans is.
func em(r rune) float64 {
	switch {
	case r >= utf8.RuneSelf:
		return float64(cells.Width(string(r))) * 0.55
	case strings.ContainsRune("iljtfI.,:;'|!()[] /", r):
		return 0.34
	case strings.ContainsRune("mwMW@%", r):
		return 0.92
	case r >= 'A' && r <= 'Z':
		return 0.7
	}
	return 0.6
}

// fit returns a text, or as much of its beginning as fits, with an ellipsis.
func fit(s string, size, width float64) string {
	if wide(s, size) <= width {
		return s
	}
	left := width - size*em('…')
	for i, r := range s {
		if left -= em(r) * size; left < 0 {
			return strings.TrimSpace(s[:i]) + cells.Ellipsis
		}
	}
	return s
}

// lines breaks a text at blanks, and Chinese anywhere, so that each line fits.
func lines(s string, size, width float64) []string {
	return cells.Break(s, max(int(width/(size*0.55)), 10))
}
