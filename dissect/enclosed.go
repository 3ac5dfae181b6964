package dissect

import "netsniff/capture"

// enclosedKept is how many texts of the Protocol column are kept that name what
// carries them: few captures have more, and a row must not allocate.
const enclosedKept = 16

// enclosures keeps the last texts that enclose made.
type enclosures struct {
	list [enclosedKept]struct{ outer, inner, text string }
	next int
}

// of returns "outer <inner>".
func (c *enclosures) of(outer, inner string) string {
	for i := range c.list {
		if x := &c.list[i]; x.inner == inner && x.outer == outer {
			return x.text
		}
	}
	x := &c.list[c.next]
	c.next = (c.next + 1) % enclosedKept
	x.outer, x.inner, x.text = outer, inner, outer+" <"+inner+">"
	return x.text
}

// enclose returns the Protocol column of a frame whose innermost protocol has
// the given text, within those that enclose it. Wireshark does without them
// where the frame was cut.
func (f *Frame) enclose(text string) string {
	all := f.All()
	for i := len(all) - 2; i >= 0; i-- {
		p := f.owners[all[i].Proto]
		if p == nil || !p.Encloses {
			continue
		}
		if f.State == capture.Truncated || f.cutMessage() {
			return text
		}
		text = f.enclosures.of(p.Column, text)
	}
	return text
}

// cutMessage reports whether a datagram was cut whose message was dissected.
func (f *Frame) cutMessage() bool {
	return f.Transport == capture.ProtoUDP && len(f.Payload) < f.PayloadLen && len(f.messages) > 0 &&
		len(f.messages[0].Protocol.Headers) == 0
}
