package dhcp

import (
	"encoding/binary"
	"net/netip"

	"netsniff/dissect/lease"
	"netsniff/dissect/lines"
)

// steps are what types of messages do.
var steps = map[Type]lease.Step{
	Discover: lease.Discover, Offer: lease.Offer, Request: lease.Request, ACK: lease.Grant, NAK: lease.Refuse,
	Decline: lease.Decline,
	Release: lease.Release, Inform: lease.Inform,
}

// notice returns what a message says of a lease, nil if it is none of DHCP.
func notice(m *Message) *lease.Notice {
	step := steps[m.Type]
	if step == lease.Other || len(m.Bytes) < optionAt {
		return nil
	}
	b := m.Bytes
	n := &lease.Notice{Step: step, XID: m.XID(), Client: string(appendEther(nil, hardware(b))), Relayed: b[giaddrAt] != 0}
	client, yours := ipv4(b[ciaddrAt:]), ipv4(b[yiaddrAt:])
	if step == lease.Request && client != "" {
		n.Step = lease.Renew
	}
	for e := range layout.All(b, optionAt) {
		switch {
		case e.Type == optionRequested && len(e.Value) == 4:
			n.Address = ipv4(e.Value)
		case e.Type == optionServer && len(e.Value) == 4:
			n.Server = ipv4(e.Value)
		case e.Type == optionLease && len(e.Value) == 4:
			n.For = lease.Seconds(binary.BigEndian.Uint32(e.Value))
		case e.Type == optionHostName:
			n.Name = lines.Parameter(e.Value)
		case e.Type == optionMessage:
			n.Reason = lines.Parameter(e.Value)
		}
	}
	if b[opAt] == bootReply {
		n.Address = yours
	} else {
		n.For = 0 // what a client wishes
	}
	if n.Address == "" {
		n.Address = client
	}
	return n
}

// ipv4 returns the address that b begins with, "" if it is 0.0.0.0.
func ipv4(b []byte) string {
	a := netip.AddrFrom4([4]byte(b[:4]))
	if a.IsUnspecified() {
		return ""
	}
	return a.String()
}
