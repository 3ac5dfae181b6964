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
// Where doubted, because something was beyond that before, only a window is
// allowed.
func (l *limits) allow(n uint32, at capture.Stamp, doubted bool) bool {
	if n <= l.width() {
		return true
	}
	return !doubted && l.runs && at > l.at && float64(n-l.width()) <= lineRate*float64(at-l.at)
}

// acknowledgments are what the other side said it has received.
type acknowledgments struct {
	first, last uint32 // valid iff any
	any         bool
	doubted     bool // one was beyond what can be
}

func (a *acknowledgments) note(ack uint32) {
	if !a.any {
		a.first, a.last, a.any = ack, ack, true
	} else if After(ack, a.last) {
		a.last = ack
	}
}

// guessedShift is what a window is shifted by whose scale was not captured:
// most systems use no more.
const guessedShift = 8

// take notes a window that the receiver offers, with the scale of its SYN.
func (l *limits) take(window uint16, scale int8, syn bool) {
	w := uint32(window)
	switch {
	case syn || scale == ScaleUnused:
	case scale == ScaleUnknown:
		w <<= guessedShift
	default:
		w <<= scale
	}
	l.window = max(l.window, w)
}
