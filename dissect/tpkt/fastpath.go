package tpkt

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// fastLen returns the length of a fast path PDU (MS-RDPBCGR §2.2.8.1.2); 0 if b is too short to tell.
func fastLen(b []byte) int {
	const long = 0x80
	switch {
	case len(b) < 2:
		return 0
	case b[1]&long == 0:
		return int(b[1])
	case len(b) < 3:
		return 0
	}
	return int(be.Uint16(b[1:]) &^ (long << 8))
}

// Events of clients by code with their length (MS-RDPBCGR §2.2.8.1.2.2).
var events = [...]struct {
	name string
	size int
}{
	{"Scancode", 2}, {"Mouse", 7}, {"MouseEx", 7}, {"Sync", 1}, {"Unicode", 3}, {}, {"QoE timestamp", 5},
}

// updates are those of servers by code (MS-RDPBCGR §2.2.9.1.2.1).
var updates = parts.Names{
	0: "Orders", 1: "Bitmap", 2: "Palette", 3: "Synchronize", 4: "Surface", 5: "NullPointer", 6: "DefaultPointer",
	8: "PointerPosition",
	9: "ColorPointer", 10: "CachedPointer", 11: "NewPointer", 12: "LargePointer",
}

// fastPath reads a fast path PDU.
func (d *dissector) fastPath(f *dissect.Frame, dir dissect.Dir, b []byte) {
	p := d.shared.packets.Next(f)
	*p = Packet{reader: p.reader, Rest: true}
	p.reader.Begin(b)
	f.Emit(dissect.Layer{Message: p, Bytes: b, Quiet: true})
	d.emit(f, DesktopPDU{Kind: FastPath, Dir: dir, Encrypted: b[0]&fastEncrypted != 0}, b)
}

// appendFast appends "Fast-Path PDU,Mouse,Mouse". What is encrypted nobody can name.
func (m *DesktopPDU) appendFast(dst []byte) []byte {
	dst = append(dst, "Fast-Path PDU"...)
	if m.Encrypted {
		return dst
	}
	b := m.reader.Bytes
	rest := b[2:]
	if b[1]&0x80 != 0 {
		rest = b[3:]
	}
	if m.Dir == dissect.ToServer {
		count := int(b[0] >> 2 & 15)
		if count == 0 && len(rest) > 0 {
			count, rest = int(rest[0]), rest[1:]
		}
		for ; count > 0 && len(rest) > 0; count-- {
			code := int(rest[0] >> 5)
			if code >= len(events) || events[code].size == 0 || len(rest) < events[code].size {
				break
			}
			dst = append(append(dst, ','), events[code].name...)
			rest = rest[events[code].size:]
		}
		return dst
	}
	const compressed = 0x80
	for len(rest) >= 3 {
		name, at := updates[uint64(rest[0]&15)], 1
		if rest[0]&compressed != 0 {
			at++
		}
		if len(rest) < at+2 {
			break
		}
		if name == "" {
			name = "Unknown"
		}
		dst = append(append(dst, ','), name...)
		rest = rest[min(len(rest), at+2+int(le.Uint16(rest[at:]))):]
	}
	return dst
}
