package imap

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// dissector holds the state of one connection.
type dissector struct {
	conn     *dissect.Conn
	commands commands
	starttls tagHash // of the STARTTLS that was not answered yet, 0: none
	literal  int64   // bytes of the client's literal still to come
	clear    bool    // both sides have spoken IMAP: whatever comes is text
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame    uint32
	lines    []Line
	mails    []*mail.Message
	messages []Message
	inboxes  [maxInboxes]mail.Inbox // one for each mail of a frame
	shown    int                    // mails of this frame
	spare    *streaming
}

// maxInboxes is how many mails of one frame find their storage ready.
const maxInboxes = 16

// streaming is a literal that is read as its segments come.
type streaming struct {
	line   int   // bytes of the line that announced it
	at     int   // next byte to read in Input.Bytes
	left   int64 // of the literal
	closed bool  // a closing parenthesis was seen at its end
	mail   *mail.Incoming
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, store: dissect.Shared[store](c)}
}

// Gap has nothing to forget: tags tell which command a response answers.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Dissect reads the complete lines of a segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if !in.Again && !d.clear && !text.IsText(in.Bytes) {
		return dissect.Reject()
	}
	if !in.Again && lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // the reply to STARTTLS was lost, or it was before the capture
		return dissect.Reject()
	}
	d.recycle(f.Frame)
	m := d.open(f, in)
	at := 0
	if x, ok := in.Memo.(*streaming); ok {
		if !x.read(in) {
			emitPart(f, m)
			return x.wait()
		}
		if at, ok = d.endStreaming(m, x, in); !ok {
			emitPart(f, m)
			return dissect.MoreSegment()
		}
		in.Memo = nil
	}
	at = d.read(f, m, in, at)
	decided := at == len(in.Bytes)
	switch {
	case at > 0 && !in.Last:
	case in.Last:
		at = len(in.Bytes) // the frame was cut: what is missing will not come
	default:
		x := nextItem(in.Bytes)
		if x.literal >= 0 || len(in.Bytes) <= maxLine {
			if lineEnd(in.Bytes) > 0 {
				emitPart(f, m)
			}
			return d.more(in, x)
		}
		at, decided = len(in.Bytes), true
		dissect.Lost(d.conn).Beyond[dissect.LongLines]++
		d.take(f, m, Line{Raw: in.Bytes})
	}
	d.finish(f, m, in.Bytes[:at], decided)
	return dissect.Done(at)
}

// read takes items from b[at:] as long as they are whole and returns where
// they end.
func (d *dissector) read(f *dissect.Frame, m *Message, in *dissect.Input, at int) int {
	for at < len(in.Bytes) {
		x := nextItem(in.Bytes[at:])
		if !x.whole {
			break
		}
		d.take(f, m, Line{Raw: in.Bytes[at : at+x.line], Off: at})
		at += x.line
		if x.literal >= 0 {
			n := int(x.literal)
			letter := d.inbox().Open(f.Frame)
			letter.Write(in.Bytes[at : at+n])
			d.deliver(letter)
			at += n
		}
	}
	return at
}

// more asks for the rest of x, which in begins with. A literal that its own
// line announces is read as it comes.
func (d *dissector) more(in *dissect.Input, x item) dissect.Verdict {
	if x.literal < 0 || x.ahead {
		return dissect.MoreSegment()
	}
	s := d.spare
	if d.spare = nil; s == nil {
		s = new(streaming)
	}
	*s = streaming{line: x.line, at: x.line, left: x.literal, mail: d.inbox().Open(d.frame)}
	in.Memo = s
	if !s.read(in) {
		return s.wait()
	}
	return dissect.MoreSegment()
}

// read takes what there is of the literal and reports whether that is all.
func (s *streaming) read(in *dissect.Input) bool {
	b := in.Bytes[min(s.at, len(in.Bytes)):]
	b = b[:min(int64(len(b)), s.left)]
	s.left -= int64(len(b))
	s.at += len(b)
	if s.left < closeBefore {
		tail := b[max(0, len(b)-closeBefore+int(s.left)):]
		s.closed = s.closed || bytes.IndexByte(tail, ')') >= 0
	}
	s.mail.Write(b)
	return s.left == 0
}

// wait asks for the next segment and lets go of all but the line.
func (s *streaming) wait() dissect.Verdict {
	s.at = s.line
	return dissect.MoreSegment().Keeping(s.line)
}

// emitPart emits a message that has a line and is not complete: the frame
// belongs to IMAP, and its row to TCP.
func emitPart(f *dissect.Frame, m *Message) {
	if len(f.Messages()) == 0 {
		f.Emit(dissect.Layer{Message: m, Quiet: true})
	}
}

// endStreaming takes a literal that is complete if its closing parenthesis is
// there, and returns where it ends.
func (d *dissector) endStreaming(m *Message, s *streaming, in *dissect.Input) (at int, ok bool) {
	if !s.closed && bytes.IndexByte(in.Bytes[s.at:], ')') < 0 {
		return 0, false
	}
	d.lines = append(d.lines, Line{Raw: in.Bytes[:s.line]})
	d.deliver(s.mail)
	s.mail, d.spare = nil, s
	return s.at, true
}

// inbox returns where the storage of the frame's next mail is.
func (s *store) inbox() *mail.Inbox { return &s.inboxes[min(s.shown, maxInboxes-1)] }

// deliver ends a mail.
func (s *store) deliver(x *mail.Incoming) {
	s.mails = append(s.mails, x.Close())
	s.inbox().Shown(x, s.frame)
	s.shown++
}

// Losses implements dissect.Loser.
func (s *store) Losses() (sum dissect.Losses) {
	for i := range s.inboxes {
		sum.Add(s.inboxes[i].Losses())
	}
	return sum
}

// open begins the message of a frame.
func (d *dissector) open(f *dissect.Frame, in *dissect.Input) *Message {
	d.messages = append(d.messages,
		Message{Request: in.Dir == dissect.ToServer, frame: f, lineAt: len(d.lines), mailAt: len(d.mails)})
	return &d.messages[len(d.messages)-1]
}

// finish emits a message. decided is false if an incomplete line follows.
func (d *dissector) finish(f *dissect.Frame, m *Message, b []byte, decided bool) {
	m.Lines, m.Mails = d.lines[m.lineAt:len(d.lines):len(d.lines)], d.mails[m.mailAt:len(d.mails):len(d.mails)]
	m.say(b, decided)
	d.clear = d.clear || !m.Request && d.commands.n > 0
	f.Emit(dissect.Layer{Message: m, Column: m.column()})
	for _, x := range m.Mails {
		x.Emit(f, true)
	}
}

// take takes a line.
func (d *dissector) take(f *dissect.Frame, m *Message, l Line) {
	switch {
	case m.Request:
		d.command(f, l)
	case !l.Untagged():
		d.response(f, &l)
	}
	d.lines = append(d.lines, l)
}

// command notes the tag of a command. What stands in a literal counts only if
// it looks like one: rows go by arrival, so that the literal may be lost.
func (d *dissector) command(f *dissect.Frame, l Line) {
	tag, _ := l.Tag()
	word, _, _ := l.Command()
	v := verbOf(word)
	if inside := d.literal > 0; inside {
		d.literal -= int64(len(l.Raw))
		if v == Unknown {
			return
		}
	} else if x, ok := literalAt(l.Text()); ok {
		d.literal = x.Size
	}
	if len(tag) == 0 {
		return
	}
	h := hash(tag)
	if d.commands.sent(h, f.Frame, f.At) {
		dissect.Lost(d.conn).Beyond[dissect.Tags]++
	}
	if v == STARTTLS {
		d.starttls = h
	}
}

// response finds the command that a tagged response answers.
func (d *dissector) response(f *dissect.Frame, l *Line) {
	tag, _ := l.Tag()
	if len(tag) == 0 {
		return
	}
	h := hash(tag)
	if c, ok := d.commands.answer(h); ok {
		l.Answers, l.Since = c.frame, f.At-c.at
	}
	if h != d.starttls {
		return
	}
	d.starttls = 0
	if word, _ := l.Status(); statusOf(word) == OK {
		d.conn.Redetect()
	}
}

// recycle forgets the messages of earlier frames.
func (s *store) recycle(frame uint32) {
	if s.frame != frame {
		s.frame, s.shown = frame, 0
		s.lines, s.mails, s.messages = s.lines[:0], s.mails[:0], s.messages[:0]
	}
}
