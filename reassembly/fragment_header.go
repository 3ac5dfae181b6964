package reassembly

import "netsniff/capture"

// fragment is what the header of one fragment says.
type fragment struct {
	key    datagramKey
	header capture.Header
	off    int // of data in the datagram's payload
	more   bool
	data   []byte // borrowed from the packet
}

// readFragment reads the innermost header of a packet that was found to be a
// fragment. It is false for a fragment that was not captured whole or that
// reaches beyond the longest datagram.
func readFragment(h *capture.Headers) (f fragment, ok bool) {
	x := h.Last()
	b := h.Bytes(x)
	if int(x.Len) > len(b) || x.End-x.Off < x.Wire {
		return f, false
	}
	f.header = x
	f.key = datagramKey{src: h.Src, dst: h.Dst, vlan: vlanOf(h)}
	switch x.Proto {
	case capture.ProtoIPv4:
		bits := int(b[6])<<8 | int(b[7])
		f.off, f.more = bits&0x1fff*8, bits&0x2000 != 0
		f.key.id = uint32(b[4])<<8 | uint32(b[5])
		f.key.protocol = b[9]
	case capture.ProtoIPv6Fragment:
		bits := int(b[2])<<8 | int(b[3])
		f.off, f.more = bits&^7, bits&1 != 0
		f.key.id = uint32(b[4])<<24 | uint32(b[5])<<16 | uint32(b[6])<<8 | uint32(b[7])
	default:
		return f, false
	}
	f.data = b[x.Len:]
	return f, f.off+len(f.data) <= maxDatagramLen && (len(f.data) > 0 || !f.more)
}

// vlanOf returns the innermost VLAN identifier, 0 if there is none: the same
// addresses may be used in several networks.
func vlanOf(h *capture.Headers) uint16 {
	x, ok := h.Find(capture.ProtoVLAN)
	if !ok {
		return 0
	}
	b := h.Bytes(x)
	return uint16(b[0]&15)<<8 | uint16(b[1])
}
