package mail

import (
	"bytes"

	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// level is a multipart body that is being read.
type level struct {
	boundary []byte // a copy in Scanner.names, or in a header field
	media    []byte // its own media type if it is a body part, else nil
	begun    bool   // its first delimiter has been read
	closed   bool   // its last delimiter has been read
	empty    bool   // nothing of it has been read but an empty line
	lines    bool   // a line of it has been read
	mentions int    // length of Message.mentions when its current part began
	fields   int    // length of Message.Fields then
	marks    int    // length of Parts.marks then
}

// leaf is the innermost thing that is read: a body part, or the preamble or
// epilogue of a multipart.
type leaf struct {
	mode   mode
	header bool   // the header of the body part is being read
	known  body   // what the body is
	media  []byte // type to name when the part has ended, nil for none
	empty  bool   // nothing of the body has been read but the line end before a delimiter
	lines  bool   // a line of the body has been read
	head   int    // start in Scanner.head of the attached message
	field  int    // index of its first header field
}

// enterMultipart begins a multipart body of the given type, which is itself a
// body part if part is set.
func (s *Scanner) enterMultipart(mark, media []byte, part bool) {
	tooMuch := len(s.levels) == maxDepth || len(s.names)+len(mark) > maxNames
	if mark == nil || tooMuch {
		s.partsCut = s.partsCut || tooMuch
		s.setMode(inRest)
		return
	}
	n := len(s.names)
	s.names = append(s.names, mark...)
	s.parts.add(markType, len(s.levels), media)
	if !part {
		media = nil
	}
	s.levels = append(s.levels, level{
		boundary: s.names[n:len(s.names):len(s.names)],
		media:    media,
		empty:    true,
		mentions: len(s.message.mentions),
		fields:   len(s.message.Fields),
		marks:    len(s.parts.marks),
	})
	s.leaf.mode, s.leaf.header, s.leaf.media, s.leaf.known = inRest, false, nil, bodyUnknown
	s.mode = inParts
}

// readLine takes one line, or what there is of it, and returns what follows.
func (s *Scanner) readLine(b []byte) []byte {
	if len(s.line) == 0 && s.skipping() {
		n := possibleDelimiter(b)
		s.noteEnd(b[:n])
		if b = b[n:]; len(b) == 0 {
			return nil
		}
	}
	n := bytes.IndexByte(b, '\n')
	if n < 0 {
		s.keepLine(b)
		s.cr = b[len(b)-1] == '\r'
		return nil
	}
	if len(s.line) == 0 {
		s.endLine(b[:n+1])
	} else {
		s.keepLine(b[:n+1])
		s.endLine(s.line)
		s.line = s.line[:0]
	}
	s.noteEnd(b[:n+1])
	return b[n+1:]
}

// noteEnd notes how the line ends that b, if it is not empty, is the end of.
func (s *Scanner) noteEnd(b []byte) {
	switch n := len(b); {
	case n > 1:
		s.crlf = b[n-2] == '\r'
	case n == 1:
		s.crlf = s.cr
	}
	s.cr = false
}

// skipping reports whether only a delimiter changes anything.
func (s *Scanner) skipping() bool {
	return s.leaf.mode == inRest && !s.leaf.header && !s.leaf.empty && !s.levels[len(s.levels)-1].empty && !s.aside()
}

// aside reports whether lines are read that belong to the preamble or trailer
// of a multipart and are kept.
func (s *Scanner) aside() bool {
	l := &s.levels[len(s.levels)-1]
	if l.begun && !l.closed || s.parts.full {
		return false
	}
	n := len(s.parts.marks)
	m := s.parts.marks[n-1]
	return m.kind != markPreamble && m.kind != markTrailer || m.n < maxAside
}

// possibleDelimiter returns the start of the first line of b that begins with
// "--", else that of the last line. It is what a body of any size costs, so it
// looks for the rare byte first: 1,460 bytes of base64 take 30 ns.
func possibleDelimiter(b []byte) int {
	for i := 0; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '-')
		if n < 0 {
			break
		}
		i += n
		if (i == 0 || b[i-1] == '\n') && (i+1 == len(b) || b[i+1] == '-') {
			return i
		}
	}
	return bytes.LastIndexByte(b, '\n') + 1
}

// keepLine keeps an unfinished line; of a body nobody shows only as much as a
// delimiter needs.
func (s *Scanner) keepLine(b []byte) {
	limit := maxLine
	if s.leaf.header || s.leaf.mode != inRest || s.aside() {
		limit = maxPart
	}
	s.line = append(s.line, b[:min(len(b), max(0, limit-len(s.line)))]...)
}

// endLine reads a complete line of a multipart.
func (s *Scanner) endLine(line []byte) {
	if len(line) > 2 && line[0] == '-' && line[1] == '-' && s.delimiter(line) {
		return
	}
	blank := len(lines.TrimLineEnd(line)) == 0
	l := &s.levels[len(s.levels)-1]
	l.empty = l.empty && blank && !l.lines
	l.lines = true
	switch {
	case s.leaf.header:
		if blank {
			s.startPart()
		} else {
			n := min(len(line), maxPart-len(s.part))
			s.headCut = s.headCut || n < len(line)
			s.part = append(s.part, line[:n]...)
		}
	case s.leaf.mode == inHead:
		for len(line) > 0 {
			n := s.keepHead(line)
			if line = line[n:]; s.fields() {
				s.enterBody(s.startOfMessage())
				break
			}
		}
	case s.leaf.mode == inText:
		s.keepText(line)
	default:
		s.leaf.empty = s.leaf.empty && blank && !s.leaf.lines
		s.leaf.lines = true
		if s.aside() {
			kind := markPreamble
			if l.begun {
				kind = markTrailer
			}
			s.parts.aside(kind, len(s.levels)-1, line)
		}
	}
}

// delimiter acts on a line that begins with "--" if it delimits the parts of a multipart
// around it; the outermost one decides. It is enough that the line begins with
// the boundary (RFC 2046 §5.1.2).
func (s *Scanner) delimiter(line []byte) bool {
	mark := line[2:]
	for i := range s.levels {
		l := &s.levels[i]
		if l.closed || !bytes.HasPrefix(mark, l.boundary) {
			continue
		}
		s.endPart(i)
		last := bytes.HasPrefix(mark[len(l.boundary):], []byte("--"))
		s.markDelimiter(i, line, last)
		l.empty, l.begun = false, true
		l.mentions, l.fields, l.marks = len(s.message.mentions), len(s.message.Fields), len(s.parts.marks)
		s.leaf = leaf{mode: inRest}
		if last {
			l.closed = true
			return true
		}
		s.leaf.header = true
		s.part = s.part[:0]
		return true
	}
	return false
}

// markDelimiter puts a delimiter of level i into the outline.
func (s *Scanner) markDelimiter(i int, line []byte, last bool) {
	before := []byte("\n")
	if s.crlf {
		before = crlf
	}
	s.parts.endInner()
	switch {
	case !s.levels[i].begun:
		s.parts.add(markFirst, i, line)
	case last:
		s.parts.add(markLast, i, before, line)
	default:
		s.parts.add(markBoundary, i, before, line)
	}
	if !last {
		s.parts.add(markPart, i)
	}
}

// endPart ends the current part of level i and everything within it.
func (s *Scanner) endPart(i int) {
	if i+1 < len(s.levels) {
		inner := s.levels[i+1]
		s.levels = s.levels[:i+1]
		if !inner.closed {
			s.cutBack(inner)
		}
		if inner.empty && inner.media != nil {
			s.say(mentionMedia, inner.media)
		}
		return
	}
	if s.leaf.header {
		s.startPart()
		if len(s.levels) > i+1 {
			s.endPart(i)
			return
		}
	}
	switch {
	case s.leaf.mode == inHead:
		s.endHead()
		if len(s.levels) > i+1 {
			s.endPart(i)
			return
		}
		s.endText()
	case s.leaf.mode == inText:
		s.endText()
	case s.leaf.media == nil:
	case s.leaf.known == bodyText:
		s.say(mentionTextMedia, s.leaf.media)
		if s.leaf.empty {
			// Wireshark names a part without a body twice.
			s.say(mentionMedia, s.leaf.media)
		}
	default:
		s.say(mentionMedia, s.leaf.media)
	}
}

// cutBack takes back what the unfinished part of a multipart said.
func (s *Scanner) cutBack(l level) {
	s.message.mentions = s.message.mentions[:min(l.mentions, len(s.message.mentions))]
	s.message.Fields = s.message.Fields[:min(l.fields, len(s.message.Fields))]
	s.parts.cut(l.marks)
}

// dropOpenPart takes back the part that the end of the message left open.
func (s *Scanner) dropOpenPart() {
	for _, l := range s.levels {
		if !l.closed {
			s.cutBack(l)
			return
		}
	}
}

// startPart reads the header of a body part and prepares for its body.
func (s *Scanner) startPart() {
	s.leaf.header, s.leaf.empty = false, true
	value, ok := s.partHeader()
	if !ok {
		return
	}
	media, params, _ := mediaType(value)
	media = s.lower(bytes.TrimSpace(media))
	s.leaf.known = bodyOf(media)
	switch s.leaf.known {
	case bodySilent:
	case bodyJSON:
		s.say(mentionJSON, media)
	case bodyXML:
		s.say(mentionXML, nil)
	case bodyMessage:
		s.enterMessage()
	case bodyMultipart:
		s.enterMultipart(boundary(params), media, true)
	default:
		s.leaf.media = media
	}
}

// partHeader puts the header fields of a body part, whose lines end in LF or
// CRLF, into the outline and returns its Content-Type. A line without a colon
// ends the header.
func (s *Scanner) partHeader() (value []byte, ok bool) {
	for head := s.part; len(head) > 0; {
		n := fieldEnd(head)
		name, v, found := bytes.Cut(head[:n], []byte{':'})
		if !found {
			break
		}
		s.parts.header(bytes.TrimRight(name, " \t"), v, len(s.levels)-1)
		if text.EqualFold(name, "content-type") {
			value, ok = bytes.TrimSpace(v), true
		}
		head = head[n:]
	}
	return value, ok
}

// fieldEnd returns the length of the first header field, folded lines included.
func fieldEnd(b []byte) int {
	n := 0
	for {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 {
			return len(b)
		}
		n += i + 1
		if n == len(b) || b[n] != ' ' && b[n] != '\t' {
			return n
		}
	}
}
