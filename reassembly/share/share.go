// Package share parts a capture by who speaks with whom: all frames of two hosts, in both
// directions and with all fragments of their datagrams, have one share of several.
package share

import (
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Of returns which of n shares what two hosts say to each other has, from 0. The workers of a
// pipeline are chosen by the remainder of the same hash; shares go by its greater bits, so
// that one share keeps all workers busy.
func Of(src, dst *capture.Addr, n int) int {
	const golden = 2654435769 // 2^32 by the golden ratio (Knuth, TAOCP 6.4): spreads what is near
	return int(uint64(capture.Pair(src, dst)*golden) * uint64(n) >> 32)
}

// Bounds of what waits for the rest of a datagram, and what waits behind it.
const (
	mostHeld  = 32 << 20
	holdsTime = 30_000_000_000 // ns of capture time, as long as package reassembly waits
)

// Source delivers the frames of another source with their shares. It decodes them.
//
// Only the whole datagram says which hosts speak in a tunnel. So a fragment waits until its
// datagram is complete, and frames behind it wait too, as order is kept. In a capture without
// fragments nothing waits and nothing is copied.
type Source struct {
	from      capture.Source
	n         int
	fragments reassembly.Fragments

	held  []held // by frame; the first is at head
	head  int
	bytes int   // of those that wait
	err   error // of from, told when nothing waits any more

	// Parted counts fragments that waited in vain: their datagram became complete later, and
	// has another share.
	Parted uint64
}

// held is a frame that waits.
type held struct {
	packet capture.Packet
	data   []byte
	share  int
	open   bool // its datagram is not complete
}

// New returns a source of n shares. Frames are borrowed as from says.
func New(from capture.Source, n int) *Source { return &Source{from: from, n: n} }

// Next refills p, as capture.Source does, and returns its share.
func (s *Source) Next(p *capture.Packet) (int, error) {
	for {
		if s.head < len(s.held) {
			if h := &s.held[s.head]; !h.open || s.err != nil || s.bytes > mostHeld {
				return s.release(p), nil
			}
		}
		if s.err != nil {
			return 0, s.err
		}
		switch err := s.from.Next(p); {
		case err == capture.ErrIdle:
			return 0, err
		case err != nil:
			s.err = err
			continue
		}
		share, open := s.look(p)
		if !open && s.head == len(s.held) {
			return share, nil
		}
		s.hold(p, share, open)
		for i := s.head; i < len(s.held) && p.At-s.held[i].packet.At > holdsTime; i++ {
			s.held[i].open = false
		}
	}
}

// look returns the share of a frame, and whether only what follows can tell. A frame that
// completes a datagram tells the share of those before it.
func (s *Source) look(p *capture.Packet) (share int, open bool) {
	p.Decode()
	own := Of(&p.Src, &p.Dst, s.n)
	if p.State != capture.Fragment {
		return own, false
	}
	s.fragments.Add(p)
	share = Of(&p.Src, &p.Dst, s.n)
	for _, b := range [...]capture.Buffer{capture.BufferDatagram, capture.BufferInner} {
		for _, x := range p.Parts(b) {
			s.settle(x.Frame, p.Frame, share, own)
		}
	}
	return share, p.State == capture.Fragment
}

// settle gives a fragment the share of its datagram, which frame now completed.
func (s *Source) settle(frame, now uint32, share, own int) {
	i, found := slices.BinarySearchFunc(s.held[s.head:], frame, func(h held, frame uint32) int {
		return int(int64(h.packet.Frame) - int64(frame))
	})
	switch {
	case found:
		h := &s.held[s.head+i]
		h.share, h.open = share, false
	case frame != now && share != own:
		s.Parted++
	}
}

// hold keeps a copy of a frame.
func (s *Source) hold(p *capture.Packet, share int, open bool) {
	if s.head > 0 && s.head >= len(s.held)/2 && (s.head == len(s.held) || len(s.held) == cap(s.held)) {
		for i := s.head; i < len(s.held); i++ {
			s.held[i-s.head], s.held[i] = s.held[i], s.held[i-s.head]
		}
		s.held, s.head = s.held[:len(s.held)-s.head], 0
	}
	if n := len(s.held); n < cap(s.held) {
		s.held = s.held[:n+1] // with the memory of a frame that waited before
	} else {
		s.held = append(s.held, held{})
	}
	h := &s.held[len(s.held)-1]
	h.data = append(h.data[:0], p.Data...)
	h.packet = capture.Packet{Frame: p.Frame, At: p.At, CapLen: p.CapLen, WireLen: p.WireLen, Link: p.Link,
		Interface: p.Interface, On: p.On, Precision: p.Precision, Comment: p.Comment,
		Flagged: p.Flagged, Flags: p.Flags}
	h.share, h.open = share, open
	s.bytes += len(h.data) + overhead
}

// overhead is what a frame takes that waits, beside its bytes.
const overhead = 1 << 10

// release delivers the first frame that waits; it is borrowed until another one waits.
func (s *Source) release(p *capture.Packet) int {
	h := &s.held[s.head]
	s.head++
	s.bytes -= len(h.data) + overhead
	*p = h.packet
	p.Data = h.data
	return h.share
}

// Interfaces returns those of the source.
func (s *Source) Interfaces() []capture.Interface { return s.from.Interfaces() }

// Only is a capture.Source of the frames of one share.
type Only struct {
	*Source
	Share int
}

// Next implements capture.Source.
func (o *Only) Next(p *capture.Packet) error {
	for {
		share, err := o.Source.Next(p)
		if err != nil || share == o.Share {
			return err
		}
	}
}

// Close implements capture.Source.
func (o *Only) Close() error { return o.from.Close() }
