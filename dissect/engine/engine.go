// Package engine takes decoded frames to their connections, streams and
// dissectors: rows come from here. It keeps the bytes of messages that came in
// part, within one budget, and the order in which they are read.
package engine

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// Engine dissects the frames of one worker, in order of capture. All frames
// between two addresses must go through the same Engine.
type Engine struct {
	Losses dissect.Losses
	// Prepare, unless nil, is given each frame before it is dissected, after its
	// bytes have been looked at to find its protocol. It may overwrite them.
	Prepare func(p *capture.Packet, c *dissect.Conn, d dissect.Dir)

	detector *detect.Detector
	order    Order
	totals   bool                // every connection's are added up
	apart    []*dissect.Protocol // whose segments stand for themselves
	absolute bool                // sequence numbers are said as the header has them
	wanted   []*dissect.Protocol // whose bodies are kept
	bearers  []*dissect.Protocol // whose messages bear contents
	owners   dissect.HeaderOwners
	packets  packets                      // of what those carry
	headers  [256]dissect.HeaderDissector // by capture.Proto
	frame    *dissect.Frame
	conn     *Conn          // of the frame, nil if it has none
	none     capture.Packet // stands for the current one between frames
	segment  reassembly.Segment
	spare    reassembly.Spare                    // of its connections
	input    [dissect.MaxDepth + 1]dissect.Input // by depth of the stream that is read
	base     int                                 // of the frame's messages, those before what is read

	bringing  uint32 // the frame whose bytes are being read
	traced    bool   // all segments of a message are remembered
	storage   dissect.Storage
	budget    allowance.Allowance // of unfinished messages
	freeSpans []*span
	large     [][]byte                                      // buffers of messages that are complete
	quoters   map[*dissect.Protocol]dissect.QuotedDissector // of those that were quoted

	expectations *detect.Expectations // nil if no protocol announces
	turn         detect.Turn          // of the frame
	alone        *alone               // the turn of an engine that shares with none
}

// New returns an engine for the protocols that d knows, which reads
// streams in the given order.
func New(d *detect.Detector, o Order) *Engine {
	e := &Engine{detector: d, order: o, storage: d.Given.Clone(), budget: allowance.Allowance{Limit: dissect.DefaultMemory}}
	e.frame = dissect.NewFrame(&e.owners)
	if d.Announces() {
		e.alone = &alone{}
		e.expectations, e.turn = &detect.Expectations{}, e.alone
	}
	for _, p := range d.Protocols {
		if p.Bears {
			e.bearers = append(e.bearers, p)
		}
		e.addPackets(p)
		if p.NewHeader == nil {
			continue
		}
		h := p.NewHeader()
		for _, proto := range p.Headers {
			e.owners[proto], e.headers[proto] = p, h
		}
	}
	return e
}

// maxWanted is how many bytes of a message are kept at least if somebody
// wants the bodies of its protocol.
const maxWanted = 1 << 20

// Want says that the bytes of these protocols' messages will be searched:
// bodies that their dissectors do without are kept up to a bound.
func (e *Engine) Want(list []*dissect.Protocol) {
	e.wanted = list
	if slices.ContainsFunc(list, func(p *dissect.Protocol) bool { return p.Borne || p.Sought }) {
		e.wanted = slices.Concat(list, e.bearers)
	}
}

// Trace has all segments of a message remembered that a message can have: the
// first 8,192 do else.
func (e *Engine) Trace() { e.traced = true }

// Absolute has sequence numbers said as headers have them, instead of counted
// from the first of the connection.
func (e *Engine) Absolute() { e.absolute = true }

// Apart has the segments of these protocols read each for itself, whatever the
// order.
func (e *Engine) Apart(list []*dissect.Protocol) { e.apart = list }

// Lost returns all that was given up so far, by dissectors as well.
func (e *Engine) Lost() dissect.Losses {
	sum := e.Losses
	sum.Add(e.storage.Losses())
	for i, h := range e.headers {
		x, ok := h.(dissect.Loser)
		if ok && !slices.Contains(e.headers[:i], h) { // one may read several headers
			sum.Add(x.Losses())
		}
	}
	return sum
}

// Dissect dissects the next frame. c is its connection, nil if it has no
// ports. The result is borrowed until the next call.
func (e *Engine) Dissect(p *capture.Packet, c *Conn, d dissect.Dir, reused bool) *dissect.Frame {
	f := e.enter(p, c, d, reused)
	if f.Conn != nil {
		switch p.Transport {
		case capture.ProtoTCP:
			f.Segment = &e.segment
			e.total(f)
			e.analyze(f, reused)
			e.stream(f)
		case capture.ProtoUDP, capture.ProtoSCTP:
			e.total(f)
			e.datagram(f)
		}
	}
	if f.Partial == nil && f.Silent() {
		e.header(f)
	}
	return f
}

// enter begins with the next frame: its protocol is found, then it is prepared.
func (e *Engine) enter(p *capture.Packet, c *Conn, d dissect.Dir, reused bool) *dissect.Frame {
	if c != nil && !p.Converses() {
		return e.glimpse(p, c, d, reused)
	}
	if e.expectations != nil && c != nil {
		e.heed(p, c, d)
	}
	e.identify(p, c, d)
	f := e.next(p, c, d)
	if e.Prepare != nil {
		e.Prepare(p, f.Conn, d)
	}
	return f
}

// glimpse begins with a frame whose header names a connection and contradicts itself.
func (e *Engine) glimpse(p *capture.Packet, c *Conn, d dissect.Dir, reused bool) *dissect.Frame {
	f := e.next(p, nil, d)
	if e.Prepare != nil {
		e.Prepare(p, nil, d)
	}
	c.tcp.Glance(p, d, reused, &e.segment)
	f.Glimpse = dissect.Glimpse{Stream: c.ID, Segment: &e.segment}
	return f
}

// next returns the frame, reused, with nothing in it yet.
func (e *Engine) next(p *capture.Packet, c *Conn, d dissect.Dir) *dissect.Frame {
	e.conn, e.base, e.bringing = c, 0, p.Frame
	if p.Headers.TooMany {
		e.Losses.Beyond[dissect.Headers]++
	}
	if c != nil {
		e.frame.Reset(p, &c.Conn, d)
	} else {
		e.frame.Reset(p, nil, d)
	}
	return e.frame
}

// Undissected returns the next frame with its headers and its connection and
// nothing else: for those who read payload themselves. The result is borrowed
// until the next call. An engine does one thing in all its frames: this,
// Analyze or Dissect.
func (e *Engine) Undissected(p *capture.Packet, c *Conn, d dissect.Dir) *dissect.Frame {
	return e.enter(p, c, d, false)
}

// Analyze returns the next frame as Dissect does, but without messages: with
// TCP's view of the segment, the totals if they are wanted, the protocol of the
// connection, and the one that bytes are recognised as although no dissector
// reads them. When a connection is handed on its dialogue tells, if one is read.
func (e *Engine) Analyze(p *capture.Packet, c *Conn, d dissect.Dir, reused bool) *dissect.Frame {
	f := e.enter(p, c, d, reused)
	if f.Conn == nil {
		return f
	}
	c.Undissected, c.engine = true, e
	e.total(f)
	unread := c.Protocol == nil && len(f.Payload) > 0
	switch p.Transport {
	case capture.ProtoTCP:
		f.Segment = &e.segment
		e.analyze(f, reused)
		if unread {
			e.recogniseSegment(f, f.Payload)
		}
	case capture.ProtoUDP:
		if unread {
			e.recogniseDatagram(f)
		}
	}
	return f
}

func (e *Engine) analyze(f *dissect.Frame, reused bool) {
	e.conn.tcp.Share(&e.spare)
	e.conn.tcp.Analyze(f.Packet, f.Dir, reused, f.Segment)
	if e.absolute {
		f.Segment.Seq, f.Segment.Ack = f.TCP.Seq, f.TCP.Ack
	}
	if f.Segment.Implausible {
		e.Losses.Streams.Implausible++
	}
	if f.Segment.Merged {
		e.Losses.Beyond[dissect.Unacked]++
	}
	if f.Segment.Unfilled {
		e.Losses.Beyond[dissect.Unfilled]++
	}
}

// Faulted returns the frame whose dissection panicked, with a message that
// says so.
func (e *Engine) Faulted(p *capture.Packet, c *Conn, d dissect.Dir) *dissect.Frame {
	f := e.next(p, c, d)
	f.Emit(dissect.Layer{Message: fault{}, Protocol: e.owners[f.Last().Proto]})
	return f
}

// fault is what the row of a frame says that could not be dissected.
type fault struct{}

func (fault) AppendInfo(dst []byte) []byte {
	return append(dst, "[netsniff failed to dissect this frame]"...)
}

// header lets what the innermost header carries, or else that header, speak for a
// frame without messages.
func (e *Engine) header(f *dissect.Frame) {
	if e.packet(f) {
		return
	}
	h := f.Last()
	x := e.headers[h.Proto]
	if x == nil {
		return
	}
	x.Header(f, h)
	f.Claim(0, e.owners[h.Proto], f.Headers.Bytes(h))
	e.quoted(f)
}

func (e *Engine) datagram(f *dissect.Frame) {
	c := e.conn
	if len(f.Payload) == 0 {
		return
	}
	if c.udp.dissector == nil {
		if c.Protocol == nil {
			e.recogniseDatagram(f)
			return
		}
		c.Storage, c.engine = e.storage, e
		c.udp.dissector = c.Protocol.NewDatagram(&c.Conn)
	}
	if !c.udp.dissector.Datagram(f, f.Payload) {
		f.Retract(0)
		e.guest(f, c)
		return
	}
	f.Claim(0, c.Protocol, f.Payload)
}

// guest has a datagram that is not of its conversation's protocol read by the one
// whose it is without doubt, else by that of the other port.
func (e *Engine) guest(f *dissect.Frame, c *Conn) {
	p := e.detector.Guest(f.Payload)
	if p == nil {
		p = e.detector.Other(&c.Conn)
	}
	if p == nil || p == c.Protocol || p.NewDatagram == nil {
		return
	}
	if c.udp.guestIs != p {
		c.udp.guest, c.udp.guestIs = p.NewDatagram(&c.Conn), p
	}
	if !c.udp.guest.Datagram(f, f.Payload) {
		f.Retract(0)
		return
	}
	f.Claim(0, p, f.Payload)
}
