package mask

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// Masker overwrites the secrets in the frames of one worker. It is a
// pipeline.Preparer.
type Masker struct {
	Losses Losses

	detector *Detector
	secrets  *Secrets
	readers  map[uint32]*reader // nil if all secrets are known
	inner    capture.Packet     // that an error message quotes
	packets  packets
}

// NewMasker returns the masker of one worker for a capture whose secrets are
// known. With nil secrets are looked for as they come.
func NewMasker(d *Detector, s *Secrets) *Masker {
	m := &Masker{detector: d, secrets: s, packets: packets{detector: d}}
	if s == nil || s.incomplete {
		m.readers = map[uint32]*reader{}
	}
	return m
}

// Prepare overwrites the secrets in p, a decoded frame of c in direction d; c
// may be nil. It must be given every frame of its worker, in order of capture.
func (m *Masker) Prepare(p *capture.Packet, c *dissect.Conn, d dissect.Dir) {
	done := false
	defer func() {
		if !done { // a fault must not show what it was to hide
			secrets.Hide(p.Payload)
		}
	}()
	m.mask(p, c, d)
	done = true
}

func (m *Masker) mask(p *capture.Packet, c *dissect.Conn, d dissect.Dir) {
	if m.secrets != nil {
		m.patch(p)
	}
	switch {
	case c != nil && c.Transport == capture.ProtoTCP:
		m.segment(p, c, d)
	case p.Transport == capture.ProtoICMP, p.Transport == capture.ProtoICMPv6:
		m.quoted(p)
	case m.packets.hide(p, c):
		m.fragments(p)
	}
}

// segment overwrites the secrets in a TCP segment.
func (m *Masker) segment(p *capture.Packet, c *dissect.Conn, d dissect.Dir) {
	if m.readers != nil {
		m.read(p, c, d)
	}
	hidden := false
	if m.secrets != nil {
		if found := m.secrets.streams[c.ID]; found != nil {
			hidden = hide(p, &found[d])
		}
	}
	if r := m.readers[c.ID]; r != nil && r.conn == c {
		hidden = hide(p, &r.secrets[d]) || hidden
	}
	if hidden {
		m.fragments(p)
	}
}

// read looks for secrets in a segment.
func (m *Masker) read(p *capture.Packet, c *dissect.Conn, d dissect.Dir) {
	r := m.readers[c.ID]
	if r == nil || r.conn != c {
		r = newReader(m.detector, c, p, d, true)
		m.readers[c.ID] = r
	}
	r.add(p, d)
	m.Losses.Late += r.late
	r.late = 0
}

// Forget implements pipeline.Forgetter.
func (m *Masker) Forget(c *dissect.Conn) {
	if r := m.readers[c.ID]; r != nil && r.conn == c {
		delete(m.readers, c.ID)
	}
}

// hide overwrites those bytes of a segment that are in x, and reports whether
// there were any.
func hide(p *capture.Packet, x *ranges) bool {
	if !x.known || len(p.Payload) == 0 {
		return false
	}
	tcp, _ := p.Find(capture.ProtoTCP)
	from := x.place(seqOf(p))
	to := from + int64(len(p.Payload))
	if x.gone && len(x.list) > 0 && to <= x.list[0].from {
		// What was secret so long ago is not known any more.
		overwriteAll(p, tcp)
		return true
	}
	list := x.within(from, to)
	for _, s := range list {
		overwrite(p, tcp, int(tcp.Len)+int(max(0, s.from-from)), int(tcp.Len)+int(min(to, s.to)-from), s.by,
			from-int64(tcp.Len))
	}
	return len(list) > 0
}

// overwriteAll overwrites all that follows a header.
func overwriteAll(p *capture.Packet, in capture.Header) {
	overwrite(p, in, int(in.Len), len(p.Headers.Bytes(in)), nil, 0)
}

// fragments takes a packet that was overwritten: if it came in fragments, its
// bytes are in other frames too.
func (m *Masker) fragments(p *capture.Packet) {
	switch last := p.Last(); {
	case last.Buffer == capture.BufferFrame:
	case last.Buffer != capture.BufferDatagram:
		m.Losses.Unmasked++
	case m.secrets == nil || m.secrets.incomplete:
		m.Losses.Late++
		if x, ok := fragmentOf(p); ok {
			secrets.Hide(p.Headers.Bytes(x)[x.Len:])
		}
	}
}

// patch overwrites those bytes of a fragment that are secret in the segment it
// is a part of.
func (m *Masker) patch(p *capture.Packet) {
	list := m.secrets.patches[p.Frame]
	if len(list) == 0 {
		return
	}
	x, ok := fragmentOf(p)
	if !ok {
		return
	}
	b := p.Headers.Bytes(x)
	at := fragmentOffset(x.Proto, b)
	b = b[x.Len:]
	for _, s := range list {
		from, to := max(0, s.from-at), min(int64(len(b)), s.to-at)
		if from < to {
			s.by.Overwrite(b[from:to], from+at+s.shift)
		}
		if sum := s.sum - at; sum >= 0 && sum+2 <= int64(len(b)) {
			adjust(b[sum:], s.change)
		}
	}
}

// fragmentOf returns the header of p that says that the frame is a fragment.
func fragmentOf(p *capture.Packet) (x capture.Header, ok bool) {
	for _, h := range p.All() {
		if h.Buffer == capture.BufferFrame && (h.Proto == capture.ProtoIPv4 || h.Proto == capture.ProtoIPv6Fragment) {
			x, ok = h, int(h.Len) <= len(p.Headers.Bytes(h))
		}
	}
	return x, ok
}

// fragmentOffset reads where a fragment belongs in its datagram's payload (RFC
// 791 §3.1, RFC 8200 §4.5).
func fragmentOffset(proto capture.Proto, b []byte) int64 {
	if proto == capture.ProtoIPv4 {
		return int64(b[6]&0x1f)<<11 | int64(b[7])<<3
	}
	return int64(b[2])<<8 | int64(b[3]&^7)
}

// quoted overwrites the secrets in a packet that an error message quotes. A segment of
// what is read only once is quoted without payload.
func (m *Masker) quoted(p *capture.Packet) {
	list := p.Quoted()
	switch {
	case len(list) == 0:
		return
	case list[len(list)-1].Proto != capture.ProtoTCP:
		m.inner.DecodeAs(list[0].Proto, p.Headers.Bytes(list[0]), int(list[0].Wire))
		m.packets.hideQuoted(p, list[0], &m.inner)
		return
	}
	tcp := list[len(list)-1]
	b := p.Headers.Bytes(tcp)
	if int(tcp.Len) >= len(b) {
		return
	}
	if m.secrets == nil || m.secrets.incomplete {
		overwriteAll(p, tcp)
		return
	}
	outer := list[0]
	q := &m.inner
	q.Headers.DecodeAs(outer.Proto, p.Headers.Bytes(outer), int(outer.Wire))
	if q.Transport != capture.ProtoTCP {
		return
	}
	key, _ := reassembly.KeyOf(q)
	for _, id := range m.secrets.quoted[key] {
		for d := range m.secrets.streams[id] {
			// Either direction's numbers may be meant; hardly both fit.
			m.quotedIn(p, tcp, q, &m.secrets.streams[id][d])
		}
	}
}

func (m *Masker) quotedIn(p *capture.Packet, tcp capture.Header, q *capture.Packet, x *ranges) {
	if !x.known {
		return
	}
	size := int64(len(p.Headers.Bytes(tcp)) - int(tcp.Len))
	from := x.place(seqOf(q))
	for _, s := range x.within(from, from+size) {
		overwrite(p, tcp, int(tcp.Len)+int(max(0, s.from-from)), int(tcp.Len)+int(min(size, s.to-from)), s.by,
			from-int64(tcp.Len))
	}
}
