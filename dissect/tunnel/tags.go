package tunnel

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// VNTag is Cisco's tag of virtual interfaces.
var VNTag = tag("vntag", "VN-Tag", "VNTAG", capture.ProtoVNTag, "", []dissect.Field{
	{Name: "vntag.dir", Title: "Direction", Type: dissect.Bool, Get: dissect.Bits(0, 4, 31, 1)},
	{Name: "vntag.ptr", Title: "Pointer", Type: dissect.Bool, Get: dissect.Bits(0, 4, 30, 1)},
	{Name: "vntag.dst", Title: "Destination", Type: dissect.Uint, Get: dissect.Bits(0, 4, 16, 14)},
	{Name: "vntag.looped", Title: "Looped", Type: dissect.Bool, Get: dissect.Bits(0, 4, 15, 1)},
	{Name: "vntag.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 4, 12, 2)},
	{Name: "vntag.src", Title: "Source", Type: dissect.Uint, Get: dissect.Bits(0, 4, 0, 12)},
	etherType("vntag.etype"),
})

// ETag is the tag of bridge port extension (IEEE 802.1BR).
var ETag = tag("etag", "802.1BR E-Tag", "ETAG", capture.ProtoETag, "", []dissect.Field{
	{Name: "etag.pcp", Title: "E-PCP", Type: dissect.Uint, Get: dissect.Bits(0, 2, 13, 3)},
	{Name: "etag.dei", Title: "E-DEI", Type: dissect.Uint, Get: dissect.Bits(0, 2, 12, 1)},
	{Name: "etag.iecid_base", Title: "Ingress_E-CID_base", Type: dissect.Uint, Base: dissect.Hex4,
		Get: dissect.Bits(0, 2, 0, 12)},
	{Name: "etag.group", Title: "GRP", Type: dissect.Uint, Get: dissect.Bits(2, 2, 12, 2)},
	{Name: "etag.ecid_base", Title: "E-CID_base", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Bits(2, 2, 0, 12)},
	{Name: "etag.iecid_ext", Title: "Ingress_E-CID_ext", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(4, 1)},
	{Name: "etag.ecid_ext", Title: "E-CID_ext", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(5, 1)},
	etherType("etag.etype"),
})

// CMD is Cisco's metadata: the security group of the sender.
var CMD = tag("cmd", "Cisco MetaData", "CMD", capture.ProtoCMD, "", []dissect.Field{
	{Name: "cmd.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
	{Name: "cmd.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "cmd.options", Title: "Options", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "cmd.sgt", Title: "SGT", Type: dissect.Uint, Get: dissect.Number(4, 2)},
	etherType("cmd.type"),
})

// TTag is Cisco's time stamp tag, whose EtherType Wireshark knows as Palo Alto's
// heartbeat backup.
var TTag = tag("hbbak", "Palo Alto Heartbeat Backup", "PA-HB-Bak", capture.ProtoTTag, "Palo Alto Heartbeat Backup",
	[]dissect.Field{
		{Name: "hbbak.unknown1", Title: "Unknown1", Type: dissect.Octets, Get: dissect.Part(0, 6)},
		etherType("hbbak.etype"),
	})

// MACsec is the security tag of IEEE 802.1AE.
var MACsec = tag("macsec", "802.1AE Security tag", "MACSEC", capture.ProtoMACsec, "MACsec frame", []dissect.Field{
	{Name: "macsec.TCI", Title: "TCI", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Bits(0, 1, 2, 6)},
	{Name: "macsec.TCI.V", Title: "VER", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Bits(0, 1, 7, 1)},
	{Name: "macsec.TCI.ES", Title: "ES", Type: dissect.Bool, Get: dissect.Bits(0, 1, 6, 1)},
	{Name: "macsec.TCI.SC", Title: "SC", Type: dissect.Bool, Get: dissect.Bits(0, 1, 5, 1)},
	{Name: "macsec.TCI.SCB", Title: "SCB", Type: dissect.Bool, Get: dissect.Bits(0, 1, 4, 1)},
	{Name: "macsec.TCI.E", Title: "E", Type: dissect.Bool, Get: dissect.Bits(0, 1, 3, 1)},
	{Name: "macsec.TCI.C", Title: "C", Type: dissect.Bool, Get: dissect.Bits(0, 1, 2, 1)},
	{Name: "macsec.AN", Title: "AN", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Bits(0, 1, 0, 2)},
	{Name: "macsec.SL", Title: "Short length", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "macsec.PN", Title: "Packet number", Type: dissect.Uint, Get: dissect.Number(2, 4)},
	{Name: "macsec.SCI.system_identifier", Title: "System Identifier", Type: dissect.Ether,
		Get: inChannel(dissect.Part(6, 6))},
	{Name: "macsec.SCI.port_identifier", Title: "Port Identifier", Type: dissect.Uint,
		Get: inChannel(dissect.Number(12, 2))},
	etherType("macsec.etype"),
})

// tag returns the protocol of a tag in front of a payload. info is what its row
// says, whose Protocol column is the EtherType of a payload that nobody knows.
func tag(name, title, column string, header capture.Proto, info string, fields []dissect.Field) dissect.Protocol {
	return dissect.Protocol{
		Name:      name,
		Title:     title,
		Column:    column,
		Headers:   []capture.Proto{header},
		NewHeader: dissect.HeaderRows(payloadType, sameText(info)),
		Fields:    fields,
	}
}

// payloadType names a payload that nobody knows by its EtherType.
func payloadType(r *dissect.HeaderRow) string {
	if r.Frame.State != capture.Decoded || !typed(r.Header) {
		return ""
	}
	return r.Types.Of(binary.BigEndian.Uint16(r.Bytes[r.Header.Len-2:]))
}

// typed reports whether a whole tag ends with an EtherType: that of MACsec has
// none if the payload is encrypted.
func typed(h capture.Header) bool { return h.Proto != capture.ProtoMACsec || h.Len%8 == 0 }

// etherType is the field of the EtherType at the end of a tag.
func etherType(name string) dissect.Field {
	return dissect.Field{Name: name, Title: "Type", Type: dissect.Uint, Base: dissect.Hex4,
		Get: func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			if typed(l.Header) && l.Header.Len >= 2 {
				dissect.Number(int(l.Header.Len)-2, 2)(f, l, v)
			}
		}}
}

// inChannel returns a getter that reads tags with a secure channel identifier.
func inChannel(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 0 && b[0]&0x20 != 0 {
			get(f, l, v)
		}
	}
}
