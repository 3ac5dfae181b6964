// Package arp dissects the Address Resolution Protocol
// (https://www.rfc-editor.org/rfc/rfc826), its reverse
// (https://www.rfc-editor.org/rfc/rfc903), inverse ARP
// (https://www.rfc-editor.org/rfc/rfc2390) and the probes and announcements of
// IPv4 address conflict detection (https://www.rfc-editor.org/rfc/rfc5227).
package arp

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is ARP.
var Protocol = dissect.Protocol{
	Name:      "arp",
	Title:     "Address Resolution Protocol",
	Column:    "ARP",
	Headers:   []capture.Proto{capture.ProtoARP},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

// packet is a decoded ARP packet. The addresses are borrowed from the frame.
type packet struct {
	hardware, protocol uint16
	op                 Op
	sha, spa, tha, tpa []byte
}

// fixedLen is what comes before the addresses.
const fixedLen = 8

// Numbers that mean Ethernet addresses and IPv4.
const (
	hardwareEthernet = 1
	hardwareIEEE802  = 6
	etherTypeIPv4    = 0x0800
)

// parse reads a packet; it is false if b ends before the packet does.
func parse(b []byte) (p packet, ok bool) {
	if len(b) < fixedLen {
		return p, false
	}
	p.hardware, p.protocol, p.op = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]),
		Op(binary.BigEndian.Uint16(b[6:]))
	hlen, plen := int(b[4]), int(b[5])
	if len(b) < fixedLen+2*hlen+2*plen {
		return p, false
	}
	b = b[fixedLen:]
	p.sha, b = b[:hlen], b[hlen:]
	p.spa, b = b[:plen], b[plen:]
	p.tha, b = b[:hlen], b[hlen:]
	p.tpa = b[:plen]
	return p, true
}

func (p *packet) ethernet() bool {
	return (p.hardware == hardwareEthernet || p.hardware == hardwareIEEE802) && len(p.sha) == 6
}

func (p *packet) ipv4() bool { return p.protocol == etherTypeIPv4 && len(p.spa) == 4 }

// gratuitous reports whether the sender asks for, or tells of, its own
// address.
func (p *packet) gratuitous() bool {
	return (p.op == Request || p.op == Reply) && p.ipv4() && string(p.spa) == string(p.tpa)
}

// announcement reports whether the packet announces an address that a probe
// has found to be free (RFC 5227 §2.3).
func (p *packet) announcement() bool { return p.op == Request && p.gratuitous() && zero(p.tha) }

// probe reports whether the packet asks if an address is free (RFC 5227 §1.1):
// neither its sender's address nor its target's hardware address is filled in.
func (p *packet) probe() bool {
	return p.op == Request && p.ipv4() && zero(p.spa) && zero(p.tha) && !zero(p.tpa)
}

func zero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

type dissector struct {
	row    row
	owners owners
}

// Losses implements dissect.Loser.
func (d *dissector) Losses() dissect.Losses { return dissect.Losses{Unwatched: d.owners.unwatched} }

// Header emits the row of an ARP packet and notes who uses which address.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	r := &d.row
	*r = row{state: f.State}
	r.packet, r.ok = parse(f.Headers.Bytes(h))
	if r.ok {
		r.conflicts = d.owners.check(&r.packet, f.Frame, f.At)
	}
	f.Emit(dissect.Layer{Message: r, Column: r.column()})
}
