package http2

import "netsniff/dissect"

// bodyFields are those of what DATA frames carry. The frame that ends a body has all of it,
// without its coding.
var bodyFields = []dissect.Field{
	{Name: "http2.body.fragments", Title: "Body fragments", Type: dissect.Label, Body: true,
		Get: pieced(func(_ *content, v *dissect.Values) { v.Mark() })},
	{Name: "http2.body.fragment", Title: "Body fragment", Type: dissect.FrameNum, Body: true,
		Get: pieced(func(c *content, v *dissect.Values) {
			for i, p := range c.fragments {
				v.Uint(uint64(p.frame)).F = float64(i)
			}
		})},
	{Name: "http2.body.fragment.count", Title: "Body fragment count", Type: dissect.Uint, Body: true,
		Get: pieced(func(c *content, v *dissect.Values) {
			v.Uint(uint64(len(c.fragments)))
		})},
	{Name: "http2.body.reassembled.length", Title: "Reassembled body length", Type: dissect.Uint, Body: true,
		Get: pieced(func(c *content, v *dissect.Values) {
			v.Uint(uint64(c.size))
		})},
	{Name: "http2.body.reassembled.data", Title: "Reassembled body data", Type: dissect.Octets, Body: true,
		Get: pieced(func(c *content, v *dissect.Values) {
			if !c.torn {
				v.Bytes(c.bytes)
			}
		})},
	{Name: "http2.data.data", Title: "Data", Type: dissect.Octets, Body: true,
		Get: frames(func(m *Message, v *dissect.Values) {
			switch b, _ := m.unpadded(m.Payload); {
			case m.completes():
				whole, ok := m.content.decode()
				switch {
				case !ok:
				case m.content.coding == "" && !m.pieced():
					v.Bytes(whole).At(headSize+m.before(), len(whole))
				default:
					v.Bytes(whole)
				}
			case m.Type == Data && len(b) > 0 && len(m.Payload) == m.Length:
				v.Bytes(b).At(headSize+m.before(), len(b))
			}
		})},
	{Name: "http2.body_decompression_failed", Title: "Body decompression failed", Type: dissect.Label, Body: true,
		Get: frames(func(m *Message, v *dissect.Values) {
			if c := &m.content; m.completes() && c.coding != "" && !c.torn {
				if _, ok := c.decode(); !ok {
					v.Mark()
				}
			}
		})},
}

// completes reports whether the frame ends a body that is not read as it comes.
func (m *Message) completes() bool { return m.content.size > 0 }

// pieced reports whether the body that the frame ends is not the frame's own payload.
func (m *Message) pieced() bool {
	return len(m.content.fragments) > 1 || m.Type != Data || m.Length == 0
}

// pieced returns the getter of a field of bodies that other frames brought.
func pieced(get func(*content, *dissect.Values)) dissect.Getter {
	return frames(func(m *Message, v *dissect.Values) {
		if m.completes() && m.pieced() && len(m.content.fragments) > 0 {
			get(&m.content, v)
		}
	})
}

// fragment returns the frame that brought a fragment, and which bytes of the body it has.
func (c *content) fragment(i int) (frame uint32, from, to int) {
	for _, p := range c.fragments[:i] {
		from += p.size
	}
	return c.fragments[i].frame, from, from + c.fragments[i].size
}

// sayFragments says of how many frames the body is.
func sayFragments(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	c := &l.Message.(*Message).content
	return dissect.AppendParts(dst, " Body fragments", len(c.fragments), int(c.size), c.fragment)
}

// sayFragment says which bytes a frame brought.
func sayFragment(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	frame, from, to := l.Message.(*Message).content.fragment(int(v.F))
	return dissect.AppendPart(dst, frame, from, to)
}
