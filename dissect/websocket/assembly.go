package websocket

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
)

// maxParts bounds the fragments of a message that are listed.
const maxParts = 1 << 10

// part is a fragment of a message: the frame that completed it, and its length.
type part struct {
	frame uint32
	size  int
}

// way is one direction of a connection: the message that goes on in it, of which the
// fragments before the last have come.
type way struct {
	opcode     Opcode // of the message; Continuation if none goes on
	compressed bool
	agreed     bool // that messages may be
	parts      []part
	more       int    // parts that are not listed
	size       int    // of its payload so far, as it was sent
	bytes      []byte // the same without the mask, if it is wanted
	cut        bool   // some of it is missing, or it is too long
	window     []byte // what compressed messages may refer to
	borrowed   uint32 // by a message of that frame: parts and bytes
}

// content is what a whole message carries.
type content struct {
	opcode Opcode
	bytes  []byte // borrowed until the next frame of the capture
	length int64  // of bytes, or as it was sent if that is not known
	parts  []part // empty if one frame brought it
	count  int    // of the parts, those that are not listed included
	size   int    // of the parts together
	cut    bool   // bytes are not all of it
	failed bool   // its compression could not be undone
}

// ends takes the payload of the last frame of a message, or nil if nobody wants it, and
// returns the message. whole: payload is all of it.
func (w *way) ends(s *store, h *Head, payload []byte, whole, wanted bool, frame uint32) (c content) {
	if h.Opcode != Continuation || w.opcode == Continuation {
		w.begin(h, frame)
	}
	c.opcode, c.cut = w.opcode, w.cut || !whole
	b := payload
	if len(w.parts) > 0 {
		w.add(h, payload, whole, wanted, frame)
		c.parts, c.count, c.size, b = w.parts, len(w.parts)+w.more, w.size, w.bytes
	} else if w.size = int(h.Length); h.Masked && wanted {
		b = s.take(h.unmask(s.room(len(payload)), payload, 0))
	}
	if c.bytes, c.length = b, int64(w.size); w.compressed && wanted {
		c.inflate(s, w, b)
		if c.failed && !w.agreed { // the bit means something else
			c.bytes, c.length, c.failed = b, int64(w.size), false
		}
	}
	if w.opcode, w.compressed = Continuation, false; len(c.parts) > 0 {
		w.borrowed = frame
	}
	if !wanted {
		c.bytes = nil
	}
	return c
}

// inflate undoes the compression of the message in b.
func (c *content) inflate(s *store, w *way, b []byte) {
	if c.cut {
		w.window = w.window[:0]
		c.bytes, c.failed = nil, true
		return
	}
	out, ok, cut := s.inflater.inflate(s.room(4*len(b)), b, &w.window)
	c.bytes, c.failed, c.cut = s.take(out), !ok, cut
	if c.length = int64(len(out)); !ok {
		c.bytes, c.length = nil, 0
	}
}

// maxSpareBytes bounds what of a message is kept to have the next.
const maxSpareBytes = 16 << 10

// begin begins a message.
func (w *way) begin(h *Head, frame uint32) {
	if w.borrowed == frame || cap(w.bytes) > maxSpareBytes {
		w.parts, w.bytes = nil, nil
	}
	w.opcode, w.compressed = h.Opcode, h.Rsv&rsvCompressed != 0
	w.parts, w.more, w.size, w.bytes, w.cut = w.parts[:0], 0, 0, w.bytes[:0], false
}

// goesOn takes the payload of a frame that is not the last of its message.
func (w *way) goesOn(h *Head, payload []byte, whole, wanted bool, frame uint32) {
	if h.Opcode != Continuation || w.opcode == Continuation {
		w.begin(h, frame)
	}
	w.add(h, payload, whole, wanted, frame)
}

// add adds the payload of a frame to the message.
func (w *way) add(h *Head, payload []byte, whole, wanted bool, frame uint32) {
	if len(w.parts) < maxParts {
		w.parts = append(w.parts, part{frame, int(h.Length)})
	} else {
		w.more++
	}
	w.size += int(h.Length)
	if w.cut = w.cut || !whole || len(w.bytes)+len(payload) > maxMessage; wanted && !w.cut {
		w.bytes = h.unmask(w.bytes, payload, 0)
	}
}

// lost takes it that bytes of the direction are missing.
func (w *way) lost() {
	*w = way{agreed: w.agreed, parts: w.parts[:0], bytes: w.bytes[:0], window: w.window[:0]}
}

// held returns how many bytes are kept for what follows.
func (w *way) held() int64 { return int64(cap(w.bytes) + cap(w.window) + 16*cap(w.parts)) }

// maxHeld bounds what all connections of a worker keep for what follows.
const maxHeld = 16 << 20

// store has what all connections of a worker share.
type store struct {
	messages  dissect.Recycled[Message]
	inflater  inflater
	allowance allowance.Allowance
	frame     uint32
	arena     []byte // what messages of the frame say that does not stand in it so
}

// maxSpare bounds what of the arena is kept for the next frame.
const maxSpare = 256 << 10

// next takes it that messages of a frame follow: those of others are gone.
func (s *store) next(frame uint32) {
	if s.frame == frame {
		return
	}
	s.allowance.Limit, s.frame = maxHeld, frame
	if s.arena = s.arena[:0]; cap(s.arena) > maxSpare {
		s.arena = nil
	}
}

// room returns an empty slice with room for n bytes; take has what was appended live
// until the next frame.
func (s *store) room(n int) []byte {
	if cap(s.arena)-len(s.arena) < n {
		s.arena = make([]byte, 0, max(4<<10, n)) // messages borrow the one before
	}
	at := len(s.arena)
	return s.arena[at:at:cap(s.arena)]
}

// take takes b, which begins in the room returned last.
func (s *store) take(b []byte) []byte {
	if n := len(s.arena) + len(b); n <= cap(s.arena) {
		s.arena = s.arena[:n]
	}
	return b[:len(b):len(b)]
}
