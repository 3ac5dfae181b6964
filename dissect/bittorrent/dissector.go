package bittorrent

import (
	"netsniff/dissect"
	"netsniff/dissect/bencode"
)

// dissector is the state of one connection.
type dissector struct {
	speech
	conn  *dissect.Conn
	found bool // a message
}

// speech is what must be known of two peers to read their messages.
type speech struct {
	numbering [2]numbering // by who said it, as the direction in which he speaks
	*store
}

func newSpeech(c *dissect.Conn) speech { return speech{store: dissect.Shared[store](c)} }

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{speech: newSpeech(c), conn: c}
}

// maxSpare is how many messages are kept for the next frame: a segment may hold
// hundreds that tell which pieces somebody has.
const maxSpare = 1 << 10

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame uint32
	list  []*Message
	trees []*bencode.Message
	used  int
	shown int // of trees
}

func (s *store) recycle(frame uint32) {
	if s.frame == frame {
		return
	}
	s.frame, s.used, s.shown = frame, 0, 0
	if len(s.list) > maxSpare {
		s.list = append([]*Message(nil), s.list[:maxSpare]...)
	}
	if len(s.trees) > maxSpare {
		s.trees = append([]*bencode.Message(nil), s.trees[:maxSpare]...)
	}
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	s.recycle(f.Frame)
	if s.used == len(s.list) {
		s.list = append(s.list, new(Message))
	}
	m := s.list[s.used]
	s.used++
	*m = Message{}
	return m
}

// tree returns a message with a bencoded value that lives as long.
func (s *store) tree(v bencode.Value) *bencode.Message {
	if s.shown == len(s.trees) {
		s.trees = append(s.trees, new(bencode.Message))
	}
	m := s.trees[s.shown]
	s.shown++
	m.Value = v
	return m
}

// Dissect reads one message, or what is none up to the end of its segment.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	h := ReadHead(in.Bytes)
	have := len(in.Bytes) + in.Elided
	switch {
	case h.Kind == Continuation:
		h.Size = have
	case have >= h.Size:
	case in.Last:
		return d.cut(f, in, h)
	case h.Kind == Short:
		return dissect.MoreSegment()
	default:
		return dissect.More(h.Size - have).Keeping(h.needs())
	}
	d.found = d.found || h.Kind != Continuation
	if d.conn.Announced != nil && !d.found {
		return dissect.Done(have - in.Elided) // encrypted, or no peer at all: only somebody's word is for it
	}
	m := d.message(f)
	m.Head, m.Captured, m.WireLen = h, h.Size, h.Size
	m.Bytes = in.Bytes[:min(h.Size, len(in.Bytes))]
	d.emit(f, in.Dir, m)
	if m.Extension == PEX {
		expectExchanged(d.conn, m.tree)
	}
	return dissect.Done(max(1, h.Size-in.Elided))
}

// cut reads what there is of a message that the snap length cut, or the stream's
// end.
func (d *dissector) cut(f *dissect.Frame, in *dissect.Input, h Head) dissect.Verdict {
	if len(in.Bytes) < prefix && !in.Again {
		f.CutShort = true
		return dissect.Done(len(in.Bytes))
	}
	m := d.message(f)
	m.Head, m.Bytes, m.Captured = h, in.Bytes, len(in.Bytes)+in.Elided
	m.WireLen = m.Captured
	if !in.Again {
		m.WireLen += max(0, f.PayloadLen-len(f.Payload))
	}
	d.emit(f, in.Dir, m)
	return dissect.Done(len(in.Bytes))
}

// emit adds a message to the frame, and what is bencoded in it.
func (d *speech) emit(f *dissect.Frame, dir dissect.Dir, m *Message) {
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: m.Bytes})
	if m.Kind != Typed || m.Type != Extended || len(m.body()) == 0 {
		return
	}
	id, b := m.body()[0], m.body()[1:]
	m.tree, _ = bencode.Parse(b)
	m.Extension = d.numbering[dir.Reverse()].extension(id, m.tree)
	if m.Extension == ExtendedHandshake && len(b) > 0 {
		d.numbering[dir].take(m.tree)
		f.Emit(dissect.Layer{Protocol: &bencode.Protocol, Message: d.store.tree(m.tree), Bytes: b, Quiet: true})
	}
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}
