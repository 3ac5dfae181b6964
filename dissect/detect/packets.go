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
	kinds     map[dissect.Kind]*dissect.Protocol
}

// NewPackets returns what knows those of a list.
func NewPackets(list []*dissect.Protocol) *Packets {
	x := &Packets{kinds: map[dissect.Kind]*dissect.Protocol{}}
	for _, p := range list {
		if p.PacketSecrets == nil {
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
			tell(x.kinds[k], p.Payload, s, told)
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
		if q == decided || slices.Contains(q.UDP, p.SrcPort) || slices.Contains(q.UDP, p.DstPort) ||
			q.Sniff != nil && q.Sniff(dissect.FromDatagram, p.Payload) == dissect.Yes {
			tell(q, p.Payload, s, told)
		}
	}
}

func tell(p *dissect.Protocol, b []byte, s *secrets.Packet, told func(*dissect.Protocol, *secrets.Packet)) {
	if s.Reset(); p.PacketSecrets != nil {
		if p.PacketSecrets(b, s); len(s.Spans) > 0 {
			told(p, s)
		}
	}
}
