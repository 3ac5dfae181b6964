package detect

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// Packets knows the protocols whose packets have secrets, and finds out of which of them a
// packet may be: more than its row says, as in case of doubt it is one. It is immutable.
type Packets struct {
	datagrams []*dissect.Protocol
	streams   []*dissect.Protocol // that have secrets, of what is said in packets of others
	kinds     map[dissect.Kind]*dissect.Protocol
}

// NewPackets returns what knows those of a list.
func NewPackets(list []*dissect.Protocol) *Packets {
	x := &Packets{kinds: map[dissect.Kind]*dissect.Protocol{}}
	for _, p := range list {
		if p.Secrets != nil {
			x.streams = append(x.streams, p)
		}
		if p.PacketSecrets == nil && p.PacketParts == nil {
			continue
		}
		if len(p.UDP) > 0 || p.NewDatagram != nil {
			x.datagrams = append(x.datagrams, p)
		}
		for _, k := range p.Kinds {
			x.kinds[k] = p
		}
	}
	return x
}

// Tell calls told with each protocol that has secrets in the payload of p, a packet of c,
// which may be nil: by offsets in the payload. What is told is borrowed until the next.
func (x *Packets) Tell(p *capture.Packet, c *dissect.Conn, s *secrets.Packet,
	told func(p *dissect.Protocol, s *secrets.Packet)) {
	if len(p.Payload) == 0 {
		return
	}
	if p.Last().Proto != capture.ProtoUDP {
		if k, ok := dissect.KindOf(p); ok && x.kinds[k] != nil {
			x.tell(x.kinds[k], p.Payload, s, told)
		}
		return
	}
	var decided *dissect.Protocol
	if c != nil {
		if driver, ok := c.Driver.(Decided); ok {
			decided = driver.Decision().Protocol
		}
	}
	for _, q := range x.datagrams {
		if q == decided || q.PacketParts != nil || slices.Contains(q.UDP, p.SrcPort) || slices.Contains(q.UDP, p.DstPort) ||
			q.Sniff != nil && q.Sniff(dissect.FromDatagram, p.Payload) == dissect.Yes {
			x.tell(q, p.Payload, s, told)
		}
	}
}

// tell tells what p knows of a packet b, and what those know whose messages it carries.
func (x *Packets) tell(p *dissect.Protocol, b []byte, s *secrets.Packet, told func(*dissect.Protocol, *secrets.Packet)) {
	if s.Reset(); p.PacketSecrets != nil {
		if p.PacketSecrets(b, s); len(s.Spans) > 0 {
			told(p, s)
		}
	}
	if p.PacketParts == nil {
		return
	}
	checksum, castagnoli := s.Checksum, s.Castagnoli
	p.PacketParts(b, func(part secrets.Part) {
		x.inside(b[part.From:part.To], part, s, func(q *dissect.Protocol, s *secrets.Packet) {
			for i := range s.Spans {
				s.Spans[i].From += int64(part.From)
				s.Spans[i].To += int64(part.From)
			}
			s.Checksum, s.Castagnoli = checksum, castagnoli
			told(q, s)
		})
	})
}

// inside tells what is secret in b, a part of a packet.
func (x *Packets) inside(b []byte, part secrets.Part, s *secrets.Packet, told func(*dissect.Protocol, *secrets.Packet)) {
	port := func(list []uint16) bool {
		return slices.ContainsFunc(list, func(n uint16) bool { return slices.Contains(part.Ports, n) })
	}
	sure := func(q *dissect.Protocol, from dissect.Origin) bool {
		return q.Sniff != nil && q.Sniff(from, b) == dissect.Yes
	}
	if part.Datagram {
		for _, q := range x.datagrams {
			if q.PacketSecrets != nil && (port(q.UDP) || sure(q, dissect.FromDatagram)) {
				s.Reset()
				if q.PacketSecrets(b, s); len(s.Spans) > 0 {
					told(q, s)
				}
			}
		}
		return
	}
	for _, q := range x.streams {
		if !port(q.TCP) && !(part.Begins && (sure(q, dissect.FromClient) || sure(q, dissect.FromServer))) {
			continue
		}
		g := q.Secrets(part.Begins)
		if _, streamed := g.(secrets.Streamed); streamed {
			continue // its messages are no lines
		}
		g.Known()
		s.Reset()
		if s.Lines(b, g); len(s.Spans) > 0 {
			told(q, s)
		}
	}
}
