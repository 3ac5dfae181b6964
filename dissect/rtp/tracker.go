package rtp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Tracker follows the sources of one connection for its dialogue: their Streams are told
// when it ends, what RTCP says as it comes. Make it with NewTracker.
type Tracker struct {
	talk    dissect.Session
	sources []*receiver
	audio   []*recorder
	senders [2]sender
}

// maxSources is how many sources of a connection are followed: those that come first.
const maxSources = 64

// NewTracker returns a tracker that tells to talk.
func NewTracker(talk dissect.Session) *Tracker { return &Tracker{talk: talk} }

// Report is what one end said of a source that it hears (RFC 3550 §6.4.1): what an Event
// is About.
type Report struct {
	From, About uint32 // the SSRCs of the end and of the source
	Fraction    uint8  // lost since the last report, in 256ths
	Lost        int32
	Jitter      uint32 // in units of the clock
	// RoundTrip is the time from the capture point to the end and back; 0 if it cannot
	// be told.
	RoundTrip capture.Stamp
}

// sender is the last sender report in a direction.
type sender struct {
	stamp uint32 // the middle of its NTP time
	at    capture.Stamp
}

// Packet takes a packet of RTP.
func (t *Tracker) Packet(d dissect.Dir, b []byte, setup *Setup, m reassembly.Mark) {
	p, ok := Parse(b)
	if !ok {
		return
	}
	r := t.source(d, p.SSRC, setup)
	if r == nil {
		return
	}
	x := Message{Packet: p, format: setup.Format(p.Type)}
	event := x.isEvent()
	if fresh := r.take(&p, x.format, event, m); fresh && !event && t.talk.WantsContent(dissect.Audio) {
		t.record(r, &p, x.format, m)
	}
}

func (t *Tracker) source(d dissect.Dir, ssrc uint32, setup *Setup) *receiver {
	for _, r := range t.sources {
		if r.SSRC == ssrc && r.Dir == d {
			return r
		}
	}
	if len(t.sources) == maxSources {
		dissect.Lost(t.talk.Conn()).Beyond[dissect.Sources]++
		return nil
	}
	r := &receiver{Stream: Stream{SSRC: ssrc, Dir: d, Setup: setup}}
	t.sources = append(t.sources, r)
	return r
}

// Control takes a datagram of RTCP.
func (t *Tracker) Control(d dissect.Dir, b []byte, m reassembly.Mark) {
	var x ControlMessage
	for n := x.read(b, false); n > 0; n = x.read(b, false) {
		if x.Type == SenderReport && len(x.Bytes) >= 16 {
			t.senders[d] = sender{be.Uint32(x.Bytes[10:]), m.At}
		}
		if at := x.reports(); at > 0 {
			for range x.count() {
				if at+reportBlock > len(x.Bytes) {
					break
				}
				t.report(d, be.Uint32(x.Bytes[4:]), x.Bytes[at:at+reportBlock], m)
				at += reportBlock
			}
		}
		b = b[n:]
	}
}

// report takes a report block of an end.
func (t *Tracker) report(d dissect.Dir, from uint32, b []byte, m reassembly.Mark) {
	x := Report{From: from, About: be.Uint32(b), Fraction: b[4], Lost: int32(be.Uint32(b[4:])<<8) >> 8,
		Jitter: be.Uint32(b[12:])}
	lsr, dlsr := be.Uint32(b[16:]), be.Uint32(b[20:])
	if s := t.senders[1-d]; lsr != 0 && s.stamp == lsr {
		if rtt := m.At - s.at - capture.Stamp(uint64(dlsr)*1e9>>16); rtt > 0 {
			x.RoundTrip = rtt
		}
	}
	t.talk.Event(&dissect.Event{Protocol: &Control, Dir: d, Mark: m, About: &x})
}

// End tells the streams. m is the last segment.
func (t *Tracker) End(m reassembly.Mark) {
	t.stopRecording(m)
	for _, r := range t.sources {
		t.talk.Event(&dissect.Event{Protocol: &Protocol, Dir: r.Dir, Mark: r.Last, About: r.end()})
	}
	t.sources = nil
}

// dialogue follows the datagrams of one conversation.
type dialogue struct {
	talk  dissect.Session
	setup *Setup
	shape shape
	*Tracker
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	return &dialogue{talk: s, setup: setupOf(s.Conn()), Tracker: NewTracker(s)}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	switch {
	case isControl(b):
		d.Control(dir, b, m)
	case len(b) < headLen || b[0]>>6 != version, d.talk.Conn().Announced == nil && !d.shape.take(b):
	default:
		d.Packet(dir, b, d.setup, m)
	}
	return len(b)
}

// Gap has nothing to forget: datagrams stand for themselves.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}
