package table

// Formulas says what becomes of cells in CSV that a spreadsheet would take for
// formulas.
type Formulas uint8

// What becomes of them.
const (
	QuoteFormulas Formulas = iota // an apostrophe is put in front, so that they are text
	KeepFormulas                  // nothing: who reads them is no spreadsheet
)

func (f Formulas) String() string {
	if f == KeepFormulas {
		return "keep"
	}
	return "quote"
}

// Quotes reports whether an apostrophe goes before a cell with that text: it
// begins as a formula does, and is no number
// (https://owasp.org/www-community/attacks/CSV_Injection). What was captured may
// be meant for the spreadsheet of whoever looks at it.
func (f Formulas) Quotes(cell []byte) bool {
	if f == KeepFormulas || len(cell) == 0 {
		return false
	}
	switch cell[0] {
	case '=', '@', '\t', '\r', '\n':
		return true
	case '+', '-':
		return !isNumber(cell[1:])
	}
	return false
}

// isNumber reports whether b is digits with at most one point among them.
func isNumber(b []byte) bool {
	digits, points := 0, 0
	for _, c := range b {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1
}
