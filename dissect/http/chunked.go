package http

import "bytes"

// chunkState is where a chunked body (RFC 9112 §7.1) stands.
type chunkState uint8

const (
	chunkSize    chunkState = iota // in a chunk-size line
	chunkData                      // in chunk data
	chunkDataEnd                   // in the two bytes after chunk data
	chunkTrailer                   // in a trailer line, or before the empty one
	chunkDone
	chunkNone // an empty line stands where the first size should be
	chunkBad  // a size that no message can have
)

const (
	maxSizeLine  = 32      // bytes of a chunk-size line that can matter
	maxChunk     = 1 << 40 // a larger chunk is a wrong number
	prefixLen    = 512     // body bytes kept to tell what a body is
	maxChunkList = 256     // chunk sizes kept of one message
)

// chunks reads a chunked body, wherever it is cut. The size of a chunk is what
// C programs make of it: white space in front, a 0x, and anything after the
// digits are let pass.
type chunks struct {
	state   chunkState
	split   splitter
	colon   bool // the trailer line has a colon
	junk    bool // the last trailer line had none
	loose   bool // chunk data was not followed by CRLF
	line    [maxSizeLine]byte
	lineLen int
	left    int64 // bytes left of chunk data, or of what follows it
	count   int   // chunks with data so far
	decoded int64 // bytes of chunk data so far
	wire    int64 // bytes consumed so far
	prefix  [prefixLen]byte
	sizes   []uint32
}

// feed consumes bytes up to the end of the body and returns how many.
func (c *chunks) feed(b []byte) int {
	used := 0
	for used < len(b) && c.state < chunkDone {
		used += c.step(b[used:])
	}
	c.wire += int64(used)
	return used
}

func (c *chunks) step(b []byte) int {
	switch c.state {
	case chunkData:
		n := int(min(c.left, int64(len(b))))
		if c.decoded < prefixLen {
			copy(c.prefix[c.decoded:], b[:n])
		}
		c.decoded += int64(n)
		if c.left -= int64(n); c.left == 0 {
			c.state, c.left = chunkDataEnd, 2
		}
		return n
	case chunkDataEnd:
		if b[0] != "\n\r"[c.left-1] {
			c.loose = true
		}
		if c.left--; c.left == 0 {
			c.state = chunkSize
		}
		return 1
	default:
		return c.lineStep(b)
	}
}

// lineStep consumes bytes of a chunk-size or trailer line.
func (c *chunks) lineStep(b []byte) int {
	part, n, ended := c.split.next(b)
	c.keepLine(part)
	if ended {
		c.endLine()
	}
	return n
}

func (c *chunks) keepLine(b []byte) {
	if c.lineLen < len(c.line) {
		copy(c.line[c.lineLen:], b)
	}
	c.lineLen += len(b)
	if c.state == chunkTrailer && !c.colon {
		c.colon = bytes.IndexByte(b, ':') >= 0
	}
}

func (c *chunks) endLine() {
	n := c.lineLen
	c.lineLen = 0
	if c.state == chunkTrailer {
		if n == 0 {
			c.state = chunkDone
		}
		c.junk, c.colon = !c.colon, false
		return
	}
	size, ok := parseSize(c.line[:min(n, len(c.line))])
	switch {
	case !ok:
		c.state = chunkBad
	case size > 0:
		c.state, c.left = chunkData, size
		c.count++
	case n == 0 && c.count == 0:
		c.state = chunkNone
	case n == 0:
		// An empty line where a size should be: the body is over, and what
		// follows is not part of it.
		c.state = chunkDone
	default:
		c.state = chunkTrailer
	}
	if ok && len(c.sizes) <= maxChunkList {
		c.sizes = append(c.sizes, uint32(size))
	}
}

// parseSize reads a chunk-size line without its line end.
func parseSize(b []byte) (int64, bool) {
	b = trimLeft(b)
	if len(b) > 0 && b[0] == '-' {
		return 0, false
	}
	if len(b) > 2 && b[0] == '0' && b[1]|0x20 == 'x' {
		b = b[2:]
	}
	var n int64
	for _, c := range b {
		var d int64
		switch {
		case '0' <= c && c <= '9':
			d = int64(c - '0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			d = int64(c|0x20-'a') + 10
		default:
			return n, true
		}
		if n = n<<4 | d; n > maxChunk {
			return 0, false
		}
	}
	return n, true
}

// over reports whether the bytes so far end after a last chunk with something
// that is no trailer field: nothing sensible will follow.
func (c *chunks) over() bool {
	return c.state == chunkTrailer && c.junk && c.lineLen == 0 && !c.split.cr
}

func (c *chunks) clear() { *c = chunks{sizes: c.sizes[:0]} }

// dechunk appends the data of the chunked body b to dst, at most limit bytes.
func dechunk(dst, b []byte, limit int) []byte {
	var c chunks
	for len(b) > 0 && c.state < chunkDone && len(dst) < limit {
		data := c.state == chunkData
		n := c.step(b)
		if data {
			dst = append(dst, b[:min(n, limit-len(dst))]...)
		}
		b = b[n:]
	}
	return dst
}
