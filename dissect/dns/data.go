package dns

import "netsniff/capture"

// What statistics ask of records, without the field table.

// AppendOwner appends the name that r is about.
func (p Packet) AppendOwner(dst []byte, r *Record) []byte {
	dst, _ = AppendName(dst, p.Bytes, r.Name)
	return dst
}

// Address returns the address that an A or AAAA record gives.
func (p Packet) Address(r *Record) (a capture.Addr, ok bool) {
	switch {
	case r.Section == Question || !r.Whole:
		return a, false
	case r.Type == TypeA && r.Len == 4:
		a.Kind = capture.AddrIPv4
	case r.Type == TypeAAAA && r.Len == 16:
		a.Kind = capture.AddrIPv6
	default:
		return a, false
	}
	copy(a.B[:], p.Bytes[r.Data:r.Data+r.Len])
	return a, true
}

// targetOffsets tells where in the data of a record the name stands that the
// record leads to, for the types that do.
var targetOffsets = map[Type]int{TypeNS: 0, TypeCNAME: 0, TypeSOA: 0, TypePTR: 0, TypeMX: 2, TypeSRV: 6}

// AppendTarget appends the name that r leads to: the canonical name, the name
// server, the mail exchange, the host of a service. ok is false if r has none.
func (p Packet) AppendTarget(dst []byte, r *Record) (_ []byte, ok bool) {
	off, known := targetOffsets[r.Type]
	if !known || r.Section == Question || !r.Whole || r.Len <= off {
		return dst, false
	}
	dst, n := AppendName(dst, p.Bytes, r.Data+off)
	return dst, n.State == NameOK || n.State == NameRoot
}

// Rcode returns the response code with the bits that EDNS adds (RFC 6891
// §6.1.3).
func (p Packet) Rcode() Rcode {
	h, ok := p.Header()
	if !ok {
		return RcodeNoError
	}
	code := h.Flags.Rcode()
	if h.Counts[Additional] == 0 {
		return code
	}
	it := p.Records()
	for r := (Record{}); it.Next(&r); {
		if r.Section == Additional && r.Type == TypeOPT {
			return code | Rcode(r.TTL>>24)<<4
		}
	}
	return code
}
