package mail

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Content is a mail that passes by and is told piece by piece. The zero value
// is no mail.
type Content struct {
	Envelope *Envelope // nil: no mail is passing
	Bytes    int64     // that were told
	Missing  int64     // that were not captured

	session dissect.Session
	dir     dissect.Dir
	reader  bool // somebody listens
	first   bool
	piece   dissect.Piece // told; in here because a local one would escape
}

// Open begins a mail that passes in direction d.
func (c *Content) Open(k dissect.Session, d dissect.Dir, e *Envelope, m reassembly.Mark) {
	*c = Content{Envelope: e, session: k, dir: d, reader: k.WantsContent(dissect.Mails), first: true}
	c.tell(m, dissect.Piece{})
}

// IsOpen reports whether a mail is passing.
func (c *Content) IsOpen() bool { return c.Envelope != nil }

// Add takes bytes of the mail.
func (c *Content) Add(b []byte, m reassembly.Mark) {
	if len(b) > 0 {
		c.Bytes += int64(len(b))
		c.tell(m, dissect.Piece{Bytes: b})
	}
}

// Insert tells bytes that stand in the mail but did not come here: its header,
// which came before, or a delimiter. They do not count.
func (c *Content) Insert(b []byte, m reassembly.Mark) {
	if len(b) > 0 {
		c.tell(m, dissect.Piece{Bytes: b})
	}
}

// Gap takes n bytes that are missing.
func (c *Content) Gap(n int64, m reassembly.Mark) {
	if n > 0 {
		c.Missing += n
		c.tell(m, dissect.Piece{Missing: n})
	}
}

// Close ends the mail; whole says that it came to its end. Bytes and Missing
// stay until the next Open.
func (c *Content) Close(whole bool, m reassembly.Mark) {
	if c.IsOpen() {
		c.tell(m, dissect.Piece{Last: true, Whole: whole})
		c.Envelope = nil
	}
}

func (c *Content) tell(m reassembly.Mark, p dissect.Piece) {
	if !c.reader {
		return
	}
	c.piece = p
	c.piece.Dir, c.piece.Mark, c.piece.About, c.piece.First = c.dir, m, c.Envelope, c.first
	c.first = false
	c.session.Content(&c.piece)
}
