package engine

import "netsniff/dissect"

// ReadsContent implements dissect.Driver.
func (c *Conn) ReadsContent(mediaType, uri []byte) bool {
	return c.engine.detector.Answer(mediaType, uri, shows) != nil
}

// shows reports whether p has rows for contents.
func shows(p *dissect.Protocol) bool { return p.NewContent != nil }

// Hand implements dissect.Driver.
func (c *Conn) Hand(f *dissect.Frame, x *dissect.Content) {
	p := c.engine.detector.Answer([]byte(x.Type), x.Asked, shows)
	if p == nil {
		return
	}
	r := c.more()
	d := r.contents[p]
	if d == nil {
		if r.contents == nil {
			r.contents = map[*dissect.Protocol]dissect.ContentDissector{}
		}
		d = p.NewContent(&c.Conn)
		r.contents[p] = d
	}
	had := len(f.Messages())
	d.Content(f, x)
	f.Claim(had, p, x.Bytes)
}
