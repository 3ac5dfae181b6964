package lines

import "netsniff/dissect"

// Connection is what the dialogues of SMTP, POP3 and IMAP have in common. They
// embed it.
type Connection struct {
	Talk   *dissect.Talk
	Lines  [2]Lines
	Told   bool // an exchange was told: the protocol is right
	Handed bool // the connection was handed on
}

// Tell tells an exchange with its detail.
func (c *Connection) Tell(x *dissect.Exchange, detail any) {
	x.Detail = detail
	c.Told = true
	c.Talk.Tell(x)
}

// Reject says that this is another protocol.
func (c *Connection) Reject() {
	c.Handed = true
	c.Talk.Reject()
}

// HandOn hands the connection on to a protocol that is not known.
func (c *Connection) HandOn() {
	c.Handed = true
	c.Talk.Upgrade(nil)
}

// BeginsTLS reports whether the next byte begins a TLS handshake where a line
// should begin: the command that asked for it may have been lost.
func (c *Connection) BeginsTLS(dir dissect.Dir, next byte) bool {
	const handshake = 0x16 // RFC 8446 §5.1
	return next == handshake && len(c.Lines[dir].Begun()) == 0
}
