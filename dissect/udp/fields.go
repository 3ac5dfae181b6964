package udp

import (
	"encoding/binary"

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
	{Name: "udp.stream", Title: "Stream index", Type: dissect.Uint, Get: getStream},
	{Name: "udp.payload", Title: "Payload", Type: dissect.Octets, Get: getPayload},
}

// getStream appends the number of the conversation, which is known for the
// innermost datagram.
func getStream(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if f.Conn != nil && l.Header == f.Last() {
		v.Uint(uint64(f.Conn.ID))
	}
}

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
