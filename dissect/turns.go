package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// turns is the dialogue of a protocol that nobody here knows: what one side
// says until the other speaks is a request or a reply. The client asks; where
// the server speaks first, that is a greeting.
type turns struct {
	talk *Talk
	x    Exchange
}

// datagramPause ends a request in UDP that was not answered: what is sent
// after it is another one. Programs that try again wait longer.
const datagramPause = capture.Stamp(500e6)

// Data implements Dialogue.
func (t *turns) Data(d Dir, b []byte, m reassembly.Mark) int {
	t.add(d, len(b), m)
	return len(b)
}

// Gap implements Dialogue.
func (t *turns) Gap(d Dir, n int64, m reassembly.Mark) {
	t.add(d, int(n), m)
	t.x.Notes |= NoteGap
}

func (t *turns) add(d Dir, n int, m reassembly.Mark) {
	if d == ToClient {
		if !t.x.Request.Seen() && !t.x.Reply.Seen() {
			t.x.Notes |= NoteGreeting
			if at, ok := t.talk.Established(); ok {
				t.x.Request.First, t.x.Request.Last = at, at
			}
		}
		t.x.Reply.Add(n, m)
		return
	}
	if t.x.Reply.Seen() || t.paused(m) {
		t.tell()
	}
	t.x.Request.Add(n, m)
}

func (t *turns) paused(m reassembly.Mark) bool {
	return t.talk.Conn.Transport == capture.ProtoUDP && t.x.Request.Seen() && m.At-t.x.Request.Last.At > datagramPause
}

func (t *turns) tell() {
	if t.x.Reply.Seen() {
		t.x.Outcome = Succeeded
	}
	t.talk.Tell(&t.x)
	t.x = Exchange{}
}

// End implements Dialogue.
func (t *turns) End(reassembly.Mark) {
	if t.x.Request.Seen() || t.x.Reply.Seen() {
		t.tell()
	}
}
