package tls

import (
	"crypto/rsa"
	"crypto/sha256"

	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
)

// agreement is what the ends of a connection agreed on that keys are made of. It is kept
// only if there are secrets, or a capture may bring them later.
type agreement struct {
	client, server []byte // their randoms
	session        []byte // the id that the server named
	presented      [32]byte
	ticket         bool     // the client presented one, whose hash that is
	offered        []uint16 // suites of TLS 1.3
	early          bool     // the client offers early data
	suite          cipher.Suite
	named, usable  bool // the suite is known; its records can be opened
	extended, etm  bool
	exchange       []byte // what Client Key Exchange has
	transcript     []byte // messages so far, if a private key may need them
	openers        [2]*cipher.Opener
	asked          [2]uint32 // frames in which secrets were last looked for and not found

	// Of sessions whose secret a private key told: whether one is resumed, the
	// secret, and the ticket that was issued for it.
	resumed bool
	secret  []byte
	next    [32]byte
	issued  bool
}

// Bounds of what an agreement keeps.
const (
	maxOffered    = 8
	maxExchange   = 1 << 10
	exchangeHead  = 2 + keylog.EncryptedPrefix // by which a key log names what was encrypted
	maxTranscript = 64 << 10
)

// hello takes a hello into the agreement. A client's begins another one.
func (c *connection) hello(h *Handshake, dir dissect.Dir) {
	x, ok := handshake.ReadHello(h.Type, h.Body)
	switch {
	case !ok || h.Retry:
	case h.Type == handshake.ClientHello:
		c.agreement = &agreement{client: clone(x.Random), early: x.EarlyData, ticket: len(x.Ticket) > 0,
			session: clone(x.Session)}
		c.agreement.presented = sha256.Sum256(x.Ticket)
		for s := x.Suites; len(s) >= 2 && len(c.agreement.offered) < maxOffered; s = s[2:] {
			if code := be.Uint16(s); code>>8 == tls13Suites {
				c.agreement.offered = append(c.agreement.offered, code)
			}
		}
	case c.agreement != nil:
		a := c.agreement
		a.server, a.extended, a.etm = clone(x.Random), x.ExtendedMaster, x.EncryptThenMAC
		a.resumed = len(x.Session) > 0 && string(x.Session) == string(a.session)
		a.session = clone(x.Session)
		a.suite, a.usable = cipher.ParseSuite(handshake.CipherSuiteName(be.Uint16(x.Suites)))
		a.named = true
	}
}

// tls13Suites is the first byte of suites of TLS 1.3.
const tls13Suites = 0x13

// heard takes what another message says into the agreement.
func (c *connection) heard(h *Handshake) {
	a := c.agreement
	if a == nil || c.version == handshake.TLS13 {
		return
	}
	private := len(c.log.PrivateKeys()) > 0
	if private && len(a.exchange) == 0 && h.Type != handshake.HelloRequest &&
		len(a.transcript)+len(h.Body) <= maxTranscript {
		n := h.Length
		a.transcript = append(append(a.transcript, byte(h.Type), byte(n>>16), byte(n>>8), byte(n)), h.Body...)
	}
	switch {
	case h.Type == handshake.ClientKeyExchange:
		most := exchangeHead
		if private {
			most = maxExchange
		}
		a.exchange = clone(h.Body[:min(len(h.Body), most)])
	case h.Type == handshake.NewSessionTicket && private:
		c.issued(h)
	}
}

// agree makes the openers of a version before TLS 1.3, if the secret is known, and
// says why not.
func (c *connection) agree(frame uint32) keylog.Reason {
	a := c.agreement
	switch {
	case a == nil || a.server == nil:
		return keylog.NoHello
	case !a.usable:
		return keylog.NoCipher
	case a.openers[0] != nil:
		return keylog.Known
	case a.asked[0] != 0 && !c.log.Since(a.asked[0], frame):
		return c.closed()
	}
	a.asked[0] = frame
	master := c.master(frame)
	if master == nil {
		return c.closed()
	}
	c.remember(master)
	a.openers[dissect.ToServer], a.openers[dissect.ToClient] = cipher.Openers(c.cipherVersion(), a.suite, a.etm, master,
		a.client, a.server)
	a.transcript = nil
	return keylog.Known
}

// closed returns why nobody knows the secret of the agreement.
func (c *connection) closed() keylog.Reason {
	a := c.agreement
	switch {
	case len(c.log.PrivateKeys()) == 0:
		return keylog.NoSecret
	case c.version == handshake.TLS13 || a.usable && !a.suite.RSA:
		return keylog.Ephemeral
	case len(a.exchange) > 0:
		return keylog.OtherKey
	}
	return keylog.NoSecret
}

func (c *connection) cipherVersion() cipher.Version { return cipher.Version(c.version) }

// master returns the master secret of the agreement, nil if nobody handed it over.
func (c *connection) master(frame uint32) []byte {
	a := c.agreement
	if s, ok := c.log.Find(nil, keylog.Master, a.client, frame); ok && len(s) == cipher.MasterSize {
		return s
	}
	if s, ok := c.log.Find(nil, keylog.Session, a.session, frame); ok && len(a.session) > 0 && len(s) == cipher.MasterSize {
		return s
	}
	if s, ok := c.log.Find(nil, keylog.Premaster, a.client, frame); ok {
		return c.extract(s)
	}
	if len(a.exchange) > 0 {
		if s := c.premaster(frame); s != nil {
			return c.extract(s)
		}
	}
	return c.remembered()
}

// extract makes the master secret of a premaster secret.
func (c *connection) extract(premaster []byte) []byte {
	a, v := c.agreement, c.cipherVersion()
	var session []byte
	if a.extended {
		if len(a.transcript) == 0 {
			return nil
		}
		session = cipher.SessionHash(v, a.suite, a.transcript)
	}
	return cipher.Master(v, a.suite, premaster, a.client, a.server, session)
}

// premaster returns what Client Key Exchange has encrypted for the server's RSA key.
func (c *connection) premaster(frame uint32) []byte {
	b := c.agreement.exchange
	if c.version > handshake.SSL30 && len(b) > 2 {
		b = b[2:]
	}
	if len(b) < keylog.EncryptedPrefix {
		return nil
	}
	if s, ok := c.log.Find(nil, keylog.RSA, b[:keylog.EncryptedPrefix], frame); ok {
		return s
	}
	if !c.agreement.suite.RSA {
		return nil
	}
	for _, k := range c.log.PrivateKeys() {
		//lint:ignore SA1019 it is what the ends did
		if s, err := rsa.DecryptPKCS1v15(nil, k, b); err == nil && len(s) == cipher.MasterSize {
			return s
		}
	}
	return nil
}

// resumable are the sessions of a worker whose secrets were made with a private key:
// who resumes one exchanges none.
type resumable struct {
	masters map[[32]byte][]byte
	order   [][32]byte
}

// maxResumable bounds the sessions that are remembered, oldest first.
const maxResumable = 4096

func (x *resumable) put(key [32]byte, master []byte) {
	if x.masters == nil {
		x.masters = map[[32]byte][]byte{}
	}
	if x.masters[key] == nil {
		if x.order = append(x.order, key); len(x.order) > maxResumable {
			delete(x.masters, x.order[0])
			x.order = x.order[1:]
		}
	}
	x.masters[key] = master
}

// remember keeps the secret of a session that may be resumed.
func (c *connection) remember(master []byte) {
	a := c.agreement
	if len(c.log.PrivateKeys()) == 0 {
		return
	}
	if a.secret = master; len(a.session) > 0 {
		c.sessions.put(sha256.Sum256(a.session), master)
	}
	if a.issued {
		c.sessions.put(a.next, master)
	}
}

// issued takes it that the server issued a ticket for the session.
func (c *connection) issued(h *Handshake) {
	const lifetime, length = 4, 2
	if len(h.Body) <= lifetime+length {
		return
	}
	a := c.agreement
	a.next, a.issued = sha256.Sum256(h.Body[lifetime+length:]), true
	if a.secret != nil {
		c.sessions.put(a.next, a.secret)
	}
}

// remembered returns the secret of the session that is resumed.
func (c *connection) remembered() []byte {
	a := c.agreement
	if m := c.sessions.masters[sha256.Sum256(a.session)]; m != nil && a.resumed {
		return m
	}
	if a.ticket {
		return c.sessions.masters[a.presented]
	}
	return nil
}

// earlySuites returns the suites that may protect early data with a secret.
func (a *agreement) earlySuites(secret int) (list []cipher.Suite) {
	for _, code := range a.offered {
		s, ok := cipher.ParseSuite(handshake.CipherSuiteName(code))
		if ok && s.PRF.Size() == secret {
			list = append(list, s)
		}
	}
	return list
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }
