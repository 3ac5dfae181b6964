package bittorrent

import (
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// flow is one direction of the data of a connection of uTP, in the order of its
// packets.
type flow struct {
	begun, ended bool
	joined       bool   // what came before was not seen, and the stream within was not told
	next         uint16 // the packet that follows
	early        []earlyPacket
	held         int64 // bytes that early keeps, about
	usual        int   // bytes of the last packet
	sent         [64]sentPacket
	seen         Transport
}

// earlyPacket came before another that it follows, or is the next to be read.
type earlyPacket struct {
	seq  uint16
	data []byte
	mark reassembly.Mark
	fin  bool
	kept bool // data are the flow's own
}

// sentPacket is a packet whose acknowledgment is waited for.
type sentPacket struct {
	seq   uint16
	waits bool
	again bool // it was sent twice: its acknowledgment tells no time
	at    capture.Stamp
}

// Bounds of what waits in a direction for packets before it, and its cost beside
// the data.
const (
	maxEarly      = 1024
	maxEarlyBytes = 1 << 20
	earlyCost     = 64
)

// before reports whether packet a comes before b.
func before(a, b uint16) bool { return int16(a-b) < 0 }

// take takes a packet with data, or the last.
func (f *flow) take(p *Packet, data []byte, m reassembly.Mark) {
	if !f.begun {
		f.begun, f.joined, f.next = true, true, p.Seq
	}
	f.sends(p.Seq, m.At)
	f.seen.Packets++
	i, found := slices.BinarySearchFunc(f.early, p.Seq,
		func(x earlyPacket, seq uint16) int { return int(int16(x.seq - seq)) })
	if before(p.Seq, f.next) || found {
		f.seen.Again++
		return
	}
	f.seen.Bytes += int64(len(data))
	if len(data) > 0 {
		f.usual = len(data)
	}
	x := earlyPacket{seq: p.Seq, data: data, mark: m, fin: p.Type == Fin}
	if p.Seq != f.next {
		f.seen.Early++
		if len(f.early) >= maxEarly || f.held > maxEarlyBytes {
			return // it will be missing
		}
		x.data, x.kept = append([]byte(nil), data...), true
		f.held += int64(len(data)) + earlyCost
	}
	f.early = slices.Insert(f.early, i, x)
}

// deliverable returns the next packet in order, or how many are missing before
// the next that is there, or before the one behind the packet acknowledged.
func (f *flow) deliverable(acknowledged uint16) (x earlyPacket, missing int, ok bool) {
	if !f.begun {
		return x, 0, false
	}
	if len(f.early) > 0 && f.early[0].seq == f.next {
		x = f.early[0]
		if x.kept {
			f.held -= int64(len(x.data)) + earlyCost
		}
		f.early = slices.Delete(f.early, 0, 1)
		f.next++
		return x, 0, true
	}
	if before(acknowledged, f.next) {
		return x, 0, false
	}
	to := acknowledged + 1
	if len(f.early) > 0 && before(f.early[0].seq, to) {
		to = f.early[0].seq
	}
	missing = int(to - f.next)
	f.seen.Missing += uint32(missing)
	f.next = to
	return x, missing, true
}

// sends notes when a packet was sent.
func (f *flow) sends(seq uint16, at capture.Stamp) {
	x := &f.sent[int(seq)%len(f.sent)]
	*x = sentPacket{seq: seq, waits: true, again: x.waits && x.seq == seq || before(seq, f.next), at: at}
}

// acknowledged takes what the receiver says: the time since the packet that he
// acknowledges last is a round trip.
func (f *flow) acknowledged(p *Packet, m reassembly.Mark) {
	f.seen.LastDelay = p.Delay
	if p.SACK != nil {
		f.seen.SelectiveAcks++
	}
	x := &f.sent[int(p.Ack)%len(f.sent)]
	if !x.waits || x.seq != p.Ack {
		return
	}
	x.waits = false
	t := &f.seen
	if rtt := int64(m.At - x.at); !x.again && rtt >= 0 {
		if t.Samples == 0 || rtt < t.RTTMin {
			t.RTTMin = rtt
		}
		t.RTTMax = max(t.RTTMax, rtt)
		t.RTTSum += rtt
		t.Samples++
	}
}
