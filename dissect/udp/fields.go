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
	{Name: "udp.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Names: dissect.ChecksumName, Get: getChecksumStatus},
	{Name: "udp.stream", Title: "Stream index", Type: dissect.Uint, Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Conn.ID) })},
	{Name: "udp.time_relative", Title: "Time since first frame", Type: dissect.RelTime, Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Since) })},
	{Name: "udp.time_delta", Title: "Time since previous frame", Type: dissect.RelTime, Get: conversation(func(f *dissect.Frame) int64 { return int64(f.Delta) })},
	{Name: "udp.payload", Title: "Payload", Type: dissect.Octets, Get: getPayload},
}

// conversation returns the getter of what is known of the conversation: for the
// innermost datagram.
func conversation(get func(f *dissect.Frame) int64) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if f.Conn == nil || f.Transport != capture.ProtoUDP {
			return
		}
		if x, _ := f.Find(capture.ProtoUDP); l.Header == x {
			v.Int(get(f))
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
