package dns

import (
	"encoding/binary"

	"netsniff/dissect"
)

// Type-length-value units of stateful operations (RFC 8490 §5.4), which take
// the place of the records.

const (
	tlvKeepalive  = 1
	tlvRetryDelay = 2
	tlvPadding    = 3
	tlvHeaderLen  = 4
)

// units calls visit for every unit; data is at off in the message.
func (m *Message) units(visit func(kind uint16, off int, data []byte)) bool {
	h, ok := m.Header()
	if !ok || h.Flags.Opcode() != OpStateful || h.Counts != [sections]uint16{} {
		return false
	}
	for off := headerLen; off+tlvHeaderLen <= len(m.Bytes); {
		kind, size := binary.BigEndian.Uint16(m.Bytes[off:]), int(binary.BigEndian.Uint16(m.Bytes[off+2:]))
		off += tlvHeaderLen
		if off+size > len(m.Bytes) {
			break
		}
		visit(kind, off, m.Bytes[off:off+size])
		off += size
	}
	return true
}

// ofUnits makes the Get of a field of the units; value appends what one has.
func ofUnits(value func(v *dissect.Values, kind uint16, data []byte) (from, to int)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		m.units(func(kind uint16, off int, data []byte) {
			before := len(v.List)
			from, to := value(v, kind, data)
			if len(v.List) > before {
				v.List[before].At(m.base+off+from, to-from)
			}
		})
	})
}

// unitNumber delivers four bytes of a unit of the given kind.
func unitNumber(kind uint16, off int) dissect.Getter {
	return ofUnits(func(v *dissect.Values, k uint16, data []byte) (int, int) {
		if k == kind && len(data) >= off+4 {
			v.Uint(uint64(binary.BigEndian.Uint32(data[off:])))
		}
		return off, off + 4
	})
}

var statefulFields = []dissect.Field{
	{Name: "dns.dso", Title: "DNS Stateful Operation", Type: dissect.Label,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.units(func(uint16, int, []byte) {}) {
				v.Mark()
			}
		})},
	{Name: "dns.dso.tlv", Title: "DSO TLV", Type: dissect.Label,
		Get: ofUnits(func(v *dissect.Values, _ uint16, d []byte) (int, int) {
			v.Mark()
			return -tlvHeaderLen, len(d)
		})},
	{Name: "dns.dso.tlv.type", Title: "Type", Type: dissect.Uint,
		Get: ofUnits(func(v *dissect.Values, kind uint16, _ []byte) (int, int) {
			v.Uint(uint64(kind))
			return -4, -2
		})},
	{Name: "dns.dso.tlv.length", Title: "Length", Type: dissect.Uint,
		Get: ofUnits(func(v *dissect.Values, _ uint16, d []byte) (int, int) {
			v.Uint(uint64(len(d)))
			return -2, 0
		})},
	{Name: "dns.dso.tlv.data", Title: "Data", Type: dissect.Octets,
		Get: ofUnits(func(v *dissect.Values, kind uint16, d []byte) (int, int) {
			if kind == 0 || kind > tlvPadding {
				v.Bytes(d)
			}
			return 0, len(d)
		})},
	{Name: "dns.dso.tlv.keepalive.inactivity", Title: "Inactivity Timeout", Type: dissect.Uint,
		Get: unitNumber(tlvKeepalive, 0)},
	{Name: "dns.dso.tlv.keepalive.interval", Title: "Keepalive Interval", Type: dissect.Uint,
		Get: unitNumber(tlvKeepalive, 4)},
	{Name: "dns.dso.tlv.retrydelay.retrydelay", Title: "Retry Delay", Type: dissect.Uint, Get: unitNumber(tlvRetryDelay, 0)},
	{Name: "dns.dso.tlv.encpad.padding", Title: "Padding", Type: dissect.Octets,
		Get: ofUnits(func(v *dissect.Values, kind uint16, d []byte) (int, int) {
			if kind == tlvPadding {
				v.Bytes(d)
			}
			return 0, len(d)
		})},
}
