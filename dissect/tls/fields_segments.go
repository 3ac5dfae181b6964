package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// segmentFields are about messages of what is carried that came in several records.
var segmentFields = []dissect.Field{
	{Name: "tls.segment.data", Title: "TLS segment data", Type: dissect.Octets,
		Get: each(func(m *Message, r *Record, v *dissect.Values) {
			if m.part && r.Opened && r.Type == record.ApplicationData {
				v.Bytes(r.Plain)
			}
		})},
	{Name: "tls.segments", Title: "Reassembled TLS segments", Type: dissect.Label,
		Get: completed(func(_ *dissect.Reassembled, v *dissect.Values) { v.Mark() })},
	{Name: "tls.segment", Title: "TLS segment", Type: dissect.FrameNum,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) {
			for i := range r.Segments() {
				v.Uint(uint64(r.Frame(i))).F = float64(i)
			}
		})},
	{Name: "tls.segment.count", Title: "Segment count", Type: dissect.Uint,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) { v.Uint(uint64(r.Segments())) })},
	{Name: "tls.reassembled.length", Title: "Reassembled PDU length", Type: dissect.Uint,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) { v.Uint(uint64(r.Len)) })},
	{Name: "tls.reassembled.data", Title: "Reassembled PDU data", Type: dissect.Octets,
		Get: completed(func(r *dissect.Reassembled, v *dissect.Values) {
			if r.Bytes != nil {
				v.Bytes(r.Bytes)
			}
		})},
	{Name: "tls.handshake.fragments", Title: "Reassembled Handshake Fragments", Type: dissect.Label,
		Get: spread(func(h *Handshake, v *dissect.Values) { v.Mark().At(h.at()) })},
	{Name: "tls.handshake.fragment", Title: "Handshake Fragment", Type: dissect.FrameNum,
		Get: spread(func(h *Handshake, v *dissect.Values) {
			for i, p := range h.parts {
				x := v.Uint(uint64(p.frame))
				x.F = float64(i)
				x.At(h.at())
			}
		})},
	{Name: "tls.handshake.fragment.count", Title: "Handshake Fragment count", Type: dissect.Uint,
		Get: spread(func(h *Handshake, v *dissect.Values) { v.Uint(uint64(len(h.parts))).At(h.at()) })},
}

// spread returns the getter of something about handshake messages that several records carry.
func spread(get func(h *Handshake, v *dissect.Values)) dissect.Getter {
	return messages(func(_ *Message, _ *Record, h *Handshake, v *dissect.Values) {
		if len(h.parts) > 0 {
			get(h, v)
		}
	})
}

// segmentWordings say which bytes each frame or record brought.
var segmentWordings = []dissect.Wording{
	{Field: "tls.segments", Say: func(dst []byte, f *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte {
		r := &f.Within
		return dissect.AppendParts(dst, " Reassembled TLS segments", r.Segments(), r.Len, func(i int) (uint32, int, int) {
			from, to := r.Part(i)
			return r.Frame(i), from, to
		})
	}},
	{Field: "tls.segment", Say: func(dst []byte, f *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		from, to := f.Within.Part(int(v.F))
		return dissect.AppendPart(dst, uint32(v.U), from, to)
	}},
	{Field: "tls.handshake.fragments", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		h := spreadAt(l, v.Off)
		if h == nil {
			return dst
		}
		return dissect.AppendParts(dst, " Reassembled Handshake Fragments", len(h.parts),
			handshake.HeadSize+len(h.Body), func(i int) (uint32, int, int) {
				from := h.before(i)
				return h.parts[i].frame, from, from + h.parts[i].size
			})
	}},
	{Field: "tls.handshake.fragment", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		h := spreadAt(l, v.Off)
		if h == nil {
			return dst
		}
		i := int(v.F)
		from := h.before(i)
		return dissect.AppendPart(dst, uint32(v.U), from, from+h.parts[i].size)
	}},
}

// before returns how many bytes of the message came before its part i.
func (h *Handshake) before(i int) (n int) {
	for _, p := range h.parts[:i] {
		n += p.size
	}
	return n
}

// spreadAt returns the message of a layer, in several records, whose last part stands at off.
func spreadAt(l *dissect.Layer, off int32) *Handshake {
	m, ok := l.Message.(*Message)
	if !ok {
		return nil
	}
	for i := range m.Records {
		for j := range m.Records[i].Messages {
			if h := &m.Records[i].Messages[j]; len(h.parts) > 0 && h.end.off == int(off) {
				return h
			}
		}
	}
	return nil
}

// completed returns the getter of something about the message that the records of a frame
// complete: its last ones speak for it.
func completed(get func(r *dissect.Reassembled, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if f.Within.Segments() == 0 {
			return
		}
		var last *Message
		for i := range f.Messages() {
			if m, ok := f.Messages()[i].Message.(*Message); ok && m.opens() {
				last = m
			}
		}
		if m, ok := l.Message.(*Message); ok && m == last {
			get(&f.Within, v)
		}
	}
}

// opens reports whether one of its records has Application Data that were decrypted.
func (m *Message) opens() bool {
	for i := range m.Records {
		if r := &m.Records[i]; r.Opened && r.Type == record.ApplicationData {
			return true
		}
	}
	return false
}
