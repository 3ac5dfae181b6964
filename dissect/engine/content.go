package engine

import "netsniff/dissect"

// ReadsContent implements dissect.Driver.
func (c *Conn) ReadsContent(mediaType []byte) bool {
	p := c.engine.detector.Media(mediaType)
	return p != nil && p.NewContent != nil
}

// Hand implements dissect.Driver.
func (c *Conn) Hand(f *dissect.Frame, x *dissect.Content) {
	p := c.engine.detector.Media([]byte(x.Type))
	if p == nil || p.NewContent == nil {
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
