package dhcpv6

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"

	"netsniff/dissect/lease"
	"netsniff/dissect/lines"
)

// steps are what types of messages do; that of Reply depends on its status.
var steps = map[Type]lease.Step{
	Solicit: lease.Discover, Advertise: lease.Offer, 3: lease.Request, 4: lease.Renew, 5: lease.Renew, 6: lease.Renew,
	Reply: lease.Grant,
	8:     lease.Release, 9: lease.Decline, 11: lease.Inform,
}

// Places in options (RFC 8415 §21.6, §21.22) and how long a DUID is at most (§11.1).
const (
	validAt       = 20 // lifetime of an IA Address, in seconds
	prefixValidAt = 4  // of an IA Prefix
	prefixAt      = 8  // its length, and the prefix behind
	maxDUID       = 130
)

// notice returns what a message says of a lease, nil if nothing.
func notice(m *Message) *lease.Notice {
	if len(m.Heads) == 0 {
		return nil
	}
	inner := m.Heads[len(m.Heads)-1]
	step := steps[inner.Type]
	if step == lease.Other {
		return nil
	}
	n := &lease.Notice{Step: step, XID: inner.XID, Relayed: len(m.Heads) > 1}
	for i := range m.Options {
		if o := &m.Options[i]; o.Off > inner.Off && !o.Cut() {
			take(n, o)
		}
	}
	if n.Reason != "" && (n.Step == lease.Grant || n.Step == lease.Offer && n.Address == "") {
		n.Step = lease.Refuse
	}
	return n
}

// take takes what an option says.
func take(n *lease.Notice, o *Option) {
	v := o.Value
	switch {
	case o.Type == optionClientID:
		n.Client = hex.EncodeToString(v[:min(len(v), maxDUID)])
	case o.Type == optionServerID:
		n.Server = hex.EncodeToString(v[:min(len(v), maxDUID)])
	case o.Type == optionIAAddr && len(v) >= validAt+4 && n.Address == "":
		n.Address = netip.AddrFrom16([16]byte(v[:16])).String()
		n.For = lease.Seconds(binary.BigEndian.Uint32(v[validAt:]))
	case o.Type == optionIAPrefix && len(v) >= prefixAt+17 && n.Address == "":
		n.Address = netip.PrefixFrom(netip.AddrFrom16([16]byte(v[prefixAt+1:prefixAt+17])), int(v[prefixAt])).String()
		n.For = lease.Seconds(binary.BigEndian.Uint32(v[prefixValidAt:]))
	case o.Type == optionStatus && len(v) >= 2 && v[0]|v[1] != 0:
		if n.Reason = statusName(uint64(binary.BigEndian.Uint16(v))); len(v) > 2 {
			n.Reason += ": " + lines.Parameter(v[2:])
		}
	case o.Type == optionClientFQDN && len(v) > 1:
		n.Name = label(v[1:])
	}
}

// label returns the first label of a name of DNS, "" if it has none.
func label(b []byte) string {
	if len(b) == 0 || b[0] == 0 || int(b[0]) >= len(b) {
		return ""
	}
	return string(b[1 : 1+int(b[0])])
}
