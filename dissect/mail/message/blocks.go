package message

import (
	"bytes"
	"io"
	"strings"
)

// blocks finds uuencoded blocks in decoded text:
//
//	begin 644 name
//	M<a length, then three bytes in four characters>
//	end
//
// (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/uuencode.html)
type blocks struct {
	leaf  *leaf
	whole bool // the part is a block, not a text with blocks in it
	lines lines
	state blockState
	begin []byte // line that may begin a block
	part  *Part  // the block being read
	w     io.Writer
	told  bool
	out   []byte
}

type blockState uint8

const (
	outside blockState = iota
	begun              // the next line must be of the block
	inside
)

// line reads a line of the text.
func (s *blocks) line(b []byte, first, last bool) {
	text, _ := trimEnd(b)
	switch s.state {
	case outside:
		if first && last && isBegin(text) {
			s.begin = append(s.begin[:0], b...)
			s.state = begun
			return
		}
		s.keep(b)
	case begun:
		if first && last && uuLine(text) > 0 {
			s.open()
			s.inside(text)
			return
		}
		s.keep(s.begin)
		s.state = outside
		s.line(b, first, last)
	case inside:
		switch {
		case first && last && string(bytes.TrimRight(text, " ")) == "end":
			s.close(0)
		case first && last && uuLine(text) >= 0:
			s.inside(text)
		case len(bytes.TrimSpace(text)) > 0:
			s.close(BadUUEncode)
			s.line(b, first, last)
		}
	}
}

// keep keeps what is in no block.
func (s *blocks) keep(b []byte) {
	if !s.whole {
		s.leaf.keep(b)
		return
	}
	if len(bytes.TrimSpace(b)) > 0 {
		s.leaf.parser.noteOn(s.leaf.part, BadUUEncode)
	}
}

// isBegin tells if a line is "begin 644 name".
func isBegin(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("begin "))
	mode, name, named := bytes.Cut(rest, []byte{' '})
	if !ok || !named || len(name) == 0 || len(mode) < 3 || len(mode) > 4 {
		return false
	}
	for _, c := range mode {
		if c < '0' || c > '7' {
			return false
		}
	}
	return true
}

// uuLine returns the number of bytes in a line of a block, -1 if it is none.
// Blanks at the end may be missing, and a checksum character may follow.
func uuLine(b []byte) int {
	if len(b) == 0 || b[0] < ' ' || b[0] > '`' {
		return -1
	}
	n := int(b[0]-' ') & 0x3f
	need := (n + 2) / 3 * 4
	if len(b)-1 > need+1 || n > 0 && len(b) == 1 {
		return -1
	}
	for _, c := range b[1:] {
		if c < ' ' || c > '`' {
			return -1
		}
	}
	return n
}

// inside decodes a line of a block.
func (s *blocks) inside(b []byte) {
	n := uuLine(b)
	digit := func(i int) byte {
		if i < len(b) {
			return (b[i] - ' ') & 0x3f
		}
		return 0
	}
	s.out = s.out[:0]
	for i := 1; len(s.out) < n; i += 4 {
		a, b, c, d := digit(i), digit(i+1), digit(i+2), digit(i+3)
		s.out = append(s.out, a<<2|b>>4, b<<4|c>>2, c<<6|d)
	}
	s.out = s.out[:n]
	switch {
	case s.whole:
		s.leaf.pass(s.out)
		s.leaf.keep(s.out)
	case s.part != nil:
		s.part.Size += int64(n)
		if s.w != nil {
			s.w = s.leaf.parser.budget.write(s.w, s.out)
		}
	}
}

// open begins a block: a part below the text it stands in.
func (s *blocks) open() {
	s.state = inside
	p := s.leaf.parser
	if s.whole {
		return
	}
	if p.budget.parts <= 0 {
		p.noteOn(s.leaf.part, TooManyParts)
		return
	}
	p.budget.parts--
	text, _ := trimEnd(s.begin)
	name, _, notes := DecodeText(text[len("begin "):], s.leaf.part.Charset)
	_, name, _ = strings.Cut(name, " ")
	name, more := decodeWords(name)
	s.part = &Part{
		Number:    join(s.leaf.part.Number, len(s.leaf.part.Parts)+1),
		Kind:      UUEncoded,
		MediaType: "application/octet-stream",
		Encoding:  UUEncode,
		FileName:  clip(strings.TrimSpace(name), maxFileName),
	}
	if strings.EqualFold(s.part.FileName, "winmail.dat") {
		s.part.MediaType = "application/ms-tnef"
	}
	p.noteOn(s.part, (notes|more)&(WrongCharset|BadText))
	s.leaf.part.Parts = append(s.leaf.part.Parts, s.part)
	if p.contents != nil {
		s.w = p.contents.Begin(s.part)
		s.told = s.w != nil
	}
}

// close ends the block being read.
func (s *blocks) close(notes Notes) {
	s.state = outside
	part := s.part
	if s.whole {
		part = s.leaf.part
	}
	if part != nil {
		s.leaf.parser.noteOn(part, notes)
	}
	if s.told {
		s.leaf.parser.contents.End(s.part)
	}
	s.part, s.w, s.told = nil, nil, false
}

func (s *blocks) gap() {
	s.lines.gap(s)
	if s.state == inside {
		s.close(Missing)
	}
}

// end ends the text.
func (s *blocks) end() {
	s.lines.finish(s)
	switch s.state {
	case begun:
		s.keep(s.begin)
	case inside:
		s.close(Truncated)
	}
}
