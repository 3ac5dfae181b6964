package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// connection is what must be known of a connection to read its records. Rows and
// exchanges have one each.
type connection struct {
	*store
	conn     *dissect.Conn
	log      *keylog.Log
	sessions *resumable
	// version is the one that the server chose or, if that was not seen, that the
	// records have; 0 while only a client has spoken, who offers several.
	version   handshake.Version
	suite     uint16 // that the server chose; 0 while it is not known
	protocol  string // as ALPN chose it
	ways      [2]way
	agreement *agreement // nil: no hello was seen, or nobody has secrets
	missed    keylog.Reason
	frameAt   uint32 // that brought the record being read
	// resumes: the server said hello and nothing of keys since, as who goes on with a session
	// before TLS 1.3.
	resumes bool
}

// way is what must be known of one direction to read its records.
type way struct {
	// sealed: the sender encrypts from here on (Change Cipher Spec, before TLS 1.3).
	sealed bool
	count  uint64 // records since then
	opener *cipher.Opener
	phase  *phase // of TLS 1.3; nil before the first
	next   *phase // that follows, once it was needed
	gap    int64  // bytes lost since the last record that was opened
	// reached is where the segment ended that came farthest, if any came (follows): rows only.
	reached uint32
	follows bool
	failed  int // records in a row that fail their check
	// begun is a handshake message that goes on in the next record, with its head.
	begun   []byte
	parts   []part // of it
	account allowance.Account
	store   *store
}

// part is what a record brought of a handshake message that several carry.
type part struct {
	frame uint32
	size  int
}

// maxParts bounds the parts of a message that are told.
const maxParts = 1 << 10

// brought notes that a frame brought bytes of the message that has begun.
func (w *way) brought(frame uint32, size int) {
	if len(w.parts) < maxParts {
		w.parts = append(w.parts, part{frame, size})
	}
}

// GiveUp implements allowance.Owner.
func (w *way) GiveUp() {
	w.begun, w.parts = nil, nil
	w.store.lost.Unfinished++
}

func newConnection(c *dissect.Conn, s *store) connection {
	return connection{store: s, conn: c, log: dissect.Shared[keylog.Log](c), sessions: dissect.Shared[resumable](c)}
}

// record reads what a record carries, which frame brought.
func (c *connection) record(m *Message, r *Record, dir dissect.Dir, frame uint32) {
	w := &c.ways[dir]
	c.frameAt = frame
	if r.Kind != Whole {
		return
	}
	if c.protects(r, w, dir) {
		r.Sealed = !c.unseal(m, r, w, dir, frame)
		r.opaque = c.version == handshake.TLS13 || c.version == 0 && r.Opened
	}
	switch r.Type {
	case record.ChangeCipherSpec:
		w.sealed, w.count, w.opener = true, 0, nil
		r.Resumes = dir == dissect.ToClient && c.resumes
	case record.Handshake:
		if !r.Sealed {
			c.handshake(m, r, w, dir)
		}
	case record.Alert:
		r.Sealed = len(m.text(r)) != record.AlertSize
	case record.Heartbeat:
		r.Sealed = !r.Opened && w.sealed
	}
	if c.version == 0 && (dir == dissect.ToClient || !r.opens()) && !c.offersEarly(dir) {
		c.version = r.Version
	}
}

// protects reports whether a record is encrypted.
func (c *connection) protects(r *Record, w *way, dir dissect.Dir) bool {
	switch {
	case c.version == handshake.TLS13 || c.version == 0 && c.offersEarly(dir):
		return r.Type == record.ApplicationData
	case r.Type == record.ChangeCipherSpec:
		return false
	}
	return w.sealed || r.Type == record.ApplicationData
}

// offersEarly reports whether what a client sends before the server answers may be
// early data (RFC 8446 §4.2.10).
func (c *connection) offersEarly(dir dissect.Dir) bool {
	return dir == dissect.ToServer && c.agreement != nil && c.agreement.early
}

// opens reports whether a record may come before the version is agreed on: its own
// says nothing then.
func (r *Record) opens() bool {
	return r.Type == record.Handshake &&
		(r.Cut && !r.Sealed || len(r.Messages) > 0 && r.Messages[0].Type == handshake.ClientHello)
}

// handshake reads the messages in a record, of which the first may have begun in
// another and the last may go on in the next.
func (c *connection) handshake(m *Message, r *Record, w *way, dir dissect.Dir) {
	b, from := m.text(r), len(c.handshakes)
	end := r.At + headSize + len(b) // what was encrypted stands in Bytes as it is in clear
	if len(w.begun) > 0 {
		b = c.resume(r, w, dir, b)
	}
	for len(b) > 0 && !r.Begins {
		h, ok := handshake.ReadHead(b)
		if ok && !h.Plausible() {
			r.Sealed = !r.Opened && len(c.handshakes) == from
			break
		}
		if size := handshake.HeadSize + h.Length; !ok || size > len(b) {
			if !r.Cut { // else nobody has the rest of it
				r.Begins, r.Part = true, handshake.Type(b[0])
				c.keep(w, clone(b))
				w.brought(c.frameAt, len(b))
			}
			break
		}
		c.take(Handshake{Head: h, Body: b[handshake.HeadSize:][:h.Length], At: end - len(b) + handshake.HeadSize}, w, dir)
		b = b[handshake.HeadSize+h.Length:]
	}
	r.Messages = c.handshakes[from:len(c.handshakes):len(c.handshakes)]
}

// resume takes what the record has of the message that began before it, and
// returns the rest.
func (c *connection) resume(r *Record, w *way, dir dissect.Dir, b []byte) []byte {
	brought := 0
	for {
		h, whole := handshake.ReadHead(w.begun)
		if whole && !h.Plausible() {
			c.abandon(w)
			return b
		}
		size := handshake.HeadSize + h.Length
		n := min(size-len(w.begun), len(b))
		w.begun, b = append(w.begun, b[:n]...), b[n:]
		brought += n
		switch {
		case len(w.begun) < size:
			w.brought(c.frameAt, brought)
			r.Begins, r.Part = true, handshake.Type(w.begun[0])
			c.keep(w, w.begun)
			return nil
		case whole:
			w.brought(c.frameAt, brought)
			c.take(Handshake{Head: h, Body: w.begun[handshake.HeadSize:], At: -1, parts: w.parts,
				end: extent{r.At + headSize, brought}}, w, dir)
			c.abandon(w) // the message owns its bytes now
			return b
		}
	}
}

// keep keeps the beginning of a message.
func (c *connection) keep(w *way, b []byte) {
	w.begun, w.store = b, c.store
	c.allowance.Set(&w.account, w, int64(len(b)))
}

// abandon forgets the beginning of a message.
func (c *connection) abandon(w *way) {
	if w.begun != nil {
		w.begun, w.parts = nil, nil
		c.allowance.Set(&w.account, w, 0)
	}
}

// take takes a whole message.
func (c *connection) take(h Handshake, w *way, dir dissect.Dir) {
	switch h.Type {
	case handshake.ServerHello:
		if v, retry, ok := handshake.Negotiated(h.Body); ok {
			c.version, h.Retry, c.protocol = v.Settled(), retry, agreed(h.Type, h.Body)
			if x, ok := handshake.ReadHello(h.Type, h.Body); ok {
				c.suite = be.Uint16(x.Suites)
			}
		}
		c.resumes = c.version < handshake.TLS13
	case handshake.Certificate, handshake.ServerKeyExchange, handshake.ServerHelloDone:
		c.resumes = false
	case handshake.EncryptedExtensions:
		c.protocol = agreed(h.Type, h.Body)
	}
	h.agreed = handshake.Agreed{Version: c.version, Suite: c.suite}
	if c.agreement != nil || c.log.Worthwhile(c.frameAt) {
		if h.Type == handshake.ClientHello || h.Type == handshake.ServerHello {
			c.hello(&h, dir)
		}
		c.heard(&h)
		c.turn(&h, w, dir)
	}
	c.handshakes = append(c.handshakes, h)
}

// agreed returns the protocol that a server chooses by ALPN, "" if none.
func agreed(t handshake.Type, body []byte) string {
	var one [64]handshake.Item
	for _, x := range handshake.Items(one[:0], t, handshake.Agreed{}, body) {
		if x.Part == handshake.ALPNText {
			return string(body[x.Off : x.Off+x.N])
		}
	}
	return ""
}
