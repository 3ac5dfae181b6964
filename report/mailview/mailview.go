// Package mailview tells what was said and sent on the mail connections of a
// capture as a person would narrate it: the dialogue of each session line by
// line with its times, what became of it, and every mail that passed, its
// envelope (RFC 5321 §3.3) beside its header (RFC 5322).
//
// A View is asked for like a table of package stats: it has a collector for
// each worker. Sessions are kept compactly and at most maxKept bytes of them;
// the first of the capture are, whatever the number of workers.
package mailview

import (
	"bytes"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// View says what is wanted of the mail sessions of a capture.
type View struct {
	// Filter chooses the sessions of which a frame matches, and of their mails for
	// the list those of which one does; nil: all. The frame that completes a mail
	// has its fields (imf.subject) whichever protocol brought it, and however its
	// bytes were cut. Those in which it was asked for or addressed are its frames
	// as well: all since the end of the mail before.
	Filter *collect.Filter
	Body   int  // lines of a mail's text that are kept, at most MaxBody
	Reveal bool // secrets are shown
	Live   bool // sessions are told and forgotten as they end, by AppendEnded
}

// MaxBody bounds View.Body.
const MaxBody = 1000

// Ask returns what a collect.Plan asks for to have the view. Its tables are the
// list of mails and what was said.
func (v *View) Ask() collect.Ask {
	return collect.Ask{Named: true, Definition: collect.Definition{
		Name: "mails", Title: table.Say("Mails, and what sessions say", "邮件与会话内容"),
		Columns: slices.Concat(mailColumns, dialogueColumns), Parts: []string{PartList, PartDialogue},
		Content: dissect.Mails, Searches: v.Filter.Mails(), Rows: v.Filter.Rows(), Streams: true,
		New: func(a *collect.Ask) collect.Collector { return newCollector(v, a) },
	}}
}

// Of returns what a set collected that was made for the view's Ask, after its
// last Merge.
func Of(set *collect.Set) (r *Report) {
	set.Each(func(c collect.Collector) {
		if x, ok := c.(*collector); ok {
			r = x.report()
		}
	})
	return r
}

// Report is what there is to tell of a capture.
type Report struct {
	File     string     // the capture, where there are several
	Sessions []*Session // in the order in which their connections began
	Left     int        // sessions beyond maxKept, which are not among them
	Others   int        // sessions that the filter does not match
	Absence  Absence    // what else there was
	view     *View
	told     int // sessions, by AppendEnded
}

// passing names a mail that is passing.
type passing struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// collector keeps the sessions of one worker.
type collector struct {
	*View
	ask      *collect.Ask
	match    collect.Match
	matched  collect.Numbers // connections of which a frame matches
	plain    collect.Numbers // those of which one does not only for the sake of a mail in it
	found    bool            // the mail that ends with the next piece does by its fields
	absence  Absence
	sessions sessions
	others   int // that the filter does not match and that were let go
	open     map[passing]*incoming
	done     *Report

	ended []*Session // since AppendEnded
	told  numbered   // by AppendEnded
}

// numbered is how many sessions and mails have a number.
type numbered struct{ sessions, mails int }

func newCollector(v *View, a *collect.Ask) *collector {
	c := &collector{View: v, ask: a, open: map[passing]*incoming{}}
	if v.Filter != nil {
		c.match = v.Filter.New()
	}
	return c
}

// Frame implements collect.Collector.
func (c *collector) Frame(f *dissect.Frame) {
	c.absence.frame(f)
	if c.match != nil && isTCP(f.Conn) && c.match(f) {
		c.matched.Add(f.Conn.ID)
		if collect.ForMail(c.match, f) {
			return // Search finds that mail
		}
		c.plain.Add(f.Conn.ID)
		if s := c.sessions.known(f.Conn); s != nil {
			s.matched = f.Packet.Frame
		}
	}
}

// Exchange implements dissect.Listener.
func (c *collector) Exchange(x *dissect.Exchange) {
	step, ok := x.Detail.(mail.Stepper)
	if !ok {
		if s := c.sessions.known(x.Conn); s != nil && (s.Encrypted || s.Compressed) {
			s.Hidden.add(x)
		}
		return
	}
	if s := c.sessions.of(x.Conn); s != nil {
		s.Decrypted = s.Decrypted || x.Conn.Secured
		s.say(x, step.MailStep(), c.Reveal)
		c.bound()
	}
}

// Piece implements dissect.Listener.
func (c *collector) Piece(p *dissect.Piece) {
	k := passing{p.Conn, p.Dir}
	if e, ok := p.About.(*mail.Envelope); ok && p.First {
		c.open[k] = newIncoming(e, p, c.Body)
		c.open[k].from = c.sessions.known(p.Conn).from(p)
	}
	found := c.found
	c.found = false
	x := c.open[k]
	if x == nil {
		return
	}
	x.take(p)
	if p.Last {
		delete(c.open, k)
		if s := c.sessions.of(p.Conn); s != nil {
			m := x.end()
			m.matches = found || c.counts(s, x.from)
			s.ended[p.Dir] = ending{p.Mark.Frame, found}
			s.receive(m)
			c.bound()
		}
	}
}

// counts reports whether the filter matches a frame of a session from the given
// one on, 0: any.
func (c *collector) counts(s *Session, from uint32) bool {
	return c.match == nil || s.matched >= max(from, 1) || from == 0 && c.plain.Has(s.Stream)
}

// Search implements collect.Searcher.
func (c *collector) Search(p *dissect.Piece, f *dissect.Frame) {
	if c.found = c.match(f); c.found {
		c.matched.Add(p.Conn.ID)
	}
}

// Closed implements dissect.Listener.
func (c *collector) Closed(k *dissect.Conn, last reassembly.Mark) {
	c.absence.closed(k)
	if s := c.sessions.known(k); s != nil {
		s.Last, s.closed = last, true
		if c.Live {
			c.ended = append(c.ended, s)
		}
	}
}

// bound keeps what sessions take in bounds: those go first that have ended and
// that the filter does not match.
func (c *collector) bound() {
	most := c.ask.Most(maxKept, 1)
	if c.sessions.cost <= most+most/4 {
		return
	}
	if c.match != nil {
		c.others += c.sessions.drop(func(s *Session) bool { return s.closed && !c.matched.Has(s.Stream) })
	}
	c.sessions.cut(most)
}

// Merge implements collect.Collector.
func (c *collector) Merge(other collect.Collector) {
	o := other.(*collector)
	c.matched.Merge(o.matched)
	c.absence.merge(&o.absence)
	c.sessions.merge(&o.sessions)
	c.others += o.others
}

// number completes a session that is told next.
func (c *collector) number(s *Session) {
	c.told.sessions++
	s.Number = c.told.sessions
	s.finish(&c.told.mails)
}

// AppendEnded appends the sessions that have ended since the last call as
// WriteText tells them, and forgets them: those that are wanted. set is the only
// one of its run, for a View that is Live.
func AppendEnded(dst []byte, set *collect.Set, s Style) []byte {
	set.Each(func(one collect.Collector) {
		c, ok := one.(*collector)
		if !ok || len(c.ended) == 0 {
			return
		}
		text := bytes.NewBuffer(dst)
		p := newPage(text, c.View, s)
		for _, x := range c.ended {
			if c.sessions.list[x.Stream] != x {
				continue // it is not kept
			}
			if c.match == nil || c.matched.Has(x.Stream) {
				if c.told.sessions > 0 {
					p.blank()
				}
				c.number(x)
				p.session(x)
			} else {
				c.others++
			}
			c.sessions.remove(x)
		}
		clear(c.ended)
		c.ended = c.ended[:0]
		_ = p.Flush() // a Buffer takes all
		dst = text.Bytes()
	})
	return dst
}

// report completes the sessions that are wanted.
func (c *collector) report() *Report {
	if c.done != nil {
		return c.done
	}
	if c.match != nil {
		c.others += c.sessions.drop(func(s *Session) bool { return !c.matched.Has(s.Stream) })
	}
	r := &Report{Left: c.sessions.left(c.ask.Most(maxKept, 1)), Others: c.others, Absence: c.absence, view: c.View}
	r.told = c.told.sessions
	for _, s := range c.sessions.sorted() {
		c.number(s)
		r.Sessions = append(r.Sessions, s)
	}
	c.done = r
	return r
}
