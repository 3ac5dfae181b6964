package udp

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

var (
	srcPort = dissect.Number(0, 2)
	dstPort = dissect.Number(2, 2)
)

var fields = []dissect.Field{
	{Name: "udp.srcport", Title: "Source Port", Type: dissect.Uint, Get: srcPort},
	{Name: "udp.dstport", Title: "Destination Port", Type: dissect.Uint, Get: dstPort},
	{Name: "udp.port", Title: "Source or Destination Port", Type: dissect.Uint, Get: dissect.Both(srcPort, dstPort)},
	{Name: "udp.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(4, 2)},
	{Name: "udp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(6, 2)},
	{Name: "udp.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: getChecksumStatus},
	{Name: "udp.stream", Title: "Stream index", Type: dissect.Uint,
		Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Conn.ID) },
			func(o *capture.Other) (int64, bool) { return int64(o.Stream), true })},
	{Name: "udp.time_relative", Title: "Time since first frame", Type: dissect.RelTime,
		Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Since) },
			func(o *capture.Other) (int64, bool) { return int64(o.Since), !o.Quoted })},
	{Name: "udp.time_delta", Title: "Time since previous frame", Type: dissect.RelTime,
		Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Delta) },
			func(o *capture.Other) (int64, bool) { return int64(o.Delta), !o.Quoted })},
	{Name: "udp.payload", Title: "Payload", Type: dissect.Octets, Get: getPayload},
}

// conversation returns the getter of what is known of a datagram's conversation:
// the innermost is the frame's own, others carry that or are quoted.
func conversation(own func(*dissect.Frame) int64, other func(*capture.Other) (value int64, ok bool)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for i := range f.Others {
			if o := &f.Others[i]; o.Header == l.Header {
				if n, ok := other(o); ok {
					v.Int(n)
				}
				return
			}
		}
		if f.Conn == nil || f.Transport != capture.ProtoUDP {
			return
		}
		if x, _ := f.Find(capture.ProtoUDP); l.Header == x {
			v.Int(own(f))
		}
	}
}

// getChecksumStatus: a checksum of 0 is none (RFC 768).
func getChecksumStatus(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) >= headLen && b[6]|b[7] == 0 {
		v.Uint(uint64(dissect.ChecksumAbsent))
		return
	}
	unverified(f, l, v)
}

var unverified = dissect.Unverified(6)

func getPayload(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < headLen {
		return
	}
	n := max(headLen, int(binary.BigEndian.Uint16(b[4:])))
	if n = min(n, len(b)); n > headLen {
		v.Bytes(b[headLen:n]).At(int(l.Header.Off)+headLen, n-headLen)
	}
}
