package reassembly

import "netsniff/capture"

// flow is the sequence space of one direction of a connection: what its
// sender has sent and acknowledged so far.
type flow struct {
	base uint32 // sequence number shown as 0
	next uint32 // highest sequence number sent, plus one
	hole uint32 // next before the first segment that did not begin there: what lies beyond was not seen whole
	ack  uint32 // last acknowledgment number sent

	nextAt    capture.Stamp // when next was reached
	ackAt     capture.Stamp // when ack was sent last
	nextFrame uint32        // the frame that reached next
	pushed    uint32        // bytes sent since the last PSH
	unheard   uint32        // bytes sent since the other side acknowledged last, at most a window
	sacked    uint32        // bytes that the last segment acknowledged selectively

	window uint32 // last window, as in the header
	scale  int8

	hasBase, hasNext, hasHole, hasAck, hasWindow bool
	doubted                                      bool     // bytes beyond next were acknowledged, and it has acknowledged nothing new since
	flightUnknown                                bool     // a hole makes bytes in flight a guess
	last                                         Analysis // findings on the last segment
	dupFrame                                     uint32   // frame that later duplicates repeat
	dups                                         uint32
	lost                                         *losses // nil: nothing was ever missing
	sent                                         *sentList
}

// scaled returns a window in bytes.
func (f *flow) scaled(w uint32) uint32 {
	if f.scale > 0 {
		return w << f.scale
	}
	return w
}
