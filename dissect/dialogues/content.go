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
func (k *session) ReadsContent(mediaType, uri []byte) bool {
	return k.reader.detector.Answer(mediaType, uri, hears) != nil
}

// hears reports whether p has dialogues for contents.
func hears(p *dissect.Protocol) bool { return p.NewContentDialogue != nil }

// Hand implements Session.
func (k *session) Hand(x *dissect.Content, m reassembly.Mark) {
	p := k.reader.detector.Answer([]byte(x.Type), x.Asked, hears)
	if p == nil {
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
