package dialogues

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// turns is the dialogue of a protocol that nobody here knows: what one side
// says until the other speaks is a request or a reply. The client asks; where
// the server speaks first, that is a greeting.
type turns struct {
	session *session
	x       dissect.Exchange
	asked   bool // there was some of a request, if only bytes that were not captured
	replied bool // or of a reply
	lost    bool // bytes before the next ones were
	// counted is how many bytes of each direction were counted before they were
	// told: those that the other side had received when it spoke.
	counted [2]int64
}

// datagramPause ends a request in UDP that was not answered: what is sent
// after it is another one. Programs that try again wait longer.
const datagramPause = capture.Stamp(500e6)

// Data implements Dialogue.
func (t *turns) Data(d dissect.Dir, b []byte, m reassembly.Mark) int {
	other := d.Reverse()
	if unseen := t.session.Unseen() - t.counted[other]; unseen > 0 {
		t.counted[other] += unseen
		t.miss(other, unseen, m)
	}
	n := t.told(d, int64(len(b)))
	if n == 0 {
		return len(b)
	}
	s := t.side(d, m)
	if t.lost && d == dissect.ToClient && !s.Seen() {
		t.x.Notes |= dissect.NoteUnsure // when the request ended, or the reply began
	}
	t.lost = false
	s.Add(int(n), m)
	return len(b)
}

// Gap implements Dialogue.
func (t *turns) Gap(d dissect.Dir, n int64, m reassembly.Mark) {
	if n = t.told(d, n); n > 0 {
		t.miss(d, n, m)
	}
}

// told returns how many of the next n bytes of d were not counted before.
func (t *turns) told(d dissect.Dir, n int64) int64 {
	before := min(n, t.counted[d])
	t.counted[d] -= before
	return n - before
}

// miss counts bytes that were not captured. They have no time: m only shows
// them.
func (t *turns) miss(d dissect.Dir, n int64, m reassembly.Mark) {
	t.side(d, m).Bytes += n
	t.x.Notes |= dissect.NoteGap
	t.lost = true
}

// side returns the side that takes what is said in direction d.
func (t *turns) side(d dissect.Dir, m reassembly.Mark) *dissect.Side {
	if d == dissect.ToServer {
		if t.replied || t.paused(m) {
			t.tell()
		}
		t.asked = true
		return &t.x.Request
	}
	if !t.asked && !t.replied {
		t.x.Notes |= dissect.NoteGreeting
		if at, ok := t.session.Established(); ok {
			t.x.Request.First, t.x.Request.Last = at, at
		}
	}
	t.replied = true
	return &t.x.Reply
}

func (t *turns) paused(m reassembly.Mark) bool {
	return !t.session.conn.Streams() && t.x.Request.Seen() && m.At-t.x.Request.Last.At > datagramPause
}

// tell tells the exchange, unless nothing of it was captured.
func (t *turns) tell() {
	if t.replied {
		t.x.Outcome = dissect.Succeeded
	}
	if t.x.Request.Seen() && t.x.Reply.Seen() && t.x.Reply.First.Frame < t.x.Request.Last.Frame {
		t.x.Notes |= dissect.NoteEarly
	}
	if t.x.Request.Seen() || t.x.Reply.Seen() {
		t.session.Tell(&t.x)
	}
	t.x, t.asked, t.replied = dissect.Exchange{}, false, false
}

// End implements Dialogue.
func (t *turns) End(reassembly.Mark) { t.tell() }
