package bittorrent

import (
	"strconv"

	"netsniff/dissect"
)

var utpFields = []dissect.Field{
	utpNumber("bt-utp.ver", "Version", 0, 1, 0x0f),
	{Name: "bt-utp.type", Title: "Type", Type: dissect.Uint, Names: packetName,
		Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
			v.Uint(uint64(m.Type)).Masked(0xf0).At(0, 1)
		})},
	utpExtensions("bt-utp.next_extension_type", "Next Extension Type", dissect.Uint,
		func(x utpExtension, v *dissect.Values) {
			v.Uint(uint64(x.next)).At(x.nextAt, 1)
		}),
	utpNumber("bt-utp.connection_id", "Connection ID", 2, 2, 0),
	{Name: "bt-utp.stream", Title: "Stream index", Type: dissect.Uint,
		Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
			v.Uint(uint64(m.Stream))
		})},
	utpNumber("bt-utp.timestamp_us", "Timestamp Microseconds", 4, 4, 0),
	utpNumber("bt-utp.timestamp_diff_us", "Timestamp Difference Microseconds", 8, 4, 0),
	utpNumber("bt-utp.wnd_size", "Window Size", 12, 4, 0),
	utpNumber("bt-utp.seq_nr", "Sequence number", 16, 2, 0),
	utpNumber("bt-utp.ack_nr", "ACK number", 18, 2, 0),
	utpExtensions("bt-utp.extension", "Extension", dissect.Label, func(x utpExtension, v *dissect.Values) {
		if x.body != nil {
			v.Mark()
		}
	}),
	utpExtensions("bt-utp.extension_len", "Extension Length", dissect.Uint, func(x utpExtension, v *dissect.Values) {
		if x.body != nil {
			v.Uint(uint64(len(x.body))).At(x.at-1, 1)
		}
	}),
	utpExtensions("bt-utp.extension_bitmask", "Extension Bitmask", dissect.Octets, func(x utpExtension, v *dissect.Values) {
		if x.body != nil && x.kind <= extensionBits {
			v.Bytes(x.body).At(x.at, len(x.body))
		}
	}),
	utpExtensions("bt-utp.extension_unknown", "Extension Unknown", dissect.Octets, func(x utpExtension, v *dissect.Values) {
		if x.body != nil && x.kind > extensionBits {
			v.Bytes(x.body).At(x.at, len(x.body))
		}
	}),
	{Name: "bt-utp.len", Title: "uTP Segment Len", Type: dissect.Uint,
		Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
			if m.Size <= len(m.Bytes) {
				v.Uint(uint64(m.Len()))
			}
		})},
	{Name: "bt-utp.data", Title: "Data", Type: dissect.Octets, Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
		if m.Size < len(m.Bytes) {
			v.Bytes(m.Bytes[m.Size:]).At(m.Size, len(m.Bytes)-m.Size)
		}
	})},
	{Name: "bt-utp.pdu.size", Title: "PDU Size", Type: dissect.Uint, Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
		for _, n := range m.PDUs {
			v.Uint(uint64(n))
		}
	})},
	{Name: "bt-utp.continuation_to", Title: "This is a continuation to the PDU in frame", Type: dissect.FrameNum,
		Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
			if m.Continues != 0 {
				v.Uint(uint64(m.Continues))
			}
		})},
}

func packetName(u uint64) string { return PacketType(u).String() }

// utpNumber returns a field of n bytes of the header, or those bits of them.
func utpNumber(name, title string, at, n int, bits uint64) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint,
		Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
			u := uint64(0)
			for _, c := range m.Bytes[at : at+n] {
				u = u<<8 | uint64(c)
			}
			if bits != 0 {
				u &= bits
			}
			v.Uint(u).Masked(bits).At(at, n)
		})}
}

// utpExtension is an extension of the header, or its end.
type utpExtension struct {
	next, kind uint8  // what follows, what this is
	body       []byte // nil for what stands in the header itself
	nextAt, at int    // where next stands, and the body
}

// utpExtensions returns a field of the extensions of a header, which it is given
// behind what the header says of the first.
func utpExtensions(name, title string, t dissect.Type, get func(utpExtension, *dissect.Values)) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t, Get: dissect.Of(func(m *UTPMessage, v *dissect.Values) {
		b, x := m.Bytes, utpExtension{next: m.Bytes[1], nextAt: 1}
		get(x, v)
		for at := utpHeader; x.next != noMore && at+2 <= len(b) && at+2+int(b[at+1]) <= len(b); {
			end := at + 2 + int(b[at+1])
			x = utpExtension{next: b[at], kind: x.next, body: b[at+2 : end : end], nextAt: at, at: at + 2}
			get(x, v)
			at = end
		}
	})}
}

var utpOutline = dissect.Outline{
	Headings: addUTPExtensions,
	Computed: []string{"bt-utp.stream", "bt-utp.len", "bt-utp.pdu.size", "bt-utp.continuation_to"},
	Last:     []string{"bt-utp.stream", "bt-utp.len", "bt-utp.data", "bt-utp.pdu.size", "bt-utp.continuation_to"},
	Hidden:   []string{"bt-utp.extension"},
	Units:    []dissect.Unit{{Field: "bt-utp.wnd_size", Name: "bytes"}, {Field: "bt-utp.extension_len", Name: "bytes"}},
}

var utpExtensionNames = [...]string{noMore: "No Extension", selectiveAck: "Selective ACKs", extensionBits: "Extension bits"}

// addUTPExtensions adds a heading for each extension.
func addUTPExtensions(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*UTPMessage)
	if !ok {
		return
	}
	b, kind := m.Bytes, m.Bytes[1]
	for at := utpHeader; kind != noMore && at+2 <= len(b) && at+2+int(b[at+1]) <= len(b); {
		n := 2 + int(b[at+1])
		text := append(h.Begin(), "Extension "...)
		if int(kind) < len(utpExtensionNames) {
			text = append(text, utpExtensionNames[kind]...)
		} else {
			text = append(text, "Unknown"...)
		}
		h.Add(0, "", strconv.AppendInt(append(text, ", Len="...), int64(n-2), 10), at, n)
		kind, at = b[at], at+n
	}
}
