package mail

import (
	"bytes"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// A Scanner reads one message at a time, in mentions of any size. The zero value
// is ready for a message. It keeps header fields and what the row shows, so
// that a body of any size costs neither memory nor allocations.
type Scanner struct {
	message Message
	mode    mode
	started bool

	head   []byte // header fields of the message and of attached ones
	field  int    // start in head of the field being read
	seen   int    // how far head was searched for the end of that field
	full   bool   // most fields are not kept any more
	cut    bool   // the field being read is not kept as a whole
	text   []byte // body text for the row
	textAt int    // start in text of the current body
	names  []byte // media types the row names

	line   []byte  // part of a line that the last piece ended in
	cr     bool    // that piece ended in CR
	crlf   bool    // the line before ended in CRLF
	part   []byte  // header of the body part being read
	levels []level // multiparts around what is read, outermost first
	parts  Parts
	leaf   leaf
	carry  []byte // what followed the header in the piece that ended it

	headCut, partsCut bool            // there was more than is kept
	lost              *dissect.Losses // where that is counted, nil: nowhere
}

// mode says what the next bytes are.
type mode uint8

const (
	inHead  mode = iota // header of the message or of an attached message
	inText              // body shown as text
	inParts             // multipart: lines are compared with the boundaries
	inRest              // nothing that anybody here looks at
)

// Reset makes s ready for the next message.
func (s *Scanner) Reset() {
	s.message.Fields, s.message.mentions, s.message.Text = s.message.Fields[:0], s.message.mentions[:0], false
	s.mode, s.started, s.field, s.seen, s.textAt = inHead, false, 0, 0, 0
	s.head, s.text, s.names, s.line, s.part = s.head[:0], s.text[:0], s.names[:0], s.line[:0], s.part[:0]
	s.levels, s.leaf = s.levels[:0], leaf{}
	s.full, s.cut, s.cr, s.crlf, s.message.Parts = false, false, false, false, nil
	s.headCut, s.partsCut = false, false
	s.parts.reset()
}

// Started reports whether s has been given bytes since the last Reset.
func (s *Scanner) Started() bool { return s.started }

// Write gives s the next bytes of the message. b is not kept.
func (s *Scanner) Write(b []byte) {
	s.started = s.started || len(b) > 0
	for len(b) > 0 {
		switch s.mode {
		case inHead:
			b = s.readHead(b)
		case inText:
			s.keepText(b)
			return
		case inParts:
			b = s.readLine(b)
		default:
			return
		}
	}
}

// Close ends the message and returns it, borrowed until Reset.
func (s *Scanner) Close() *Message {
	if s.mode == inHead {
		s.endHead()
	}
	if s.mode == inParts {
		if len(s.line) > 0 {
			s.endLine(s.line)
		}
		s.dropOpenPart()
	} else {
		s.endText()
	}
	if len(s.parts.marks) > 0 {
		s.message.Parts = &s.parts
	}
	s.count()
	return &s.message
}

// count counts a message of which not all is kept.
func (s *Scanner) count() {
	if s.lost == nil {
		return
	}
	if s.headCut {
		s.lost.Beyond[dissect.MailHeaders]++
	}
	if s.partsCut || s.parts.full {
		s.lost.Beyond[dissect.MailParts]++
	}
}

// readHead collects header fields and returns what follows them.
func (s *Scanner) readHead(b []byte) []byte {
	for len(b) > 0 {
		n := s.keepHead(b)
		if s.fields() {
			return s.afterHead(b[n:])
		}
		b = b[n:]
	}
	return nil
}

// keepHead keeps bytes of a header and returns how many. Where there is no room
// for more, the field that is being read is cut, or from then on only fields
// are kept that a row or a reader needs, wherever they stand.
func (s *Scanner) keepHead(b []byte) int {
	if len(s.head) == s.headLimit() {
		s.headCut = true
		switch open := len(s.head) - s.field; {
		case open >= 2*maxCut:
			s.head = append(s.head[:s.field+maxCut], s.head[len(s.head)-len("\r\n\r"):]...)
			s.seen, s.cut = s.field+maxCut, true
		default:
			s.full = true
		}
	}
	n := min(len(b), s.headLimit()-len(s.head))
	s.head = append(s.head, b[:n]...)
	return n
}

func (s *Scanner) headLimit() int {
	if s.full {
		return maxHead + maxLate + 2*maxCut
	}
	return maxHead
}

// keeps reports whether there is room for a field.
func (s *Scanner) keeps(name []byte) bool {
	return !s.full || s.field < maxHead+maxLate &&
		slices.ContainsFunc(late[:], func(x string) bool { return text.EqualFold(name, x) })
}

// late are the fields that are kept of a header that is too long.
var late = [...]string{"from", "to", "cc", "subject", "date", "message-id", "content-type"}

// afterHead cuts what follows the header off it and enters the body.
func (s *Scanner) afterHead(more []byte) []byte {
	if len(more) > 0 {
		more = bytes.Clone(more) // it may lie in carry
	}
	s.carry = append(append(s.carry[:0], s.head[s.field:]...), more...)
	s.head = s.head[:s.field]
	s.enterBody(s.startOfMessage())
	return s.carry
}

// fields reads complete fields and reports whether the header has ended.
func (s *Scanner) fields() (ended bool) {
	read := s.field
	for !ended {
		f, n, found := nextField(s.head[read:], s.seen-read)
		if found == fieldIncomplete || found == fieldAtEnd {
			break
		}
		if s.keeps(f.Name) {
			if read > s.field { // others before it were not kept
				copy(s.head[s.field:], f.Line)
				f = fieldOf(s.head[s.field:s.field+len(f.Line)], len(f.Name))
				s.field += len(f.Line)
			} else {
				s.field += n
			}
			s.add(f, f.Value)
		}
		read += n
		s.cut, ended = false, found == fieldLast
	}
	s.head = append(s.head[:s.field], s.head[read:]...)
	if s.seen = 0; !ended {
		s.seen = len(s.head) - len("\r\n\r\n") // what these end in depends on the next byte
	}
	return ended
}

// endHead ends a header that no empty line ended. If bytes are left that make
// no field, the message is taken for text without a header.
func (s *Scanner) endHead() {
	start := s.startOfMessage()
	f, n, found := nextField(s.head[s.field:], 0)
	if found == fieldAtEnd {
		// Wireshark counts this line end twice: two bytes of the value are lost,
		// and of a shorter one nothing is shown.
		shown := f.Value[:max(0, len(f.Value)-2)]
		if len(f.Value) >= 2 {
			f.Value = shown
		}
		s.add(f, shown)
		s.field += n
		s.enterBody(start)
		return
	}
	rest := s.head[s.field:]
	colon := bytes.IndexByte(rest, ':')
	bare := colon >= 0 && hasBareLF(rest[colon:])
	if s.cut && colon >= 0 && !bare {
		s.add(fieldOf(rest, colon), trimLeft(rest[colon+1:]))
		s.setMode(inRest)
		return
	}
	s.enterBody(start)
	if s.mode == inText {
		s.keepText(s.head[s.leaf.head:])
	}
	if bare {
		s.keepFields(fieldOf(lines.TrimLineEnd(rest), colon))
	}
}

// add takes a field; shown is what the row says of it.
func (s *Scanner) add(f HeaderField, shown []byte) {
	s.keepFields(f)
	switch {
	case text.EqualFold(f.Name, "from"):
		s.say(mentionFrom, shown)
	case text.EqualFold(f.Name, "subject"):
		s.say(mentionSubject, shown)
	}
}

// keepFields keeps the fields that a field is, as splitField has it.
func (s *Scanner) keepFields(f HeaderField) {
	for {
		first, rest := splitField(f)
		if s.message.Fields = append(s.message.Fields, first); len(rest) == 0 {
			return
		}
		colon := bytes.IndexByte(rest, ':')
		before := rest[:max(0, colon)]
		if colon < 0 || bytes.Contains(before, []byte("\n\n")) || bytes.Contains(before, []byte("\n\r\n")) {
			return
		}
		begin := bytes.LastIndexByte(before, '\n') + 1 // lines without a colon are none
		f = fieldOf(rest[begin:], colon-begin)
	}
}

func (s *Scanner) say(k mentionKind, b []byte) {
	if len(s.message.mentions) < maxParts {
		s.message.mentions = append(s.message.mentions, mention{k, b})
	} else {
		s.partsCut = true
	}
}

// startOfMessage returns the index of the first field of the innermost message.
func (s *Scanner) startOfMessage() int { return s.leaf.field }

// enterBody decides by the Content-Type among the fields from first on what
// the body is.
func (s *Scanner) enterBody(first int) {
	var media, params []byte
	typed := false
	for _, f := range s.message.Fields[first:] {
		if text.EqualFold(f.Name, "content-type") {
			if m, p, ok := mediaType(f.Value); ok {
				media, params, typed = m, p, true
			}
		}
	}
	if !typed {
		s.message.Text = true
		s.textAt = len(s.text)
		s.setMode(inText)
		return
	}
	lower := s.lower(media)
	switch bodyOf(lower) {
	case bodyText:
		s.say(mentionTextMedia, media)
	case bodyJSON:
		s.say(mentionJSON, media)
	case bodyXML:
		s.say(mentionXML, nil)
	case bodyMessage:
		s.enterMessage()
		return
	case bodyMultipart:
		s.enterMultipart(boundary(params), lower, false)
		return
	}
	s.setMode(inRest)
}

// setMode enters m, within a multipart as what its current part is.
func (s *Scanner) setMode(m mode) {
	if len(s.levels) > 0 {
		s.leaf.mode, m = m, inParts
	}
	s.mode = m
}

// enterMessage begins an attached message.
func (s *Scanner) enterMessage() {
	s.say(mentionMessage, nil)
	s.leaf.head, s.leaf.field = len(s.head), len(s.message.Fields)
	s.field = len(s.head)
	s.setMode(inHead)
}

// lower returns a copy of media in lower case, kept for the row.
func (s *Scanner) lower(media []byte) []byte {
	n := len(s.names)
	for _, c := range media[:min(len(media), maxLine, maxNames-n)] {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		s.names = append(s.names, c)
	}
	return s.names[n:len(s.names):len(s.names)]
}

func (s *Scanner) keepText(b []byte) {
	s.text = append(s.text, b[:min(len(b), maxText-len(s.text))]...)
}

// endText makes the kept text of a body part of the row.
func (s *Scanner) endText() {
	if b := s.text[s.textAt:]; len(b) > 0 && (s.mode == inText || s.leaf.mode == inText) {
		if len(s.levels) > 0 {
			b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\r'})
		}
		s.say(mentionLines, b)
	}
	s.textAt = len(s.text)
}
