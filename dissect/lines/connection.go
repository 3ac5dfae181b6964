package lines

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Connection is what the dialogues of SMTP, POP3 and IMAP have in common. They
// embed it.
type Connection struct {
	Session dissect.Session
	Lines   [2]Lines
	Told    bool // an exchange was told: the protocol is right
	Handed  bool // the connection was handed on
}

// Held returns how many bytes of lines that have begun are kept.
func (c *Connection) Held() int64 {
	return int64(len(c.Lines[dissect.ToServer].Begun()) + len(c.Lines[dissect.ToClient].Begun()))
}

// Line is Lines.Next for a direction; lines of which not all is kept are counted.
func (c *Connection) Line(dir dissect.Dir, b []byte, m reassembly.Mark) (line []byte, n int, ok bool) {
	line, n, ok = c.RawLine(dir, b, m)
	return TrimLineEnd(line), n, ok
}

// RawLine is Line, but the line has its end.
func (c *Connection) RawLine(dir dissect.Dir, b []byte, m reassembly.Mark) (line []byte, n int, ok bool) {
	l := &c.Lines[dir]
	if line, n, ok = l.Raw(b, m); ok && l.Cut() {
		dissect.Lost(c.Session.Conn()).Beyond[dissect.Lines]++
	}
	return line, n, ok
}

// Tell tells an exchange with its detail.
func (c *Connection) Tell(x *dissect.Exchange, detail any) {
	x.Detail = detail
	c.Told = true
	c.Session.Tell(x)
}

// Reject says that this is another protocol.
func (c *Connection) Reject() {
	c.Handed = true
	c.Session.Reject()
}

// HandOn hands the connection on to the protocol that its bytes show: TLS.
func (c *Connection) HandOn() {
	c.Handed = true
	c.Session.Redetect(0)
}

// BeginsTLS reports whether the next byte begins a TLS record where a line
// should begin: the command that asked for it may have been lost.
func (c *Connection) BeginsTLS(dir dissect.Dir, next byte) bool {
	return firstRecord <= next && next <= lastRecord && len(c.Lines[dir].Begun()) == 0
}

// The types of TLS records (RFC 8446 §5.1), none of which begins a line of text.
const firstRecord, lastRecord = 0x14, 0x17

// IsTLS reports whether b begins with the header of a TLS record.
func IsTLS(b []byte) bool {
	const header, longest = 5, 1<<14 + 256
	return len(b) >= header && firstRecord <= b[0] && b[0] <= lastRecord && b[1] == 3 && b[2] <= 4 &&
		int(b[3])<<8|int(b[4]) <= longest
}
