package dialogues

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// content is the session of a protocol that reads contents of another's
// connection: what it tells is its own.
type content struct {
	*session
	protocol *dissect.Protocol
	dialogue dissect.ContentDialogue
}

// Tell implements Session.
func (c *content) Tell(x *dissect.Exchange) { c.session.tell(x, c.protocol) }

// Event implements Session.
func (c *content) Event(x *dissect.Event) { c.session.event(x, c.protocol) }

// ReadsContent implements Session.
func (k *session) ReadsContent(mediaType []byte) bool {
	p := k.reader.detector.Media(mediaType)
	return p != nil && p.NewContentDialogue != nil
}

// Hand implements Session.
func (k *session) Hand(x *dissect.Content, m reassembly.Mark) {
	p := k.reader.detector.Media([]byte(x.Type))
	if p == nil || p.NewContentDialogue == nil {
		return
	}
	k.backlog.settle()
	c := k.contents[p]
	if c == nil {
		if k.contents == nil {
			k.contents = map[*dissect.Protocol]*content{}
		}
		c = &content{session: k, protocol: p}
		c.dialogue = p.NewContentDialogue(c)
		k.contents[p] = c
	}
	c.dialogue.Content(x, m)
}
