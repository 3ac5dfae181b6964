package cipher

import (
	"crypto"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/subtle"
	"hash"
)

// guard makes the MAC of records.
type guard struct {
	size int
	mac  hash.Hash
	sum  [48 + 16]byte

	// What SSL 3.0 has instead of HMAC (RFC 6101 §5.2.3.1).
	inner, outer hash.Hash
	secret       []byte
}

func newGuard(v Version, h crypto.Hash, key []byte) guard {
	g := guard{size: h.Size()}
	if v == SSL30 {
		g.inner, g.outer, g.secret = h.New(), h.New(), key
	} else {
		g.mac = hmac.New(h.New, key)
	}
	return g
}

// pads of SSL 3.0: 48 bytes each for MD5, 40 for SHA-1.
var ssl3Pads = func() (p [2][48]byte) {
	for i := range p[0] {
		p[0][i], p[1][i] = 0x36, 0x5c
	}
	return p
}()

// matches reports whether mac is that of text, behind what is authenticated with it.
func (g *guard) matches(pseudo, text, mac []byte) bool {
	if len(mac) != g.size {
		return false
	}
	var sum []byte
	if g.mac != nil {
		g.mac.Reset()
		g.mac.Write(pseudo)
		g.mac.Write(text)
		sum = g.mac.Sum(g.sum[:0])
	} else {
		sum = g.ssl3(pseudo, text)
	}
	return subtle.ConstantTimeCompare(sum, mac) == 1
}

func (g *guard) ssl3(pseudo, text []byte) []byte {
	pad := 48
	if g.size == crypto.SHA1.Size() {
		pad = 40
	}
	g.inner.Reset()
	g.inner.Write(g.secret)
	g.inner.Write(ssl3Pads[0][:pad])
	g.inner.Write(pseudo[:9])    // number and type,
	g.inner.Write(pseudo[11:13]) // and length, but no version
	g.inner.Write(text)
	within := g.inner.Sum(g.sum[:0])
	g.outer.Reset()
	g.outer.Write(g.secret)
	g.outer.Write(ssl3Pads[1][:pad])
	g.outer.Write(within)
	return g.outer.Sum(g.sum[:0])
}

// chained is a block cipher in CBC mode, whose records have their IV in front or go
// on with the last block of the record before.
type chained struct {
	block cipher.Block
	mode  cipher.BlockMode
	last  [16]byte
}

func newChained(b cipher.Block, iv []byte) chained {
	c := chained{block: b}
	copy(c.last[:], iv)
	c.mode = cipher.NewCBCDecrypter(b, c.last[:b.BlockSize()])
	return c
}

// open appends what b decrypts to.
func (c *chained) open(dst, b []byte, explicit bool) ([]byte, bool) {
	n := c.block.BlockSize()
	if len(b)%n != 0 || len(b) < n || explicit && len(b) < 2*n {
		return dst, false
	}
	if explicit {
		copy(c.last[:], b[:n])
		b = b[n:]
	}
	c.restart(c.last[:n])
	copy(c.last[:], b[len(b)-n:])
	from := len(dst)
	dst = append(dst, b...)
	c.mode.CryptBlocks(dst[from:], dst[from:])
	return dst, true
}

// restart has the mode begin with an IV. The library's can, so that a record needs no
// new one.
func (c *chained) restart(iv []byte) {
	if m, ok := c.mode.(interface{ SetIV([]byte) }); ok {
		m.SetIV(iv)
		return
	}
	c.mode = cipher.NewCBCDecrypter(c.block, iv)
}

// unpad takes the padding off what stands behind from. In SSL 3.0 only its length
// says something.
func unpad(b []byte, from int, v Version) ([]byte, bool) {
	if len(b) == from {
		return b, false
	}
	pad := b[len(b)-1]
	n := len(b) - 1 - int(pad)
	if n < from {
		return b, false
	}
	if v > SSL30 {
		for _, x := range b[n:] {
			if x != pad {
				return b, false
			}
		}
	}
	return b[:n], true
}
