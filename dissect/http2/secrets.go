package http2

import (
	"golang.org/x/net/http2/hpack"

	"netsniff/dissect"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
)

// finder finds the secrets in the frames of a connection: in header fields, as they stand
// in their blocks, and in bodies.
type finder struct {
	host  secrets.Host
	ways  [2]sought
	texts map[uint32]*secrets.Text // bodies, by stream
	room  []byte
	spans []secrets.Span
}

// sought is one direction.
type sought struct {
	table  table
	begun  []byte // the preface or the head of a frame, as far as it came
	head   Head   // of the frame that passes; Length is what is left of it
	ahead  int    // bytes of it before what it carries
	pad    int    // and behind that
	padded bool   // the next byte says how many
	plain  bool   // the preface is past
	lost   bool   // where a frame begins is not known
	sure   bool   // what comes next begins one
	block  []byte // what is left of a header block that goes on
	parts  secrets.Parts
	whole  bool // the field that is begun is hidden whole
	open   bool // a header block goes on
	torn   bool // its beginning is lost
	fields []Field
}

func newFinder(h secrets.Host) secrets.Finder {
	return &finder{host: h, texts: map[uint32]*secrets.Text{}}
}

// Data implements secrets.Finder.
func (x *finder) Data(d dissect.Dir, b []byte, at int64) {
	w := &x.ways[d]
	for len(b) > 0 {
		n := 0
		switch {
		case w.lost:
			if n = skipped(b); n < len(b) {
				w.lost, w.plain = false, true
			}
		case w.head.Length > 0:
			n = x.payload(d, b, at)
		default:
			n = x.begin(d, b)
		}
		b, at = b[n:], at+int64(n)
	}
	if len(w.block) > 0 && x.host.Eager() {
		x.begins(d)
	}
}

// begin takes what b has of the next head of a frame, or of the preface, and returns how
// much that is.
func (x *finder) begin(d dissect.Dir, b []byte) int {
	w := &x.ways[d]
	if !w.plain && d == dissect.ToServer {
		if n, ok := w.preface(b); ok {
			return n
		}
	}
	w.plain = true
	if len(w.begun) > headSize {
		x.lose(d) // it began like a preface
		return 0
	}
	n := min(headSize-len(w.begun), len(b))
	w.begun = append(w.begun, b[:n]...)
	h, ok := readHead(w.begun)
	if !ok {
		return n
	}
	w.begun = w.begun[:0]
	if w.sure = h.plausible() || w.sure && h.misplaced(); !w.sure {
		x.lose(d)
		return n
	}
	x.frame(d, h)
	return n
}

// preface passes over the preface of a client, or the rest of it behind its first line.
// false: there is none.
func (w *sought) preface(b []byte) (n int, ok bool) {
	const rest = len("PRI * HTTP/2.0\r\n")
	for _, text := range [...]string{preface, preface[rest:]} {
		if have := len(w.begun); have < len(text) {
			n := min(len(text)-have, len(b))
			if string(w.begun) == text[:have] && string(b[:n]) == text[have:have+n] {
				if w.begun = append(w.begun, b[:n]...); len(w.begun) == len(text) {
					w.begun, w.plain, w.sure = w.begun[:0], true, true
				}
				return n, true
			}
		}
	}
	return 0, false
}

// frame takes the head of a frame.
func (x *finder) frame(d dissect.Dir, h Head) {
	w := &x.ways[d]
	w.head, w.ahead, w.pad, w.padded = h, 0, 0, h.has(flagPadded) &&
		(h.Type == Data || h.Type == Headers || h.Type == PushPromise)
	if w.padded {
		w.ahead = 1
	}
	switch {
	case h.Type == Headers && h.has(flagPriority):
		w.ahead += prioritySize
	case h.Type == PushPromise:
		w.ahead += 4
	}
	if h.Type.carriesBlock() {
		if h.Type != Continuation || !w.open {
			w.block, w.whole, w.torn = w.block[:0], false, h.Type == Continuation
			w.parts.Reset()
		}
		w.open = true
	}
	if h.Length == 0 {
		x.ends(d, h)
	}
}

// payload takes what b, which is at a position, has of the frame that passes, and returns
// how much that is.
func (x *finder) payload(d dissect.Dir, b []byte, at int64) int {
	w := &x.ways[d]
	n := min(w.head.Length, len(b))
	if w.padded {
		w.padded, w.pad = false, int(b[0])
	}
	ahead := min(w.ahead, n)
	w.ahead -= ahead
	w.head.Length -= n
	part := b[ahead:n]
	if over := w.pad - w.head.Length; over > 0 {
		part = part[:max(0, len(part)-over)]
	}
	switch {
	case len(part) == 0:
	case w.head.Type.carriesBlock():
		x.fields(d, part, at+int64(ahead))
	case w.head.Type == Data:
		x.text(w.head.Stream).Data(d, part, at+int64(ahead), nil)
	}
	if w.head.Length == 0 {
		x.ends(d, w.head)
	}
	return n
}

// ends takes it that a frame is over.
func (x *finder) ends(d dissect.Dir, h Head) {
	w := &x.ways[d]
	if h.Type.carriesBlock() && h.has(flagEndHeaders) {
		if n := len(w.block); n > 0 { // it is damaged
			w.parts.Tell(x.host, d, w.parts.End()-int64(n), w.parts.End())
		}
		w.open = false
	}
	if t := x.texts[h.Stream]; t != nil && (h.ends() || h.Type == RSTStream) {
		t.End(d)
	}
}

// text returns the bodies of a stream.
func (x *finder) text(stream uint32) *secrets.Text {
	t := x.texts[stream]
	if t == nil {
		if len(x.texts) >= maxStreams {
			x.End()
			clear(x.texts)
		}
		t = secrets.NewText(x.host, secret.NewBody())
		x.texts[stream] = t
	}
	return t
}

// fields takes the next bytes of a header block, which are at a position.
func (x *finder) fields(d dissect.Dir, b []byte, at int64) {
	w := &x.ways[d]
	w.parts.Add(int64(len(b)), at, nil)
	if len(w.block)+len(b) > maxBlock || w.torn {
		w.parts.Tell(x.host, d, w.parts.End()-int64(len(b)), w.parts.End())
		w.table.reset()
		w.torn, w.block = true, w.block[:0]
		return
	}
	w.block = append(w.block, b...)
	rest := w.block
	for len(rest) > 0 {
		r, ok := readRepresentation(rest)
		if !ok {
			break
		}
		w.fields, _ = w.table.decode(w.fields[:0], rest[:r.size])
		if r.form != Indexed {
			x.literal(d, &r, rest, w.parts.End()-int64(len(rest)))
		}
		rest, w.whole = rest[r.size:], false
	}
	w.block = w.block[:copy(w.block, rest)]
}

// literal tells what is secret in a field that b begins with, whose value stands there. The
// first byte of b is the at-th of the block.
func (x *finder) literal(d dissect.Dir, r *representation, b []byte, at int64) {
	w := &x.ways[d]
	n, size, _ := readNumber(b[r.valueAt:], 7)
	if n == 0 {
		return
	}
	from := at + int64(r.valueAt+size)
	if w.whole || len(w.fields) != 1 || w.fields[0].Hidden { // begun so, or in doubt
		x.tellAll(d, b[r.valueAt], from, int64(n))
		return
	}
	f := &w.fields[0]
	x.spans = x.spans[:0]
	x.room = secret.TellField(f.Name, f.Value, x.room, &x.spans)
	for _, s := range x.spans {
		if b[r.valueAt]&huffman == 0 {
			w.parts.Tell(x.host, d, from+s.From, from+s.To)
		} else {
			w.parts.TellCoded(x.host, d, from, int64(n), codedSize(f.Value[:s.From]), codedSize(f.Value[:s.To]))
		}
	}
}

// huffman marks a string in Huffman's code (RFC 7541 §5.2).
const huffman = 0x80

// tellAll tells that all of a string is secret, which begins as first says.
func (x *finder) tellAll(d dissect.Dir, first byte, from, n int64) {
	if w := &x.ways[d]; first&huffman == 0 {
		w.parts.Tell(x.host, d, from, from+n)
	} else {
		w.parts.TellCoded(x.host, d, from, n, 0, 8*n)
	}
}

// begins tells what is secret in a field of which only the beginning has come: all of its
// value, if its name says so.
func (x *finder) begins(d dissect.Dir) {
	w := &x.ways[d]
	b, at := w.block, w.parts.End()-int64(len(w.block))
	valueAt, name, ok := begunName(b)
	if !ok || valueAt >= len(b) {
		return
	}
	n, size, ok := readNumber(b[valueAt:], 7)
	if !ok || n > maxBlock {
		return
	}
	x.spans = x.spans[:0]
	x.room = secret.TellField(name, "x", x.room, &x.spans)
	if w.whole = w.whole || len(x.spans) > 0 || name == unknownName; w.whole {
		x.tellAll(d, b[valueAt], at+int64(valueAt+size), int64(n))
	}
}

// maxSecretName bounds the name of a field with a secret that is read before the field is
// whole.
const maxSecretName = 128

// begunName returns the name of the field that b begins with, and where its value does;
// false if that is not there yet. A name in the dynamic table is not known.
func begunName(b []byte) (valueAt int, name string, ok bool) {
	prefix := uint(4)
	switch first := b[0]; {
	case first&0x80 != 0 || first&0xe0 == 0x20:
		return 0, "", false
	case first&0x40 != 0:
		prefix = 6
	}
	index, at, ok := readNumber(b, prefix)
	switch {
	case !ok:
		return 0, "", false
	case index > 0:
		return at, tableName(index), true
	}
	end, ok := skipString(b, at)
	if !ok {
		return 0, "", false
	}
	n, size, _ := readNumber(b[at:], 7)
	if n > maxSecretName {
		return 0, "", false
	}
	text := b[at+size : at+size+n]
	if b[at]&huffman == 0 {
		return end, string(text), true
	}
	name, err := hpack.HuffmanDecodeToString(text)
	return end, name, err == nil
}

// tableName returns the name of an entry of the static table (RFC 7541, Appendix A) if
// fields with it are secret, "" of others.
func tableName(index int) string {
	switch index {
	case 23:
		return "authorization"
	case 32:
		return "cookie"
	case 49:
		return "proxy-authorization"
	case 55:
		return "set-cookie"
	}
	const entries = 61
	if index > entries {
		return unknownName
	}
	return ""
}

// codedSize returns how many bits a text takes in Huffman's code.
func codedSize(s string) (n int64) {
	for i := range len(s) {
		n += int64(codeSizes[s[i]])
	}
	return n
}

// codeSizes are how many bits bytes take in Huffman's code.
var codeSizes = func() (sizes [256]uint8) {
	for c := range sizes {
		var eight [8]byte
		for i := range eight {
			eight[i] = byte(c)
		}
		sizes[c] = uint8(hpack.HuffmanEncodeLength(string(eight[:])))
	}
	return sizes
}()

// lose takes it that it is not known where the next frame begins.
func (x *finder) lose(d dissect.Dir) {
	x.End()
	clear(x.texts)
	x.ways[d] = sought{lost: true, plain: true}
}

// Gap implements secrets.Finder.
func (x *finder) Gap(d dissect.Dir, n int64) {
	if w := &x.ways[d]; w.head.Type == Data && n < int64(w.head.Length) && !w.padded {
		w.head.Length -= int(n)
		x.End()
		delete(x.texts, w.head.Stream)
		return
	}
	x.lose(d)
}

// End implements secrets.Finder.
func (x *finder) End() {
	for _, t := range x.texts {
		t.End(dissect.ToServer)
		t.End(dissect.ToClient)
	}
}
