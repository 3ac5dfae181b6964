package tls

import (
	"netsniff/dissect"
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
				v.Uint(uint64(r.Frame(i)))
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
