package dns

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// inbound cuts one direction of a TCP connection into messages at their
// lengths (RFC 1035 §4.2.2).
type inbound struct {
	bytes []byte // length and as much as there is of the message
	side  dissect.Side
	gone  int64 // bytes of the message that were not captured
	lost  bool  // where a message begins is not known
}

// read takes the bytes of a segment and hands out each complete message.
func (x *inbound) read(b []byte, m reassembly.Mark, hand func([]byte, dissect.Side)) {
	if x.lost {
		off, ok := seek(b, new(walk))
		if !ok {
			return
		}
		b, x.lost = b[off:], false
	}
	for len(b) > 0 {
		n := min(x.wants(), len(b))
		x.bytes = append(x.bytes, b[:n]...)
		x.side.Add(n, m)
		b = b[n:]
		if x.wants() == 0 {
			x.finish(hand)
		}
	}
}

// wants returns how many bytes are missing to the length or to the message's end.
func (x *inbound) wants() int {
	have := len(x.bytes) + int(x.gone)
	if have < lengthPrefix {
		return lengthPrefix - have
	}
	return max(0, lengthPrefix+int(binary.BigEndian.Uint16(x.bytes))-have)
}

func (x *inbound) finish(hand func([]byte, dissect.Side)) {
	if x.gone == 0 && len(x.bytes) > lengthPrefix {
		hand(x.bytes[lengthPrefix:], x.side)
	}
	*x = inbound{bytes: x.bytes[:0]}
}

// skip goes on behind n bytes that were not captured. If they are all of one
// message, only that is lost.
func (x *inbound) skip(n int64, m reassembly.Mark) {
	if len(x.bytes) >= lengthPrefix && n <= int64(x.wants()) {
		x.gone += n
		x.side.Add(int(n), m)
		if x.wants() == 0 {
			x.finish(nil)
		}
		return
	}
	*x = inbound{bytes: x.bytes[:0], lost: true}
}
