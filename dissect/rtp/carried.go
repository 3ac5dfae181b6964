package rtp

import "netsniff/dissect"

// Carried emits packets that come within another connection (RFC 7826 §14), for all
// connections of a worker.
type Carried struct{ store }

// Emit emits the packet b, of RTCP if control is set, and reports whether it is one.
// joined says that it follows another in its segment, which the row parts by a comma.
// setup may be nil.
func (c *Carried) Emit(f *dissect.Frame, b []byte, setup *Setup, control, joined bool) bool {
	from := len(f.Messages())
	if control {
		if !c.emitControl(f, b, setup, false) {
			return false
		}
	} else {
		if len(b) == 0 {
			return false
		}
		c.emit(f, b, setup, false, false)
	}
	for _, l := range f.Messages()[from:] {
		if l.Quiet {
			continue
		}
		switch m := l.Message.(type) {
		case *Message:
			m.joined = joined
		case *ControlMessage:
			m.joined = joined
		}
		break
	}
	return true
}

// appendJoin appends the comma between messages of a segment.
func appendJoin(dst []byte, start int, joined bool) []byte {
	if joined && len(dst) > start {
		return append(dst, ", "...)
	}
	return dst
}

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	return m.AppendInfo(appendJoin(dst, start, m.joined))
}

// AppendNext implements dissect.Follower.
func (m *ControlMessage) AppendNext(dst []byte, start int) []byte {
	return m.AppendInfo(appendJoin(dst, start, m.joined))
}
