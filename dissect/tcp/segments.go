package tcp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// segmentFields are about messages that came in several segments, and about
// the beginning and the end of connections.
var segmentFields = []dissect.Field{
	{Name: "tcp.segment_data", Title: "TCP segment data", Type: dissect.Octets, Get: getPart},
	{Name: "tcp.segments", Title: "Reassembled TCP Segments", Type: dissect.Label,
		Get: completed(func(_ *dissect.Reassembled, v *dissect.Values) { v.Mark() })},
	{Name: "tcp.segment", Title: "TCP Segment", Type: dissect.FrameNum,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) {
			for i := range r.Segments() {
				v.Uint(uint64(r.Frame(i))).F = float64(i)
			}
		})},
	{Name: "tcp.segment.count", Title: "Segment count", Type: dissect.Uint,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) { v.Uint(uint64(r.Segments())) })},
	{Name: "tcp.reassembled.length", Title: "Reassembled TCP length", Type: dissect.Uint,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) { v.Uint(uint64(r.Len)) })},
	{Name: "tcp.reassembled.data", Title: "Reassembled TCP Data", Type: dissect.Octets,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) {
			if r.Bytes != nil {
				v.Bytes(r.Bytes)
			}
		})},
	// Known only after the message: empty in one pass.
	{Name: "tcp.reassembled_in", Title: "Reassembled PDU in frame", Type: dissect.FrameNum,
		Get: func(*dissect.Frame, *dissect.Layer, *dissect.Values) {}},

	{Name: "tcp.connection.syn", Title: "Connection establish request (SYN)", Type: dissect.Label,
		Get: flagged(capture.SYN|capture.ACK, capture.SYN)},
	{Name: "tcp.connection.synack", Title: "Connection establish acknowledge (SYN+ACK)", Type: dissect.Label,
		Get: flagged(capture.SYN|capture.ACK, capture.SYN|capture.ACK)},
	{Name: "tcp.connection.fin", Title: "Connection finish (FIN)", Type: dissect.Label,
		Get: flagged(capture.FIN, capture.FIN)},
	{Name: "tcp.connection.fin_active", Title: "This frame initiates the connection closing", Type: dissect.Label,
		Get: closing(0)},
	{Name: "tcp.connection.fin_passive", Title: "This frame undergoes the connection closing", Type: dissect.Label,
		Get: closing(reassembly.SeenFIN)},
	{Name: "tcp.connection.rst", Title: "Connection reset (RST)", Type: dissect.Label,
		Get: flagged(capture.RST, capture.RST)},
}

// completed returns the getter of something about the message that the segment
// completes.
func completed(get func(r *dissect.Reassembled, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if analysed(f, l) && f.Whole.Segments() > 0 {
			get(&f.Whole, v)
		}
	}
}

func getPart(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if analysed(f, l) && len(f.Part) > 0 {
		v.Bytes(f.Part)
	}
}

// closing returns the getter of a mark of FINs: seen tells whether there was
// one before.
func closing(seen reassembly.Completeness) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if analysed(f, l) && f.TCP.Flags&capture.FIN != 0 && f.Segment.Completeness&reassembly.SeenFIN == seen {
			v.Mark()
		}
	}
}

// flagged returns the getter of a mark of segments that have, of the flags in
// mask, just those in want.
func flagged(mask, want capture.TCPFlags) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 13 && capture.TCPFlags(b[13])&mask == want {
			v.Mark()
		}
	}
}
