package cipher

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"

	"golang.org/x/crypto/chacha20"
)

// PacketLabels are the labels by which a version of QUIC makes keys of a secret
// (RFC 9001 §5.1, RFC 9369 §3.3.2).
type PacketLabels struct{ Key, IV, Header, Update string }

// SampleSize is how many bytes of a packet protect its header, MaskSize how many bytes
// of that may be protected (RFC 9001 §5.4).
const (
	SampleSize = 16
	MaskSize   = 5
)

// PacketKeys take the protection off the packets of one direction of QUIC that one
// secret protects (RFC 9001 §5). Opening one allocates nothing.
type PacketKeys struct {
	suite  Suite
	labels *PacketLabels
	secret []byte
	aead   cipher.AEAD
	iv     [nonceSize]byte
	nonce  [nonceSize]byte
	block  cipher.Block // of AES
	chacha []byte       // key of ChaCha20
	mask   [SampleSize]byte
}

// NewPacketKeys returns the keys of a traffic secret; nil if packets of the suite cannot
// be opened here.
func NewPacketKeys(s Suite, secret []byte, labels *PacketLabels) *PacketKeys {
	k := &PacketKeys{suite: s, labels: labels}
	key := expandLabel(s.PRF, secret, labels.Header, s.Key)
	switch s.Bulk {
	case AESGCM, AESCCM:
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil
		}
		k.block = block
	case ChaCha20Poly1305:
		k.chacha = key
	default:
		return nil
	}
	if !k.become(secret) {
		return nil
	}
	return k
}

// become makes the keys of a secret, but for those of headers: they stay what they are
// when keys are updated (RFC 9001 §6.1).
func (k *PacketKeys) become(secret []byte) bool {
	k.secret = clone(secret)
	o := newOpener(TLS13, k.suite, false, keys{
		key: expandLabel(k.suite.PRF, secret, k.labels.Key, k.suite.Key),
		iv:  expandLabel(k.suite.PRF, secret, k.labels.IV, nonceSize),
	})
	if o == nil {
		return false
	}
	k.aead, k.iv = o.aead, o.iv
	return true
}

// Next returns the keys that follow an update (RFC 9001 §6).
func (k *PacketKeys) Next() *PacketKeys {
	next := &PacketKeys{suite: k.suite, labels: k.labels, block: k.block, chacha: k.chacha}
	if !next.become(expandLabel(k.suite.PRF, k.secret, k.labels.Update, len(k.secret))) {
		return nil
	}
	return next
}

// Mask returns what the header of a packet with a sample is protected with (RFC 9001
// §5.4.3, §5.4.4). Borrowed until the next call.
func (k *PacketKeys) Mask(sample []byte) []byte {
	if k.block != nil {
		k.block.Encrypt(k.mask[:], sample[:SampleSize])
		return k.mask[:MaskSize]
	}
	clear(k.mask[:MaskSize])
	c, err := chacha20.NewUnauthenticatedCipher(k.chacha, sample[4:SampleSize])
	if err != nil {
		return k.mask[:MaskSize] // never: sizes are right. Nothing opens with it.
	}
	c.SetCounter(binary.LittleEndian.Uint32(sample))
	c.XORKeyStream(k.mask[:MaskSize], k.mask[:MaskSize])
	return k.mask[:MaskSize]
}

// Overhead returns how many bytes longer a payload is for its protection.
func (k *PacketKeys) Overhead() int { return k.aead.Overhead() }

// Open opens the payload b of the packet with a number, whose header without protection
// is head, and appends what it carries to dst. false: it fails its check. b may not
// overlap dst.
func (k *PacketKeys) Open(dst, head, b []byte, number uint64) (plain []byte, ok bool) {
	k.number(number)
	plain, err := k.aead.Open(dst, k.nonce[:], b, head)
	return plain, err == nil
}

// Seal is the reverse of Open, for those who make packets.
func (k *PacketKeys) Seal(dst, head, plain []byte, number uint64) []byte {
	k.number(number)
	return k.aead.Seal(dst, k.nonce[:], plain, head)
}

// number makes the nonce of a packet (RFC 9001 §5.3).
func (k *PacketKeys) number(n uint64) {
	k.nonce = k.iv
	for i := range 8 {
		k.nonce[nonceSize-1-i] ^= byte(n >> (8 * i))
	}
}

// InitialSuite protects packets whose keys everybody can make (RFC 9001 §5.2).
var InitialSuite = Suite{Bulk: AESGCM, Key: 16, PRF: crypto.SHA256}

// InitialSecrets returns the secrets of the client's and the server's Initial packets,
// which are made of the Destination Connection ID that the client began with (RFC 9001
// §5.2).
func InitialSecrets(salt, id []byte) (client, server []byte) {
	secret, err := hkdf.Extract(sha256.New, id, salt)
	if err != nil {
		secret = make([]byte, sha256.Size) // never. Nothing opens with it.
	}
	return expandLabel(crypto.SHA256, secret, "client in", sha256.Size),
		expandLabel(crypto.SHA256, secret, "server in", sha256.Size)
}

// Tag returns the tag that protects data, of which nothing is encrypted, with AES-128-GCM
// (RFC 9001 §5.8).
func Tag(key, nonce, data []byte) []byte {
	aead, err := aesAEAD(AESGCM, key)
	if err != nil {
		return nil
	}
	return aead.Seal(nil, nonce, nil, data)
}
