package http

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"iter"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"netsniff/dissect"
)

// decoder takes a content coding off while the content comes in. The readers
// of the compression packages pull their input; the decoder runs one as a
// coroutine that pauses when it wants more.
type decoder struct {
	in     []byte // not read yet
	over   bool   // nothing follows in
	broken bool   // the rest is handed out as it is
	first  []byte // input before the first output
	some   bool   // there was output
	read   int64  // bytes of input so far
	made   int64  // bytes of output so far
	resume func() ([]byte, bool)
	stop   func()
	yield  func([]byte) bool
}

// maxFirst bounds the input that yields no output: more is no compression.
const maxFirst = 128 << 10

// What a decoder makes is bounded: a body may expand to maxFreeOutput
// and maxExpansion times its size. Text stays far below, and what goes beyond is
// meant to fill memories.
const (
	maxFreeOutput = 1 << 20
	maxExpansion  = 200
)

// maxZstdWindow bounds the memory of a zstd decoder (RFC 8878 §3.1.1.1.2
// recommends 8 MiB for content codings).
const maxZstdWindow = 8 << 20

// newDecoder returns a decoder for the coding named by a Content-Encoding
// field, nil if there is none or none that can be read here.
func newDecoder(name []byte, has bool) *decoder {
	var open func(*bufio.Reader) (io.Reader, error)
	switch {
	case parseEncoding(name, has) == encodingFlate:
		open = openFlate
	case has && dissect.EqualFold(trim(name), "zstd"):
		open = openZstd
	case has && dissect.EqualFold(trim(name), "br"):
		open = func(b *bufio.Reader) (io.Reader, error) { return brotli.NewReader(b), nil } // RFC 7932
	default:
		return nil
	}
	d := &decoder{}
	d.resume, d.stop = iter.Pull(d.run(open))
	return d
}

// openFlate finds out whether b is gzip (RFC 1952), zlib (RFC 1950) or bare
// DEFLATE (RFC 1951), whatever the field said: servers mix them up.
func openFlate(b *bufio.Reader) (io.Reader, error) {
	p, err := b.Peek(2)
	if err != nil {
		return nil, err
	}
	switch {
	case p[0] == 0x1f && p[1] == 0x8b:
		return gzip.NewReader(b)
	case p[0]&15 == 8 && (uint(p[0])<<8|uint(p[1]))%31 == 0:
		return zlib.NewReader(b)
	}
	return flate.NewReader(b), nil
}

func openZstd(b *bufio.Reader) (io.Reader, error) {
	r, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil {
		return nil, err
	}
	return r.IOReadCloser(), nil
}

// run is the coroutine: it yields decoded bytes, and nil when it wants input.
func (d *decoder) run(open func(*bufio.Reader) (io.Reader, error)) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		d.yield = yield
		r, err := open(bufio.NewReader(d))
		if err == nil {
			if c, ok := r.(io.Closer); ok {
				defer c.Close()
			}
		}
		part := make([]byte, 16<<10)
		for err == nil {
			var n int
			n, err = r.Read(part)
			if n > 0 && !yield(part[:n]) {
				return
			}
		}
		d.broken = err != io.EOF
	}
}

// Read implements io.Reader inside the coroutine.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.in) == 0 {
		if d.over || !d.yield(nil) {
			return 0, io.EOF
		}
	}
	n := copy(p, d.in)
	d.in = d.in[n:]
	return n, nil
}

// write gives the decoder the next bytes and out what becomes of them.
func (d *decoder) write(b []byte, out func([]byte)) {
	if d.resume == nil {
		if d.broken {
			out(b)
		}
		return
	}
	if !d.some {
		d.first = append(d.first, b...)
	}
	d.in, d.read = b, d.read+int64(len(b))
	d.drive(out)
	d.in = nil
}

func (d *decoder) drive(out func([]byte)) {
	for {
		b, more := d.resume()
		switch {
		case !more:
			d.finish(out)
			return
		case len(b) == 0 && len(d.in) == 0 && !d.over:
			if !d.some && len(d.first) > maxFirst {
				d.broken = true
				d.finish(out)
			}
			return
		case len(b) > 0:
			d.some, d.first = true, nil
			d.made += int64(len(b))
			out(b)
			if d.made > maxFreeOutput+maxExpansion*d.read {
				d.broken = true
				d.finish(out)
				out(d.in)
				return
			}
		}
	}
}

// finish ends the coroutine. What was no compression at all is handed out as
// it came.
func (d *decoder) finish(out func([]byte)) {
	d.stop()
	d.resume = nil
	if d.broken && !d.some {
		out(d.first)
	}
	d.first = nil
}

// end tells that nothing follows: what can still be made of the input is.
func (d *decoder) end(out func([]byte)) {
	if d.resume == nil {
		return
	}
	d.over = true
	d.drive(out)
}

// close lets go of the coroutine. A nil decoder has none.
func (d *decoder) close() {
	if d != nil && d.resume != nil {
		d.stop()
		d.resume = nil
	}
}
