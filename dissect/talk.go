package dissect

import (
	"netsniff/capture"
	"netsniff/dissect/allowance"
	"netsniff/reassembly"
)

// Talk is the dialogue of one connection while it lasts: what a Dialogue can
// ask, and where it tells what it finds.
type Talk struct {
	Conn *Conn

	talks    *Talks
	index    int // in talks.open
	begun    uint32
	last     reassembly.Mark
	opener   Dir // in which the first frame went
	duplex   reassembly.Duplex
	life     life
	protocol *Protocol
	dialogue Dialogue
	rejected bool // what the dialogue was begun for
	ordinal  uint32
	unseen   int64 // see Unseen
	guess    guess
	resting  bool
	account  allowance.Account // of what is kept until something else comes
}

// A Holder is a Dialogue that keeps things until something else comes: the
// beginnings of messages, requests that wait for their replies.
type Holder interface {
	// Held returns how many bytes that is, about. It is asked after each Data
	// and Gap.
	Held() int64
	// LetGo has it forget them. What follows must not be taken for their rest,
	// nor for the reply to another.
	LetGo()
}

// talkOverhead is what a talk that waits costs beside the bytes that are kept.
const talkOverhead = 1 << 10

// hold accounts for what the talk keeps.
func (k *Talk) hold() {
	n := int64(k.guess.bytes + len(k.guess.early)*remarkOverhead)
	if x, ok := k.dialogue.(Holder); ok {
		n += x.Held()
	}
	if n > 0 {
		n += talkOverhead
	}
	k.talks.allowance.Set(&k.account, k, n)
}

// GiveUp implements allowance.Owner. What is not known by now are turns.
func (k *Talk) GiveUp() {
	k.talks.Losses.LetGo++
	if k.dialogue == nil {
		k.begin(nil)
		k.repeat()
	}
	k.guess.settle()
	if x, ok := k.dialogue.(Holder); ok {
		x.LetGo()
	}
}

// WantsContent reports whether anybody listens to Content.
func (k *Talk) WantsContent() bool { return k.talks.content }

// Established returns the segment that completed the handshake, and false if
// it was not seen.
func (k *Talk) Established() (reassembly.Mark, bool) {
	return k.life.established, k.life.established.Frame != 0
}

// Finished reports whether the sender of d said that nothing will follow.
func (k *Talk) Finished(d Dir) bool { return k.life.fins[d].seen }

// Unseen returns how many bytes of the other direction the sender of what the
// dialogue is given had received that it was not given yet. They come before
// what he sent, or they are lost.
func (k *Talk) Unseen() int64 { return k.unseen }

// Tell tells an exchange that has ended. Conn, Protocol and Ordinal are filled in.
func (k *Talk) Tell(x *Exchange) {
	k.guess.settle()
	k.ordinal++
	x.Conn, x.Protocol, x.Ordinal = k.Conn, k.protocol, k.ordinal
	if k.ordinal == 1 && k.Conn.Transport == capture.ProtoTCP && !k.life.opened {
		x.Notes |= NoteMidstream
	}
	k.talks.listener.Exchange(x)
}

// Content tells a piece of content. Conn is filled in.
func (k *Talk) Content(p *Piece) {
	k.guess.settle()
	if k.talks.content {
		p.Conn = k.Conn
		k.talks.listener.Piece(p)
	}
}

// Upgrade has p read what is said from now on, beginning with those bytes that
// the calling dialogue does not take. A nil p stands for a protocol that is
// not known, such as TLS: what follows are turns.
func (k *Talk) Upgrade(p *Protocol) {
	k.guess.settle()
	k.begin(p)
}

// Redetect has what is said from now on recognised by its bytes (CONNECT).
func (k *Talk) Redetect() {
	k.protocol, k.dialogue, k.guess = nil, nil, guess{tries: 1}
}

// Reject says that the connection does not carry the dialogue's protocol. It
// is heeded only while nothing has been told: the bytes so far are read again,
// or if they were too many, what follows are turns.
func (k *Talk) Reject() {
	switch {
	case !k.guess.settled:
		k.protocol, k.dialogue, k.rejected = nil, nil, true
		k.guess.tries++
	case k.ordinal == 0:
		k.begin(nil)
	}
}

// begin has what follows read as p.
func (k *Talk) begin(p *Protocol) {
	k.protocol = p
	if p != nil && p.NewDialogue != nil {
		k.dialogue = p.NewDialogue(k)
	} else {
		k.dialogue = &turns{talk: k}
	}
}

// Data implements reassembly.Dialogue.
func (k *Talk) Data(d Dir, b []byte, m reassembly.Mark) {
	k.hear(remark{dir: d, bytes: b, mark: m, unseen: int64(k.duplex.Unseen(m))})
}

// Gap implements reassembly.Dialogue.
func (k *Talk) Gap(d Dir, n uint32, m reassembly.Mark) {
	k.hear(remark{dir: d, missing: n, mark: m})
}

// hear takes what is said to the dialogue; as long as its protocol is not sure
// it is kept as well.
func (k *Talk) hear(r remark) {
	if k.guess.settled {
		k.pass(r)
		return
	}
	k.guess.keep(r)
	switch {
	case k.dialogue == nil:
		k.recognise(r)
	case k.guess.over():
		k.guess.settle()
		fallthrough
	default:
		k.pass(r)
	}
	for k.rejected {
		k.recognise(r)
	}
}

// recognise begins the dialogue of the protocol that what was said up to r
// tells, unless more is needed, and reads all of it.
func (k *Talk) recognise(r remark) {
	p, sure := k.talks.detector.recognise(k, r)
	k.rejected = false
	if p == nil && !sure {
		return
	}
	k.begin(p)
	k.repeat()
}

// repeat reads what was said before the protocol was known.
func (k *Talk) repeat() {
	for _, r := range k.guess.early {
		if k.rejected {
			return
		}
		k.pass(r)
	}
}

// pass gives r to the dialogue, and what that leaves to the next.
func (k *Talk) pass(r remark) {
	if k.dialogue == nil {
		k.hear(r)
		return
	}
	if r.missing > 0 {
		k.dialogue.Gap(r.dir, int64(r.missing), r.mark)
		return
	}
	x := k.dialogue
	k.unseen = r.unseen
	n := x.Data(r.dir, r.bytes, r.mark)
	if r.bytes = r.bytes[n:]; k.dialogue != x && !k.rejected && len(r.bytes) > 0 {
		k.pass(r)
	}
}

// finish ends the dialogue.
func (k *Talk) finish() {
	if k.resting {
		return
	}
	k.duplex.End(k.opener, k.last, k)
	k.talks.Losses.Streams.Add(k.duplex.Losses())
	for _, d := range [...]Dir{k.opener, k.opener.Reverse()} {
		if n := k.duplex.Lost(d); n > 0 {
			k.Gap(d, n, k.last)
		}
	}
	if k.dialogue == nil && len(k.guess.early) > 0 {
		k.begin(nil)
		k.repeat()
	}
	if k.dialogue != nil {
		k.dialogue.End(k.last)
	}
}

// rest ends the dialogue of a connection that may go on, and lets go of what
// it kept but for its protocol.
func (k *Talk) rest() {
	settled := k.guess.settled
	k.finish()
	// What comes next is long after the handshake, and may acknowledge what was told.
	k.life.accepted, k.life.established = false, reassembly.Mark{}
	k.duplex, k.dialogue, k.rejected, k.resting = reassembly.Duplex{}, nil, false, true
	k.guess = guess{settled: settled}
	k.talks.allowance.Set(&k.account, k, 0)
}

// wake begins a dialogue again.
func (k *Talk) wake() {
	if k.resting && k.guess.settled {
		k.begin(k.protocol)
	}
	k.resting = false
}

// datagram takes the payload of a UDP frame.
func (k *Talk) datagram(f *Frame) {
	if len(f.Payload) > 0 {
		k.Data(f.Dir, f.Payload, k.last)
	}
	if n := f.PayloadLen - len(f.Payload); n > 0 {
		k.Gap(f.Dir, uint32(n), k.last)
	}
}
