package quic

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
)

// agreement is what the ends agreed on that keys are made of, and those keys.
type agreement struct {
	random  []byte         // of the client
	offered []cipher.Suite // by the client
	suite   cipher.Suite   // that the server chose
	named   bool           // it is known
	keys    [spaces][2]*cipher.PacketKeys
	early   *cipher.PacketKeys
	traffic [2]phases
	asked   [keylog.ServerTraffic + 1]uint32 // frames in which secrets were last looked for in vain
}

// phases are the keys of 1-RTT packets of one end, which are updated from time to time
// (RFC 9001 §6).
type phases struct {
	previous, current, next *cipher.PacketKeys
	bit                     bool  // the Key Phase bit of current
	since                   int64 // number of its first packet
}

// maxOffered bounds the suites of a client that are tried.
const maxOffered = 8

// heard takes what a handshake message says that keys depend on.
func (a *agreement) heard(t handshake.Type, body []byte) {
	if t != handshake.ClientHello && t != handshake.ServerHello {
		return
	}
	h, ok := handshake.ReadHello(t, body)
	if _, retry, _ := handshake.Negotiated(body); !ok || t == handshake.ServerHello && retry {
		return
	}
	if t == handshake.ServerHello {
		a.suite, a.named = cipher.ParseSuite(handshake.CipherSuiteName(be.Uint16(h.Suites)))
		return
	}
	a.random, a.offered = append([]byte(nil), h.Random...), nil
	for s := h.Suites; len(s) >= 2 && len(a.offered) < maxOffered; s = s[2:] {
		const tls13 = 0x13
		if suite, ok := cipher.ParseSuite(handshake.CipherSuiteName(be.Uint16(s))); ok && s[0] == tls13 {
			a.offered = append(a.offered, suite)
		}
	}
}

// labels are the secrets of packets by who sends them.
var secretLabels = [...][2]keylog.Label{
	ZeroRTT:   {keylog.EarlyTraffic, 0},
	Handshake: {keylog.ClientHandshake, keylog.ServerHandshake},
	OneRTT:    {keylog.ClientTraffic, keylog.ServerTraffic},
}

// make returns the keys that may open packets of a type in a frame: of the suite that was
// chosen, or if that was not seen of those that were offered. none says why there are none.
func (c *connection) make(log *keylog.Log, t PacketType, from role, frame uint32) (list []*cipher.PacketKeys,
	none keylog.Reason) {
	a := &c.agreement
	label := secretLabels[t][from]
	switch {
	case len(a.random) == 0:
		return nil, keylog.NoHello
	case label == 0 || a.asked[label] != 0 && !log.Since(a.asked[label], frame):
		return nil, keylog.NoSecret
	}
	var room [64]byte
	secret, ok := log.Find(room[:0], label, a.random, frame)
	if !ok {
		a.asked[label] = frame
		return nil, keylog.NoSecret
	}
	suites := a.offered
	if a.named && t != ZeroRTT {
		suites = []cipher.Suite{a.suite}
	}
	crypto := c.version.cryptography()
	for _, s := range suites {
		if s.PRF.Size() != len(secret) || crypto == nil {
			continue
		}
		if k := cipher.NewPacketKeys(s, secret, &crypto.labels); k != nil {
			list = append(list, k)
		}
	}
	if len(list) == 0 {
		return nil, keylog.NoCipher
	}
	return list, keylog.Known
}

// unseal takes the protection off a packet that an end sent in a frame, if its keys are
// known, and says why not.
func (c *connection) unseal(s *store, log *keylog.Log, m *Message, from role, frame uint32) keylog.Reason {
	why := keylog.Known
	switch largest := c.largest[m.Type.space()][from]; {
	case m.Type == Initial:
		m.unseal(s, c.initialKeys(&m.Header, from), largest)
		return keylog.Known // it says nothing of secrets
	case !log.Usable(frame):
		return keylog.Known
	case m.Type == OneRTT:
		named := m.Header
		if m.Unnamed && !m.guess(&c.ids[from.other()]) {
			return keylog.Known
		}
		why = c.unsealShort(s, log, m, from, frame, largest)
		if m.Unnamed && m.Opened {
			c.ids[from.other()].add(m.DCID)
		} else if m.Unnamed {
			m.Header, m.Bytes, m.Numbered, m.NumberSize, m.Failed = named, m.Wire, false, 0, false
			return keylog.Known
		}
	case m.Type == ZeroRTT:
		why = c.try(s, log, &c.agreement.early, m, from, frame, largest)
	case m.Type == Handshake:
		why = c.try(s, log, &c.agreement.keys[handshakeSpace][from], m, from, frame, largest)
	default:
		return keylog.Known
	}
	if why == keylog.Known && m.Failed {
		why = keylog.Failed
	}
	return why
}

// try opens a packet with keys, or if there are none with those that can be made.
func (c *connection) try(s *store, log *keylog.Log, keys **cipher.PacketKeys, m *Message, from role, frame uint32,
	largest int64) keylog.Reason {
	if *keys != nil {
		m.unseal(s, *keys, largest)
		return keylog.Known
	}
	list, why := c.make(log, m.Type, from, frame)
	for _, k := range list {
		if m.unseal(s, k, largest); m.Opened {
			*keys = k
			break
		}
	}
	return why
}

// unsealShort opens a packet with a short header: with the keys of its phase or, if there
// are those, with the ones before or after.
func (c *connection) unsealShort(s *store, log *keylog.Log, m *Message, from role, frame uint32,
	largest int64) keylog.Reason {
	p := &c.agreement.traffic[from]
	if p.current == nil {
		why := c.try(s, log, &p.current, m, from, frame, largest)
		if m.Opened {
			p.bit, p.since = m.Phase, int64(m.Number)
		}
		if !m.Failed || p.bit == m.Phase {
			return why
		}
		p.current = nil // an update was missed, and that is not searched
		return why
	}
	m.unsealHeader(s, p.current, largest)
	switch {
	case !m.Numbered:
	case m.Phase == p.bit:
		m.open(s, p.current)
	case int64(m.Number) < p.since:
		if p.previous != nil {
			m.open(s, p.previous)
		}
	default:
		if p.next == nil {
			p.next = p.current.Next()
		}
		if p.next != nil {
			m.open(s, p.next)
		}
		if m.Opened {
			*p = phases{previous: p.current, current: p.next, bit: m.Phase, since: int64(m.Number)}
		}
	}
	return keylog.Known
}

// patience is how many packets in a row may fail their check before the connection counts
// as not decrypted.
const patience = 3

// note tells who counts connections that are not decrypted.
func (c *connection) note(log *keylog.Log, conn *dissect.Conn, m *Message, why keylog.Reason) {
	switch {
	case m.Opened && m.Type != Initial:
		c.failed, why = 0, keylog.Known
	case why == keylog.Known:
		return
	case why == keylog.Failed:
		if c.failed++; c.failed < patience {
			return
		}
	case m.Type == ZeroRTT:
		return // programs do not tell that secret as often as the others
	}
	if c.missed != why {
		c.missed = why
		log.MissedQUIC.Note(conn.ID, why)
	}
}

// guess takes it that the packet goes to an ID as long as another of the same end, and
// returns false if none is known.
func (m *Message) guess(known *idList) bool {
	if len(known.list) == 0 {
		return false
	}
	n := len(known.list[len(known.list)-1])
	if n == 0 || 1+n >= len(m.Wire) {
		return false
	}
	m.DCID, m.NumberAt = m.Wire[1:1+n], 1+n
	return true
}
