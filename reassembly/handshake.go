package reassembly

import (
	"encoding/binary"

	"netsniff/capture"
)

// handshake is how far the three segments of one have come.
type handshake struct{ syn, answer offer }

// offer is a SYN or SYN, ACK that was sent, maybe more than once.
type offer struct {
	at       capture.Stamp // of the last one
	next     uint32        // the sequence number after it
	stamp    uint32        // its timestamp, valid iff stamped
	stamped  bool
	times    uint32
	answered bool
}

// send notes that the offer is sent, or sent again.
func (o *offer) send(h *heading) {
	o.at, o.next = h.at, h.seq+1
	o.times++
	o.stamp, _, o.stamped = timestamps(h.options)
}

// take returns the round trip that h, the first answer to the offer, ends.
// Of an offer sent more than once only the timestamp tells which one is
// answered (RFC 7323 §4.1).
func (o *offer) take(h *heading) Leg {
	if o.times == 0 || o.answered || h.ack != o.next && After(o.next, h.ack) {
		return Leg{}
	}
	o.answered = true
	_, echo, stamped := timestamps(h.options)
	known := o.times == 1 || o.stamped && stamped && echo == o.stamp
	if !known || h.at < o.at {
		return Leg{}
	}
	return Leg{Time: h.at - o.at, Known: true}
}

// shake follows the handshake and measures its two legs.
func (t *TCPTotals) shake(h *heading, d Dir) {
	x := t.handshake
	syn, acks := h.flags&capture.SYN != 0, h.flags&capture.ACK != 0
	if x == nil {
		if !syn || t.shaken {
			return
		}
		x = &handshake{}
		t.handshake = x
	}
	switch {
	case syn && !acks && d == ToServer:
		x.syn.send(h)
	case syn && acks && d == ToClient:
		if !x.syn.answered {
			t.Handshake[ToServer] = x.syn.take(h)
		}
		x.answer.send(h)
	case acks && d == ToServer && x.answer.times > 0:
		t.handshake, t.shaken = nil, true
		if h.flags&capture.RST == 0 {
			t.Handshake[ToClient] = x.answer.take(h)
		}
	}
}

// timestamps returns the value and the echo of the Timestamps option (RFC
// 7323 §3).
func timestamps(options []byte) (value, echo uint32, ok bool) {
	for b := options; ; {
		kind, v, rest, more := NextOption(b)
		if !more {
			return 0, 0, false
		}
		if kind == OptionTimestamps && len(v) == 8 {
			return binary.BigEndian.Uint32(v), binary.BigEndian.Uint32(v[4:]), true
		}
		b = rest
	}
}
