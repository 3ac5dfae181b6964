package bittorrent

// pdus are the last messages of a direction that began in one packet of uTP and
// go on in others. Rows follow the order of arrival, so a message goes on only in
// the packet behind the last one that it had; others are read as if they began
// with one.
type pdus struct {
	list [4]pdu
	next uint8
}

// pdu is such a message.
type pdu struct {
	connection  uint16
	first, last uint16 // packets that brought it so far
	frame       uint32 // of the first; 0: there is none
	missing     int    // bytes of it that have not come
	over        int    // how many bytes of the packet last are its own, if none are missing
	head        [maxHead]byte
	kept        uint8 // bytes in head: it began with too few to tell how long it is
}

// maxHead is what must be known of a message to tell its size.
const maxHead = 8 + maxWord

// continued returns the message that the packet seq goes on with, nil if it
// begins with another. One that came before counts as well.
func (s *pdus) continued(connection, seq uint16) *pdu {
	for i := range s.list {
		x := &s.list[i]
		if x.frame == 0 || x.connection != connection {
			continue
		}
		if behind := seq - x.first; behind == 0 || behind > x.last-x.first+1 || behind == x.last-x.first+1 &&
			x.missing == 0 && x.kept == 0 {
			continue
		}
		return x
	}
	return nil
}

// begin notes the message that b, the end of packet seq, begins: anew if the packet
// comes again, as Wireshark does. What came behind it the first time is then no
// continuation.
func (s *pdus) begin(connection, seq uint16, frame uint32, b []byte, h *Head) {
	x := s.started(connection, seq)
	if x == nil {
		x = &s.list[s.next]
		s.next = (s.next + 1) % uint8(len(s.list))
	}
	*x = pdu{connection: connection, first: seq, last: seq, frame: frame, missing: h.Size - len(b)}
	if h.Kind == Short {
		x.missing = 0
		x.kept = uint8(copy(x.head[:], b))
	}
}

// started returns the message that began in the packet seq when that came
// before.
func (s *pdus) started(connection, seq uint16) *pdu {
	for i := range s.list {
		if x := &s.list[i]; x.frame != 0 && x.connection == connection && x.first == seq {
			return x
		}
	}
	return nil
}

// take takes the bytes of packet seq and returns those that are not the
// message's.
func (x *pdu) take(seq uint16, b []byte) []byte {
	switch {
	case seq == x.last && x.missing == 0:
		return b[min(x.over, len(b)):] // it came before
	case seq != x.last+1:
		return nil // it came before
	}
	x.last = seq
	x.over = min(x.missing, len(b))
	x.missing -= x.over
	return b[x.over:]
}
