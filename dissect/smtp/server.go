package smtp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
)

// server reads a segment of the server: all replies in it. A reply that goes
// on in another segment is read there as one of its own, as Wireshark does.
func (d *dissector) server(f *dissect.Frame, b []byte) {
	had := len(d.replies)
	more := false
	for len(b) > 0 {
		n := lines.LineEnd(b)
		l := Line{Code: codeOf(b[:n]), Raw: d.keep(b[:n])}
		if !more {
			d.replies = append(d.replies, Reply{Code: l.Code, at: len(d.lines)})
		}
		if l.Code != 0 {
			more = n > 3 && b[3] == '-'
			if !d.open {
				d.timed(f, &d.replies[len(d.replies)-1])
			}
			d.open = more
		}
		d.lines = append(d.lines, l)
		b = b[n:]
	}
	end := len(d.lines)
	for i := len(d.replies) - 1; i >= had; i-- {
		r := &d.replies[i]
		r.Lines, end = d.lines[r.at:end:end], r.at
	}
	for i := had; i < len(d.replies); i++ {
		r := &d.replies[i]
		r.first = i == had
		f.Emit(dissect.Layer{Message: r})
		if r.Code != 0 {
			d.answered(r)
		}
	}
}

// timed finds the request that a reply answers which begins here.
func (d *dissector) timed(f *dissect.Frame, r *Reply) {
	if s, ok := d.waiting.Answer(); ok {
		r.RequestIn, r.Since = s.Frame, f.At-s.At
	}
}

// codeOf returns the reply code that line begins with, 0 if it has none.
func codeOf(line []byte) uint16 {
	if len(line) < 3 || !isDigit(line[0]) || !isDigit(line[1]) || !isDigit(line[2]) {
		return 0
	}
	return uint16(line[0]-'0')*100 + uint16(line[1]-'0')*10 + uint16(line[2]-'0')
}

// answered follows what a reply does to the dialogue.
func (d *dissector) answered(r *Reply) {
	d.auth.reply(r.Code, r.Lines[0].Text())
	switch {
	case !d.startTLS:
	case r.Code == 220:
		d.conn.Redetect()
	case r.Code >= 400:
		d.startTLS = false
	}
}
