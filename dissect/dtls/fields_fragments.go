package dtls

import "netsniff/dissect"

// fragmentFields are about handshake messages that came in several fragments.
var fragmentFields = []dissect.Field{
	{Name: "dtls.fragments", Title: "Message fragments", Type: dissect.Label,
		Get: completed(func(h *Handshake, v *dissect.Values) { v.Mark().At(h.at()) })},
	{Name: "dtls.fragment", Title: "Message fragment", Type: dissect.FrameNum,
		Get: completed(func(h *Handshake, v *dissect.Values) {
			for i, p := range h.parts {
				x := v.Uint(uint64(p.frame))
				x.F = float64(i)
				x.At(h.at())
			}
		})},
	{Name: "dtls.fragment.count", Title: "Message fragment count", Type: dissect.Uint,
		Get: completed(func(h *Handshake, v *dissect.Values) { v.Uint(uint64(len(h.parts))).At(h.at()) })},
	{Name: "dtls.reassembled.length", Title: "Reassembled DTLS length", Type: dissect.Uint,
		Get: completed(func(h *Handshake, v *dissect.Values) { v.Uint(uint64(len(h.Whole))).At(h.at()) })},
}

// completed returns the getter of something about messages that several fragments brought.
func completed(get func(h *Handshake, v *dissect.Values)) dissect.Getter {
	return messages(func(_ *Message, h *Handshake, v *dissect.Values) {
		if len(h.parts) > 0 {
			get(h, v)
		}
	})
}

// at returns where the fragment stands in Message.Bytes.
func (h *Handshake) at() (off, n int) { return h.At, fragmentHead + h.Size }

// fragmentWordings say which bytes of a message each frame brought.
var fragmentWordings = []dissect.Wording{
	{Field: "dtls.fragments", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		h := completedAt(l, v.Off)
		if h == nil {
			return dst
		}
		return dissect.AppendParts(dst, " Message fragments", len(h.parts), len(h.Whole), func(i int) (uint32, int, int) {
			from := h.before(i)
			return h.parts[i].frame, from, from + h.parts[i].size
		})
	}},
	{Field: "dtls.fragment", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		h := completedAt(l, v.Off)
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

// completedAt returns the message of a layer that a fragment at off completes.
func completedAt(l *dissect.Layer, off int32) *Handshake {
	m, ok := l.Message.(*Message)
	if !ok {
		return nil
	}
	for i := range m.Records {
		for j := range m.Records[i].Messages {
			if h := &m.Records[i].Messages[j]; len(h.parts) > 0 && h.At == int(off) {
				return h
			}
		}
	}
	return nil
}
