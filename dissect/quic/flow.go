package quic

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http/retold"
	"netsniff/dissect/tls/handshake"
)

// flow are the windows of a connection, by who sends: what the other end allows in all and
// on each of the streams that clients open (RFC 9000 §4.1).
type flow struct {
	limited [2]bool // the other end's transport parameters were seen
	all     [2]credit
	initial [2]uint64 // what is allowed on a stream at first
	streams map[uint64]*streamFlow
	// opening is how many streams the client may open: it is used up when the client says so.
	opening credit
}

// credit is what one end may send, and how much it sent.
type credit struct {
	retold.Window
	limit, sent uint64
}

// streamFlow is that of a stream, with what was waited for the connection's before.
type streamFlow struct {
	ways  [2]credit
	since [2]capture.Stamp
	// opening is how long the client waited to be allowed to open it.
	opening capture.Stamp
}

// allow takes it that up to limit bytes may be sent.
func (c *credit) allow(limit uint64, at capture.Stamp) {
	if limit > c.limit {
		c.Grow(int64(min(limit-c.limit, 1<<62)), 0, at)
		c.limit = limit
	}
}

// block takes it that the sender would send more than up to limit, which is what it may.
func (c *credit) block(limit uint64, at capture.Stamp) {
	if limit >= c.limit {
		c.limit = limit
		c.Exhaust(at)
	}
}

// spend takes n bytes more that were sent.
func (c *credit) spend(n uint64, at capture.Stamp) {
	c.sent += n
	c.Use(int(min(n, 1<<30)), 0, at)
}

// parameters takes the transport parameters of an end, in its Client Hello or Encrypted
// Extensions: they bind the other one.
func (x *flow) parameters(t handshake.Type, body []byte, from role) {
	sender := from.other()
	own := handshake.InitialMaxBidiRemote // what the server allows on streams of the client
	if from == client {
		own = handshake.InitialMaxBidiLocal
	}
	var room [64]handshake.Item
	of := handshake.Parameter(0)
	for _, i := range handshake.Items(room[:0], t, handshake.Agreed{Version: handshake.TLS13}, body) {
		switch {
		case i.Part == handshake.ParameterType:
			of, x.limited[sender] = handshake.Parameter(i.Number), true
		case i.Part != handshake.ParameterNumber:
		case of == handshake.InitialMaxData:
			x.all[sender].allow(i.Number, 0)
		case of == own:
			x.initial[sender] = i.Number
			for _, s := range x.streams { // of early data
				s.ways[sender].allow(i.Number, 0)
			}
		}
	}
}

// known reports whether the windows of a stream are: nothing was sent that they do not allow.
func (x *flow) known(s *streamFlow) bool {
	for i := range x.all {
		if !x.limited[i] || x.all[i].sent > x.all[i].limit || s.ways[i].sent > s.ways[i].limit {
			return false
		}
	}
	return true
}

// stream returns the windows of a stream that the client opened, which begins at a time if it
// is new; nil if there are too many.
func (x *flow) stream(id uint64, at capture.Stamp) *streamFlow {
	s := x.streams[id]
	if s != nil || len(x.streams) >= maxStreams {
		return s
	}
	if x.streams == nil {
		x.streams = map[uint64]*streamFlow{}
	}
	s = new(streamFlow)
	for i := range s.ways {
		s.ways[i].allow(x.initial[i], at)
		x.all[i].Rest()
		s.since[i] = x.all[i].By(at)
	}
	s.opening = x.opening.Sends(at)
	x.streams[id] = s
	return s
}

// sends takes a STREAM frame, and returns for how long its sender waited before it and
// whether that is known; more: it brings something new.
func (x *flow) sends(f *Frame, from role, at capture.Stamp) (w dissect.Waited, known, more bool) {
	end := f.Offset + uint64(len(f.Data))
	if f.Stream&3 != 0 {
		return w, false, false // not of a request; its bytes are a few
	}
	s := x.stream(f.Stream, at)
	if s == nil || end <= s.ways[from].sent {
		return w, false, false
	}
	own, all := &s.ways[from], &x.all[from]
	w.Opening, s.opening = s.opening, 0
	all.Sends(at)
	if w.Stream = own.Sends(at); w.Stream == 0 {
		w.Connection = all.Total() - s.since[from]
	}
	s.since[from] = all.Total()
	n := end - own.sent
	all.spend(n, at)
	if own.spend(n, at); f.Type&streamFin != 0 {
		own.Window = retold.Window{} // it has nothing more to wait for
	}
	return w, x.known(s), true
}

// limits reports whether frames of the type say how much may be sent, or how many streams opened.
func (t FrameType) limits() bool {
	return t == MaxData || t == MaxStreamData || t == MaxStreamsBidi
}

// blocked reports whether they say that somebody would go beyond that.
func (t FrameType) blocked() bool {
	return t == DataBlocked || t == StreamDataBlocked || t == StreamsBlockedBidi
}

// allows takes a frame that allows more.
func (x *flow) allows(f *Frame, limit uint64, from role, at capture.Stamp) {
	if c := x.credit(f, from.other()); c != nil {
		c.allow(limit, at)
	}
}

// blocked takes one that says that its sender waits for more (RFC 9000 §19.12 to §19.14).
func (x *flow) blocked(f *Frame, limit uint64, from role, at capture.Stamp) {
	if c := x.credit(f, from); c != nil {
		c.block(limit, at)
	}
}

// credit returns what of a sender a frame is about; nil if it is of no request.
func (x *flow) credit(f *Frame, sender role) *credit {
	switch f.Type {
	case MaxData, DataBlocked:
		return &x.all[sender]
	case MaxStreamsBidi, StreamsBlockedBidi:
		if sender == client {
			return &x.opening
		}
	case MaxStreamData, StreamDataBlocked:
		if s := x.streams[f.Stream]; s != nil {
			return &s.ways[sender]
		}
	}
	return nil
}
