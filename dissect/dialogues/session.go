package dialogues

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// session is one connection while its dialogue lasts. It implements
// dissect.Session.
type session struct {
	conn     *dissect.Conn
	carrier  *session // of an inner one; else nil
	reader   *Reader
	index    int // in reader.open
	begun    uint32
	last     reassembly.Mark
	opener   dissect.Dir // in which the first frame went
	duplex   reassembly.Duplex
	life     life
	protocol *dissect.Protocol
	dialogue dissect.Dialogue
	decision *detect.Decision
	anew     bool    // the decision is the session's own, of what follows Redetect
	handed   bool    // the dialogue's protocol was handed the connection
	rejected bool    // the dialogue of the decided protocol could not read it
	declined bool    // nor can it read more, though the protocol is right
	waiting  bool    // it declined, and waits for what opens the connection
	spoke    [2]bool // something of a direction was read
	ordinal  uint32
	unseen   int64           // see Unseen
	waited   capture.Stamp   // see Waited
	torn     [2]uint32       // by direction: the frame that last showed bytes to be missing
	heard    reassembly.Mark // of what the dialogue is given
	backlog  backlog
	resting  bool
	account  allowance.Account // of what is kept until something else comes
	inner    *carried          // streams within it; nil: never any
	contents map[*dissect.Protocol]*content
}

// sessionOverhead is what a session that waits costs beside the bytes that are
// kept.
const sessionOverhead = 1 << 10

// hold accounts for what the session keeps.
func (k *session) hold() {
	n := int64(k.backlog.bytes + len(k.backlog.early)*chunkOverhead)
	if x, ok := k.dialogue.(dissect.Holder); ok {
		n += x.Held()
	}
	if n > 0 {
		n += sessionOverhead
	}
	k.reader.allowance.Set(&k.account, k, n)
}

// GiveUp implements allowance.Owner. What is not known by now are turns.
func (k *session) GiveUp() {
	k.reader.Losses.LetGo++
	if k.dialogue == nil {
		k.begin(nil)
		k.repeat()
	}
	k.backlog.settle()
	if x, ok := k.dialogue.(dissect.Holder); ok {
		x.LetGo()
	}
}

// Conn implements Session.
func (k *session) Conn() *dissect.Conn { return k.conn }

// WantsContent implements Session.
func (k *session) WantsContent(kind dissect.Contents) bool { return k.reader.content.Has(kind) }

// Established implements Session.
func (k *session) Established() (reassembly.Mark, bool) {
	return k.life.established, k.life.established.Frame != 0
}

// Finished implements Session.
func (k *session) Finished(d dissect.Dir) bool {
	if k.carrier != nil {
		return k.carrier.Finished(d)
	}
	return k.life.fins[d].seen
}

// Unseen implements Session.
func (k *session) Unseen() int64 { return k.unseen }

// Waited implements Session.
func (k *session) Waited() capture.Stamp { return k.waited }

// Tell implements Session.
func (k *session) Tell(x *dissect.Exchange) { k.tell(x, k.protocol) }

// tell tells an exchange of p.
func (k *session) tell(x *dissect.Exchange, p *dissect.Protocol) {
	k.backlog.settle()
	k.ordinal++
	x.Conn, x.Ordinal = k.conn, k.ordinal
	if x.Protocol == nil {
		x.Protocol = p
	}
	if k.ordinal == 1 && k.conn.Transport == capture.ProtoTCP && !k.life.opened {
		x.Notes |= dissect.NoteMidstream
	}
	k.reader.listener.Exchange(x)
}

// Event implements Session.
func (k *session) Event(x *dissect.Event) { k.event(x, k.protocol) }

// event tells an event of p.
func (k *session) event(x *dissect.Event, p *dissect.Protocol) {
	k.backlog.settle()
	if l, ok := k.reader.listener.(dissect.EventListener); ok {
		if x.Conn = k.conn; x.Protocol == nil {
			x.Protocol = p
		}
		l.Event(x)
	}
}

// Content implements Session.
func (k *session) Content(p *dissect.Piece) {
	k.backlog.settle()
	if k.reader.content != 0 {
		p.Conn = k.conn
		k.reader.listener.Piece(p)
	}
}

// Expect implements Session.
func (k *session) Expect(x dissect.Expectation) {
	if !k.reader.ending {
		k.conn.Outermost().Driver.Expect(x, k.heard)
	}
}

// Upgrade implements Session.
func (k *session) Upgrade(p *dissect.Protocol) {
	k.backlog.settle()
	k.handed, k.anew, k.declined = true, false, false
	if k.conn.Undissected {
		k.conn.Upgrade(p)
	}
	k.begin(p)
}

// Switch implements Session.
func (k *session) Switch(name, terms []byte) {
	k.conn.More().Terms = string(terms)
	k.Upgrade(k.reader.detector.Named(name))
}

// Redetect implements Session.
func (k *session) Redetect(port uint16) {
	if k.protocol != nil {
		k.conn.More().Before = k.protocol
	}
	k.decision, k.anew, k.handed, k.rejected, k.declined = k.reader.detector.AnewAt(port), true, false, false, false
	k.protocol, k.dialogue, k.backlog = nil, nil, backlog{}
	if k.conn.Undissected {
		k.conn.RedetectAt(port)
	}
}

// Restart implements Session.
func (k *session) Restart(d dissect.Dir, rest []byte) {
	k.decision, k.anew, k.handed, k.rejected, k.declined = k.decision.Restarted(), true, false, false, false
	k.protocol, k.dialogue, k.backlog = nil, nil, backlog{}
	if k.conn.Undissected {
		k.conn.Restart(d, rest)
	}
}

// Reject implements Session.
func (k *session) Reject() {
	switch {
	case !k.backlog.settled:
		k.protocol, k.dialogue, k.rejected = nil, nil, true
	case k.ordinal == 0:
		k.rejected = true
		k.begin(nil)
	}
}

// begin has what follows read as p.
func (k *session) begin(p *dissect.Protocol) {
	k.protocol = p
	if p == nil || p.NewDialogue == nil || k.declined && !k.waiting {
		k.dialogue = &turns{session: k}
		return
	}
	refused := k.rejected
	x := p.NewDialogue(k)
	switch {
	case k.declined:
		x = k.closed(x)
	case x == nil:
		x = &turns{session: k}
	}
	if !k.rejected || refused {
		k.dialogue = x
	}
}

// Data implements reassembly.Dialogue.
func (k *session) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	if !k.spoke[d] && !k.life.opened && k.conn.Transport == capture.ProtoTCP && reassembly.IsProbe(b) {
		return // it stands before what is said, see looked.before
	}
	k.spoke[d] = true
	k.hear(chunk{dir: d, bytes: b, mark: m, unseen: int64(k.duplex.Unseen(m)), waited: k.waits(d, m)})
}

// waits returns how long bytes that m brought waited for those before them: until now,
// unless what is missing will never come.
func (k *session) waits(d dissect.Dir, m reassembly.Mark) capture.Stamp {
	if k.conn.Transport != capture.ProtoTCP || k.torn[d] == k.last.Frame {
		return 0
	}
	return max(0, k.last.At-m.At)
}

// Gap implements reassembly.Dialogue.
func (k *session) Gap(d dissect.Dir, n uint32, m reassembly.Mark) {
	k.torn[d] = k.last.Frame
	k.hear(chunk{dir: d, missing: n, mark: m})
}

// hear takes what is said to the dialogue; as long as its protocol is not sure
// it is kept as well.
func (k *session) hear(r chunk) {
	switch {
	case !k.anew || len(r.bytes) == 0:
	case k.conn.Datagrams:
		k.decision.Datagram(k.reader.detector, k.conn, r.bytes)
	default:
		k.decision.Segment(k.reader.detector, k.conn, r.dir, r.bytes)
	}
	if k.dialogue != nil && !k.handed && !k.rejected && k.decision.Protocol != k.protocol {
		k.change(r.mark)
	}
	if k.backlog.settled {
		k.pass(r)
		return
	}
	k.backlog.keep(r)
	if k.dialogue == nil {
		k.decide()
		return
	}
	if k.backlog.over() {
		k.backlog.settle()
	}
	k.pass(r)
	if k.refused() {
		k.decide()
	}
}

// refused reports whether the dialogue has just said that it is not its
// protocol.
func (k *session) refused() bool { return k.dialogue == nil && k.rejected }

// decide begins the dialogue of the protocol that is known by now, unless more
// is needed, and reads all of what was said before.
func (k *session) decide() {
	p := k.decision.Protocol
	if k.rejected && !k.declined {
		p = nil
	} else if p == nil && !k.decision.Settled() && !k.backlog.over() {
		return
	}
	k.begin(p)
	k.repeat()
	if k.refused() {
		if !k.declined {
			p = nil
		}
		k.begin(p)
		k.repeat()
	}
	if k.backlog.over() {
		k.backlog.settle()
	}
}

// change takes it that another protocol was found than the one that is read:
// what was said is read again if nothing was told of it yet.
func (k *session) change(m reassembly.Mark) {
	switch p := k.decision.Protocol; {
	case !k.backlog.settled:
		k.protocol, k.dialogue = nil, nil
	case k.protocol == nil:
		k.dialogue.End(m)
		k.begin(p)
	}
}

// repeat reads what was said before the protocol was known.
func (k *session) repeat() {
	for _, r := range k.backlog.early {
		if k.refused() {
			return
		}
		k.pass(r)
	}
}

// pass gives r to the dialogue, and what that leaves to the next.
func (k *session) pass(r chunk) {
	if k.dialogue == nil {
		k.hear(r)
		return
	}
	if r.missing > 0 {
		k.heard = r.mark
		k.dialogue.Gap(r.dir, int64(r.missing), r.mark)
		return
	}
	x := k.dialogue
	k.unseen, k.heard, k.waited = r.unseen, r.mark, r.waited
	n := x.Data(r.dir, r.bytes, r.mark)
	if r.bytes = r.bytes[n:]; k.dialogue != x && !k.refused() && len(r.bytes) > 0 {
		k.pass(r)
	}
}

// finish ends the dialogue.
func (k *session) finish() {
	if k.resting {
		return
	}
	k.reader.ending = true
	k.duplex.End(k.opener, k.last, k)
	k.reader.Losses.Streams.Add(k.duplex.Losses())
	for _, d := range [...]dissect.Dir{k.opener, k.opener.Reverse()} {
		if n := k.duplex.Lost(d); n > 0 {
			k.Gap(d, n, k.last)
		}
	}
	k.conclude()
	k.reader.ending = false
}

// conclude has the dialogue tell what is open.
func (k *session) conclude() {
	if k.dialogue == nil && len(k.backlog.early) > 0 {
		k.begin(nil)
		k.repeat()
	}
	if k.dialogue != nil {
		k.dialogue.End(k.last)
	}
	k.endInner()
}

// rest ends the dialogue of a connection that may go on, and lets go of what
// it kept but for its protocol.
func (k *session) rest() {
	settled := k.backlog.settled
	k.finish()
	// What comes next is long after the handshake, and may acknowledge what was told.
	k.life.accepted, k.life.established = false, reassembly.Mark{}
	k.duplex, k.dialogue, k.resting = reassembly.Duplex{}, nil, true
	k.backlog = backlog{settled: settled}
	k.reader.allowance.Set(&k.account, k, 0)
}

// wake begins a dialogue again.
func (k *session) wake() {
	if k.backlog.settled {
		k.begin(k.protocol)
	}
	k.resting = false
}

// datagram takes the payload of a frame of UDP or SCTP.
func (k *session) datagram(f *dissect.Frame) {
	if len(f.Payload) > 0 {
		k.Data(f.Dir, f.Payload, k.last)
	}
	if n := f.PayloadLen - len(f.Payload); n > 0 {
		k.Gap(f.Dir, uint32(n), k.last)
	}
}
