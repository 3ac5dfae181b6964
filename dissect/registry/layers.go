package registry

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Source is where values come from: a protocol, or one of its fields. Make it
// with Registry.Protocol or Registry.Field.
type Source struct {
	Protocol *dissect.Protocol
	Field    *dissect.Field // nil for the protocol itself

	headers headerSet
	frame   bool // the pseudo-protocol that every frame carries once
	payload bool // the pseudo-protocol of bytes that nobody knows
	told    bool // recognised but not dissected: its layer is the payload
	borne   bool // its layers are what messages bear
	within  bool // its layers stand in fields of messages
	headed  bool // its layers are headers
	place   int  // of the protocol among those of its registry
}

// headerSet has one bit for every capture.Proto.
type headerSet [4]uint64

func (s *headerSet) add(p capture.Proto)      { s[p>>6] |= 1 << (p & 63) }
func (s *headerSet) has(p capture.Proto) bool { return s[p>>6]&(1<<(p&63)) != 0 }

// Names of the protocols that describe the captured record and the bytes that
// nobody dissected.
const (
	frameProtocol   = "frame"
	payloadProtocol = "data"
)

func newSource(p *dissect.Protocol, f *dissect.Field, place int) Source {
	s := Source{Protocol: p, Field: f, frame: p.Name == frameProtocol, payload: p.Name == payloadProtocol,
		told: p.Undecoded, borne: p.Borne, within: p.Embedded, place: place}
	for _, h := range p.Headers {
		s.headers.add(h)
	}
	s.headed = len(p.Headers) > 0 && !s.frame && !s.payload && !s.told && p.Found == nil
	return s
}

// Layers is an iterator over the layers of one protocol in a frame, outermost
// first. A protocol that describes headers has one layer for every header of
// its kinds; messages its header dissector emits for the row do not count.
type Layers struct {
	// Layer is the current layer, borrowed until the next call of Next.
	Layer *dissect.Layer
	// Number counts the protocol's layers from 1; an IPv6 extension header
	// belongs to the layer of the IPv6 header before it.
	Number int

	f    *dissect.Frame
	s    *Source
	next int
	nth  int // of what stands in the fields of a message
}

// Layers returns an iterator before the first layer of s.Protocol in f.
// Nothing is allocated; only one iterator per frame may be in use.
func (s *Source) Layers(f *dissect.Frame) Layers { return Layers{f: f, s: s} }

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
	case l.s.borne:
		return l.nextBorne()
	case l.s.within:
		return l.nextEmbedded()
	case l.s.told:
		return l.f.Recognised == l.s.Protocol && l.only(l.f.Payload)
	case l.s.Protocol.Found != nil:
		if l.next > 0 || !l.s.Protocol.Found(l.f) {
			return false
		}
		l.next, l.Number = 1, 1
		return l.at(capture.Header{})
	case len(l.s.Protocol.Headers) > 0:
		return l.nextHeader()
	}
	for m := l.f.Messages(); l.next < len(m); {
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

// nextBorne moves to the next content that a message bears.
func (l *Layers) nextBorne() bool {
	for m := l.f.Messages(); l.next < len(m); {
		x := &m[l.next]
		l.next++
		if b := l.f.BorneLayer(x, l.s.Protocol); b != nil {
			l.Layer = b
			l.Number++
			return true
		}
	}
	return false
}

// nextEmbedded moves to the next message of the protocol, be it one that stands in fields of
// another. nth counts the message itself as the first of what stands in it.
func (l *Layers) nextEmbedded() bool {
	for m := l.f.Messages(); l.next < len(m); l.next, l.nth = l.next+1, 0 {
		for x := &m[l.next]; x != nil; {
			if x = &m[l.next]; l.nth > 0 {
				x, _ = l.f.EmbeddedLayer(x, l.nth-1)
			}
			if l.nth++; x != nil && x.Protocol == l.s.Protocol {
				l.Layer = x
				l.Number++
				return true
			}
		}
	}
	return false
}

// nextData moves to the next body of unknown type or to the payload if no
// protocol claims it.
func (l *Layers) nextData() bool {
	for m := l.f.Messages(); l.next < len(m); {
		x := &m[l.next]
		l.next++
		if x.Data == 0 {
			continue
		}
		l.at(capture.Header{})
		l.Layer.Bytes, l.Layer.Data = x.Unread()
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
	for h := l.f.Nth(l.next); h != nil; h = l.f.Nth(l.next) {
		l.next++
		if !l.s.headers.has(h.Proto) {
			continue
		}
		if l.Number == 0 || !dissect.Extends(h.Proto) {
			l.Number++
		}
		return l.at(*h)
	}
	return false
}

func (l *Layers) at(h capture.Header) bool {
	l.Layer = l.f.HeaderLayer(l.s.Protocol, h)
	return true
}

// Present reports whether the protocol occurs in f, be it that only a message
// begins there, which has no layer before it is whole.
func (s *Source) Present(f *dissect.Frame) bool {
	if f.Recognised != nil && f.Recognised == s.Protocol {
		return true
	}
	l := s.Layers(f)
	return l.Next()
}

// Collect appends the values of s.Field in f to v, layer by layer.
func (s *Source) Collect(f *dissect.Frame, v *dissect.Values) {
	if s.headed && !s.governs(f) {
		return // as most of a long list of fields: this is cheaper than an iterator
	}
	for l := s.Layers(f); l.Next(); {
		s.Field.Get(f, l.Layer, v)
	}
}

// governs reports whether f may have a header of the protocol.
func (s *Source) governs(f *dissect.Frame) bool {
	if f.Transport == capture.ProtoICMP || f.Transport == capture.ProtoICMPv6 {
		return true // it may quote one
	}
	all := f.All()
	for i := range all {
		if s.headers.has(all[i].Proto) {
			return true
		}
	}
	return false
}
