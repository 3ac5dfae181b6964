package mask

import (
	"sync/atomic"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
)

// Veils makes what hides secrets in streams that come encrypted.
type Veils struct {
	Detector *Detector
	// Late counts secrets that were known only after a part of them had passed.
	Late atomic.Uint64
}

// Veiling is what engines and dialogues are given.
func (v *Veils) Veiling() *dissect.Veiling {
	return &dissect.Veiling{Stream: v.stream, Body: v.body, Field: field}
}

// stream returns the veil of an inner stream.
func (v *Veils) stream(c *dissect.Conn, x *dissect.Inner) dissect.Veil {
	s := &veil{of: v}
	s.search = search{conn: c, detector: v.Detector, eager: true, whole: true, tunnels: true,
		decision: new(detect.Decision), found: s.note}
	s.decision.Begin(v.Detector.tunnels, *x)
	s.listen(true)
	return s
}

// body returns the veil of a body of HTTP.
func (v *Veils) body() dissect.Veil {
	s := &veil{of: v}
	s.search = search{detector: v.Detector, eager: true, whole: true, tunnels: true, decision: detect.Handed(nil),
		found: s.note}
	s.scanners = []*scanner{{grammar: secret.NewBody(), found: s.text, eager: true}}
	return s
}

// field returns the value of a header field as it is when what is secret is hidden.
func field(name, value string) string {
	var room [8]secrets.Span
	list := room[:0]
	if secret.TellField(name, value, nil, &list); len(list) == 0 {
		return value
	}
	b := []byte(value)
	for _, x := range list {
		secrets.Hide(b[x.From:x.To])
	}
	return string(b)
}

// veil hides what is secret in one stream. It implements dissect.Veil.
type veil struct {
	search
	of   *Veils
	ways [2]veiledWay
	dir  dissect.Dir // whose bytes are read, from a position on
	from int64
}

// veiledWay is one direction.
type veiledWay struct {
	ranges
	next int64
}

// Data implements dissect.Veil.
func (s *veil) Data(d dissect.Dir, b []byte) {
	done := false
	defer func() {
		if !done { // a fault must not show what it was to hide
			secrets.Hide(b)
		}
	}()
	x := &s.ways[d]
	s.dir, s.from, x.next = d, x.next, x.next+int64(len(b))
	s.data(d, b, s.from)
	for _, r := range x.within(s.from, x.next) {
		a, e := max(r.from, s.from), min(r.to, x.next)
		r.by.Overwrite(b[a-s.from:e-s.from], a)
	}
	x.forget(maxKnown)
	done = true
}

// note notes a secret.
func (s *veil) note(d dissect.Dir, from, to int64, by *secrets.Cover) {
	x := &s.ways[d]
	passed := x.next
	if d == s.dir {
		passed = s.from
	}
	if !x.covers(from, min(to, passed)) {
		s.of.Late.Add(1)
	}
	x.add(from, to, by)
}

// Gap implements dissect.Veil.
func (s *veil) Gap(d dissect.Dir, n int64) {
	x := &s.ways[d]
	x.next += n
	s.gap(d, n)
}
