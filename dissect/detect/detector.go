// Package detect finds out which protocol a connection carries: by its port and
// by its bytes, once, for all who read it.
package detect

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// Detector knows by which ports and by which bytes protocols are found. Once in use
// it is immutable and shared by all engines.
type Detector struct {
	Protocols []*dissect.Protocol // in order of priority

	// Given is what all that read connections share (dissect.Shared), beside what they
	// make themselves.
	Given dissect.Storage
	// Follows reports whether a frame may be told to go on with a conversation that began
	// between other addresses (Protocol.Moves); nil: none may.
	Follows func(frame uint32) bool

	tcp, udp  map[uint16]*dissect.Protocol
	secured   map[uint16]*dissect.Protocol // within TLS
	alpn      map[string]*dissect.Protocol
	sniffTCP  []*dissect.Protocol
	sniffUDP  []*dissect.Protocol
	media     map[string]*dissect.Protocol
	asking    []*dissect.Protocol // those that read what is asked for
	undecoded undecoded
	announce  announcers
	secures   *dissect.Protocol // what others stand in: TLS; nil: nobody reads it
	sctp      *dissect.Protocol // what is said in associations of SCTP; nil: nobody reads them
	assigned  assigned
}

// New returns a detector for protocols, in order of priority.
func New(protocols []*dissect.Protocol) *Detector {
	d := &Detector{Protocols: protocols, tcp: map[uint16]*dissect.Protocol{}, udp: map[uint16]*dissect.Protocol{},
		secured: map[uint16]*dissect.Protocol{}, alpn: map[string]*dissect.Protocol{},
		media: map[string]*dissect.Protocol{}, undecoded: newUndecoded(protocols), announce: newAnnouncers(protocols)}
	for _, p := range protocols {
		if p.NewDatagram != nil && slices.Contains(p.Kinds, dissect.Kind{Space: dissect.IPProtocol, Number: sctpNumber}) {
			d.sctp = p
		}
		if p.Secures && p.NewStream != nil && d.secures == nil {
			d.secures = p
		}
		for _, t := range p.Media {
			if d.media[t] == nil {
				d.media[t] = p
			}
		}
		if p.Asks != nil {
			d.asking = append(d.asking, p)
		}
		if p.NewStream != nil {
			addPorts(d.tcp, p.TCP, p)
			addPorts(d.secured, p.Secured, p)
			for _, name := range p.ALPN {
				d.alpn[name] = p
			}
			if p.Sniff != nil {
				d.sniffTCP = append(d.sniffTCP, p)
			}
		}
		if p.NewDatagram != nil {
			addPorts(d.udp, p.UDP, p)
			if p.Sniff != nil {
				d.sniffUDP = append(d.sniffUDP, p)
			}
		}
	}
	return d
}

// sctpNumber is what IP calls SCTP (https://www.iana.org/assignments/protocol-numbers).
const sctpNumber = 132

func addPorts(m map[uint16]*dissect.Protocol, ports []uint16, p *dissect.Protocol) {
	for _, n := range ports {
		if m[n] == nil {
			m[n] = p
		}
	}
}

// Media returns the protocol that reads contents of a media type, nil if none
// does.
func (d *Detector) Media(mediaType []byte) *dissect.Protocol { return d.media[string(mediaType)] }

// Answer returns the protocol, one of those that reads names, that reads what a URI
// was asked for: by the media type, else by the URI; nil if none does.
func (d *Detector) Answer(mediaType, uri []byte, reads func(*dissect.Protocol) bool) *dissect.Protocol {
	if p := d.Media(mediaType); p != nil && reads(p) {
		return p
	}
	for _, p := range d.asking {
		if len(uri) > 0 && reads(p) && p.Asks(uri) {
			return p
		}
	}
	return nil
}

// Named returns the protocol that the ends of a connection call by a name, in ALPN or in
// the Upgrade field of HTTP; nil if none is.
func (d *Detector) Named(name []byte) *dissect.Protocol { return d.alpn[strings.ToLower(string(name))] }

// inner returns the protocol that a stream in TLS is proposed to carry.
func (d *Detector) inner(in *dissect.Inner) *dissect.Protocol {
	if p := d.alpn[in.ALPN]; p != nil {
		return p
	}
	if p := d.secured[in.Port]; p != nil && in.Secured {
		return p
	}
	if p := d.tcp[in.Port]; p != nil && !(in.Secured && p.Secures) {
		return p
	}
	return nil
}

// ServerPort reports whether a protocol is known to listen on port.
func (d *Detector) ServerPort(t capture.Proto, port uint16) bool {
	if t == capture.ProtoTCP {
		return d.tcp[port] != nil
	}
	return d.udp[port] != nil
}

// Datagram returns the protocol of a datagram that stands for itself: by its
// ports, else by its payload; nil if neither tells.
func (d *Detector) Datagram(a, b uint16, payload []byte) *dissect.Protocol {
	if p := byPort(d.udp, a, b); p != nil {
		return p
	}
	return sniff(d.sniffUDP, dissect.FromDatagram, payload)
}

// Guest returns the protocol whose datagram payload is without doubt, whatever
// its ports; nil if there is none.
func (d *Detector) Guest(payload []byte) *dissect.Protocol {
	return sniff(d.sniffUDP, dissect.FromDatagram, payload)
}

// Other returns the protocol of the higher port of a conversation, which is asked where
// a datagram is not of the lower one's; nil if there is none.
func (d *Detector) Other(c *dissect.Conn) *dissect.Protocol {
	return d.udp[max(c.Client.Port, c.Server.Port)]
}

// byPort asks the lower port first: it is more often the server's.
func byPort(m map[uint16]*dissect.Protocol, a, b uint16) *dissect.Protocol {
	if p := m[min(a, b)]; p != nil {
		return p
	}
	return m[max(a, b)]
}

// proposal is byPort where bytes of a stream have a say: those that cannot be of the lower
// port's protocol may be of the other's. Which port is the server's is a guess.
func proposal(m map[uint16]*dissect.Protocol, a, b uint16, from dissect.Origin, bytes []byte) *dissect.Protocol {
	p, other := byPort(m, a, b), m[max(a, b)]
	if other != nil && other != p && ask(p, from, bytes) == dissect.No && ask(other, from, bytes) != dissect.No {
		return other
	}
	return p
}

// sniff returns the first protocol whose bytes b are without doubt.
func sniff(list []*dissect.Protocol, from dissect.Origin, b []byte) *dissect.Protocol {
	for _, p := range list {
		if p.Sniff(from, b) == dissect.Yes {
			return p
		}
	}
	return nil
}
