package http

import "netsniff/dissect"

const (
	// exchangeOverhead is what an open exchange costs beside its heads,
	// headerCost what a header field does beside its bytes.
	exchangeOverhead = 1 << 10
	headerCost       = 96
)

// charge notes how many bytes x keeps now, about.
func (d *dialogue) charge(x *open) {
	n := exchangeOverhead + int64(len(x.exchange.Subject))
	for _, h := range x.transaction.heads() {
		if h != nil {
			n += int64(cap(h.raw)) + int64(cap(h.Headers))*headerCost
		}
	}
	d.kept += n - x.kept
	x.kept = n
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 { return d.reader.held() + d.kept }

// LetGo implements dissect.Holder: exchanges that have not ended are told as
// they are, and the beginnings of heads are forgotten.
func (d *dialogue) LetGo() {
	var cut [2]*open // by direction of the side that had not ended
	for i := range cut {
		s := &d.reader.streams[i]
		s.letGo()
		if x := s.x; x != nil {
			x.exchange.Notes |= dissect.NoteCut
			cut[i] = x
			d.close(s, false)
		}
	}
	if cut[0] == cut[1] {
		cut[1] = nil
	}
	for _, x := range cut {
		if x != nil && (x.answered || x.forgotten) {
			d.tell(x)
		}
	}
	d.carried = nil // no body is told now
	for _, a := range d.reader.pairing.letGo() {
		a.x.exchange.Notes |= dissect.NoteUnsure
		d.tell(a.x)
	}
}

// held returns how many bytes a reader keeps, about.
func (r *reader) held() (n int64) {
	for i := range r.streams {
		s := &r.streams[i]
		n += int64(cap(s.head)+cap(s.collected.bytes)) + s.decoder.kept()
		if s.tail != nil {
			n += maxLateLine
		}
	}
	return n
}

// letGo forgets the beginning of a head, and what a body is decoded with.
func (s *halfStream) letGo() {
	s.undecoded()
	if len(s.head) > 0 {
		s.forget()
		s.synced = false
		s.r.lose(s.dir)
	}
}

// letGo forgets the requests that wait and returns them. As many replies are
// not taken for those to others.
func (p *pairing) letGo() []asked {
	list := p.open
	p.open, p.beyond = nil, p.beyond+len(list)
	return list
}
