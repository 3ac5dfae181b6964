package rtp

import "netsniff/dissect"

// of returns the getter of something of packets whose version is known.
func of(get func(m *Message, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if !m.alien {
			get(m, v)
		}
	})
}

// at returns the getter of bits of the header of such packets.
func at(off, n, shift, width int) dissect.Getter {
	bits := dissect.Bits(off, n, shift, width)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Message); ok && !m.alien {
			bits(f, l, v)
		}
	}
}

// typeName is the name of a payload type in details.
func typeName(u uint64) string { return PayloadType(u).String() }

func versionName(u uint64) string {
	switch u {
	case 0:
		return "Old VAT Version"
	case 1:
		return "First Draft Version"
	case 2:
		return "RFC 1889 Version"
	}
	return ""
}

var fields = []dissect.Field{
	{Name: "rtp.setup", Title: "Stream setup", Type: dissect.String,
		Get: of(func(m *Message, v *dissect.Values) { m.Setup.getMethod(v) })},
	{Name: "rtp.setup-frame", Title: "Setup frame", Type: dissect.FrameNum,
		Get: of(func(m *Message, v *dissect.Values) { m.Setup.getFrame(v) })},
	{Name: "rtp.setup-method", Title: "Setup Method", Type: dissect.String,
		Get: of(func(m *Message, v *dissect.Values) { m.Setup.getMethod(v) })},
	{Name: "rtp.version", Title: "Version", Type: dissect.Uint, Names: versionName, Get: dissect.Bits(0, 1, 6, 2)},
	{Name: "rtp.padding", Title: "Padding", Type: dissect.Bool, Get: at(0, 1, 5, 1)},
	{Name: "rtp.ext", Title: "Extension", Type: dissect.Bool, Get: at(0, 1, 4, 1)},
	{Name: "rtp.cc", Title: "Contributing source identifiers count", Type: dissect.Uint, Get: at(0, 1, 0, 4)},
	{Name: "rtp.marker", Title: "Marker", Type: dissect.Bool, Get: at(1, 1, 7, 1)},
	{Name: "rtp.p_type", Title: "Payload type", Type: dissect.Uint, Names: typeName, Get: at(1, 1, 0, 7)},
	{Name: "rtp.seq", Title: "Sequence number", Type: dissect.Uint, Get: at(2, 2, 0, 16)},
	{Name: "rtp.timestamp", Title: "Timestamp", Type: dissect.Uint, Get: at(4, 4, 0, 32)},
	{Name: "rtp.ssrc", Title: "Synchronization Source identifier", Type: dissect.Uint, Base: dissect.Hex8,
		Get: at(8, 4, 0, 32)},
	{Name: "rtp.csrc.item", Title: "CSRC item", Type: dissect.Uint, Base: dissect.Hex8,
		Get: of(func(m *Message, v *dissect.Values) {
			for i := headLen; i < headLen+4*m.sources() && i+4 <= len(m.Bytes); i += 4 {
				v.Uint(uint64(be.Uint32(m.Bytes[i:]))).At(i, 4)
			}
		})},
	{Name: "rtp.ext.profile", Title: "Defined by profile", Type: dissect.Uint, Base: dissect.Hex4,
		Get: of(func(m *Message, v *dissect.Values) {
			if m.extension > 0 {
				v.Uint(uint64(be.Uint16(m.Bytes[m.extension:]))).At(m.extension, 2)
			}
		})},
	{Name: "rtp.ext.len", Title: "Extension length", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		if m.extension > 0 {
			v.Uint(uint64(be.Uint16(m.Bytes[m.extension+2:]))).At(m.extension+2, 2)
		}
	})},
	{Name: "rtp.ext.rfc5285.id", Title: "Identifier", Type: dissect.Uint,
		Get: elements(func(id uint64, off int, _ []byte, v *dissect.Values) { v.Uint(id).At(off, 1) })},
	{Name: "rtp.ext.rfc5285.len", Title: "Length", Type: dissect.Uint,
		Get: elements(func(_ uint64, off int, data []byte, v *dissect.Values) { v.Uint(uint64(len(data))).At(off, 1) })},
	{Name: "rtp.ext.rfc5285.data", Title: "Extension Data", Type: dissect.Octets,
		Get: elements(func(_ uint64, off int, data []byte, v *dissect.Values) {
			v.Bytes(data).At(off, len(data))
		})},
	{Name: "rtp.payload", Title: "Payload", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
		if len(m.Payload) > 0 && !m.isEvent() {
			v.Bytes(m.Payload).At(m.payload, len(m.Payload))
		}
	})},
	{Name: "rtp.padding.data", Title: "Padding data", Type: dissect.Octets, Get: of(func(m *Message, v *dissect.Values) {
		if m.Padding > 1 {
			v.Bytes(m.Bytes[len(m.Bytes)-m.Padding:len(m.Bytes)-1]).At(len(m.Bytes)-m.Padding, m.Padding-1)
		}
	})},
	{Name: "rtp.padding.count", Title: "Padding count", Type: dissect.Uint, Get: of(func(m *Message, v *dissect.Values) {
		if m.Padding > 0 {
			v.Uint(uint64(m.Padding)).At(len(m.Bytes)-1, 1)
		}
	})},
}

// getFrame and getMethod get what is known of how a stream was set up, of which
// nothing may be known.
func (s *Setup) getFrame(v *dissect.Values) {
	if s != nil {
		v.Uint(uint64(s.Frame))
	}
}

func (s *Setup) getMethod(v *dissect.Values) {
	if s != nil {
		v.Text(s.Method)
	}
}

// Profiles of header extensions with elements (RFC 8285 §4.2, §4.3).
const (
	oneByte     = 0xbede
	twoByte     = 0x1000
	twoByteMask = 0xfff0
)

// elements returns the getter of something of each element of a header extension: its
// identifier, where it or its data stand, and its data.
func elements(with func(id uint64, off int, data []byte, v *dissect.Values)) dissect.Getter {
	return of(func(m *Message, v *dissect.Values) {
		if m.extension == 0 || m.Broken {
			return
		}
		profile := be.Uint16(m.Bytes[m.extension:])
		b := m.Bytes[:min(m.extension+4+4*int(be.Uint16(m.Bytes[m.extension+2:])), m.payload)]
		for i := m.extension + 4; i < len(b); {
			id, n, head := uint64(b[i]>>4), int(b[i]&0xf)+1, 1
			switch {
			case b[i] == 0:
				i++
				continue
			case profile == oneByte && id == 15:
				return
			case profile&twoByteMask == twoByte && i+1 < len(b):
				id, n, head = uint64(b[i]), int(b[i+1]), 2
			case profile != oneByte:
				return
			}
			if i+head+n > len(b) {
				return
			}
			with(id, i+head, b[i+head:i+head+n], v)
			i += head + n
		}
	})
}

var outline = dissect.Outline{
	Computed: []string{"rtp.setup", "rtp.setup-frame", "rtp.setup-method"},
	Branches: []dissect.Branch{
		{Above: "rtp.setup", Below: []string{"rtp.setup-frame", "rtp.setup-method"}},
		{Above: "rtp.ext.profile", Below: []string{"rtp.ext.rfc5285.*"}},
	},
}
