package arp

import "netsniff/dissect"

var fields = []dissect.Field{
	{Name: "arp.hw.type", Title: "Hardware type", Type: dissect.Uint, Names: hardwareName, Get: dissect.Number(0, 2)},
	{Name: "arp.proto.type", Title: "Protocol type", Type: dissect.Uint, Base: dissect.Hex4,
		Names: dissect.EtherTypeName, Get: dissect.Number(2, 2)},
	{Name: "arp.hw.size", Title: "Hardware size", Type: dissect.Uint, Get: dissect.Number(4, 1)},
	{Name: "arp.proto.size", Title: "Protocol size", Type: dissect.Uint, Get: dissect.Number(5, 1)},
	{Name: "arp.opcode", Title: "Opcode", Type: dissect.Uint, Names: opName, Get: dissect.Number(6, 2)},
	{Name: "arp.isgratuitous", Title: "Is gratuitous", Type: dissect.Bool, Get: when((*packet).gratuitous)},
	{Name: "arp.isprobe", Title: "Is probe", Type: dissect.Bool, Get: when((*packet).probe)},
	{Name: "arp.isannouncement", Title: "Is announcement", Type: dissect.Bool, Get: when((*packet).announcement)},
	{Name: "arp.src.hw_mac", Title: "Sender MAC address", Type: dissect.Ether,
		Get: address((*packet).ethernet, sender, hardware)},
	{Name: "arp.src.hw", Title: "Sender hardware address", Type: dissect.Octets,
		Get: address(not((*packet).ethernet), sender, hardware)},
	{Name: "arp.src.proto_ipv4", Title: "Sender IP address", Type: dissect.IPv4,
		Get: address((*packet).ipv4, sender, protocol)},
	{Name: "arp.src.proto", Title: "Sender protocol address", Type: dissect.Octets,
		Get: address(not((*packet).ipv4), sender, protocol)},
	{Name: "arp.dst.hw_mac", Title: "Target MAC address", Type: dissect.Ether,
		Get: address((*packet).ethernet, target, hardware)},
	{Name: "arp.dst.hw", Title: "Target hardware address", Type: dissect.Octets,
		Get: address(not((*packet).ethernet), target, hardware)},
	{Name: "arp.dst.proto_ipv4", Title: "Target IP address", Type: dissect.IPv4,
		Get: address((*packet).ipv4, target, protocol)},
	{Name: "arp.dst.proto", Title: "Target protocol address", Type: dissect.Octets,
		Get: address(not((*packet).ipv4), target, protocol)},
	{Name: "arp.duplicate-address-detected", Title: "Duplicate IP address configured", Type: dissect.Label,
		Get: getConflict},
	{Name: "arp.duplicate-address-frame", Title: "Frame showing earlier use of IP address", Type: dissect.FrameNum,
		Get: getConflictFrame},
	{Name: "arp.seconds-since-duplicate-address-frame", Title: "Seconds since earlier frame seen", Type: dissect.Uint,
		Get: getConflictSince},
}

// hardwareNames are link types (https://www.iana.org/assignments/arp-parameters).
var hardwareNames = map[uint64]string{
	1: "Ethernet", 2: "Experimental Ethernet", 3: "Amateur Radio AX.25", 4: "Proteon ProNET Token Ring", 5: "Chaos",
	6: "IEEE 802",
	7: "ARCNET", 8: "Hyperchannel", 15: "Frame Relay DLCI", 16: "ATM", 17: "HDLC", 18: "Fibre Channel", 19: "ATM (RFC 2225)",
	20: "Serial Line", 24: "IEEE 1394.1995", 32: "InfiniBand",
}

func hardwareName(u uint64) string { return hardwareNames[u] }

func opName(u uint64) string { return Op(u).String() }

// Which of the four addresses a field shows.
const (
	sender, target     = 0, 1
	hardware, protocol = 0, 1
)

func not(is func(*packet) bool) func(*packet) bool {
	return func(p *packet) bool { return !is(p) }
}

// when returns the getter of a flag that is only there if it is set.
func when(is func(*packet) bool) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if p, ok := parse(f.Headers.Bytes(l.Header)); ok && is(&p) {
			v.Bool(true)
		}
	}
}

// address returns the getter of one of the four addresses, for packets whose
// addresses are of the right kind.
func address(is func(*packet) bool, who, kind int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		p, ok := parse(f.Headers.Bytes(l.Header))
		if !ok || !is(&p) {
			return
		}
		b := [2][2][]byte{{p.sha, p.spa}, {p.tha, p.tpa}}[who][kind]
		if len(b) > 0 {
			off := fixedLen + who*(len(p.sha)+len(p.spa)) + kind*len(p.sha)
			v.Bytes(b).At(int(l.Header.Off)+off, len(b))
		}
	}
}

// found calls do with the conflicts that the frame shows, the sender's first.
func found(f *dissect.Frame, do func(*conflict)) {
	for _, m := range f.Messages() {
		r, ok := m.Message.(*row)
		if !ok {
			continue
		}
		for _, c := range [...]*conflict{&r.sender, &r.target} {
			if c.found {
				do(c)
			}
		}
	}
}

func getConflict(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	found(f, func(*conflict) { v.Mark() })
}

func getConflictFrame(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	found(f, func(c *conflict) { v.Uint(uint64(c.frame)) })
}

func getConflictSince(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	found(f, func(c *conflict) { v.Uint(uint64(c.since / 1_000_000_000)) })
}
