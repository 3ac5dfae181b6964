package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/keylog"
	"netsniff/reassembly"
)

// Transcript tells what the records of one connection carry, in order, for those who
// follow it.
type Transcript struct {
	conn *dissect.Conn
	read dialogue
	take func(Piece)
}

// Piece is a part of what a direction carries, or of it Missing bytes that nobody can
// tell. Bytes are borrowed until return.
type Piece struct {
	Dir     dissect.Dir
	Mark    reassembly.Mark
	Bytes   []byte
	Missing int64
}

// NewTranscript returns the transcript of a connection, which tells take. given are the
// secrets that it is decrypted with, and what is to be hidden of what they open.
func NewTranscript(c *dissect.Conn, given dissect.Storage, take func(Piece)) *Transcript {
	own := *c
	own.Storage = given.Clone()
	t := &Transcript{conn: &own, take: take}
	t.read = dialogue{connection: newConnection(&own, new(store)), session: t, begun: true}
	return t
}

// Undecrypted says why nothing was told, Known if something was.
func (t *Transcript) Undecrypted() keylog.Reason { return t.read.missed }

// Begins reports whether b begins with a record of a handshake.
func Begins(b []byte) bool { return hello(b) }

// Data takes the next bytes of a direction.
func (t *Transcript) Data(d dissect.Dir, b []byte, m reassembly.Mark) { t.read.Data(d, b, m) }

// Gap takes it that bytes of a direction are missing.
func (t *Transcript) Gap(d dissect.Dir, n int64, m reassembly.Mark) { t.read.Gap(d, n, m) }

// Open implements opener.
func (t *Transcript) Open(x dissect.Inner) dissect.InnerSession {
	inside := t.conn.Inside(x)
	return plaintext{t, dissect.VeilOf(&inside, &x)}
}

// Decline implements opener: its keys may come later.
func (t *Transcript) Decline() bool { return true }

// plaintext is what a Transcript takes for the stream within.
type plaintext struct {
	*Transcript
	veil dissect.Veil // nil: nothing of it is hidden
}

// Data implements dissect.InnerSession.
func (p plaintext) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	if p.veil != nil {
		p.veil.Data(d, b)
	}
	p.take(Piece{Dir: d, Mark: m, Bytes: b})
}

// Gap implements dissect.InnerSession.
func (p plaintext) Gap(d dissect.Dir, n int64, m reassembly.Mark) {
	if p.veil != nil {
		p.veil.Gap(d, n)
	}
	p.take(Piece{Dir: d, Mark: m, Missing: n})
}

// Conn implements dissect.InnerSession.
func (p plaintext) Conn() *dissect.Conn { return p.conn }

// End implements dissect.InnerSession.
func (plaintext) End(reassembly.Mark) {}
