package secrets

// star is what secrets are overwritten with.
const star = '*'

// Cover says how bytes are overwritten so that what they stand in can still be read: each
// shows as an asterisk there. A nil Cover stands for bytes that are text.
type Cover struct {
	coded    bool
	key      [4]byte // what a byte is combined with (XOR), by its position modulo 4
	origin   int64   // of coded text: position of the first byte of its string
	from, to int64   // and the bits of the string that are overwritten
}

// Keyed returns the cover of bytes that are combined with a key of four bytes, which
// begins at a position (RFC 6455 §5.3).
func Keyed(key [4]byte, at int64) *Cover {
	c := new(Cover)
	for i := range key {
		c.key[(at+int64(i))&3] = key[i]
	}
	return c
}

// Coded returns the cover of the bits [from, to) of a string in Huffman's code (RFC 7541
// §5.2) whose first byte is at a position.
func Coded(origin, from, to int64) *Cover {
	return &Cover{coded: true, origin: origin, from: from, to: to}
}

// Hide overwrites text.
func Hide(b []byte) { (*Cover)(nil).Overwrite(b, 0) }

// Overwrite overwrites b, which begins at a position.
func (c *Cover) Overwrite(b []byte, at int64) {
	switch {
	case c == nil:
		for i := range b {
			b[i] = star
		}
	case !c.coded:
		for i := range b {
			b[i] = star ^ c.key[(at+int64(i))&3]
		}
	default:
		t := tailOf(c.to - c.from)
		for i := range b {
			c.bits(&b[i], 8*(at+int64(i)-c.origin), t)
		}
	}
}

// bits overwrites the bits of a byte, the first of which has a number in the string.
func (c *Cover) bits(b *byte, first int64, t tail) {
	stars := c.to - c.from - t.size
	for i := range int64(8) {
		at := first + i - c.from
		bit := byte(0)
		switch {
		case at < 0 || at >= c.to-c.from:
			continue
		case at < stars:
			bit = codedStar >> (7 - at&7) & 1
		default:
			bit = byte(t.bits >> (t.size - 1 - (at - stars)) & 1)
		}
		*b = *b&^(0x80>>i) | bit<<(7-i)
	}
}

// codedStar is the asterisk in Huffman's code, which takes eight bits.
const codedStar = 0xf9

// tail is what fills the bits that no asterisk has room in: texts of "0", "-" and "x",
// which take five, six and seven.
type tail struct {
	bits uint32
	size int64
}

// Codes of five, six and seven bits.
const codedZero, codedDash, codedX = 0, 0x16, 0x79

// tails are by how many bits remain of a byte.
var tails = [8]tail{
	{}, {codedZero<<12 | codedDash<<6 | codedDash, 17}, {codedZero<<5 | codedZero, 10}, {codedZero<<6 | codedDash, 11},
	{codedDash<<6 | codedDash, 12}, {codedZero, 5}, {codedDash, 6}, {codedX, 7},
}

// tailOf returns what the last of n bits are filled with. No text takes so few that it
// does not fit.
func tailOf(n int64) tail {
	if t := tails[n&7]; t.size <= n {
		return t
	}
	return tail{}
}
