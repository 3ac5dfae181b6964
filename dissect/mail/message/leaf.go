package message

import "io"

// leaf is the content of a part on its way from the lines of the message to
// those who want it.
type leaf struct {
	parser  *Parser
	part    *Part
	decoder decoder
	held    []byte // end of the last line: it may belong to a delimiter
	out     []byte // decoded, not passed on yet
	w       io.Writer
	wanted  bool    // Contents is told of the end
	inner   *Parser // of an attached message
	blocks  *blocks // finds uuencoded blocks in a text
	text    []byte
	keeps   bool
	begun   bool // a line was read that is not empty
	torn    bool // bytes are missing in the line being read
}

// start begins the content of part.
func (c *leaf) start(p *Parser, part *Part) {
	*c = leaf{parser: p, part: part, decoder: decoder{encoding: part.Encoding}, out: c.out[:0], held: c.held[:0]}
	c.keeps = part.Kind == Text
	switch {
	case part.Kind == Attached && p.budget.parts <= 0:
		p.note(TooManyParts)
	case part.Kind == Attached && p.budget.depth > 0:
		c.inner = newParser(p.budget, p.contents, part.Number)
		p.budget.depth--
	case part.Kind == Attached:
		p.note(TooDeep)
	case part.Encoding == UUEncode, part.MediaType == "text/plain":
		c.blocks = &blocks{leaf: c, whole: part.Encoding == UUEncode}
	}
	if p.contents != nil {
		c.w = p.contents.Begin(part)
		c.wanted = c.w != nil
	}
}

// line takes a line and returns how many bytes are known to be of the content.
func (c *leaf) line(b []byte, first bool) (n int64) {
	text, end := trimEnd(b)
	n = int64(len(c.held) + len(text))
	if !c.begun && len(text) > 0 {
		c.begun = true
		if c.part.Encoding == Base64 && isPlain(c.part.Kind, text) {
			c.decoder.encoding = EightBit
			c.parser.note(WrongEncoding)
		}
	}
	c.put(c.held)
	if c.torn && c.decoder.encoding == Base64 {
		c.put(realign(&c.decoder, text, first))
	} else {
		c.put(text)
	}
	c.torn = c.torn && len(end) == 0
	c.held = append(c.held[:0], end...)
	return n
}

// isPlain tells if the first line of what is called base64 is a header field,
// in an attached message, or text with blanks and punctuation.
func isPlain(kind Kind, line []byte) bool {
	switch kind {
	case Attached:
		_, _, ok := cutField(line)
		return ok
	case Text:
		foreign := 0
		for _, c := range line {
			if base64Value[c] >= 64 && c != '=' {
				foreign++
			}
		}
		return len(line) >= 16 && foreign*8 >= len(line)
	}
	return false
}

// realign finds base64's quanta again after missing bytes: they begin where
// lines begin, and end where lines end.
func realign(d *decoder, text []byte, first bool) []byte {
	d.digits = 0
	if first {
		return text
	}
	return text[len(text)%4:]
}

func (c *leaf) put(b []byte) {
	if len(b) == 0 {
		return
	}
	c.out = c.decoder.append(c.out, b)
	if len(c.out) >= maxOut {
		c.flush()
	}
}

// flush passes on what was decoded.
func (c *leaf) flush() {
	switch {
	case c.blocks == nil:
		c.pass(c.out)
		c.keep(c.out)
	case c.blocks.whole:
		c.blocks.lines.feed(c.out, c.blocks)
	default:
		c.pass(c.out)
		c.blocks.lines.feed(c.out, c.blocks)
	}
	c.out = c.out[:0]
}

// pass gives decoded bytes to those who want them.
func (c *leaf) pass(b []byte) {
	if len(b) == 0 {
		return
	}
	c.part.Size += int64(len(b))
	if c.w != nil {
		c.w = c.parser.budget.write(c.w, b)
	}
	if c.inner != nil {
		c.inner.Write(b)
	}
}

// write writes b and returns w, nil after an error, which is remembered.
func (b *budget) write(w io.Writer, bytes []byte) io.Writer {
	_, err := w.Write(bytes)
	if err == nil {
		return w
	}
	if b.err == nil {
		b.err = err
	}
	return nil
}

// keep keeps text for Part.Text.
func (c *leaf) keep(b []byte) {
	if !c.keeps || len(b) == 0 {
		return
	}
	if n := c.parser.budget.text; len(b) > n {
		c.parser.noteOn(c.part, TextCut)
		b = b[:n]
	}
	c.parser.budget.text -= len(b)
	c.text = append(c.text, b...)
}

// gap forgets what cannot be continued after missing bytes.
func (c *leaf) gap(n int64) {
	c.put(c.held)
	c.held = c.held[:0]
	c.decoder.digits, c.decoder.held, c.torn = 0, c.decoder.held[:0], true
	c.flush()
	if c.blocks != nil {
		c.blocks.gap()
	}
	if c.inner != nil {
		c.inner.Gap(n)
	}
}

// end ends the content. atEnd tells if the message ended before a delimiter did.
func (c *leaf) end(atEnd bool) {
	p := c.parser
	if atEnd {
		c.part.Encoded += int64(len(c.held))
		c.put(c.held)
		if c.decoder.digits != 0 {
			p.noteOn(c.part, Truncated)
		}
	}
	c.out = c.decoder.end(c.out)
	c.flush()
	if c.blocks != nil {
		c.blocks.end()
	}
	p.noteOn(c.part, c.decoder.notes)
	if c.inner != nil {
		c.part.Message, _ = c.inner.Close()
		p.message.Notes |= c.part.Message.Notes
		p.budget.depth++
		c.inner = nil
	}
	if c.keeps {
		p.decodeText(c.part, c.text)
		c.text = nil
	}
	if c.wanted {
		p.contents.End(c.part)
	}
	c.w, c.blocks = nil, nil
}

// noteOn adds notes to a part and to the message.
func (p *Parser) noteOn(part *Part, n Notes) {
	part.Notes |= n
	p.message.Notes |= n
}
