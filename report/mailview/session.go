package mailview

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// Bounds of what is kept of a session. What is beyond is counted.
const (
	maxTurns    = 2000
	maxMails    = 2000
	maxReply    = 24  // lines of a reply
	maxLine     = 400 // bytes of a line
	maxUntold   = 64  // mails that wait for their exchange
	sessionCost = 512
	turnCost    = 384
	mailCost    = 1024
)

// Session is what was said on one connection.
type Session struct {
	Number         int    // among those that are told, from 1
	Stream         uint32 // tcp.stream
	Protocol       string // "smtp", "lmtp", "pop", "imap"
	Client, Server dissect.Endpoint
	Proxied        *dissect.Proxied // whom the client speaks for, nil if nobody said so
	// Start is the handshake's end, or the first frame that was heard of.
	Start, Last reassembly.Mark
	Midstream   bool // the capture begins within it
	Encrypted   bool // from some moment on (STARTTLS)
	Decrypted   bool // what was encrypted was read with its keys
	Compressed  bool // as Encrypted (IMAP's COMPRESS)
	Hidden      Hidden
	Turns       []Turn
	MoreTurns   int
	Mails       []*Mail
	MoreMails   int
	Sum         Summary

	cost   int
	total  *int // of all sessions of the worker
	closed bool

	matched uint32    // the last frame that the filter matches
	ended   [2]ending // by direction: the last mail
}

// Hidden is what passed when the session was encrypted or compressed.
type Hidden struct{ ToServer, ToClient int64 }

func (h *Hidden) add(x *dissect.Exchange) {
	h.ToServer += x.Request.Bytes
	h.ToClient += x.Reply.Bytes
}

// pay notes that the session takes n bytes more.
func (s *Session) pay(n int) {
	s.cost += n
	*s.total += n
}

// ending is the end of a mail.
type ending struct {
	frame uint32
	found bool // the filter matches that frame, which has the mail's fields
}

// from returns the first frame that counts for the mail that begins with p: one
// behind the mail before, or that one's last if this one begins in it and the
// filter does not match it for the sake of the other. It is 0 if there was none:
// then all frames count, also those before the session.
func (s *Session) from(p *dissect.Piece) uint32 {
	if s == nil || s.ended[p.Dir].frame == 0 {
		return 0
	}
	if e := s.ended[p.Dir]; e.found || p.Mark.Frame > e.frame {
		return e.frame + 1
	}
	return p.Mark.Frame
}

// say takes an exchange of the session; reveal says that secrets are shown.
func (s *Session) say(x *dissect.Exchange, step *mail.Step, reveal bool) {
	s.Sum.count(x, step)
	if s.Protocol == "" {
		s.Protocol = x.Protocol.Name
	}
	if step.Envelope != nil && step.Envelope.Protocol == "lmtp" {
		s.Protocol = "lmtp"
	}
	begin := x.Began()
	if s.Start.Frame == 0 || begin.Frame != 0 && begin.Frame < s.Start.Frame {
		s.Start = begin
	}
	s.Midstream = s.Midstream || x.Notes&dissect.NoteMidstream != 0
	if x.Notes&dissect.NoteUpgrade != 0 {
		s.Compressed = x.Method == imap.COMPRESS.String()
		s.Encrypted = !s.Compressed
	}
	if len(s.Turns) >= maxTurns {
		s.MoreTurns++
		s.claim(step, nil)
		return
	}
	t := newTurn(x, step)
	if reveal {
		t.reveal(step.Said)
	} else {
		t.hide(step.Said)
		if t.Login != nil {
			t.hide(t.Login.Secret)
		}
	}
	s.claim(step, &t)
	s.Turns = append(s.Turns, t)
	s.pay(t.cost())
	if x.Login != nil {
		s.attribute()
	}
}

// receive takes a mail that passed.
func (s *Session) receive(m *Mail) {
	if s.Protocol == "" { // no exchange was told yet
		s.Protocol = m.Envelope.Protocol
	}
	if s.Start.Frame == 0 {
		s.Start = m.First
	}
	if len(s.Mails) >= maxMails {
		s.MoreMails++
		return
	}
	s.Mails = append(s.Mails, m)
	s.pay(m.cost())
}

// claim links the mails that an exchange brought with it: they came before it
// ended.
func (s *Session) claim(step *mail.Step, t *Turn) {
	if !step.Carried && step.Content == 0 && step.Messages == 0 {
		return
	}
	left := step.Content + step.Missing
	for _, m := range s.Mails[max(0, len(s.Mails)-maxUntold):] {
		mine := m.Envelope == step.Envelope || step.Carried && m.Envelope.Command == "FETCH" &&
			m.Bytes+m.Missing <= left
		if !m.told && mine {
			left -= m.Bytes + m.Missing
			m.told = true
			if t != nil {
				t.Mails = append(t.Mails, m)
			}
		}
	}
}

// attribute finds out which lines of the client said what of the login that
// the last turn completes.
func (s *Session) attribute() {
	last := len(s.Turns) - 1
	t := &s.Turns[last]
	if t.Round == 0 {
		return
	}
	t.Says = saysBoth
	if t.Login.Mechanism == "LOGIN" && last > 0 && t.Round > 1 {
		t.Says = saysSecret
		if u := &s.Turns[last-1]; u.Round == t.Round-1 && t.Login.User != "" {
			u.Says, u.Login = saysUser, t.Login
		}
	}
}

// count returns how many mails passed, and how many of which only a part was
// asked for: headers, mostly.
func (s *Session) count() (mails, partial int) {
	for _, m := range s.Mails {
		if m.Envelope.Partial {
			partial++
		}
	}
	return len(s.Mails) - partial + s.MoreMails, partial
}

// finish completes the session when the capture is over. number is that of
// the last mail before.
func (s *Session) finish(number *int) {
	slices.SortStableFunc(s.Mails, func(a, b *Mail) int { return cmp.Compare(a.First.Frame, b.First.Frame) })
	for _, m := range s.Mails {
		*number++
		m.Number = *number
		m.finish(s)
	}
	slices.SortStableFunc(s.Turns, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.begin().Frame, b.begin().Frame), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	s.Sum.time(s.Turns)
	for i := range s.Turns {
		s.Last = later(s.Last, later(s.Turns[i].Request.Last, s.Turns[i].Reply.Last))
	}
}

func later(a, b reassembly.Mark) reassembly.Mark {
	if b.Frame > a.Frame {
		return b
	}
	return a
}

// Duration is the time from the start to the last frame.
func (s *Session) Duration() capture.Stamp { return s.Last.At - s.Start.At }
