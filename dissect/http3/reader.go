package http3

// reader takes the frames of one direction of a stream apart, however its bytes are cut.
// All but DATA are kept until they are whole.
type reader struct {
	kind  StreamType
	typed bool
	begun []byte // the type of the stream or a frame, as far as they came
	data  uint64 // bytes of a DATA frame that are to come
	over  uint64 // bytes of a frame that is too long to be kept
	last  head   // of the frame that passes
	lost  bool   // where the next frame begins is not known
}

// maxKept bounds a frame that is kept until it is whole.
const maxKept = 256 << 10

// framer takes what a reader finds. Bytes are borrowed until return; off is where they
// stand in what the reader was given, -1 if they came in parts.
type framer interface {
	// opened takes it that the stream says its type.
	opened(t StreamType, off, n int)
	// frame takes a whole frame other than DATA, or the head of one that is too long
	// (payload is nil then).
	frame(h head, payload []byte, off int)
	// data takes a part of a DATA frame: the first with the head before it, the last.
	data(h head, b []byte, off int, first, last bool)
	// instructions takes bytes of an encoder or decoder of QPACK.
	instructions(t StreamType, b []byte)
}

// unidirectional is set in the IDs of streams that only one end sends on (RFC 9000 §2.1).
const unidirectional = 2

// newReader returns the reader of a direction of a stream with an ID.
func newReader(id uint64) reader {
	if id&unidirectional == 0 {
		return reader{kind: requestStream, typed: true}
	}
	return reader{}
}

// read reads the next bytes of the stream.
func (r *reader) read(b []byte, to framer) {
	for whole := len(b); len(b) > 0; {
		at := whole - len(b)
		switch {
		case r.lost:
			return
		case !r.typed:
			b = r.open(b, at, to)
		case r.kind == EncoderStream || r.kind == DecoderStream:
			to.instructions(r.kind, b)
			return
		case !r.kind.framed():
			return
		case r.data > 0:
			n := int(min(r.data, uint64(len(b))))
			r.data -= uint64(n)
			to.data(r.last, b[:n], at, false, r.data == 0)
			b = b[n:]
		case r.over > 0:
			n := int(min(r.over, uint64(len(b))))
			r.over -= uint64(n)
			b = b[n:]
		default:
			b = r.next(b, at, to)
		}
	}
}

// open reads the type of the stream, and returns what follows.
func (r *reader) open(b []byte, at int, to framer) []byte {
	before := len(r.begun)
	all := append(r.begun, b[:min(len(b), maxHead)]...)
	t, n := readVarint(all)
	if n == 0 {
		r.begun = all
		return nil
	}
	r.kind, r.typed, r.begun = StreamType(t), true, nil
	if r.kind == PushStream { // the push ID follows
		_, m := readVarint(all[n:])
		if m == 0 {
			r.typed, r.begun = false, all
			if len(b) > maxHead {
				r.lost = true
			}
			return nil
		}
		n += m
	}
	off := at
	if before > 0 {
		off = -1
	}
	to.opened(r.kind, off, n)
	return b[n-before:]
}

// next reads the next frame, as far as b has it, and returns what follows.
func (r *reader) next(b []byte, at int, to framer) []byte {
	if len(r.begun) == 0 {
		h := readHead(b)
		switch {
		case h.size == 0:
		case h.kind == Data:
			return b[r.begin(h, b, at, to):]
		case h.length > maxKept:
			r.over = h.length
			to.frame(h, nil, at)
			return b[h.size:]
		case h.length <= uint64(len(b)-h.size):
			end := h.size + int(h.length)
			to.frame(h, b[h.size:end], at)
			return b[end:]
		}
	}
	return r.gather(b, to)
}

// begin takes the head of a DATA frame, and returns its size.
func (r *reader) begin(h head, b []byte, at int, to framer) int {
	r.last, r.data = h, h.length
	if n := int(min(h.length, uint64(len(b)-h.size))); n > 0 || h.length == 0 {
		r.data -= uint64(n)
		to.data(h, b[h.size:h.size+n], at, true, r.data == 0)
		return h.size + n
	}
	to.data(h, nil, at, true, false)
	return h.size
}

// gather keeps what b has of a frame that came in parts, and returns what follows.
func (r *reader) gather(b []byte, to framer) []byte {
	before := len(r.begun)
	h := readHead(r.begun)
	if h.size == 0 {
		r.begun = append(r.begun, b[:min(len(b), maxHead-min(before, maxHead))]...)
		if h = readHead(r.begun); h.size == 0 {
			r.lost = len(r.begun) >= maxHead
			return nil
		}
		b = b[h.size-before:]
		r.begun = r.begun[:h.size]
		switch {
		case h.kind == Data:
			r.begun = nil
			r.last, r.data = h, h.length
			to.data(h, nil, -1, true, h.length == 0)
			return b
		case h.length > maxKept:
			r.begun, r.over = nil, h.length
			to.frame(h, nil, -1)
			return b
		}
	}
	n := min(h.size+int(h.length)-len(r.begun), len(b))
	r.begun = append(r.begun, b[:n]...)
	if len(r.begun) == h.size+int(h.length) {
		to.frame(h, r.begun[h.size:], -1)
		r.begun = nil
	}
	return b[n:]
}

// gap takes it that n bytes are missing, and returns how many of them are of a DATA frame.
func (r *reader) gap(n uint64) (data uint64) {
	switch {
	case n <= r.data:
		r.data -= n
		return n
	case n <= r.over:
		r.over -= n
		return 0
	}
	data = r.data
	r.begun, r.data, r.over, r.lost = nil, 0, 0, true
	return data
}

// kept returns how many bytes wait.
func (r *reader) kept() int64 { return int64(len(r.begun)) }

// forget gives them up.
func (r *reader) forget() {
	if len(r.begun) > 0 {
		r.begun, r.lost = nil, true
	}
}
