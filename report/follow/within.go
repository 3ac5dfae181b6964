package follow

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/http"
	"netsniff/dissect/http3"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// Within is the Sink for streams within connections: of HTTP/2 and HTTP/3, which are told
// as the messages of HTTP/1 that say the same, and of QUIC, as they stand.
type Within struct {
	collect.IgnoreAll
	base
	reader  *dialogues.Reader
	content *http.Transcript // of HTTP/2 and HTTP/3
	ids     []uint64         // of the streams that said something, in this order
	more    int              // how many others there are beyond maxIDs
}

// maxIDs bounds the streams whose numbers are told.
const maxIDs = 1024

func newWithin(o Options) *Within {
	w := &Within{base: newBase(o)}
	content := dissect.Contents(0)
	if o.Protocol == QUIC {
		content = dissect.Streams
	} else {
		w.content = http.NewTranscript(func(p http.Piece) {
			w.show(p.Dir,
				part{Mark: p.Mark, bytes: p.Bytes, missing: p.Missing})
		})
	}
	w.reader = dialogues.NewReader(o.Detector, w, content)
	return w
}

// Frame implements pipeline.Sink.
func (w *Within) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	c := f.Conn
	if c == nil {
		return dst, false
	}
	w.known.note(c)
	if c.Transport != w.Protocol.Transport() {
		return dst, false
	}
	w.dst = dst
	meant := w.Target.Is(c)
	if meant && !w.seen {
		w.begin(c, f.Dir)
	}
	if meant || w.Protocol != HTTP2 { // a connection of QUIC may go on in another conversation
		w.reader.Frame(f)
	}
	return w.take(), meant
}

// Piece implements dissect.Listener.
func (w *Within) Piece(p *dissect.Piece) {
	if s, ok := p.About.(*dissect.Stream); ok && w.Target.Is(p.Conn) && w.follows(s.ID) {
		w.show(p.Dir, part{Mark: p.Mark, bytes: p.Bytes, missing: uint32(p.Missing)})
	}
}

// Inner implements dissect.InnerListener.
func (w *Within) Inner(c *dissect.Conn, d dissect.Dir, b []byte, missing int64, m reassembly.Mark) {
	if w.content == nil || !c.Retold || !w.Target.Is(c) {
		return
	}
	id := uint64(c.Number)
	if w.Protocol == HTTP3 {
		id -= uint64(http3.Number(0))
	}
	switch {
	case !w.follows(id):
	case missing > 0:
		w.content.Gap(d, uint32(missing), m)
	default:
		w.content.Data(d, b, m)
	}
}

// follows reports whether the stream with an ID is the one to follow: the first that says
// something, if none was named.
func (w *Within) follows(id uint64) bool {
	if !slices.Contains(w.ids, id) {
		if len(w.ids) < maxIDs {
			w.ids = append(w.ids, id)
		} else {
			w.more++
		}
	}
	if !w.Target.Inside {
		w.Target.Inside, w.Target.Stream = true, id
	}
	return w.Target.Stream == id
}

// IDs returns the streams of the connection that said something, in order, and which of
// them is followed, if any is.
func (w *Within) IDs() (all []uint64, followed uint64, any bool) {
	all = slices.Sorted(slices.Values(w.ids))
	return all, w.Target.Stream, slices.Contains(all, w.Target.Stream)
}

// Losses implements Sink.
func (w *Within) Losses() dissect.Losses { return w.reader.Losses }

// End implements Sink.
func (w *Within) End(dst []byte) []byte {
	return w.end(dst, func() {
		w.reader.End()
		if w.content != nil {
			w.content.End()
		}
	})
}
