package engine

import "netsniff/dissect"

// packets are the dissectors of what headers carry without ports.
type packets map[dissect.Kind]packetOwner

type packetOwner struct {
	protocol  *dissect.Protocol
	dissector dissect.PacketDissector
}

// addPackets has p read the packets of its kinds that nobody before it reads.
func (e *Engine) addPackets(p *dissect.Protocol) {
	if p.NewPacket == nil {
		return
	}
	if e.packets == nil {
		e.packets = packets{}
	}
	d := p.NewPacket()
	for _, k := range p.Kinds {
		if _, taken := e.packets[k]; !taken {
			e.packets[k] = packetOwner{p, d}
		}
	}
}

// packet has what the innermost header carries dissected, and reports whether
// somebody did.
func (e *Engine) packet(f *dissect.Frame) bool {
	k, ok := dissect.KindOf(f.Packet)
	if !ok {
		return false
	}
	x, ok := e.packets[k]
	if !ok {
		return false
	}
	n := len(f.Messages())
	if !x.dissector.Packet(f, f.Payload) {
		f.Retract(n)
		return false
	}
	f.Claim(n, x.protocol, f.Payload)
	return true
}
