package arp

// Packet is a request or reply about an IPv4 address on Ethernet.
type Packet struct {
	Op                           Op
	SenderStation, TargetStation [6]byte
	Sender, Target               [4]byte
}

// Read reads b, an ARP packet from its first byte on. It returns false if it is of
// other networks, no request and no reply, or not complete.
func Read(b []byte) (p Packet, ok bool) {
	x, ok := parse(b)
	if !ok || !x.ethernet() || !x.ipv4() || x.op != Request && x.op != Reply {
		return p, false
	}
	return Packet{x.op, [6]byte(x.sha), [6]byte(x.tha), [4]byte(x.spa), [4]byte(x.tpa)}, true
}
