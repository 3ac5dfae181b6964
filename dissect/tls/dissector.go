package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// dissector is the state of one connection.
type dissector struct {
	connection
	inner dissect.InnerStream // what records carry; nil until some do
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{connection: newConnection(c, dissect.Shared[store](c))}
}

// Dissect reads the records that begin in what there is, or up to the end of its
// segment what is none.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	m, at := d.message(f), 0
	m.Bytes = in.Bytes
	d.arrived(f, in.Dir)
	if d.version == 0 && !in.Again && isText(in.Bytes) {
		return dissect.Done(len(in.Bytes))
	}
	for at < len(in.Bytes) {
		r, size := next(in.Bytes[at:])
		missing := size - (len(in.Bytes) + in.Elided - at)
		if missing > 0 && !in.Last {
			if at == 0 && !in.Again {
				f.Recognised = &Protocol // the record begins here, though its row is TCP's
			}
			if at == 0 {
				return d.wait(&r, in, missing)
			}
			break
		}
		if r.Kind == Continuation && d.version != 0 {
			r.Kind = Unknown
		}
		r.At, r.End = at, min(at+size, len(in.Bytes))
		r.Cut = r.Kind == Whole && missing > 0 && f.CapLen < f.WireLen
		m.Records = append(m.Records, r)
		d.record(m, &m.Records[len(m.Records)-1], in.Dir, f.Frame)
		at = r.End
	}
	if m.Version = d.version; m.Version == 0 {
		m.Version = m.Records[len(m.Records)-1].Head.Version
	}
	m.Bytes, m.protocol = in.Bytes[:at], d.protocol
	m.unveil()
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Column: m.column(), Bytes: m.Bytes})
	d.carry(f, m, in.Dir)
	return dissect.Done(at)
}

// isText reports whether b begins as text does, of which nobody takes the beginning for
// bytes from the middle of a record: that holds where no record was seen.
func isText(b []byte) bool {
	const enough = 4
	for i := range min(enough, len(b)) {
		if b[i] < ' ' || b[i] > '~' {
			return false
		}
	}
	return len(b) >= headSize
}

// arrived looks whether a segment came behind a hole: rows are read as segments arrive, and
// nobody says that what lies in it will not.
func (d *dissector) arrived(f *dissect.Frame, dir dissect.Dir) {
	w, s := &d.ways[dir], f.Segment
	if s == nil || d.conn.Carrier != nil || d.frameAt == f.Frame {
		return // a connection within another is told of its gaps
	}
	hole := int32(s.Seq - w.reached)
	if w.follows && hole > 0 {
		d.lost(w, int64(hole))
	}
	if end := s.Seq + uint32(s.Len); !w.follows || int32(end-w.reached) > 0 {
		w.reached, w.follows = end, true
	}
}

// next returns the record that b begins with, and its size; of one whose head is
// not whole the size of that. Of less than a head everything may come, also what is
// none and ends before the next record.
func next(b []byte) (r Record, size int) {
	h, ok := readHead(b)
	switch {
	case ok && len(b) < headSize:
		return Record{Head: h}, headSize
	case ok:
		return Record{Head: h}, headSize + h.Length
	}
	if size, ok := readSSL2(b); ok {
		return Record{Kind: SSL2, Head: Head{Version: handshake.SSL20, Length: size - 2}}, size
	}
	for at := 1; at < len(b) && len(b) <= headSize; at++ {
		if _, ok := readHead(b[at:]); ok {
			return Record{Kind: Continuation}, at
		}
	}
	return Record{Kind: Continuation}, max(len(b), headSize)
}

// wait asks for what is missing of the record that in begins with. If nobody has keys,
// nobody reads Application Data: they are counted, not stored.
func (d *dissector) wait(r *Record, in *dissect.Input, missing int) dissect.Verdict {
	v := dissect.More(missing)
	if r.Type == record.ApplicationData && len(in.Bytes) >= headSize && !d.mayOpen() {
		return v.Keeping(headSize)
	}
	return v
}

// Gap forgets the handshake message that goes on in what is lost.
func (d *dissector) Gap(dir dissect.Dir, n int64) {
	w := &d.ways[dir]
	d.abandon(w)
	d.lost(w, n)
	w.gap += n
}
