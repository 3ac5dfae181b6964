package detect

import "netsniff/dissect"

// Decision is which protocol a connection carries, as far as its segments tell.
// There is one for each connection, whoever reads it: it looks at segments as
// they arrive, each once, and does not depend on what its readers make of them.
// A protocol that takes over (Handed, Anew) begins another.
//
// What another connection announced comes first: it is taken unless the first
// bytes of one side cannot be of it.
//
// The port proposes a protocol. It is taken unless the first bytes of one side
// cannot be of it (Sniff says No) or are another's without doubt; later bytes
// that are its own without doubt bring it back, however late they come. Without
// a proposal, bytes decide.
type Decision struct {
	Protocol *dissect.Protocol // nil while nobody knows

	proposed *dissect.Protocol // by the port, or by who announced the connection
	begun    bool
	expected bool    // proposed by what another connection said, not by the port
	yields   bool    // to other protocols' bytes, see dissect.Expectation
	foreign  bool    // handed to something nobody here reads
	portless bool    // what the ports say was about what came before
	heard    [2]bool // the protocol's bytes of a direction were looked at
	looks    uint8   // how many segments told nothing
	preceded uint8   // by how many others, each read to its end
}

// maxLooks bounds how many segments of a connection are looked at by the bytes
// of all protocols.
const maxLooks = 6

// Handed returns the decision for what follows where a connection is handed to
// p; nil stands for bytes that nobody here reads.
func Handed(p *dissect.Protocol) *Decision {
	return &Decision{Protocol: p, begun: true, portless: true, heard: [2]bool{true, true}, foreign: p == nil}
}

// Anew returns the decision for what follows where bytes alone can tell (STARTTLS).
func Anew() *Decision { return &Decision{begun: true, portless: true} }

// AnewAt is Anew where port proposes a protocol as well, unless it is 0 (CONNECT).
func (d *Detector) AnewAt(port uint16) *Decision {
	x := Anew()
	if p := d.tcp[port]; p != nil && !p.Secures { // what begins TLS shows it
		x.proposed = p
	}
	return x
}

// maxPreceded bounds how often a connection is read anew: proxies put a header
// each before it, and there are few of them on the way.
const maxPreceded = 8

// Restarted returns the decision for what follows behind something that stands
// before the protocol: as if the connection began there.
func (x *Decision) Restarted() *Decision {
	if x.preceded >= maxPreceded {
		return Handed(nil)
	}
	return &Decision{preceded: x.preceded + 1}
}

// Begin makes x the decision of an inner stream: what its carrier says, else what
// its port proposes, else by its bytes.
func (x *Decision) Begin(d *Detector, in dissect.Inner) {
	switch {
	case in.Protocol != nil:
		*x = *Handed(in.Protocol)
	case in.Datagrams:
		*x = Decision{} // by the ports of its ends
	case in.Port != 0 || in.ALPN != "":
		*x = Decision{begun: true, portless: true, proposed: d.inner(&in)}
	default:
		*x = *Anew()
	}
}

// Begun reports whether bytes were looked at, or need not be.
func (x *Decision) Begun() bool { return x.begun || x.looks > 0 }

// Expect has p, as somebody announced, proposed for a connection that has not
// begun, and whose first bytes can be of it.
func (x *Decision) Expect(p *dissect.Protocol, yields bool) {
	x.begun, x.expected, x.yields, x.proposed = true, true, yields, p
}

// ExpectSecured is Expect of what stands in TLS: that is proposed, and not p.
func (x *Decision) ExpectSecured(d *Detector, yields bool) {
	if d.secures != nil {
		x.Expect(d.secures, yields)
	}
}

// Expected reports whether the protocol is the one that was announced.
func (x *Decision) Expected() bool { return x.expected }

// Decided is the driver of a connection for which there is a decision.
type Decided interface {
	// Decision returns that on what the connection begins with.
	Decision() *Decision
}

// Portless reports whether ports tell nothing of the bytes.
func (x *Decision) Portless() bool { return x.portless }

// Settled reports whether further bytes change nothing.
func (x *Decision) Settled() bool {
	if x.Protocol != nil {
		return x.heard[dissect.ToServer] && x.heard[dissect.ToClient]
	}
	return x.foreign || x.proposed == nil && x.looks >= maxLooks
}

// Reject takes it that the bytes were not of the protocol after all.
func (x *Decision) Reject() {
	if x.expected {
		x.expected, x.begun, x.proposed = false, false, nil // let the port propose
	}
	if x.proposed != nil && x.proposed.Sniff == nil {
		x.proposed = nil // no bytes could bring it back
	}
	x.Protocol, x.heard = nil, [2]bool{}
	x.looks++
}

// Segment looks at b, the payload of a TCP segment of c in direction dir or as
// much of a stream within another.
func (x *Decision) Segment(d *Detector, c *dissect.Conn, dir dissect.Dir, b []byte) {
	if x.foreign || x.Protocol != nil && x.heard[dir] {
		return
	}
	from := dissect.FromClient
	if dir == dissect.ToClient {
		from = dissect.FromServer
	}
	if !x.begun {
		if x.assign(d.assigned.tcp, c) {
			return
		}
		x.begun, x.proposed = true, proposal(d.tcp, c.Client.Port, c.Server.Port, from, b)
	}
	own := x.Protocol
	if own == nil {
		own = x.proposed
	}
	answer := dissect.No
	if own != nil {
		answer = ask(own, from, b)
	}
	switch {
	case answer == dissect.Yes:
		x.take(own)
	case answer == dissect.Maybe && x.expected && !x.yields:
		x.Protocol, x.heard[dir] = own, true
	case x.looks < maxLooks:
		switch p := sniff(d.sniffTCP, from, b); {
		case p != nil:
			x.expected = x.expected && p == own
			x.take(p)
		case x.Protocol != nil:
			x.heard[dir] = true // that the other side's bytes can be of it stands
		case answer == dissect.Maybe:
			x.Protocol, x.heard[dir] = own, true
		case own != nil && sniff(d.undecoded.sniff, from, b) != nil:
			x.foreign = true // TLS, say: later bytes that look like text are chance
		default:
			x.looks++
		}
	}
}

func (x *Decision) take(p *dissect.Protocol) { x.Protocol, x.heard = p, [2]bool{true, true} }

// ask is Sniff; a protocol without it says that its port may be right.
func ask(p *dissect.Protocol, from dissect.Origin, b []byte) dissect.Match {
	if p.Sniff == nil {
		return dissect.Maybe
	}
	return p.Sniff(from, b)
}

// Associate makes x the decision of an association of SCTP.
func (x *Decision) Associate(d *Detector) {
	if x.Protocol == nil && d.sctp != nil {
		x.take(d.sctp)
	}
}

// Datagram looks at the payload of a UDP datagram of c.
func (x *Decision) Datagram(d *Detector, c *dissect.Conn, b []byte) {
	if x.Protocol != nil || x.foreign {
		return
	}
	switch {
	case x.expected:
		x.take(x.proposed)
	case !x.begun && x.assign(d.assigned.udp, c):
		return
	case !x.begun:
		x.begun, x.Protocol = true, byPort(d.udp, c.Client.Port, c.Server.Port)
		x.heard = [2]bool{true, true}
	}
	if x.Protocol == nil && x.looks < maxLooks {
		x.Protocol = sniff(d.sniffUDP, dissect.FromDatagram, b)
		x.looks++
	}
}
