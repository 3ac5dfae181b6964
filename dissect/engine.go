package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// Engine dissects the frames of one worker, in order of capture. All frames
// between two addresses must go through the same Engine.
type Engine struct {
	Losses Losses

	detector   *Detector
	order      Order
	totals     bool             // every connection's are added up
	wanted     []*Protocol      // whose bodies are kept
	headers    [256]headerOwner // by capture.Proto
	frame      Frame
	none       capture.Packet // stands for the current one between frames
	segment    reassembly.Segment
	findings   Findings
	enclosures enclosures
	input      Input

	memory    memory
	budget    budget
	freeSpans []*span
}

// Losses counts what an Engine had to give up to stay within its bounds.
type Losses struct {
	Unfinished uint64 // messages whose bytes were let go before they were complete
	LetGo      uint64 // times that a dialogue had to let go of what it waited with
	Streams    reassembly.StreamLosses
}

// Add adds what another engine, or a reader beside one, counted.
func (l *Losses) Add(o Losses) {
	l.Unfinished += o.Unfinished
	l.LetGo += o.LetGo
	l.Streams.Add(o.Streams)
}

type headerOwner struct {
	protocol  *Protocol
	dissector HeaderDissector
}

// NewEngine returns an engine for the protocols that d knows, which reads
// streams in the given order.
func NewEngine(d *Detector, o Order) *Engine {
	e := &Engine{detector: d, order: o, memory: memory{}, budget: budget{limit: DefaultMemory}}
	for _, p := range d.protocols {
		if p.NewHeader == nil {
			continue
		}
		h := p.NewHeader()
		for _, proto := range p.Headers {
			e.headers[proto] = headerOwner{p, h}
		}
	}
	return e
}

// maxWanted is how many bytes of a message are kept at least if somebody
// wants the bodies of its protocol.
const maxWanted = 1 << 20

// Want says that the bytes of these protocols' messages will be searched:
// bodies that their dissectors do without are kept up to a bound.
func (e *Engine) Want(list []*Protocol) { e.wanted = list }

// Dissect dissects the next frame. c is its connection, nil if it has no
// ports. The result is borrowed until the next call.
func (e *Engine) Dissect(p *capture.Packet, c *Conn, d Dir, reused bool) *Frame {
	f := e.next(p, c, d)
	if c != nil {
		switch p.Transport {
		case capture.ProtoTCP:
			f.Segment = &e.segment
			e.total(f)
			e.analyze(f, reused)
			e.stream(f)
		case capture.ProtoUDP:
			e.total(f)
			f.Since, f.Delta = c.udp.tick(p.At)
			e.datagram(f)
		}
	}
	if f.partial == nil && f.silent() {
		e.header(f)
	}
	return f
}

// next returns the frame, reused, with nothing in it yet.
func (e *Engine) next(p *capture.Packet, c *Conn, d Dir) *Frame {
	e.frame = Frame{Packet: p, Conn: c, Dir: d, messages: e.frame.messages[:0], owners: &e.headers, findings: &e.findings, enclosures: &e.enclosures}
	return &e.frame
}

// Undissected returns the next frame with its headers and its connection and
// nothing else: for those who read payload themselves. The result is borrowed
// until the next call. An engine does one or the other in all its frames. With
// totals there is also TCP's view of the segment, but for reused ports.
func (e *Engine) Undissected(p *capture.Packet, c *Conn, d Dir) *Frame {
	f := e.next(p, c, d)
	if e.totals && c != nil {
		e.total(f)
		if p.Transport == capture.ProtoTCP {
			f.Segment = &e.segment
			e.analyze(f, false)
		}
	}
	return f
}

func (e *Engine) analyze(f *Frame, reused bool) {
	f.Conn.tcp.Analyze(f.Packet, f.Dir, reused, f.Segment)
	if f.Segment.Implausible {
		e.Losses.Streams.Implausible++
	}
}

// Faulted returns the frame whose dissection panicked, with a message that
// says so.
func (e *Engine) Faulted(p *capture.Packet, c *Conn, d Dir) *Frame {
	f := e.next(p, c, d)
	f.Emit(Layer{Message: fault{}, Protocol: e.headers[f.Last().Proto].protocol})
	return f
}

// fault is what the row of a frame says that could not be dissected.
type fault struct{}

func (fault) AppendInfo(dst []byte) []byte {
	return append(dst, "[netsniff failed to dissect this frame]"...)
}

// header lets the innermost header speak for a frame without messages.
func (e *Engine) header(f *Frame) {
	h := f.Last()
	o := e.headers[h.Proto]
	if o.dissector == nil {
		return
	}
	o.dissector.Header(f, h)
	f.own(0, o.protocol, f.Headers.Bytes(h))
}

func (e *Engine) datagram(f *Frame) {
	c := f.Conn
	if len(f.Payload) == 0 {
		return
	}
	if c.datagram == nil {
		p := e.detector.datagram(f)
		if p == nil {
			e.recogniseDatagram(f)
			return
		}
		c.Protocol, c.memory = p, e.memory
		c.datagram = p.NewDatagram(c)
	}
	if !c.datagram.Datagram(f, f.Payload) {
		f.messages = f.messages[:0]
		return
	}
	f.own(0, c.Protocol, f.Payload)
}
