package rtp

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Audio is what a Piece of dissect.Audio is About: the samples of one stream of G.711 in
// the order in which they were sent, a byte each. Missing are samples that did not come,
// or that were not sent as there was silence.
type Audio struct {
	SSRC  uint32
	Type  PayloadType // PCMU or PCMA
	Setup *Setup
	Lost  uint64 // samples among those missing that were sent
}

// recorder puts the packets of a stream in order.
type recorder struct {
	source *receiver
	audio  Audio
	begun  bool
	next   uint16 // sequence number
	stamp  uint32 // timestamp that goes on what was told
	early  []early
}

// early is a packet before which others are missing.
type early struct {
	seq   uint16
	stamp uint32
	bytes []byte
}

const (
	// maxEarly is how many packets wait for one before them: a second of them.
	maxEarly = 50
	// maxSilence is the longest silence that is written, in samples: a jump beyond it
	// is another beginning.
	maxSilence = 10 * 60 * 8000
)

// lawOf returns the payload type of G.711 that a format is.
func lawOf(f Format) (PayloadType, bool) {
	switch {
	case f.Clock != 8000 || f.Channels > 1:
	case f.Encoding == "PCMU" || f.Encoding == "pcmu":
		return PCMU, true
	case f.Encoding == "PCMA" || f.Encoding == "pcma":
		return PCMA, true
	}
	return 0, false
}

// record takes the packet of a source.
func (t *Tracker) record(r *receiver, p *Packet, f Format, m reassembly.Mark) {
	law, ok := lawOf(f)
	if !ok || p.Broken {
		return
	}
	var x *recorder
	for _, y := range t.audio {
		if y.source == r {
			x = y
		}
	}
	if x == nil {
		x = &recorder{source: r, audio: Audio{SSRC: r.SSRC, Type: law, Setup: r.Setup}}
		t.audio = append(t.audio, x)
	}
	if law != x.audio.Type {
		return
	}
	switch {
	case !x.begun:
		x.begun, x.next, x.stamp = true, p.Sequence, p.Timestamp
		t.talk.Content(&dissect.Piece{Dir: r.Dir, Mark: m, First: true, About: &x.audio})
	case p.Sequence-x.next >= 1<<15:
		return // too late
	}
	if p.Sequence != x.next {
		x.early = append(x.early, early{p.Sequence, p.Timestamp, append([]byte(nil), p.Payload...)})
		if len(x.early) > maxEarly {
			t.release(x, m)
		}
		return
	}
	t.tell(x, p.Timestamp, p.Payload, m)
	t.follow(x, m)
}

// follow tells early packets whose turn it is.
func (t *Tracker) follow(x *recorder, m reassembly.Mark) {
	for again := true; again; {
		again = false
		for i, e := range x.early {
			if e.seq == x.next {
				x.early = append(x.early[:i], x.early[i+1:]...)
				t.tell(x, e.stamp, e.bytes, m)
				again = true
				break
			}
		}
	}
}

// release goes on with the first of the early packets: what is before it was lost.
func (t *Tracker) release(x *recorder, m reassembly.Mark) {
	first := x.early[0].seq
	for _, e := range x.early {
		if e.seq-x.next < first-x.next {
			first = e.seq
		}
	}
	for _, e := range x.early {
		if e.seq == first {
			if d := e.stamp - x.stamp; d < maxSilence {
				x.audio.Lost += uint64(d)
			}
		}
	}
	x.next = first
	t.follow(x, m)
}

// tell tells the samples of the packet whose turn it is, and the silence before them.
func (t *Tracker) tell(x *recorder, stamp uint32, b []byte, m reassembly.Mark) {
	piece := dissect.Piece{Dir: x.source.Dir, Mark: m, About: &x.audio}
	if d := stamp - x.stamp; d > 0 && d < maxSilence {
		piece.Missing = int64(d)
		t.talk.Content(&piece)
	}
	piece.Missing, piece.Bytes = 0, b
	t.talk.Content(&piece)
	x.next++
	x.stamp = stamp + uint32(len(b))
}

// stopRecording tells what waits, and that the audio ends.
func (t *Tracker) stopRecording(m reassembly.Mark) {
	for _, x := range t.audio {
		for len(x.early) > 0 {
			t.release(x, m)
		}
		t.talk.Content(&dissect.Piece{Dir: x.source.Dir, Mark: m, Last: true, Whole: x.audio.Lost == 0, About: &x.audio})
	}
	t.audio = nil
}

// Held implements dissect.Holder.
func (t *Tracker) Held() (n int64) {
	for _, x := range t.audio {
		for _, e := range x.early {
			n += int64(len(e.bytes)) + 64
		}
	}
	return n
}

// LetGo implements dissect.Holder: what is missing before packets that wait was lost.
func (t *Tracker) LetGo() {
	for _, x := range t.audio {
		for len(x.early) > 0 {
			t.release(x, x.source.Last)
		}
	}
}
