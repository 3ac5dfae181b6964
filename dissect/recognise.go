package dissect

import "netsniff/reassembly"

// maxLooks bounds how many datagrams of a conversation are looked at by the
// bytes of each protocol that is recognised.
const maxLooks = 32

// recognised lists the protocols that no dissector reads but whose frames can
// be told: by their ports, by their bytes or by both.
type recognised struct {
	tcp, udp map[uint16]*Protocol
	sniff    []*Protocol
}

func newRecognised(protocols []*Protocol) recognised {
	r := recognised{tcp: map[uint16]*Protocol{}, udp: map[uint16]*Protocol{}}
	for _, p := range protocols {
		if !p.Undecoded {
			continue
		}
		addPorts(r.tcp, p.TCP, p)
		addPorts(r.udp, p.UDP, p)
		if p.Sniff != nil {
			r.sniff = append(r.sniff, p)
		}
	}
	return r
}

// Recognised returns the protocol whose bytes the payload of f is although no
// dissector reads it; nil if nobody can tell.
func (f *Frame) Recognised() *Protocol { return f.recognised }

// recogniseSegment says whose payload a segment brings that no dissector
// takes. Several segments are looked at, as one protocol may follow another on
// its port (AUTH TLS); within a tunnel or after an upgrade ports tell nothing.
func (e *Engine) recogniseSegment(f *Frame, b []byte) {
	c := f.Conn
	if c.looks < maxGuesses {
		from := FromClient
		if f.Dir == ToClient {
			from = FromServer
		}
		ports := e.detector.recognised.tcp
		if c.inner {
			ports = nil
		}
		e.recognise(f, ports, from, b)
	}
	if e.segment.Flags&(skipped|reassembly.KeepAlive) == 0 {
		if c.counts(f, b) {
			f.recognised = c.recognised
		}
	}
}

// counts reports whether a segment is more than part of a message of the
// recognised protocol.
func (c *Conn) counts(f *Frame, b []byte) bool {
	p := c.recognised
	if p == nil || p.Framing.Length == nil {
		return true
	}
	if c.framings == nil {
		c.framings = &[2]framing{}
	}
	return c.framings[f.Dir].counts(&p.Framing, f.TCP.Seq, b)
}

// recogniseDatagram does the same for a datagram. Protocols share ports (STUN,
// DTLS and RTP do), so each datagram has to look right.
func (e *Engine) recogniseDatagram(f *Frame) {
	c := f.Conn
	if !c.looksRight(f.Payload) && c.looks < maxLooks {
		e.recognise(f, e.detector.recognised.udp, FromDatagram, f.Payload)
	}
	if c.looksRight(f.Payload) {
		f.recognised = c.recognised
	}
}

// looksRight reports whether a datagram may be of the protocol that others of
// its conversation were of.
func (c *Conn) looksRight(b []byte) bool {
	p := c.recognised
	return p != nil && (p.Sniff == nil || p.Sniff(FromDatagram, b) != No)
}

// recognise looks at bytes of a connection: first for what they show without
// doubt, then for what its port allows them to be.
func (e *Engine) recognise(f *Frame, ports map[uint16]*Protocol, from Sniffed, b []byte) {
	c := f.Conn
	c.looks++
	for _, p := range e.detector.recognised.sniff {
		if p.Sniff(from, b) == Yes {
			if c.recognised != p {
				c.framings = nil
			}
			c.recognised = p
			return
		}
	}
	if c.recognised == nil {
		p := byPort(ports, f.SrcPort, f.DstPort)
		if p != nil && (p.Sniff == nil || p.Sniff(from, b) != No) {
			c.recognised = p
		}
	}
}
