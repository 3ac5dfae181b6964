package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// unseal opens a record that is encrypted, if its keys are known.
func (c *connection) unseal(m *Message, r *Record, w *way, dir dissect.Dir, frame uint32) bool {
	if !c.log.Usable(frame) {
		w.count++
		return false
	}
	fragment := m.fragment(r)
	if len(fragment) != r.Length {
		c.lost(w, int64(r.Length)) // it was not kept, or cut
		return false
	}
	head := m.Bytes[r.At : r.At+headSize]
	var plain []byte
	ok, why := false, keylog.Known
	dst := c.room(len(fragment))
	if c.version == handshake.TLS13 || c.version == 0 {
		plain, ok, why = c.open13(dst, w, dir, head, fragment, frame)
	} else {
		plain, ok, why = c.openOld(dst, w, dir, head, fragment, frame)
	}
	if ok && (c.version == handshake.TLS13 || c.version == 0) {
		plain, ok = r.reveal(plain)
	}
	if ok {
		why = keylog.Known
	} else if why == keylog.Known {
		r.Failed, why = true, keylog.Failed
	}
	c.note(w, why)
	if ok {
		r.Opened, r.Plain, r.plain = true, plain, place{c.plains, len(c.plain)}
		c.use(plain)
	}
	return ok
}

// reveal returns what a record of TLS 1.3 carries, without padding, and takes its type
// (RFC 8446 §5.4).
func (r *Record) reveal(plain []byte) ([]byte, bool) {
	n := len(plain)
	for n > 0 && plain[n-1] == 0 {
		n--
	}
	if n == 0 {
		return nil, false
	}
	r.Type = record.ContentType(plain[n-1])
	return plain[:n-1], true
}

// patience is how many records in a row may fail their check before the connection
// counts as not decrypted.
const patience = 3

// note tells who counts connections that are not decrypted.
func (c *connection) note(w *way, why keylog.Reason) {
	switch {
	case why == keylog.Known:
		w.failed = 0
	case why == keylog.Failed:
		if w.failed++; w.failed < patience {
			return
		}
	}
	if c.missed != why {
		c.missed = why
		if why == keylog.NoCipher {
			c.log.Missed.Cipher(handshake.CipherSuiteName(c.suite))
		}
		c.log.Missed.Note(c.conn.ID, why)
	}
}

// lost takes it that n bytes of a direction were not captured, or not kept.
func (c *connection) lost(w *way, n int64) {
	w.count += uint64(n/maxFragment + 1)
	if w.opener != nil {
		w.opener.Lost(n)
	}
	for _, p := range [...]*phase{w.phase, w.next} {
		if p != nil {
			p.opener.Lost(n)
		}
	}
}

// openOld opens a record of a version before TLS 1.3.
func (c *connection) openOld(dst []byte, w *way, dir dissect.Dir, head, b []byte, frame uint32) (plain []byte, ok bool,
	why keylog.Reason) {
	if w.opener == nil {
		if why = c.agree(frame); why != keylog.Known {
			w.count++
			return nil, false, why
		}
		w.opener = c.agreement.openers[dir]
		w.opener.Skip(w.count)
	}
	w.count++
	if plain, ok = w.opener.Open(dst, head, b); !ok {
		plain, ok = w.opener.Search(dst, head, b)
	}
	return plain, ok, keylog.Known
}

// phase is a time in a direction of TLS 1.3 in which one traffic secret protects it.
type phase struct {
	kind   phaseKind
	secret []byte
	opener *cipher.Opener
}

// phaseKind says which secret protects a phase.
type phaseKind uint8

const (
	noPhase phaseKind = iota
	earlyPhase
	handshakePhase
	trafficPhase // again after each Key Update
)

// phaseLabels are the secrets of phases by direction.
var phaseLabels = [...][2]keylog.Label{
	earlyPhase:     {dissect.ToServer: keylog.EarlyTraffic},
	handshakePhase: {dissect.ToServer: keylog.ClientHandshake, dissect.ToClient: keylog.ServerHandshake},
	trafficPhase:   {dissect.ToServer: keylog.ClientTraffic, dissect.ToClient: keylog.ServerTraffic},
}

// open13 opens a record of TLS 1.3. The phase may have changed in what is lost, so the
// next one is tried as well.
func (c *connection) open13(dst []byte, w *way, dir dissect.Dir, head, b []byte, frame uint32) (plain []byte, ok bool,
	why keylog.Reason) {
	a := c.agreement
	switch {
	case a == nil:
		return nil, false, keylog.NoHello
	case !a.named:
		return c.openEarly(dst, w, head, b, frame)
	case !a.usable:
		return nil, false, keylog.NoCipher
	}
	if w.phase == nil {
		w.phase = c.phaseAfter(w, dir, frame)
	}
	if w.phase == nil {
		w.count++
		return nil, false, c.closed()
	}
	if plain, ok = w.phase.opener.Open(dst, head, b); ok {
		return plain, true, keylog.Known
	}
	if w.next == nil {
		w.next = c.phaseAfter(w, dir, frame)
	}
	if w.next != nil {
		if plain, ok = w.next.opener.Open(dst, head, b); ok {
			w.phase, w.next = w.next, nil
			return plain, true, keylog.Known
		}
	}
	if plain, ok = w.phase.opener.Search(dst, head, b); ok || w.next == nil {
		return plain, ok, keylog.Known
	}
	if plain, ok = w.next.opener.Search(dst, head, b); ok {
		w.phase, w.next = w.next, nil
	}
	return plain, ok, keylog.Known
}

// phaseAfter returns the phase that follows the one of a direction, of those whose
// secrets are known; nil if there is none.
func (c *connection) phaseAfter(w *way, dir dissect.Dir, frame uint32) *phase {
	a, kind := c.agreement, noPhase
	if !a.usable {
		return nil // early data ended, and the Server Hello that names the suite is lost
	}
	if p := w.phase; p != nil {
		if kind = p.kind; kind == trafficPhase {
			return newPhase(kind, a.suite, cipher.NextSecret(a.suite, p.secret))
		}
	} else if a.asked[dir] != 0 && !c.log.Since(a.asked[dir], frame) {
		return nil
	}
	for kind++; kind <= trafficPhase; kind++ {
		if kind == earlyPhase && !c.offersEarly(dir) {
			continue
		}
		s, ok := c.log.Find(nil, phaseLabels[kind][dir], a.client, frame)
		if !ok || len(s) != a.suite.PRF.Size() {
			continue
		}
		p := newPhase(kind, a.suite, s)
		if kind == trafficPhase && w.count > flight {
			p.opener.Skip(w.count - flight) // the secret came late
		}
		return p
	}
	a.asked[dir] = frame
	return nil
}

// flight is how many records of a handshake there may be in a direction: of those that
// passed while nobody had its secrets, so many are none of the traffic that follows.
const flight = 16

func newPhase(kind phaseKind, s cipher.Suite, secret []byte) *phase {
	return &phase{kind, secret, cipher.Traffic(s, secret)}
}

// openEarly opens early data before the server has named the suite: it is one of those
// that the client offers.
func (c *connection) openEarly(dst []byte, w *way, head, b []byte, frame uint32) (plain []byte, ok bool, why keylog.Reason) {
	if w.phase != nil {
		plain, ok = w.phase.opener.Open(dst, head, b)
		return plain, ok, keylog.Known
	}
	a := c.agreement
	s, ok := c.log.Find(nil, keylog.EarlyTraffic, a.client, frame)
	if !ok {
		return nil, false, keylog.NoSecret
	}
	for _, suite := range a.earlySuites(len(s)) {
		p := newPhase(earlyPhase, suite, s)
		if plain, ok = p.opener.Open(dst, head, b); ok {
			w.phase = p
			return plain, true, keylog.Known
		}
	}
	return nil, false, keylog.Known
}

// turn takes it that a message ends a phase of TLS 1.3.
func (c *connection) turn(h *Handshake, w *way, dir dissect.Dir) {
	if p := w.phase; c.agreement == nil || p == nil || c.version != handshake.TLS13 {
		return
	} else if !(h.Type == handshake.Finished && p.kind == handshakePhase || h.Type == handshake.EndOfEarlyData &&
		p.kind == earlyPhase ||
		h.Type == handshake.KeyUpdate && p.kind == trafficPhase) {
		return
	}
	if w.next == nil {
		w.next = c.phaseAfter(w, dir, c.frameAt)
	}
	if w.next != nil {
		w.phase, w.next = w.next, nil
	}
}
