package http3

import (
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// body returns the veil of the bodies of a stream.
func (r *Rows) body(stream uint64) dissect.Veil {
	v := r.bodies[stream]
	if v == nil {
		v = r.veiling.Body()
		r.bodies[stream] = v
	}
	return v
}

// veil hides what nobody may read in the bytes of a stream, b, that x has read: compressed
// header fields, which are decoded now. Their values are hidden where they are told.
func (m *Message) veil(x *reader, b []byte) {
	for i := range m.Frames {
		f := &m.Frames[i]
		if block := f.block(); block != nil {
			m.section(f)
			secrets.Hide(block)
		}
	}
	switch {
	case x.kind == EncoderStream && x.typed:
		secrets.Hide(b[min(m.opens(), len(b)):])
	case len(x.begun) > 0: // a part of a frame that may have some
		secrets.Hide(b[max(0, len(b)-len(x.begun)):])
	}
}

// opens returns how many of the bytes say the type of the stream.
func (m *Message) opens() int {
	if m.Opens && m.Off >= 0 {
		return m.Off + m.N
	}
	return 0
}
