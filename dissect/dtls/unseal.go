package dtls

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// agreement is what the ends agreed on that keys are made of, and those keys. Of what
// Application Data carry nobody here knows more than that it is right.
type agreement struct {
	client, server []byte // their randoms
	session        []byte // the id that the server named
	suite          cipher.Suite
	usable, etm    bool
	openers        [2]*cipher.Opener
	asked          uint32 // the frame in which a secret was last looked for in vain
}

// agree takes a hello into the agreement. A client's begins another one.
func (d *datagrams) agree(h *Handshake) {
	x, ok := handshake.ReadHello(h.Type, h.Whole)
	switch {
	case h.Type == handshake.ClientHello && len(h.Whole) >= helloRandom:
		// Its cookie stands where suites do in TLS, but the random before that.
		d.agreement = agreement{client: bytes.Clone(h.Whole[2:helloRandom])}
	case h.Type == handshake.ServerHello && ok:
		a := &d.agreement
		a.server, a.session, a.etm = bytes.Clone(x.Random), bytes.Clone(x.Session), x.EncryptThenMAC
		a.suite, a.usable = cipher.ParseSuite(handshake.CipherSuiteName(be.Uint16(x.Suites)))
	}
}

// helloRandom is where the random of a hello ends, behind a version.
const helloRandom = 34

// opener returns what opens the records of a direction in a frame, nil if nobody has keys.
func (d *datagrams) opener(dir dissect.Dir, frame uint32) *cipher.Opener {
	a := &d.agreement
	switch {
	case a.openers[dir] != nil || !a.usable || a.client == nil || !d.log.Usable(frame):
		return a.openers[dir]
	case a.asked != 0 && !d.log.Since(a.asked, frame):
		return nil
	}
	master, ok := d.log.Find(nil, keylog.Master, a.client, frame)
	if !ok && len(a.session) > 0 {
		master, ok = d.log.Find(nil, keylog.Session, a.session, frame)
	}
	if !ok || len(master) != cipher.MasterSize {
		a.asked = frame
		return nil
	}
	v := cipher.TLS12 // whose keys and records DTLS has (RFC 6347 §4.1)
	if d.version == handshake.DTLS10 {
		v = cipher.TLS11
	}
	a.openers[dissect.ToServer], a.openers[dissect.ToClient] = cipher.Openers(v, a.suite, a.etm, master, a.client, a.server)
	return a.openers[dir]
}

// unseal opens a record, if its keys are known, and has the message show what it carries
// in place of what was sent.
func (d *datagrams) unseal(m *Message, r *Record, dir dissect.Dir, frame uint32) {
	o := d.opener(dir, frame)
	if o == nil {
		return
	}
	at := r.At + headSize
	o.At(uint64(r.Epoch)<<48 | r.Sequence)
	plain, ok := o.Open(d.plain[:0], m.Bytes[r.At:], m.Bytes[at:at+r.Length])
	if d.plain = plain[:0]; !ok {
		return
	}
	if r.Opened, r.Sealed = true, false; r.Type == record.ApplicationData {
		return
	}
	if !m.unveiled {
		d.bytes = append(d.bytes[:0], m.Bytes...)
		m.Bytes, m.unveiled = d.bytes, true
	}
	r.size = copy(m.Bytes[at:], plain)
}
