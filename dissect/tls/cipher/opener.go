package cipher

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rc4"
	"encoding/binary"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	nonceSize    = 12
	saltSize     = 4
	explicitSize = 8 // of a nonce that stands in the record
	headSize     = 5 // of a record
	pseudoSize   = 13
)

// How far sequence numbers are searched: records that were not captured lie between,
// or the record came late. What a search may cost is bounded by credit, in tries,
// which records that open renew, and known losses.
const (
	usualReach = 64
	maxReach   = 1024
	maxBehind  = 16
	maxCredit  = 512
	renewal    = 32
	// smallest is what a record takes at least on the wire.
	smallest = headSize + 17
)

// Opener opens the records of one direction that one key protects. Opening one
// allocates nothing.
type Opener struct {
	version Version
	suite   Suite
	etm     bool // encrypt-then-MAC
	seq     uint64
	reach   uint64 // how far numbers are searched
	credit  int    // how many tries that may cost
	blind   bool   // the record before, with whose end the next one is chained, was lost
	guard   guard
	nonce   [nonceSize]byte
	pseudo  [pseudoSize]byte // what authenticates beside the text (RFC 5246 §6.2.3.3)
	iv      [nonceSize]byte
	aead    cipher.AEAD
	cbc     chained
	stream  *rc4.Cipher
	now     trial
}

// trial is what is tried with one sequence number after the other: a record of an AEAD,
// or the MAC of a text.
type trial struct {
	dst, b, extra []byte
	text, mac     []byte
	plain         []byte // of what was opened
}

// keys are those of one direction.
type keys struct{ mac, key, iv []byte }

func newOpener(v Version, s Suite, etm bool, k keys) *Opener {
	o := &Opener{version: v, suite: s, etm: etm && s.block() > 1, reach: usualReach, credit: maxCredit}
	if !s.aead() {
		o.guard = newGuard(v, s.MAC, k.mac)
	}
	copy(o.iv[:], k.iv)
	var err error
	switch s.Bulk {
	case RC4:
		o.stream, err = rc4.NewCipher(k.key)
	case TripleDES:
		var b cipher.Block
		if b, err = des.NewTripleDESCipher(k.key); err == nil {
			o.cbc = newChained(b, k.iv)
		}
	case AESCBC:
		var b cipher.Block
		if b, err = aes.NewCipher(k.key); err == nil {
			o.cbc = newChained(b, k.iv)
		}
	case ChaCha20Poly1305:
		o.aead, err = chacha20poly1305.New(k.key)
	default:
		o.aead, err = aesAEAD(s.Bulk, k.key)
	}
	if err != nil {
		return nil // never: suites say how long keys are
	}
	return o
}

// aesAEAD returns an AEAD of AES, nil for NULL.
func aesAEAD(b Bulk, key []byte) (cipher.AEAD, error) {
	if b == NULL {
		return nil, nil
	}
	block, err := aes.NewCipher(key)
	switch {
	case err != nil:
		return nil, err
	case b == AESGCM:
		return cipher.NewGCM(block)
	case b == AESCCM8:
		return &ccm{block: block, tag: 8}, nil
	}
	return &ccm{block: block, tag: 16}, nil
}

// Lost takes it that n bytes of the direction are missing: the sequence number of the
// next record is searched as far as they may have had records.
func (o *Opener) Lost(n int64) {
	o.reach = max(o.reach, uint64(min(maxReach, n/smallest+1)))
	o.credit = max(o.credit, int(o.reach)+maxBehind)
	o.blind = o.cbc.block != nil && o.version < TLS11
}

// At has the record that is opened next have a number, as those of DTLS say it themselves:
// their epoch, and their number within it.
func (o *Opener) At(seq uint64) { o.seq = seq }

// Skip takes it that n records passed that nobody opened.
func (o *Opener) Skip(n uint64) { o.seq += n }

// Open opens a record, of which head are the first five bytes and b the rest, and
// appends what it carries to dst. false: it fails its check; dst is as before. b may
// not overlap dst. An AEAD's record must be the next one; see Search.
func (o *Opener) Open(dst, head, b []byte) (plain []byte, ok bool) {
	switch {
	case len(head) < headSize:
		return dst, false
	case o.aead == nil:
		return o.openMAC(dst, head, b)
	}
	if !o.prepare(dst, head, b) {
		return dst, false
	}
	return o.opened(dst, o.next())
}

// Search opens a record that Open could not because others were lost, or because it
// came late.
func (o *Opener) Search(dst, head, b []byte) (plain []byte, ok bool) {
	if len(head) < headSize || o.aead == nil || !o.prepare(dst, head, b) {
		return dst, false
	}
	return o.opened(dst, o.others())
}

// opened returns what a trial came to, and lets go of it.
func (o *Opener) opened(dst []byte, ok bool) ([]byte, bool) {
	plain := o.now.plain
	o.now = trial{}
	if !ok {
		return dst, false
	}
	return plain, true
}

// next tries the number of the next record.
func (o *Opener) next() bool {
	if !o.try(o.seq) {
		return false
	}
	o.seq++
	o.found()
	return true
}

// others tries the other numbers that the record may have, the likely ones first.
func (o *Opener) others() bool {
	for i := uint64(1); i <= o.reach && o.credit > 0; i++ {
		if i <= maxBehind && i <= o.seq {
			if o.credit--; o.try(o.seq - i) {
				return true // it came late: those behind it have been seen
			}
		}
		if o.credit--; o.try(o.seq + i) {
			o.seq += i + 1
			o.found()
			return true
		}
	}
	return false
}

// found takes it that the next record was found.
func (o *Opener) found() {
	o.reach = usualReach
	o.credit = max(o.credit, min(o.credit+renewal, maxCredit))
}

// try reports whether a sequence number is that of the record.
func (o *Opener) try(seq uint64) bool {
	x := &o.now
	binary.BigEndian.PutUint64(o.pseudo[:], seq)
	if x.mac != nil {
		return o.guard.matches(o.pseudo[:], x.text, x.mac)
	}
	if !o.explicit() {
		o.number(seq)
	}
	var err error
	x.plain, err = o.aead.Open(x.dst, o.nonce[:], x.b, x.extra)
	return err == nil
}

// explicit reports whether records have a part of their nonce.
func (o *Opener) explicit() bool { return o.version < TLS13 && o.suite.Bulk != ChaCha20Poly1305 }

// prepare makes the trial of an AEAD's record, and returns false if it is too short.
func (o *Opener) prepare(dst, head, b []byte) bool {
	n := len(b) - o.aead.Overhead()
	if o.explicit() {
		n -= explicitSize
	}
	if n < 0 {
		return false
	}
	o.now = trial{dst: dst, b: b, extra: head[:headSize]}
	if o.version < TLS13 {
		o.describe(head, n)
		o.now.extra = o.pseudo[:]
	}
	if o.explicit() {
		copy(o.nonce[:saltSize], o.iv[:])
		copy(o.nonce[saltSize:], b[:explicitSize])
		o.now.b = b[explicitSize:]
	}
	return true
}

// number makes the nonce of a sequence number (RFC 8446 §5.3).
func (o *Opener) number(seq uint64) {
	o.nonce = o.iv
	for i := range 8 {
		o.nonce[nonceSize-1-i] ^= byte(seq >> (8 * i))
	}
}

// describe sets what authenticates beside a text of n bytes but for its number.
func (o *Opener) describe(head []byte, n int) {
	copy(o.pseudo[8:], head[:3])
	binary.BigEndian.PutUint16(o.pseudo[11:], uint16(n))
}

func (o *Opener) openMAC(dst, head, b []byte) (plain []byte, ok bool) {
	size := o.guard.size
	if o.etm {
		n := len(b) - size
		if n < 0 || !o.check(head, b[:n], b[n:]) {
			return dst, false
		}
		b = b[:n]
	}
	from := len(dst)
	switch {
	case o.cbc.block != nil:
		if plain, ok = o.cbc.open(dst, b, o.version >= TLS11); !ok || o.blind {
			o.blind = false
			return dst, false
		}
		if plain, ok = unpad(plain, from, o.version); !ok {
			return dst, false
		}
	case o.stream != nil:
		plain = append(dst, b...)
		o.stream.XORKeyStream(plain[from:], plain[from:])
	default:
		plain = append(dst, b...)
	}
	if o.etm {
		return plain, true
	}
	n := len(plain) - size
	if n < from || !o.check(head, plain[from:n], plain[n:]) {
		return dst, false
	}
	return plain[:n], true
}

// check reports whether mac is that of text, with one of the numbers it may have.
func (o *Opener) check(head, text, mac []byte) bool {
	o.describe(head, len(text))
	o.now = trial{text: text, mac: mac}
	ok := o.next() || o.others()
	o.now = trial{}
	return ok
}
