package dissect

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect/allowance"
	"netsniff/reassembly"
)

// Talks reads the dialogues of all connections of one worker and tells its
// Listener what they say. It takes frames as Engine.Dissect or
// Engine.Undissected return them.
type Talks struct {
	Losses Losses // of connections that were forgotten, have ended or rest

	detector *Detector
	listener Listener
	content  bool
	open     []*Talk
	over     Talk          // stands for every one that has ended
	swept    capture.Stamp // when resting connections were looked for
	memory   memory        // shared by the dialogues

	allowance allowance.Allowance
}

// A connection that says nothing for restAfter rests: its dialogue ends, as if
// it were over, and begins anew if it goes on. IMAP's IDLE is renewed twice as
// often (RFC 2177). They are looked for every sweepEach.
const (
	restAfter = capture.Stamp(3600e9)
	sweepEach = capture.Stamp(600e9)
)

// NewTalks returns a reader of dialogues for the protocols that d knows.
// content says whether the listener wants what exchanges carry.
func NewTalks(d *Detector, l Listener, content bool) *Talks {
	return &Talks{detector: d, listener: l, content: content, memory: memory{}, allowance: allowance.Allowance{Limit: DefaultMemory}}
}

// Limit bounds what the dialogues keep until something else comes, in bytes;
// DefaultMemory if nobody says.
func (t *Talks) Limit(bytes int64) { t.allowance.Limit = bytes }

// Frame takes the next frame.
func (t *Talks) Frame(f *Frame) {
	c := f.Conn
	if c == nil {
		return
	}
	if c.talk == &t.over {
		return
	}
	t.sweep(f.At)
	if c.talk == nil {
		t.begin(f)
	}
	k := c.talk
	if !k.resting && f.At-k.last.At > restAfter && k.last.Frame != 0 {
		k.rest()
	}
	k.wake()
	k.last = reassembly.Mark{Frame: f.Frame, At: f.At}
	if c.Transport == capture.ProtoUDP {
		k.datagram(f)
		k.hold()
		return
	}
	ended := k.life.note(f)
	k.duplex.Add(f.Packet, f.Dir, k)
	if ended {
		t.end(k)
		return
	}
	k.hold()
}

func (t *Talks) begin(f *Frame) {
	k := &Talk{Conn: f.Conn, talks: t, begun: f.Frame, opener: f.Dir, index: len(t.open)}
	f.Conn.talk = k
	if f.Conn.memory == nil {
		f.Conn.memory = t.memory
	}
	t.open = append(t.open, k)
}

// sweep has those rest that said nothing for long. When that is done does not
// matter to what they tell: a frame that comes too late finds its connection
// resting in any case.
func (t *Talks) sweep(now capture.Stamp) {
	if now-t.swept < sweepEach {
		return
	}
	t.swept = now
	for _, k := range t.open {
		if !k.resting && now-k.last.At > restAfter {
			k.rest()
		}
	}
}

// Forget ends the dialogue of a connection of which nothing more will come.
func (t *Talks) Forget(c *Conn) {
	if c.talk != nil && c.talk != &t.over {
		t.end(c.talk)
	}
}

// End ends all dialogues that are still open, in the order in which they began.
func (t *Talks) End() {
	slices.SortFunc(t.open, func(a, b *Talk) int { return cmp.Compare(a.begun, b.begun) })
	for _, k := range t.open {
		t.finish(k)
	}
	t.open = nil
}

// end ends one dialogue and lets go of what it kept.
func (t *Talks) end(k *Talk) {
	t.finish(k)
	last := len(t.open) - 1
	t.open[k.index] = t.open[last]
	t.open[k.index].index = k.index
	t.open[last], t.open = nil, t.open[:last]
}

func (t *Talks) finish(k *Talk) {
	k.finish()
	t.allowance.Set(&k.account, k, 0)
	k.Conn.talk = &t.over
	t.listener.Closed(k.Conn, k.last)
}
