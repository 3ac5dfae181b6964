package websocket

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "websocket.payload", Below: []string{
			"websocket.payload.text", "websocket.payload.close", "websocket.payload.ping", "websocket.payload.pong",
			"websocket.payload.unknown",
		}},
		{Above: "websocket.payload.close", Below: []string{"websocket.payload.close.*"}},
		{Above: "websocket.fragments",
			Below: []string{"websocket.fragment", "websocket.fragment.count", "websocket.reassembled.length"}},
	},
	Beside: []string{"websocket.payload.continue", "websocket.fragments"},
	Whole:  []string{"websocket.fragments", "websocket.fragment"},
	Computed: []string{"websocket.fragments", "websocket.fragment", "websocket.fragment.count",
		"websocket.reassembled.length"},
	Experts: []dissect.Expert{
		{Field: "websocket.payload.unknown.expert", Severity: dissect.Notable, Group: dissect.AboutUndecoded},
		{Field: "websocket.decompression.failed.expert", Severity: dissect.Warning, Group: dissect.AboutProtocol},
	},
	Wordings: []dissect.Wording{
		{Field: "websocket.fin", Say: dissect.SayTruth},
		{Field: "websocket.pmc", Say: dissect.SayTruth},
		{Field: "websocket.mask", Say: dissect.SayTruth},
		{Field: "websocket.rsv", Say: dissect.SayDigits(1)},
		{Field: "websocket.payload_length", Say: dissect.SayOf(func(u uint64) string {
			switch u {
			case length16:
				return " Extended Payload Length (16 bits)"
			case length64:
				return " Extended Payload Length (64 bits)"
			}
			return ""
		})},
		{Field: "websocket.fragments", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
			c := &l.Message.(*Message).content
			return dissect.AppendParts(dst, " Reassembled websocket Fragments", len(c.parts), c.size, c.part)
		}},
		{Field: "websocket.fragment", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
			frame, from, to := l.Message.(*Message).content.part(int(v.F))
			return dissect.AppendPart(dst, frame, from, to)
		}},
	},
}

// part returns the frame that brought a fragment, and which bytes of the message it is.
func (c *content) part(i int) (frame uint32, from, to int) {
	for _, p := range c.parts[:i] {
		from += p.size
	}
	return c.parts[i].frame, from, from + c.parts[i].size
}
