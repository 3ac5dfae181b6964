package dissect

import "netsniff/capture"

// Source is where values come from: a protocol, or one of its fields. Make it
// with Registry.Protocol or Registry.Field.
type Source struct {
	Protocol *Protocol
	Field    *Field // nil for the protocol itself

	headers headerSet
	frame   bool // the pseudo-protocol that every frame carries once
	payload bool // the pseudo-protocol of bytes that nobody knows
	told    bool // recognised but not dissected: its layer is the payload
}

// headerSet has one bit for every capture.Proto.
type headerSet [4]uint64

func (s *headerSet) add(p capture.Proto)      { s[p>>6] |= 1 << (p & 63) }
func (s *headerSet) has(p capture.Proto) bool { return s[p>>6]&(1<<(p&63)) != 0 }

// frameProtocol is the name of the protocol that describes the captured
// record.
const frameProtocol = "frame"

func newSource(p *Protocol, f *Field) Source {
	s := Source{Protocol: p, Field: f, frame: p.Name == frameProtocol, payload: p.Name == payloadProtocol, told: p.Undecoded}
	for _, h := range p.Headers {
		s.headers.add(h)
	}
	return s
}

// Layers is an iterator over the layers of one protocol in a frame, outermost
// first. A protocol that describes headers has one layer for every header of
// its kinds; messages its header dissector emits for the row do not count.
type Layers struct {
	// Layer is the current layer, borrowed until the next call of Next.
	Layer *Layer
	// Number counts the protocol's layers from 1; an IPv6 extension header
	// belongs to the layer of the IPv6 header before it.
	Number int

	f    *Frame
	s    *Source
	next int
}

// Layers returns an iterator before the first layer of s.Protocol in f.
// Nothing is allocated; only one iterator per frame may be in use.
func (s *Source) Layers(f *Frame) Layers { return Layers{f: f, s: s} }

// Next moves to the next layer and reports whether there is one.
func (l *Layers) Next() bool {
	switch {
	case l.s.frame:
		if l.next > 0 {
			return false
		}
		l.next, l.Number = 1, 1
		return l.at(capture.Header{})
	case l.s.payload:
		return l.nextData()
	case l.s.told:
		return l.f.recognised == l.s.Protocol && l.only(l.f.Payload)
	case l.s.Protocol.Found != nil:
		if l.next > 0 || !l.s.Protocol.Found(l.f) {
			return false
		}
		l.next, l.Number = 1, 1
		return l.at(capture.Header{})
	case len(l.s.Protocol.Headers) > 0:
		return l.nextHeader()
	}
	for m := l.f.messages; l.next < len(m); {
		x := &m[l.next]
		l.next++
		if x.Protocol == l.s.Protocol {
			l.Layer = x
			l.Number++
			return true
		}
	}
	return false
}

// only makes b the one layer there is.
func (l *Layers) only(b []byte) bool {
	if len(b) == 0 || l.Number > 0 {
		return false
	}
	l.Number = 1
	l.at(capture.Header{})
	l.Layer.Bytes = b
	return true
}

// nextData moves to the next body of unknown type or to the payload if no
// protocol claims it.
func (l *Layers) nextData() bool {
	for m := l.f.messages; l.next < len(m); {
		x := &m[l.next]
		l.next++
		if x.Data == 0 {
			continue
		}
		b := x.Bytes[min(x.Own, len(x.Bytes)):]
		l.at(capture.Header{})
		l.Layer.Bytes, l.Layer.Data = b[:min(int64(len(b)), x.Data)], x.Data
		l.Number++
		return true
	}
	if l.Number > 0 || !l.only(l.f.Unclaimed()) {
		return false
	}
	l.Layer.Data = int64(len(l.Layer.Bytes))
	return true
}

func (l *Layers) nextHeader() bool {
	for h := l.f.nth(l.next); h != nil; h = l.f.nth(l.next) {
		l.next++
		if !l.s.headers.has(h.Proto) {
			continue
		}
		if l.Number == 0 || !extends(h.Proto) {
			l.Number++
		}
		return l.at(*h)
	}
	return false
}

// nth returns a header of the frame or, after those, of the packet that an ICMP
// error quotes; nil beyond the last.
func (f *Frame) nth(i int) *capture.Header {
	all := f.All()
	if i < len(all) {
		return &all[i]
	}
	if quoted := f.Quoted(); i-len(all) < len(quoted) {
		return &quoted[i-len(all)]
	}
	return nil
}

func (l *Layers) at(h capture.Header) bool {
	x := &l.f.header // no other members are ever set
	x.Protocol, x.Header, x.Bytes, x.Data = l.s.Protocol, h, nil, 0
	l.Layer = x
	return true
}

// extends tells the headers that continue the one before them.
func extends(p capture.Proto) bool {
	switch p {
	case capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment, capture.ProtoIPv6DestOpts:
		return true
	}
	return false
}

// Present reports whether the protocol occurs in f.
func (s *Source) Present(f *Frame) bool {
	l := s.Layers(f)
	return l.Next()
}

// Collect appends the values of s.Field in f to v, layer by layer.
func (s *Source) Collect(f *Frame, v *Values) {
	for l := s.Layers(f); l.Next(); {
		s.Field.Get(f, l.Layer, v)
	}
}

// Bytes returns the bytes of a layer: everything from its start to the end of
// what it governs, and how many of them are the protocol's own (a TCP segment
// governs its payload, but only its header is its own). Borrowed like the
// frame.
func (f *Frame) Bytes(l *Layer) (whole []byte, own int) {
	switch {
	case l.Message != nil || l.Bytes != nil:
		if l.Own > 0 && l.Own < len(l.Bytes) {
			return l.Bytes, l.Own
		}
		return l.Bytes, len(l.Bytes)
	case l.Header.Proto == capture.ProtoNone:
		return f.Data, len(f.Data)
	}
	whole = f.Headers.Bytes(l.Header)
	return whole, f.ownLength(l.Header, len(whole))
}

// ownLength returns how much of a header's n bytes is its own. Control
// messages own all they govern, IPv6 its extension headers.
func (f *Frame) ownLength(h capture.Header, n int) int {
	switch h.Proto {
	case capture.ProtoARP, capture.ProtoICMP, capture.ProtoICMPv6, capture.ProtoIGMP:
		return n
	case capture.ProtoIPv6:
		end := h.Off + uint32(h.Len)
		for _, x := range f.All() {
			if x.Buffer == h.Buffer && x.Off == end && extends(x.Proto) {
				end += uint32(x.Len)
			}
		}
		return min(int(end-h.Off), n)
	}
	return min(int(h.Len), n)
}
