package stats

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// From these numbers on segments sent again, or out of order, are remarked: a few
// are normal. share is one in so many segments with data.
const (
	manyResent     = 5
	shareResent    = 50
	manyReordered  = 10
	shareReordered = 25
)

// connEvents are the first segments of a connection that tell of trouble, and
// those that were captured twice.
type connEvents struct {
	first  [2][watchedEvents]reassembly.Mark
	copies [2]uint32
	copied reassembly.Mark // the first copy
}

// watchedEvents are what is noted of segments.
const watchedEvents = len(watched)

// watched says which findings of TCP's analysis an event is.
var watched = [...]reassembly.Analysis{
	eventResent:    reassembly.Resent,
	eventReordered: reassembly.OutOfOrder,
	eventNoWindow:  reassembly.ZeroWindow,
	eventUnseen:    reassembly.AckLostSegment | reassembly.LostSegment,
}

const (
	eventResent = iota
	eventReordered
	eventNoWindow
	eventUnseen
)

// eventsOf returns what is noted of a connection.
func (c *findings) eventsOf(k *dissect.Conn) *connEvents {
	x := c.events[k]
	if x == nil {
		x = new(connEvents)
		c.events[k] = x
	}
	return x
}

// watch notes what TCP's analysis found in a segment.
func (c *findings) watch(f *dissect.Frame) {
	if f.Segment == nil || f.Segment.Flags == 0 || f.Conn == nil {
		return
	}
	for i, flags := range watched {
		if f.Segment.Flags&flags == 0 {
			continue
		}
		if m := &c.eventsOf(f.Conn).first[f.Dir][i]; m.Frame == 0 {
			*m = markOf(f)
		}
	}
}

func markOf(f *dissect.Frame) reassembly.Mark {
	return reassembly.Mark{Frame: f.Packet.Frame, At: f.At}
}

// doubled remarks a connection whose packets were captured twice. A few that are
// alike are not enough: some senders give all their packets one identification.
func (c *findings) doubled(k *dissect.Conn, t *reassembly.Totals, events *connEvents) {
	for d, n := range events.copies {
		sent := t.Sent[d].Frames
		if t.TCP != nil {
			sent = t.TCP.Sides[d].DataSegments
		}
		if n == 0 || n*shareCopied < sent {
			events.copies[d] = 0
			continue
		}
		c.add(event{key: of(doubledFrames, k), at: events.copied, n: uint64(n), weight: uint64(n)})
	}
}

// shareCopied: a connection was captured twice if one in so many packets was.
const shareCopied = 5

// connection remarks what a TCP connection adds up to. last is its last frame.
func (c *findings) connection(k *dissect.Conn, t *reassembly.Totals, last reassembly.Mark, events *connEvents) {
	switch t.TCP.Opened {
	case reassembly.Refused:
		c.add(event{key: of(connectionRefused, k), at: t.First})
	case reassembly.Unanswered:
		c.waits.add(wait{event: event{key: of(connectionUnanswered, k), at: t.First}, since: t.First.At,
			last: last.At}, patience)
	}
	if t.TCP.Closed == reassembly.Reset && t.TCP.Spoke && t.TCP.Opened != reassembly.Refused {
		c.add(event{key: of(connectionReset, k), what: "by the " + peers[t.TCP.ClosedBy], at: last})
	}
	if path := t.TCP.Path(); path.Known && path.Time >= longPath {
		c.add(event{key: of(slowNetwork, k), what: "RTT " + strconv.Itoa(int(path.Time/1e6)) + " ms", at: t.First,
			weight: uint64(path.Time)})
	}
	quiet := [2]bool{t.Sent[0].Frames == 0, t.Sent[1].Frames == 0}
	if quiet[0] != quiet[1] && t.TCP.Opened != reassembly.Unanswered {
		c.add(event{key: of(oneSided, k), at: t.First})
	}
	for _, d := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		c.sender(k, t, d, events)
	}
}

// sender remarks what one side of a connection did. What was captured twice was
// not sent twice.
func (c *findings) sender(k *dissect.Conn, t *reassembly.Totals, d dissect.Dir, events *connEvents) {
	s, who := &t.TCP.Sides[d], "from the "+peers[d]
	first := func(i int) reassembly.Mark {
		if m := events.first[d][i]; m.Frame != 0 {
			return m
		}
		return t.First
	}
	often := func(kind findingKind, a reassembly.Analysis, event int, many, share uint32) {
		n := s.Count(a)
		n -= min(n, events.copies[d])
		if n >= many && n*share >= s.DataSegments {
			c.addOften(of(kind, k), strconv.Itoa(int(n))+" of "+strconv.Itoa(int(s.DataSegments))+" segments "+who,
				first(event), n)
		}
	}
	often(resentSegments, reassembly.Resent, eventResent, manyResent, shareResent)
	often(reordered, reassembly.OutOfOrder, eventReordered, manyReordered, shareReordered)
	if n := s.Count(reassembly.ZeroWindow); n > 0 {
		c.addOften(of(zeroWindow, k), who, first(eventNoWindow), n)
	}
	if s.Oversized > 0 {
		c.addOften(of(oversized, k), who, t.First, s.Oversized)
	}
	if n := s.Missing(); n > 0 {
		m := first(eventUnseen)
		if back := events.first[1-d][eventUnseen]; back.Frame != 0 && (m == t.First || back.Frame < m.Frame) {
			m = back // the other side acknowledged what is missing
		}
		c.add(event{key: of(captureLoss, k), what: strconv.FormatUint(n, 10) + " bytes " + who, at: m, weight: n})
	}
}

// addOften adds an event that n segments are; many are worse than few.
func (c *findings) addOften(key findingKey, what string, at reassembly.Mark, n uint32) {
	c.add(event{key: key, what: what, at: at, n: uint64(n), weight: uint64(n)})
}

// isGroup reports whether an address is that of many hosts: nobody in particular
// is asked, so nobody need answer.
func isGroup(a capture.Addr) bool {
	switch a.Kind {
	case capture.AddrIPv4:
		return a.B[0] >= 224 || a.B[3] == 255
	case capture.AddrIPv6:
		return a.B[0] == 0xff
	}
	return false
}
