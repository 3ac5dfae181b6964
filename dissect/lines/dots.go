package lines

import "bytes"

// Dots reads text that a line with a dot alone ends, where other lines that
// begin with a dot have one more (RFC 5321 §4.5.2, RFC 1939 §3), however it is
// cut. Lines may end in LF as in CRLF: so servers read them that take mails
// from programs which send bare LF. The zero value is at the text's beginning.
type Dots struct {
	state dotState
	cr    bool // the text so far ends in CR
	loose bool // some line ended in a bare LF
	bare  bool // the line that begins follows a bare LF; at the end: or ends in one
}

type dotState uint8

const (
	lineStart dotState = iota
	withinLine
	afterDot   // a line began with a dot
	afterDotCR // and a CR came
	// After bytes that are missing nobody knows where in a line it goes on.
	anywhere
	anywhereDot
	anywhereDotCR
)

var (
	lineFeedDot = []byte("\n.")
	dotCR       = []byte(".\r")
)

// Next reads from b, which has at least one byte, and returns how many bytes
// of it that took, what of the text was in them (borrowed until b is reused;
// may be empty) and whether the text ended with them.
func (d *Dots) Next(b []byte) (text []byte, n int, end bool) {
	switch state := d.state; state {
	case lineStart, anywhere:
		if b[0] == '.' {
			d.state = state + afterDot - lineStart
			if state == anywhere {
				d.state = anywhereDot
			}
			return nil, 1, false
		}
	case afterDot, anywhereDot, afterDotCR, anywhereDotCR:
		return d.dotted(b[0])
	}
	return d.run(b)
}

// dotted reads the byte c behind a dot, or behind a dot and a CR.
func (d *Dots) dotted(c byte) (text []byte, n int, end bool) {
	switch state := d.state; {
	case c == '\n':
		d.bare = d.bare || state == afterDot || state == anywhereDot
		d.state = lineStart
		return nil, 1, true
	case c == '\r' && state == afterDot:
		d.state = afterDotCR
		return nil, 1, false
	case c == '\r' && state == anywhereDot:
		d.state = anywhereDotCR
		return nil, 1, false
	default:
		// What was held back is text after all; the first dot is only if it
		// need not have begun a line.
		d.state = withinLine
		switch state {
		case afterDotCR:
			return dotCR[1:], 0, false
		case anywhereDot:
			return dotCR[:1], 0, false
		case anywhereDotCR:
			return dotCR, 0, false
		}
		return nil, 0, false
	}
}

// run reads text up to the next line that begins with a dot.
func (d *Dots) run(b []byte) (text []byte, n int, end bool) {
	if i := bytes.Index(b, lineFeedDot); i >= 0 {
		d.look(b[:i+1])
		d.begin(b[:i])
		return b[:i+1], i + 1, false
	}
	d.look(b)
	if last := len(b) - 1; b[last] == '\n' {
		d.begin(b[:last])
	} else {
		d.state, d.cr = withinLine, b[last] == '\r'
	}
	return b, len(b), false
}

// look looks for a bare LF in what comes next, until there was one.
func (d *Dots) look(b []byte) {
	for i := 0; !d.loose; i++ {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return
		}
		if i += n; i > 0 {
			d.loose = b[i-1] != '\r'
		} else {
			d.loose = !d.cr && d.state < anywhere
		}
	}
}

// Loose reports whether a line of the text so far ended in a bare LF, which
// RFC 5321 §2.3.8 forbids.
func (d *Dots) Loose() bool { return d.loose }

// begin begins a line behind a LF, which before comes before.
func (d *Dots) begin(before []byte) {
	if len(before) > 0 {
		d.cr = before[len(before)-1] == '\r'
	}
	d.state, d.bare, d.cr = lineStart, !d.cr, false
}

// Bare reports of a text that has ended whether its final dot stands between
// bare LFs, or one: what wants CRLF reads on there.
func (d *Dots) Bare() bool { return d.bare }

// Gap tells that bytes are missing here.
func (d *Dots) Gap() { *d = Dots{state: anywhere, loose: d.loose} }

// MayBegin reports whether what comes next begins a line, or may after a gap.
func (d *Dots) MayBegin() bool { return d.state == lineStart || d.state == anywhere }
