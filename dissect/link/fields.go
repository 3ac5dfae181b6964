package link

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// sllFields have their places in version 1 and version 2 of the header.
var sllFields = []dissect.Field{
	{Name: "sll.pkttype", Title: "Packet type", Type: dissect.Uint, Names: packetTypeName,
		Get: cooked(dissect.Number(0, 2), dissect.Number(10, 1))},
	{Name: "sll.hatype", Title: "Link-layer address type", Type: dissect.Uint,
		Get: cooked(dissect.Number(2, 2), dissect.Number(8, 2))},
	{Name: "sll.halen", Title: "Link-layer address length", Type: dissect.Uint,
		Get: cooked(dissect.Number(4, 2), dissect.Number(11, 1))},
	{Name: "sll.src.eth", Title: "Source", Type: dissect.Ether,
		Get: cooked(sized(5, 6, dissect.Part(6, 6)), sized(11, 6, dissect.Part(12, 6)))},
	{Name: "sll.src.ipv4", Title: "Source", Type: dissect.IPv4,
		Get: cooked(sized(5, 4, dissect.Part(6, 4)), sized(11, 4, dissect.Part(12, 4)))},
	{Name: "sll.etype", Title: "Protocol", Type: dissect.Uint, Base: dissect.Hex4,
		Get: cooked(protocolAt(14, true), protocolAt(0, true))},
	{Name: "sll.ltype", Title: "Protocol", Type: dissect.Uint, Base: dissect.Hex4,
		Get: cooked(protocolAt(14, false), protocolAt(0, false))},
	{Name: "sll.ifindex", Title: "Interface index", Type: dissect.Uint, Get: cooked(nothing, dissect.Number(4, 4))},
}

var nullFields = []dissect.Field{
	{Name: "null.family", Title: "Family", Type: dissect.Uint, Get: getFamily},
}

var pppFields = []dissect.Field{
	{Name: "ppp.address", Title: "Address", Type: dissect.Uint, Base: dissect.Hex2, Get: framed(dissect.Number(0, 1))},
	{Name: "ppp.control", Title: "Control", Type: dissect.Uint, Base: dissect.Hex2, Get: framed(dissect.Number(1, 1))},
	{Name: "ppp.protocol", Title: "Protocol", Type: dissect.Uint, Base: dissect.Hex4, Get: getProtocol},
}

var pppoeFields = []dissect.Field{
	{Name: "pppoe.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 4, 4)},
	{Name: "pppoe.type", Title: "Type", Type: dissect.Uint, Get: dissect.Bits(0, 1, 0, 4)},
	{Name: "pppoe.code", Title: "Code", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
	{Name: "pppoe.session_id", Title: "Session ID", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "pppoe.payload_length", Title: "Payload Length", Type: dissect.Uint, Get: dissect.Number(4, 2)},
}

func packetTypeName(u uint64) string { return PacketType(u).String() }

func nothing(*dissect.Frame, *dissect.Layer, *dissect.Values) {}

// cooked returns the getter of a field that both versions have.
func cooked(v1, v2 dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Proto == capture.ProtoSLL {
			v1(f, l, v)
		} else {
			v2(f, l, v)
		}
	}
}

// sized returns a getter that reads headers whose byte at off is n.
func sized(off int, n byte, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > off && b[off] == n {
			get(f, l, v)
		}
	}
}

// protocolAt returns the getter of the protocol at off, if it is an EtherType,
// or if it is none.
func protocolAt(off int, etherType bool) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < off+2 {
			return
		}
		if t := binary.BigEndian.Uint16(b[off:]); t >= firstType == etherType {
			v.Uint(uint64(t)).At(int(l.Header.Off)+off, 2)
		}
	}
}

// getFamily appends the address family in the byte order that makes it small.
func getFamily(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 4 {
		return
	}
	v.Uint(uint64(min(binary.BigEndian.Uint32(b), binary.LittleEndian.Uint32(b)))).At(int(l.Header.Off), 4)
}

// framed returns a getter that reads PPP frames with address and control.
func framed(get dissect.Getter) dissect.Getter { return sized(0, 0xff, get) }

func getProtocol(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if t, ok := pppProtocol(f.Headers.Bytes(l.Header)); ok {
		v.Uint(uint64(t))
	}
}
