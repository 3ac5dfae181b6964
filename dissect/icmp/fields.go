package icmp

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
)

var fields = []dissect.Field{
	{Name: "icmp.type", Title: "Type", Type: dissect.Uint, Names: typeName, Get: dissect.Number(0, 1)},
	{Name: "icmp.code", Title: "Code", Type: dissect.Uint, Get: dissect.Number(1, 1)},
	{Name: "icmp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "icmp.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: dissect.Verified(0)},
	{Name: "icmp.ident", Title: "Identifier (BE)", Type: dissect.Uint, Get: only(Type.identified, dissect.Number(4, 2))},
	{Name: "icmp.ident_le", Title: "Identifier (LE)", Type: dissect.Uint, Get: only(Type.identified, swapped(4))},
	{Name: "icmp.seq", Title: "Sequence Number (BE)", Type: dissect.Uint, Get: only(Type.identified, dissect.Number(6, 2))},
	{Name: "icmp.seq_le", Title: "Sequence Number (LE)", Type: dissect.Uint, Get: only(Type.identified, swapped(6))},
	{Name: "icmp.unused", Title: "Unused", Type: dissect.Octets, Get: getUnused},
	{Name: "icmp.mtu", Title: "MTU of next hop", Type: dissect.Uint, Get: getMTU},
	{Name: "icmp.redir_gw", Title: "Gateway Address", Type: dissect.IPv4, Get: only(is(Redirect), dissect.Part(4, 4))},
	{Name: "icmp.pointer", Title: "Pointer", Type: dissect.Uint, Get: only(is(ParameterProblem), dissect.Number(4, 1))},
	{Name: "icmp.num_addrs", Title: "Number of addresses", Type: dissect.Uint,
		Get: only(is(RouterAdvertisement), dissect.Number(4, 1))},
	{Name: "icmp.addr_entry_size", Title: "Address entry size", Type: dissect.Uint,
		Get: only(is(RouterAdvertisement), dissect.Number(5, 1))},
	{Name: "icmp.lifetime", Title: "Lifetime", Type: dissect.Uint, Get: only(is(RouterAdvertisement), dissect.Number(6, 2))},
	{Name: "icmp.router_address", Title: "Router address", Type: dissect.IPv4,
		Get: only(is(RouterAdvertisement), getRouters)},
	{Name: "icmp.pref_level", Title: "Preference level", Type: dissect.Int,
		Get: only(is(RouterAdvertisement), getPreferences)},
	{Name: "icmp.originate_timestamp", Title: "Originate Timestamp", Type: dissect.Uint,
		Get: only(timestamp, dissect.Number(8, 4))},
	{Name: "icmp.receive_timestamp", Title: "Receive Timestamp", Type: dissect.Uint,
		Get: only(timestamp, dissect.Number(12, 4))},
	{Name: "icmp.transmit_timestamp", Title: "Transmit Timestamp", Type: dissect.Uint,
		Get: only(timestamp, dissect.Number(16, 4))},
	{Name: "icmp.address_mask", Title: "Address Mask", Type: dissect.IPv4, Get: only(mask, dissect.Part(8, 4))},
	// Known only after the reply, or when none came: empty in one pass.
	{Name: "icmp.resp_in", Title: "Response frame", Type: dissect.FrameNum,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmp.no_resp", Title: "No response seen", Type: dissect.Label,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmp.resp_not_found", Title: "Response not found", Type: dissect.Label,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},
	{Name: "icmp.resp_to", Title: "Request frame", Type: dissect.FrameNum, Get: echo.RequestFrame[*row]},
	{Name: "icmp.resptime", Title: "Response time", Type: dissect.Double, Get: echo.ResponseTime[*row]},
	{Name: "icmp.data_time", Title: "Timestamp from icmp data", Type: dissect.AbsTime,
		Get: told(func(_, at capture.Stamp, v *dissect.Values) *dissect.Value {
			return v.Uint(uint64(at))
		})},
	{Name: "icmp.data_time_relative", Title: "Timestamp from icmp data (relative)", Type: dissect.RelTime,
		Get: told(func(captured, at capture.Stamp, v *dissect.Values) *dissect.Value {
			return v.Int(int64(captured - at))
		})},
}

func typeName(u uint64) string { return Type(u).String() }

func timestamp(t Type) bool { return t == TimestampRequest || t == TimestampReply }
func mask(t Type) bool      { return t == MaskRequest || t == MaskReply }

func is(x Type) func(Type) bool { return func(t Type) bool { return t == x } }

// only returns a getter that reads messages of certain types.
func only(which func(Type) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 0 && which(Type(b[0])) {
			get(f, l, v)
		}
	}
}

// told returns the getter of something of the time that an echo carries.
func told(add func(captured, at capture.Stamp, v *dissect.Values) *dissect.Value) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) <= 8 || Type(b[0]) != EchoRequest && Type(b[0]) != EchoReply {
			return
		}
		if at, ok := dissect.EchoTime(l.Header.Proto, b[8:], f.At); ok {
			add(f.At, at, v).At(int(l.Header.Off)+8, 8)
		}
	}
}

// swapped returns the getter of a little-endian number of two bytes: some
// systems write theirs that way, and nothing tells which.
func swapped(off int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) >= off+2 {
			v.Uint(uint64(b[off])|uint64(b[off+1])<<8).At(int(l.Header.Off)+off, 2)
		}
	}
}

// getUnused appends what stands before the quoted packet and means nothing (RFC 792).
func getUnused(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 8 || Type(b[0]) != Unreachable && Type(b[0]) != TimeExceeded {
		return
	}
	n := 4
	if Type(b[0]) == Unreachable && b[1] == fragmentationNeeded {
		n = 2 // RFC 1191 uses the rest
	}
	v.Bytes(b[4:4+n]).At(int(l.Header.Off)+4, n)
}

// fragmentationNeeded is a code of Unreachable.
const fragmentationNeeded = 4

// getMTU appends what a router says fits (RFC 1191 §4).
func getMTU(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) >= 8 && Type(b[0]) == Unreachable && b[1] == fragmentationNeeded {
		v.Uint(uint64(binary.BigEndian.Uint16(b[6:]))).At(int(l.Header.Off)+6, 2)
	}
}

func getRouters(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	eachRouter(b, func(off int) { v.Bytes(b[off:off+4]).At(int(l.Header.Off)+off, 4) })
}

func getPreferences(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	eachRouter(b, func(off int) {
		u := binary.BigEndian.Uint32(b[off+4:])
		v.Int(int64(int32(u))).At(int(l.Header.Off)+off+4, 4)
	})
}

// eachRouter calls do with the offset of every entry of a router
// advertisement (RFC 1256 §3).
func eachRouter(b []byte, do func(off int)) {
	if len(b) < 8 || b[5] < 2 {
		return
	}
	size := 4 * int(b[5])
	for i, off := 0, 8; i < int(b[4]) && off+size <= len(b); i, off = i+1, off+size {
		do(off)
	}
}
