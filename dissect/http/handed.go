package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http/dnsquery"
	"netsniff/reassembly"
)

// typeName is a media type in lower case, without parameters (RFC 9110 §8.3.1).
type typeName struct {
	b [maxType]byte
	n int
}

// of makes t the media type of the content behind h, empty if it has none or one
// that is too long to be any, and returns it. Borrowed until the next call.
func (t *typeName) of(h *Head) []byte {
	t.n = 0
	v, _ := h.find(HeaderContentType)
	if i := bytes.IndexByte(v, ';'); i >= 0 {
		v = v[:i]
	}
	v = trim(v)
	if len(v) > maxType {
		return nil
	}
	for i, c := range v {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		t.b[i] = c
	}
	t.n = len(v)
	return t.b[:t.n]
}

// hand gives the content of a message that f completes to who reads its media
// type, or what was asked for. message are the bytes of all of it.
func (h *Head) hand(f *dissect.Frame, d dissect.Dir, about any, asked, message []byte) {
	b, ok := h.Content(message)
	if !ok || len(b) > dissect.MaxContent {
		return
	}
	var t typeName
	f.Conn.Hand(f, &dissect.Content{Type: string(t.of(h)), Bytes: b, Whole: true, Dir: d, Asked: asked, About: about})
}

// collected is content whose media type somebody reads, as far as it came.
type collected struct {
	read  bool   // somebody does
	kind  string // its media type
	bytes []byte
	torn  bool // some of it is missing or beyond the bound
}

// collect has the content behind h kept if somebody reads its media type, or what
// is asked for by the target of a request.
func (s *halfStream) collect(k dissect.Session, h *Head, target []byte) {
	t := s.r.drawer.mediaType.of(h)
	if k.ReadsContent(t, target) {
		s.collected = collected{read: true, kind: string(t), bytes: s.r.drawer.buffer()}
	}
}

// add takes the next bytes, which have no coding any more.
func (c *collected) add(b []byte) {
	if c.torn = c.torn || len(c.bytes)+len(b) > dissect.MaxContent; !c.torn {
		c.bytes = append(c.bytes, b...)
	}
}

// handOver gives what was collected to who reads it, if it is whole.
func (s *halfStream) handOver(k dissect.Session, x *open, whole bool, m reassembly.Mark) {
	c := &s.collected
	if !c.read {
		return
	}
	if whole && !c.torn && !s.damaged {
		content := dissect.Content{Type: c.kind, Bytes: c.bytes, Whole: true, Dir: s.dir, About: &x.transaction}
		if s.asks {
			x.gave = c.kind
		} else {
			content.Within, content.Asked = &x.exchange, x.target(s)
			x.handed = true
		}
		k.Hand(&content, m)
	}
	s.r.drawer.keep(c.bytes)
	*c = collected{}
}

// asks gives the DNS message that the URI of a request asks with to who reads such.
func (d *dialogue) asks(x *open, m reassembly.Mark) {
	if b := dnsquery.Of(x.transaction.Request.Target); b != nil && d.session.ReadsContent([]byte(dnsquery.Type), nil) {
		x.gave = dnsquery.Type
		d.session.Hand(&dissect.Content{Type: x.gave, Bytes: b, Whole: true, Dir: d.reader.pairing.asker,
			About: &x.transaction}, m)
	}
}

// asks does the same for the frame that brings a request.
func (r *Request) asks(f *dissect.Frame, d dissect.Dir) {
	if f.Conn == nil {
		return
	}
	if b := dnsquery.Of(r.Target); b != nil && f.Conn.ReadsContent([]byte(dnsquery.Type), nil) {
		f.Conn.Hand(f, &dissect.Content{Type: dnsquery.Type, Bytes: b, Whole: true, Dir: d, About: r})
	}
}

// offer tells who reads the answers to what was asked for, or was given the content of the
// request, that none came which he was given.
func (d *dialogue) offer(x *open) {
	r := x.transaction.Request
	if x.handed || r == nil || x.gave == "" && !d.session.ReadsContent(nil, r.Target) {
		return
	}
	m := x.exchange.Request.Last
	if x.exchange.Reply.Seen() {
		m = x.exchange.Reply.Last
	}
	d.session.Hand(&dissect.Content{Type: x.gave, Dir: d.reader.pairing.asker.Reverse(), Asked: r.Target,
		About: &x.transaction, Within: &x.exchange}, m)
}
