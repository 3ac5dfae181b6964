package reassembly

import (
	"bytes"
	"slices"

	"netsniff/capture"
)

// Limits of the datagrams that wait for fragments. The oldest go first.
const (
	fragmentTimeout  = 30 * 1_000_000_000 // ns of capture time (RFC 791 §3.2 suggests 15 s, RFC 8200 §4.5 asks for 60 s)
	maxDatagrams     = 4096
	maxFragmentBytes = 32 << 20
	maxParts         = 65536/8 + 64 // of one datagram: fragments carry at least eight bytes, and some come twice
	maxDatagramLen   = 65535
	maxSpareBytes    = 1 << 20 // of datagrams that are done, for those to come
)

// Fragments puts IPv4 (RFC 791, RFC 815) and IPv6 (RFC 8200 §4.5) datagrams
// together. Fragments that overlap are allowed: of bytes that were sent twice
// those of the fragment that begins first count, as in Wireshark. The zero
// value is ready to use.
type Fragments struct {
	waiting map[datagramKey]*datagram
	oldest  *datagram
	newest  *datagram
	bytes   int         // in all waiting datagrams
	spare   []*datagram // their storage is used again
	spared  int         // bytes of that

	Losses FragmentLosses
}

// FragmentLosses counts datagrams that were given up incomplete.
type FragmentLosses struct {
	Expired uint64 // fragments were missing after 30 s
	Evicted uint64 // too many waited, or one had too many fragments
}

// Add adds the losses of others.
func (l *FragmentLosses) Add(o FragmentLosses) {
	l.Expired += o.Expired
	l.Evicted += o.Evicted
}

// datagramKey tells datagrams apart.
type datagramKey struct {
	src, dst capture.Addr
	id       uint32
	vlan     uint16
	protocol uint8
}

// datagram is one that is not complete. They form a list by time of the first
// fragment.
type datagram struct {
	key        datagramKey
	since      capture.Stamp
	data       []byte // the payloads of parts, in order of arrival
	parts      []part // by offset
	got        int    // sum of the parts' lengths
	length     int    // of the payload, -1 until the last fragment came
	prev, next *datagram
}

// partOverhead is what a fragment costs beside its bytes.
const partOverhead = 64

// part is a fragment that was kept.
type part struct {
	capture.FragmentPart
	at int // of its bytes in datagram.data
}

// Add takes a decoded packet. If it carries the fragment that completes a
// datagram, p is decoded on with the whole payload, which then belongs to p.
// Packets that are no fragments cost a comparison.
func (d *Fragments) Add(p *capture.Packet) {
	for p.State == capture.Fragment {
		frag, ok := readFragment(&p.Headers)
		if !ok {
			return
		}
		g := d.add(p, &frag)
		if g == nil {
			return
		}
		payload, parts := g.assemble()
		d.remove(g)
		p.DecodeDatagram(frag.header, payload, parts)
		if p.State == capture.Fragment && p.Last().Buffer == frag.header.Buffer {
			return // nested deeper than Headers can hold
		}
	}
}

// add keeps a fragment and returns its datagram if that is complete.
func (d *Fragments) add(p *capture.Packet, f *fragment) *datagram {
	d.expire(p.At)
	g := d.waiting[f.key]
	if g == nil {
		g = d.begin(f.key, p.At)
	}
	d.bytes += len(f.data) + partOverhead
	g.add(p.Frame, f)
	if len(g.parts) > maxParts || g.got > 2*maxDatagramLen {
		d.evict(g)
		return nil
	}
	if g.complete() {
		return g
	}
	for d.bytes > maxFragmentBytes || len(d.waiting) > maxDatagrams {
		d.evict(d.oldest)
	}
	return nil
}

// begin starts a datagram.
func (d *Fragments) begin(key datagramKey, at capture.Stamp) *datagram {
	g := d.reused()
	*g = datagram{key: key, since: at, data: g.data[:0], parts: g.parts[:0], length: -1, prev: d.newest}
	if d.newest == nil {
		d.oldest = g
	} else {
		d.newest.next = g
	}
	d.newest = g
	if d.waiting == nil {
		d.waiting = make(map[datagramKey]*datagram)
	}
	d.waiting[key] = g
	return g
}

// reused returns a datagram whose storage has served before, a new one if there
// is none.
func (d *Fragments) reused() *datagram {
	n := len(d.spare) - 1
	if n < 0 {
		return new(datagram)
	}
	g := d.spare[n]
	d.spare = d.spare[:n]
	d.spared -= g.storage()
	return g
}

// storage returns how many bytes g has room for, what it costs beside them included.
func (g *datagram) storage() int { return cap(g.data) + (cap(g.parts)+1)*partOverhead }

// expire gives up datagrams that have waited too long.
func (d *Fragments) expire(now capture.Stamp) {
	for d.oldest != nil && now-d.oldest.since > fragmentTimeout {
		d.Losses.Expired++
		d.remove(d.oldest)
	}
}

func (d *Fragments) evict(g *datagram) {
	d.Losses.Evicted++
	d.remove(g)
}

// remove takes g out of the list; its storage may be used again.
func (d *Fragments) remove(g *datagram) {
	delete(d.waiting, g.key)
	d.bytes -= g.got + len(g.parts)*partOverhead
	if g.prev == nil {
		d.oldest = g.next
	} else {
		g.prev.next = g.next
	}
	if g.next == nil {
		d.newest = g.prev
	} else {
		g.next.prev = g.prev
	}
	g.prev, g.next = nil, nil
	if n := g.storage(); d.spared+n <= maxSpareBytes {
		d.spare, d.spared = append(d.spare, g), d.spared+n
	}
}

// add copies a fragment into g.
func (g *datagram) add(frame uint32, f *fragment) {
	end := f.off + len(f.data)
	x := part{FragmentPart: capture.FragmentPart{Frame: frame, Off: uint32(f.off), Len: uint32(len(f.data))},
		at: len(g.data)}
	if !f.more {
		switch {
		case g.length < 0:
			g.length = end
		case g.length != end:
			x.Flags |= capture.PartTail
		}
	}
	g.data = append(g.data, f.data...)
	g.got += len(f.data)
	i, _ := slices.BinarySearchFunc(g.parts, x.Off, func(y part, off uint32) int {
		if y.Off <= off {
			return -1 // equal offsets stay in order of arrival
		}
		return 1
	})
	g.parts = slices.Insert(g.parts, i, x)
}

// complete reports whether the parts cover the payload without a hole.
func (g *datagram) complete() bool {
	if g.length < 0 || g.got < g.length {
		return false
	}
	end := uint32(0)
	for _, x := range g.parts {
		if x.Off > end {
			break
		}
		end = max(end, x.Off+x.Len)
	}
	return int(end) >= g.length
}

// assemble returns the payload and what it was made of, both newly allocated.
func (g *datagram) assemble() ([]byte, []capture.FragmentPart) {
	payload := make([]byte, 0, g.length)
	parts := make([]capture.FragmentPart, 0, len(g.parts))
	for _, x := range g.parts {
		b := g.data[x.at : x.at+int(x.Len)]
		if int(x.Off+x.Len) > g.length {
			x.Flags |= capture.PartTooLong
			b = b[:max(0, g.length-int(x.Off))]
		}
		if int(x.Off) < len(payload) && len(b) > 0 {
			x.Flags |= capture.PartOverlap
			n := min(len(b), len(payload)-int(x.Off))
			if !bytes.Equal(b[:n], payload[x.Off:int(x.Off)+n]) {
				x.Flags |= capture.PartConflict
			}
			b = b[n:]
		}
		payload = append(payload, b...)
		parts = append(parts, x.FragmentPart)
	}
	return payload, parts
}
