package reassembly

import "netsniff/capture"

// limits say how far beyond what is known of a stream its sender can be: a
// window (RFC 9293 §3.8.6), and what a link carries in the time of which nothing
// was captured.
type limits struct {
	window uint32 // widest that the receiver offered, in bytes; 0: none seen
	at     capture.Stamp
	runs   bool // at is valid
}

const (
	// minLimit is allowed whatever the receiver offers: segments are captured
	// before it takes its offer back.
	minLimit = 64 << 10
	// unknownWindow stands for a window nobody saw.
	unknownWindow = 16 << 20
	// lineRate is how many bytes a connection may carry in a nanosecond: 10 Gbit/s.
	lineRate = 1.25
)

// seen notes when the sender was known to be where he is.
func (l *limits) seen(at capture.Stamp) {
	if !l.runs || at > l.at {
		l.at, l.runs = at, true
	}
}

// width returns the widest window, in bytes.
func (l *limits) width() uint32 {
	if l.window == 0 {
		return unknownWindow
	}
	return max(minLimit, min(l.window, maxWindow))
}

// allow reports whether the sender can be n bytes further on at the given time.
func (l *limits) allow(n uint32, at capture.Stamp) bool {
	if n <= l.width() {
		return true
	}
	return l.runs && at > l.at && float64(n-l.width()) <= lineRate*float64(at-l.at)
}

// acknowledgments are what the other side said it has received.
type acknowledgments struct {
	first, last uint32 // valid iff any
	any         bool
	doubted     bool // one was beyond what can be: from then on only a window is allowed
}

// allow is limits.allow for an acknowledgment n bytes beyond what is known to
// have been sent.
func (a *acknowledgments) allow(n uint32, at capture.Stamp, l *limits) bool {
	if n <= l.width() || !a.doubted && l.allow(n, at) {
		return true
	}
	a.doubted = true
	return false
}

func (a *acknowledgments) note(ack uint32) {
	if !a.any {
		a.first, a.last, a.any = ack, ack, true
	} else if After(ack, a.last) {
		a.last = ack
	}
}

// scaling is how one end of a connection offers its windows.
type scaling struct {
	shift int8
	known bool
}

// guessedShift is what a window is shifted by whose scale was not captured:
// most systems use no more.
const guessedShift = 8

// offer returns the window in a segment, in bytes.
func (x *scaling) offer(p *capture.Packet) uint32 {
	w := uint32(p.TCP.Window)
	if p.TCP.Flags&capture.SYN != 0 {
		x.shift, x.known = max(0, scaleOption(p.TCP.Options)), true
		return w
	}
	if !x.known {
		return w << guessedShift
	}
	return w << x.shift
}
