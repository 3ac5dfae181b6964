// Package dialogues reads what connections say in sequence order, each byte
// once, and has the dialogue of their protocol tell exchanges and contents.
package dialogues

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// Reader reads the dialogues of all connections of one worker and tells its
// Listener what they say. It takes frames as Engine.Dissect,
// Engine.Analyze or Engine.Undissected return them.
type Reader struct {
	Losses dissect.Losses // of connections that were forgotten, have ended or rest

	detector *detect.Detector
	listener dissect.Listener
	content  dissect.Contents
	open     []*session      // first those that are awake
	awake    int             // how many those are
	over     session         // stands for every one that has ended
	swept    capture.Stamp   // when resting connections were looked for
	ending   bool            // what a session says now may be said at another moment
	storage  dissect.Storage // shared by the dialogues

	allowance allowance.Allowance
}

// A connection that says nothing for restAfter rests: its dialogue ends, as if
// it were over, and begins anew if it goes on. IMAP's IDLE is renewed twice as
// often (RFC 2177). They are looked for every sweepEach.
const (
	restAfter = capture.Stamp(3600e9)
	sweepEach = capture.Stamp(600e9)
)

// NewReader returns a reader of dialogues for the protocols that d knows.
// content says what the listener wants of what exchanges carry.
func NewReader(d *detect.Detector, l dissect.Listener, content dissect.Contents) *Reader {
	return &Reader{
		detector: d, listener: l, content: content,
		storage: d.Given.Clone(), allowance: allowance.Allowance{Limit: dissect.DefaultMemory},
	}
}

// Limit bounds what the dialogues keep until something else comes, in bytes;
// DefaultMemory if nobody says.
func (t *Reader) Limit(bytes int64) { t.allowance.Limit = bytes }

// Frame takes the next frame.
func (t *Reader) Frame(f *dissect.Frame) {
	c := f.Conn
	if c == nil {
		return
	}
	k, begun := c.Dialogue.(*session)
	if k == &t.over {
		return
	}
	t.sweep(f.At)
	if !begun {
		k = t.begin(f)
	}
	if !k.resting && f.At-k.last.At > restAfter && k.last.Frame != 0 {
		t.rest(k)
	}
	if k.resting {
		t.wake(k)
	}
	k.last = reassembly.Mark{Frame: f.Frame, At: f.At}
	if c.Transport != capture.ProtoTCP {
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

func (t *Reader) begin(f *dissect.Frame) *session {
	k := &session{conn: f.Conn, reader: t, begun: f.Frame, opener: f.Dir, index: len(t.open)}
	k.decision = f.Conn.Driver.(detect.Decided).Decision()
	f.Conn.Dialogue = k
	if f.Conn.Storage == nil {
		f.Conn.Storage = t.storage
	}
	t.open = append(t.open, k)
	t.swap(k, t.awake)
	t.awake++
	return k
}

// sweep has those rest that said nothing for long. When that is done does not
// matter to what they tell: a frame that comes too late finds its connection
// resting in any case.
func (t *Reader) sweep(now capture.Stamp) {
	if now-t.swept < sweepEach {
		return
	}
	t.swept = now
	for i := 0; i < t.awake; {
		if k := t.open[i]; now-k.last.At > restAfter {
			t.rest(k) // another comes in its place
		} else {
			i++
		}
	}
}

// rest has a session rest, and wake goes on with one: those that rest stand behind
// the others, so that nobody looks at them again and again.
func (t *Reader) rest(k *session) {
	k.rest()
	t.awake--
	t.swap(k, t.awake)
}

func (t *Reader) wake(k *session) {
	k.wake()
	t.swap(k, t.awake)
	t.awake++
}

// swap puts a session at a place among the open ones.
func (t *Reader) swap(k *session, place int) {
	other := t.open[place]
	t.open[k.index], t.open[place] = other, k
	other.index, k.index = k.index, place
}

// Forget ends the dialogue of a connection of which nothing more will come.
func (t *Reader) Forget(c *dissect.Conn) {
	if k, begun := c.Dialogue.(*session); begun && k != &t.over {
		t.end(k)
	}
}

// End ends all dialogues that are still open, in the order in which they began.
func (t *Reader) End() {
	slices.SortFunc(t.open, func(a, b *session) int { return cmp.Compare(a.begun, b.begun) })
	for _, k := range t.open {
		t.finish(k)
	}
	t.open, t.awake = nil, 0
	t.Losses.Add(t.storage.Losses())
}

// end ends one dialogue and lets go of what it kept.
func (t *Reader) end(k *session) {
	t.finish(k)
	if k.index < t.awake {
		t.awake--
		t.swap(k, t.awake)
	}
	last := len(t.open) - 1
	t.swap(k, last)
	t.open[last], t.open = nil, t.open[:last]
}

func (t *Reader) finish(k *session) {
	k.finish()
	t.allowance.Set(&k.account, k, 0)
	k.conn.Dialogue = &t.over
	t.listener.Closed(k.conn, k.last)
}
