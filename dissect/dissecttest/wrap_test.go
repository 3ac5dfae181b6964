package dissecttest

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// wrapPort is where the carrier of these tests listens. Its messages carry
// streams whose bytes it makes:
//
//	'W' STREAM NUMBER LENGTH BYTES
//
// NUMBER counts the messages of a stream and direction, so that a lost one is
// noticed; BYTES are those of the stream with the highest bit turned over.
const wrapPort = 9000

// wrapped returns such a message.
func wrapped(stream, number byte, text string) []byte {
	b := []byte{'W', stream, number, byte(len(text))}
	for _, c := range []byte(text) {
		b = append(b, c^0x80)
	}
	return b
}

// unwrap reads a message at the front of b: n bytes, 0 if more are needed. What
// is no message is passed over, with text nil.
func unwrap(b []byte) (stream, number byte, text []byte, n int) {
	if b[0] != 'W' {
		if i := bytes.IndexByte(b, 'W'); i > 0 {
			return 0, 0, nil, i
		}
		return 0, 0, nil, len(b)
	}
	if len(b) < 4 || len(b) < 4+int(b[3]) {
		return 0, 0, nil, 0
	}
	text = []byte{}
	for _, c := range b[4 : 4+int(b[3])] {
		text = append(text, c^0x80)
	}
	return b[1], b[2], text, 4 + int(b[3])
}

// order notices what is missing and what comes again in the streams of a
// carrier.
type order map[[2]byte]byte

// next returns whether the message is new, and whether some before it are lost.
func (o order) next(d dissect.Dir, stream, number byte) (fresh, gap bool) {
	key := [2]byte{byte(d), stream}
	if number < o[key] {
		return false, false
	}
	gap = number != o[key]
	o[key] = number + 1
	return true, gap
}

// newWrap returns the carrier. inside is what its streams carry, nil if their
// bytes tell.
func newWrap(inside func() *dissect.Protocol) *dissect.Protocol {
	p := &dissect.Protocol{Name: "wrap", Column: "WRAP", TCP: []uint16{wrapPort}, Fields: []dissect.Field{
		{Name: "wrap.text", Type: dissect.String, Get: dissect.Of(func(m word, v *dissect.Values) { v.Text(string(m)) })},
	}}
	spec := func(stream byte) dissect.Inner {
		x := dissect.Inner{Number: uint32(stream), Name: "WRAP"}
		if inside != nil {
			x.Protocol = inside()
		}
		return x
	}
	p.NewStream = func(c *dissect.Conn) dissect.StreamDissector {
		return &wrapRows{c: c, spec: spec, order: order{}, open: map[byte]dissect.InnerStream{}}
	}
	p.NewDialogue = func(k dissect.Session) dissect.Dialogue {
		return &wrapDialogue{k: k, spec: spec, order: order{}, open: map[byte]dissect.InnerSession{}}
	}
	return p
}

type word string

func (w word) AppendInfo(dst []byte) []byte { return append(append(dst, w...), ' ') }

type wrapRows struct {
	c     *dissect.Conn
	spec  func(byte) dissect.Inner
	order order
	open  map[byte]dissect.InnerStream
}

func (w *wrapRows) Gap(dissect.Dir, int64) {}

func (w *wrapRows) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	stream, number, text, n := unwrap(in.Bytes)
	if n == 0 {
		return dissect.MoreSegment()
	}
	if text == nil {
		return dissect.Done(n)
	}
	f.Emit(dissect.Layer{Message: word("w" + strconv.Itoa(int(stream)))})
	s := w.open[stream]
	if s == nil {
		s = w.c.Open(w.spec(stream))
		w.open[stream] = s
	}
	if fresh, gap := w.order.next(in.Dir, stream, number); fresh {
		if gap {
			s.Gap(f, in.Dir, 1)
		}
		s.Feed(f, in.Dir, text)
	}
	return dissect.Done(n)
}

type wrapDialogue struct {
	k     dissect.Session
	spec  func(byte) dissect.Inner
	order order
	open  map[byte]dissect.InnerSession
	kept  [2][]byte
}

func (w *wrapDialogue) Data(d dissect.Dir, b []byte, m reassembly.Mark) int {
	w.kept[d] = append(w.kept[d], b...)
	for len(w.kept[d]) > 0 {
		stream, number, text, n := unwrap(w.kept[d])
		if n == 0 {
			break
		}
		w.kept[d] = w.kept[d][n:]
		if text != nil {
			w.message(d, stream, number, text, m)
		}
	}
	return len(b)
}

func (w *wrapDialogue) message(d dissect.Dir, stream, number byte, text []byte, m reassembly.Mark) {
	s := w.open[stream]
	if s == nil {
		s = w.k.Open(w.spec(stream))
		w.open[stream] = s
	}
	if fresh, gap := w.order.next(d, stream, number); fresh {
		if gap {
			s.Gap(d, 1, m)
		}
		s.Data(d, text, m)
	}
}

func (w *wrapDialogue) Gap(d dissect.Dir, _ int64, _ reassembly.Mark) { w.kept[d] = nil }
func (w *wrapDialogue) End(reassembly.Mark)                           {}
