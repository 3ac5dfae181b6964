package http

import (
	"io"
	"iter"

	"netsniff/dissect/http/coding"
)

// decoder takes a content coding off while the content comes in. It collects
// input first: most bodies have ended by then, and what they stand for is made
// in one go. Beyond that the readers of the compression packages, which pull
// their input, run as a coroutine that pauses when it wants more.
type decoder struct {
	coding coding.Coding
	drawer *drawer
	in     []byte // not read yet
	over   bool   // nothing follows in
	ended  bool   // nothing more will be made of the input
	broken bool   // the rest is handed out as it is
	first  []byte // input before the first output
	some   bool   // there was output
	read   int64  // bytes of input so far
	made   int64  // bytes of output so far
	codec  *codec // nil until it is needed, and again afterwards
	resume func() ([]byte, bool)
	stop   func()
	yield  func([]byte) bool
}

const (
	// maxCollected is how much input is waited for before decoding begins.
	maxCollected = 16 << 10
	// maxFirst bounds the input that yields no output: more is no compression.
	maxFirst = 128 << 10
)

// What a decoder makes is bounded: a body may expand to maxFreeOutput
// and maxExpansion times its size. DEFLATE cannot do more than 1032; what
// goes beyond that in others is meant to fill memories.
const (
	maxFreeOutput = 4 << 20
	maxExpansion  = 1100
)

// newDecoder returns a decoder for the coding named by a Content-Encoding
// field, nil if there is none or none that can be read here.
func (d *drawer) newDecoder(name []byte, has bool) *decoder {
	k := coding.Parse(name, has)
	if k == coding.None || k == coding.Unknown {
		return nil
	}
	return &decoder{coding: k, drawer: d, first: d.buffer()}
}

// decoderCost is what a decoder at work keeps, but for its window.
const decoderCost = 128 << 10

// kept returns how many bytes d keeps, about. A nil decoder keeps none.
func (d *decoder) kept() int64 {
	if d == nil {
		return 0
	}
	n := int64(cap(d.first))
	if d.codec != nil {
		n += decoderCost
		if d.coding != coding.Flate {
			n += min(d.made, 2*coding.MaxZstdWindow)
		}
	}
	return n
}

// start begins to decode what was collected.
func (d *decoder) start() {
	d.codec = d.drawer.takeCodec()
	d.resume, d.stop = iter.Pull(d.run)
	d.in = d.first
}

// run is the coroutine: it yields decoded bytes, and nil when it wants input.
func (d *decoder) run(yield func([]byte) bool) {
	d.yield = yield
	r, err := d.codec.open(d.coding, d)
	for err == nil {
		var n int
		n, err = r.Read(d.codec.part)
		if n > 0 && !yield(d.codec.part[:n]) {
			return
		}
	}
	d.broken = err != io.EOF
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
	if d.ended {
		if d.broken {
			out(b)
		}
		return
	}
	d.read += int64(len(b))
	if !d.some {
		d.first = append(d.first, b...)
	}
	switch {
	case d.codec != nil:
		d.in = b
	case len(d.first) < maxCollected:
		return
	default:
		d.start()
	}
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
			switch {
			case d.some:
				d.forget()
			case len(d.first) > maxFirst:
				d.broken = true
				d.finish(out)
			}
			return
		case len(b) > 0:
			d.some = true
			d.made += int64(len(b))
			out(b)
			if d.made > maxFreeOutput+maxExpansion*d.read {
				d.broken = true
				rest := d.in
				d.finish(out)
				out(rest)
				return
			}
		}
	}
}

// forget lets go of the input before the first output, which nobody will need
// any more.
func (d *decoder) forget() {
	d.drawer.keep(d.first)
	d.first = nil
}

// finish ends the coroutine. What was no compression at all is handed out as
// it came.
func (d *decoder) finish(out func([]byte)) {
	d.close()
	if d.broken && !d.some {
		out(d.first)
	}
	d.forget()
}

// end tells that nothing follows: what can still be made of the input is.
func (d *decoder) end(out func([]byte)) {
	if d.ended {
		return
	}
	d.over = true
	if d.codec == nil {
		d.start()
	}
	d.drive(out)
}

// close ends the coroutine and gives back what it used.
func (d *decoder) close() {
	d.ended = true
	if d.codec != nil {
		d.stop()
		d.drawer.keepCodec(d.codec)
		d.codec = nil
	}
}
