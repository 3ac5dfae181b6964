package cipher

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ccm opens what CCM mode protects (RFC 3610) with nonces of 12 bytes: three bytes
// are left for lengths. It implements cipher.AEAD but for Seal, which nobody needs.
type ccm struct {
	block cipher.Block
	tag   int // its size

	counter, key, sum, first [ccmBlock]byte
}

const ccmBlock = 16

var (
	errCCM     = errors.New("the record fails its check")
	errSealing = errors.New("records are only opened here")
)

// NonceSize implements cipher.AEAD.
func (c *ccm) NonceSize() int { return nonceSize }

// Overhead implements cipher.AEAD.
func (c *ccm) Overhead() int { return c.tag }

// Seal implements cipher.AEAD.
func (c *ccm) Seal(_, _, _, _ []byte) []byte { panic(errSealing) }

// Open implements cipher.AEAD.
func (c *ccm) Open(dst, nonce, b, extra []byte) ([]byte, error) {
	n := len(b) - c.tag
	if n < 0 || n >= 1<<24 {
		return dst, errCCM
	}
	const lengthSize = 3
	c.counter = [ccmBlock]byte{lengthSize - 1}
	copy(c.counter[1:], nonce)
	c.block.Encrypt(c.first[:], c.counter[:]) // hides the tag
	from := len(dst)
	dst = append(dst, b[:n]...)
	c.decrypt(dst[from:])
	c.begin(nonce, n, extra)
	c.absorb(dst[from:])
	subtle.XORBytes(c.sum[:], c.sum[:], c.first[:])
	if subtle.ConstantTimeCompare(c.sum[:c.tag], b[n:]) != 1 {
		clear(dst[from:])
		return dst[:from], errCCM
	}
	return dst, nil
}

// decrypt decrypts b where it stands.
func (c *ccm) decrypt(b []byte) {
	for i := uint32(1); len(b) > 0; i++ {
		c.counter[13], c.counter[14], c.counter[15] = byte(i>>16), byte(i>>8), byte(i)
		c.block.Encrypt(c.key[:], c.counter[:])
		n := subtle.XORBytes(b, b, c.key[:])
		b = b[n:]
	}
}

// begin starts the check with the first block and what is authenticated beside n
// bytes of text.
func (c *ccm) begin(nonce []byte, n int, extra []byte) {
	const adata = 0x40
	c.sum = [ccmBlock]byte{adata | byte((c.tag-2)/2)<<3 | 2}
	copy(c.sum[1:], nonce)
	c.sum[13], c.sum[14], c.sum[15] = byte(n>>16), byte(n>>8), byte(n)
	c.block.Encrypt(c.sum[:], c.sum[:])
	c.key = [ccmBlock]byte{}
	binary.BigEndian.PutUint16(c.key[:], uint16(len(extra)))
	n = copy(c.key[2:], extra)
	c.absorb(c.key[:])
	c.absorb(extra[n:])
}

// absorb has b count for the check.
func (c *ccm) absorb(b []byte) {
	for len(b) > 0 {
		n := subtle.XORBytes(c.sum[:], c.sum[:], b[:min(ccmBlock, len(b))])
		c.block.Encrypt(c.sum[:], c.sum[:])
		b = b[n:]
	}
}
