package message

import (
	"bytes"
	"io"
	"strconv"
)

// Contents takes the decoded contents of parts as they pass.
type Contents interface {
	// Begin is told of a part with a content of its own when its header has
	// been read: Number, Kind, MediaType, FileName and the like are known, sizes
	// and text are not. The content goes to the writer it returns, nil if it is not wanted.
	// The content of an Attached part is the attached message; the parts in it
	// are told of as well. So are uuencoded blocks, which stay in their text's content.
	Begin(p *Part) io.Writer
	// End is told when a part for which Begin gave a writer is complete.
	End(p *Part)
}

// Parser reads one message that is written to it in pieces of any length.
type Parser struct {
	message  *Message
	contents Contents
	budget   *budget
	prefix   string // number of the part that the message is attached as
	lines    lines
	state    state
	head     head
	part     *Part   // whose header or body is being read
	levels   []level // open multiparts, outermost first
	leaf     leaf
	opening  opening // of the innermost multipart, while it has no parts
}

// budget is what is left of Limits; a message and all attached to it share it.
type budget struct {
	depth, parts, head, text int
	err                      error // of a Contents writer, the first
}

type state uint8

const (
	inHead state = iota
	inBody
	inPreamble // before a multipart's first delimiter
	inEpilogue // after its last
)

// level is an open multipart.
type level struct {
	part     *Part
	boundary string // "" until one was found
	digest   bool   // RFC 2046 §5.1.5: parts are messages if they do not say
	closed   bool
}

// NewParser returns a parser of one message. contents may be nil.
func NewParser(limits Limits, contents Contents) *Parser {
	l := limits.withDefaults()
	p := newParser(&budget{depth: l.Depth, parts: l.Parts, head: l.Head, text: l.Text}, contents, "")
	p.head.outermost = true
	return p
}

func newParser(b *budget, contents Contents, prefix string) *Parser {
	p := &Parser{message: &Message{}, budget: b, contents: contents, prefix: prefix}
	p.head = head{message: true, budget: b}
	return p
}

// Write reads the next bytes of the message; b is borrowed until it returns.
// It always takes all. The error is that of a writer that Contents gave; the
// parser goes on without it.
func (p *Parser) Write(b []byte) (int, error) {
	p.message.Size += int64(len(b))
	p.lines.feed(b, p)
	return len(b), p.budget.err
}

// Gap says that n bytes of the message are missing. What follows is read as
// the rest of the line they lay in.
func (p *Parser) Gap(n int64) {
	p.lines.gap(p)
	p.message.Notes |= Missing
	if p.part != nil {
		p.part.Lost += n
		p.note(Missing)
	}
	switch p.state {
	case inHead:
		p.head.gap()
	case inBody:
		p.leaf.gap(n)
	}
}

// Close ends the message and returns it, and the first error of a writer that
// Contents gave. The Parser must not be used again.
func (p *Parser) Close() (*Message, error) {
	p.lines.finish(p)
	if p.state == inHead {
		p.endHead()
		if p.part != p.message.Body {
			p.note(Truncated)
		}
	}
	p.endBody(true)
	for len(p.levels) > 0 {
		p.pop(true)
	}
	return p.message, p.budget.err
}

// note adds notes to the part being read and to the message.
func (p *Parser) note(n Notes) {
	p.part.Notes |= n
	p.message.Notes |= n
}

// line reads a line or a piece of a long one.
func (p *Parser) line(b []byte, first, last bool) {
	if first && last && len(p.levels) > 0 && p.delimiter(b) {
		return
	}
	switch p.state {
	case inHead:
		p.message.Head += p.headBytes(b)
		switch p.head.line(b, first, last) {
		case headEnds:
			p.endHead()
		case bodyBegins:
			p.message.Head -= p.headBytes(b)
			p.endHead()
			p.body(b, first, last)
		}
	default:
		p.body(b, first, last)
	}
}

// headBytes counts the bytes of the message's own header.
func (p *Parser) headBytes(b []byte) int64 {
	if p.part == nil {
		return int64(len(b))
	}
	return 0
}

func (p *Parser) body(b []byte, first, last bool) {
	switch p.state {
	case inBody:
		p.part.Encoded += p.leaf.line(b, first)
	case inPreamble:
		p.preamble(b, first, last)
	}
}

// delimiter tells if a line ends or separates parts (RFC 2046 §5.1.1), and
// if so goes to the next. A delimiter of an outer multipart ends all within it.
func (p *Parser) delimiter(b []byte) bool {
	if len(b) < 3 || b[0] != '-' || b[1] != '-' || len(b) > maxBoundary+8 {
		return false
	}
	text := bytes.TrimRight(b[2:], " \t\r\n")
	at, closes := -1, false
	for i := len(p.levels) - 1; i >= 0; i-- {
		l := &p.levels[i]
		if l.boundary == "" || len(text) < len(l.boundary) || string(text[:len(l.boundary)]) != l.boundary {
			continue
		}
		rest := string(text[len(l.boundary):])
		if rest != "" && rest != "--" {
			continue
		}
		at, closes = i, rest != ""
		if !l.closed {
			break // else an outer one may have the same boundary
		}
	}
	switch {
	case at < 0:
		return false
	case closes:
		p.endPart(at)
		p.levels[at].closed = true
		p.part, p.state = p.levels[at].part, inEpilogue
	default:
		p.next(at)
	}
	return true
}

// next begins a part of the multipart at level i.
func (p *Parser) next(i int) {
	p.endPart(i)
	l := &p.levels[i]
	p.part = l.part
	if l.closed {
		p.note(AfterClose)
		l.closed = false
	}
	if p.budget.parts <= 0 {
		p.note(TooManyParts)
		p.state = inEpilogue // passed over
		return
	}
	p.budget.parts--
	part := &Part{Number: join(l.part.Number, len(l.part.Parts)+1)}
	l.part.Parts = append(l.part.Parts, part)
	p.part, p.state = part, inHead
	p.head = head{budget: p.budget, body: p.head.body[:0]}
}

func join(prefix string, n int) string {
	if prefix == "" {
		return strconv.Itoa(n)
	}
	return prefix + "." + strconv.Itoa(n)
}

// endPart ends the part being read and the multiparts above level i.
func (p *Parser) endPart(i int) {
	if p.state == inHead {
		p.endHead()
	}
	p.endBody(false)
	for len(p.levels) > i+1 {
		p.pop(false)
	}
}

// pop ends the innermost multipart.
func (p *Parser) pop(atEnd bool) {
	l := &p.levels[len(p.levels)-1]
	p.part = l.part
	if len(l.part.Parts) == 0 && l.part.Notes&TooManyParts == 0 {
		p.note(NoParts)
		p.endOpening(l.part)
	} else if !l.closed {
		p.note(Unclosed)
	}
	if atEnd && !l.closed {
		p.note(Truncated)
	}
	p.levels = p.levels[:len(p.levels)-1]
	p.budget.depth++
}

// endBody ends the content being read, if there is one.
func (p *Parser) endBody(atEnd bool) {
	if p.state != inBody {
		return
	}
	p.leaf.end(atEnd)
	p.state = inEpilogue
}
