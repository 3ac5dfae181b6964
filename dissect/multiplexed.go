package dissect

import "netsniff/capture"

// Multiplexed says what a request and its response met that share a connection with others
// (HTTP/2, HTTP/3). Who reads the connection completes it while the stream is read; nobody
// keeps it.
type Multiplexed struct {
	Stream uint64 // its identifier
	Open   uint32 // streams on which not all was said when it began, itself included
	// Waited is how long the sender of each direction had to wait for a window
	// (RFC 9113 §5.2); it counts if Windows is set: else the windows are not known.
	Waited  [2]Waited
	Windows bool
	// Held is what of the reply waited for lost bytes before it, where the streams of a
	// connection wait each for itself (QUIC).
	Held Held
	// Code and Words are how a call of gRPC ended, as sent; Code is "" if nobody said.
	Code, Words string
}

// Waited is how long a sender waited for the window of a stream, and for that of the
// connection while the stream's own was open.
type Waited struct {
	Stream, Connection capture.Stamp
	// Opening is how long the client said before that it would open more streams than it may
	// (STREAMS_BLOCKED: RFC 9000 §19.14).
	Opening capture.Stamp
}

// Blocked returns how long the two senders waited for windows, in all.
func (x *Multiplexed) Blocked() (stream, connection capture.Stamp) {
	for i := range x.Waited {
		stream += x.Waited[i].Stream
		connection += x.Waited[i].Connection
	}
	return stream, connection
}

// Held is what of the reply lay with its receiver, waiting for bytes before it that TCP sent
// again: how much, and for how long any of it did.
type Held struct {
	Bytes int64
	Time  capture.Stamp
	until capture.Stamp
}

// Add takes n bytes that came at a time and waited.
func (h *Held) Add(n int, at, waited capture.Stamp) {
	h.Bytes += int64(n)
	if from, to := max(at, h.until), at+waited; to > from {
		h.Time += to - from
		h.until = to
	}
}
