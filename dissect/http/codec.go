package http

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"netsniff/dissect/http/coding"
)

// codec has what takes codings off, made when it is needed first and used
// again for the next body: tables and windows are large.
type codec struct {
	buffer *bufio.Reader
	part   []byte // of what is read
	gzip   *gzip.Reader
	zlib   io.ReadCloser
	flate  io.ReadCloser
	zstd   *zstd.Decoder
	brotli *brotli.Reader
}

func newCodec() *codec { return &codec{buffer: bufio.NewReader(nil), part: make([]byte, 16<<10)} }

// open returns a reader of what src stands for.
func (c *codec) open(k coding.Coding, src io.Reader) (io.Reader, error) {
	c.buffer.Reset(src)
	switch k {
	case coding.Zstd:
		return c.openZstd()
	case coding.Brotli:
		if c.brotli == nil {
			c.brotli = new(brotli.Reader)
		}
		return c.brotli, c.brotli.Reset(c.buffer)
	}
	return c.openFlate()
}

// openFlate finds out whether the input is gzip (RFC 1952), zlib (RFC 1950) or
// bare DEFLATE (RFC 1951), whatever the field said: servers mix them up.
func (c *codec) openFlate() (io.Reader, error) {
	p, err := c.buffer.Peek(2)
	if err != nil {
		return nil, err
	}
	switch {
	case p[0] == 0x1f && p[1] == 0x8b:
		if c.gzip == nil {
			c.gzip = new(gzip.Reader)
		}
		return c.gzip, c.gzip.Reset(c.buffer)
	case p[0]&15 == 8 && (uint(p[0])<<8|uint(p[1]))%31 == 0:
		if c.zlib == nil {
			c.zlib, err = zlib.NewReader(c.buffer)
		} else {
			err = c.zlib.(zlib.Resetter).Reset(c.buffer, nil)
		}
		return c.zlib, err
	case c.flate == nil:
		c.flate = flate.NewReader(c.buffer)
		return c.flate, nil
	}
	return c.flate, c.flate.(flate.Resetter).Reset(c.buffer, nil)
}

func (c *codec) openZstd() (_ io.Reader, err error) {
	if c.zstd == nil {
		c.zstd, err = zstd.NewReader(c.buffer, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(coding.MaxZstdWindow))
		return c.zstd, err
	}
	return c.zstd, c.zstd.Reset(c.buffer)
}

// maxCodecs bounds the codecs that a worker keeps for use again.
const maxCodecs = 2

// takeCodec returns a codec that nobody uses.
func (d *drawer) takeCodec() *codec {
	n := len(d.codecs)
	if n == 0 {
		return newCodec()
	}
	c := d.codecs[n-1]
	d.codecs = d.codecs[:n-1]
	return c
}

func (d *drawer) keepCodec(c *codec) {
	if len(d.codecs) < maxCodecs {
		d.codecs = append(d.codecs, c)
	}
}
