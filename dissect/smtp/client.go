package smtp

import (
	"bytes"
	"math"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// class is what a line of the client is; the last line of a segment decides
// for all of it.
type class uint8

const (
	classCommand class = iota
	classMail
	classEnd // the mail ends here
)

// endless is the size of a chunk that never ends.
const endless = math.MaxInt64

var endOfData = []byte("\r\n.\r\n")

// client reads a segment of the client.
func (d *dissector) client(f *dissect.Frame, b []byte) {
	had := len(d.commands)
	what, end, dot := classCommand, 0, false
lines:
	for off := 0; off < len(b); {
		switch {
		case d.inData:
			what, end = classMail, len(b)
			if n := d.endOfMail(b, off); n >= 0 && !d.chunked {
				what, end, dot = classEnd, n, true
			}
			break lines
		case d.chunkLeft > 0:
			what, end = classMail, len(b)
			if d.chunk(int64(len(b) - off)); d.chunkLeft == 0 {
				d.waiting.Ask(f.Frame, f.At)
			}
			break lines
		}
		n := lines.LineEnd(b[off:])
		what = d.line(b[off : off+n])
		off += n
		if what != classMail && d.chunkLeft == 0 { // the reply to BDAT comes after its chunk
			d.waiting.Ask(f.Frame, f.At)
		}
	}
	if dot {
		d.waiting.Ask(f.Frame, f.At)
	}
	d.setTail(b)
	switch {
	case what == classMail:
		d.commands = d.commands[:had]
		d.fragment(f, b)
	case what == classEnd:
		carried := end > 0 || d.mail != nil
		if dot {
			d.commands = d.commands[:had]
		}
		d.emitCommands(f, had, carried)
		if dot || carried {
			d.end(f, b[:end], dot, carried)
		}
		d.inData, d.chunked = false, false
	default:
		d.emitCommands(f, had, false)
	}
}

// line reads one line outside a mail.
func (d *dissector) line(raw []byte) class {
	line := lines.TrimLineEnd(raw)
	c := Command{}
	if c.Role = d.auth.line(); c.Role == Plain {
		c.Verb = commandVerb(line)
	}
	raw = d.keep(raw)
	c.Line = raw
	kept := raw[:len(line)]
	switch {
	case c.Role != Plain:
		c.Secret = kept
	case c.Verb == STARTTLS:
		c.Arg = kept[min(len(kept), 9):]
	case len(kept) > 5:
		c.Arg = kept[5:]
	}
	what := classCommand
	switch {
	case c.Role != Plain || d.auth.lenient && !isCommand(line):
	case !isCommand(line):
		what = classMail
	default:
		what = d.command(&c)
	}
	d.commands = append(d.commands, c)
	return what
}

// command follows what a command does to the dialogue.
func (d *dissector) command(c *Command) class {
	switch c.Verb {
	case AUTH:
		c.Secret, c.Role = d.auth.command(c.Arg)
	case STARTTLS:
		d.startTLS = true
	case DATA:
		d.inData = true
	case BDAT:
		size, last := chunkSize(lines.TrimLineEnd(c.Line)[4:])
		d.chunkLeft = size
		d.chunked = d.chunked || size > 0
		if size == 0 && last {
			return classEnd
		}
	}
	return classCommand
}

// chunk counts n bytes of a chunk.
func (d *dissector) chunk(n int64) {
	if d.chunkLeft == endless {
		return
	}
	if d.chunkLeft -= n; d.chunkLeft < 0 {
		d.chunkLeft = endless
	}
}

// chunkSize reads the argument of BDAT (RFC 3030 §2): "1000", "1000 LAST". A
// size that is missing, negative or too large is never reached.
func chunkSize(arg []byte) (size int64, last bool) {
	if len(arg) == 0 {
		return endless, false
	}
	arg = bytes.TrimLeft(arg, " ")
	if len(arg) > 1 && arg[0] == '-' && isDigit(arg[1]) {
		return endless, false
	}
	for len(arg) > 0 && isDigit(arg[0]) {
		if size > math.MaxUint32 {
			return endless, false
		}
		size = size*10 + int64(arg[0]-'0')
		arg = arg[1:]
	}
	return size, text.HasPrefixFold(bytes.TrimLeft(arg, " "), "last")
}

// endOfMail returns where the mail ends in b: before the line end of an empty
// line, or after that of any other, that the final dot follows. The line at
// off is the first that belongs to the mail. -1: not here.
func (d *dissector) endOfMail(b []byte, off int) int {
	rest := b[off:]
	switch before := b[:off]; {
	case bytes.HasPrefix(rest, endOfData[2:]) && (bytes.HasSuffix(before, endOfData[:2]) || off == 0 && d.tail == tailCRLF):
		return off
	case off == 0 && d.tail == tailCR && bytes.HasPrefix(rest, endOfData[1:]):
		return 1
	case off == 0 && len(d.held) > 0 && bytes.HasPrefix(rest, endOfData[2+len(d.held):]):
		d.held = nil
		return 0
	}
	// The dot is searched first: attachments hardly contain any.
	for i := off; ; i++ {
		n := bytes.IndexByte(b[i:], '.')
		if n < 0 {
			return -1
		}
		if i += n; i < off+2 || !bytes.HasPrefix(b[i-2:], endOfData) {
			continue
		}
		if i -= 2; i == 0 || b[i-1] == '\n' {
			return i
		}
		return i + 2
	}
}

// setTail notes how the client's bytes end with b.
func (d *dissector) setTail(b []byte) {
	n := copy(d.last[:], d.last[min(len(b), len(d.last)):])
	copy(d.last[n:], b[max(0, len(b)-len(d.last)):])
	switch last := d.last[:]; {
	case bytes.HasSuffix(last, endOfData[:2]):
		d.tail = tailCRLF
	case bytes.HasSuffix(last, endOfData[:3]):
		d.tail = tailDot
	case bytes.HasSuffix(last, endOfData[:4]):
		d.tail = tailDotCR
	case last[len(last)-1] == '\r':
		d.tail = tailCR
	default:
		d.tail = tailOther
	}
}

// fragment takes a segment that is mail as a whole.
func (d *dissector) fragment(f *dissect.Frame, b []byte) {
	d.data = append(d.data, Data{Bytes: len(b) + d.cut})
	var held []byte
	if d.inData && !d.chunked {
		if held = d.tail.held(); len(held) > len(b) {
			held = nil
		}
	}
	d.collect(f, b[:len(b)-len(held)])
	d.held = held
	f.Emit(dissect.Layer{Message: &d.data[len(d.data)-1]})
}

func (d *dissector) collect(f *dissect.Frame, b []byte) {
	if d.mail == nil {
		d.mail = d.inbox.Open(f.Frame)
	}
	d.mail.Write(d.held)
	d.mail.Add(f.Frame, b)
	d.held = nil
}

// end takes the last part of a mail. It is carried if there is a mail to show.
func (d *dissector) end(f *dissect.Frame, b []byte, dot, carried bool) {
	if !carried {
		d.data = append(d.data, Data{End: true, Dot: dot})
		f.Emit(dissect.Layer{Message: &d.data[len(d.data)-1]})
		return
	}
	if len(b) > 0 {
		d.collect(f, b)
	}
	m := d.mail.Close()
	d.data = append(d.data, Data{Bytes: len(b), End: true, Dot: dot, Carried: true, Fragments: d.mail.Fragments})
	f.Emit(dissect.Layer{Message: &d.data[len(d.data)-1], Column: m.Column("SMTP/IMF")})
	m.Emit(f, false)
	d.inbox.Shown(d.mail, f.Frame)
	d.mail = nil
}

func (d *dissector) emitCommands(f *dissect.Frame, from int, quiet bool) {
	for i := from; i < len(d.commands); i++ {
		c := &d.commands[i]
		c.first = i == from
		f.Emit(dissect.Layer{Message: c, Quiet: quiet})
	}
}

// commandVerb returns the verb of a command line.
func commandVerb(line []byte) Verb {
	if len(line) >= 8 && (len(line) == 8 || line[8] == ' ') {
		if v := verbOf(line[:8]); v == STARTTLS {
			return v
		}
	}
	if len(line) < 4 || len(line) > 4 && line[4] != ' ' {
		return Unknown
	}
	return verbOf(line[:4])
}

// isCommand reports whether a line looks like a command: four letters alone or
// before a blank, or STARTTLS.
func isCommand(line []byte) bool {
	if commandVerb(line) != Unknown {
		return true
	}
	if len(line) < 4 || len(line) > 4 && line[4] != ' ' {
		return false
	}
	for _, c := range line[:4] {
		if c |= 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
