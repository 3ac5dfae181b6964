package xmpp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "xmpp.stream", Title: "STREAM", Type: dissect.Label},
	{Name: "xmpp.features", Title: "FEATURES", Type: dissect.Label},
	{Name: "xmpp.starttls", Title: "STARTTLS", Type: dissect.Label},
	{Name: "xmpp.proceed", Title: "PROCEED", Type: dissect.Label},
	{Name: "xmpp.auth", Title: "AUTH", Type: dissect.Label},
	{Name: "xmpp.challenge", Title: "CHALLENGE", Type: dissect.Label},
	{Name: "xmpp.response", Title: "RESPONSE", Type: dissect.Label},
	{Name: "xmpp.success", Title: "SUCCESS", Type: dissect.Label},
	{Name: "xmpp.failure", Title: "FAILURE", Type: dissect.Label},
	{Name: "xmpp.iq", Title: "IQ", Type: dissect.Label},
	{Name: "xmpp.message", Title: "MESSAGE", Type: dissect.Label},
	{Name: "xmpp.presence", Title: "PRESENCE", Type: dissect.Label},
	{Name: "xmpp.id", Title: "id", Type: dissect.String},
	{Name: "xmpp.type", Title: "type", Type: dissect.String},
	{Name: "xmpp.from", Title: "from", Type: dissect.String},
	{Name: "xmpp.to", Title: "to", Type: dissect.String},
	{Name: "xmpp.query", Title: "QUERY", Type: dissect.Label},
	{Name: "xmpp.iq.bind", Title: "BIND", Type: dissect.Label},
	{Name: "xmpp.iq.session", Title: "SESSION", Type: dissect.Label},
	{Name: "xmpp.ping", Title: "PING", Type: dissect.Label},
	{Name: "xmpp.vcard", Title: "VCARD", Type: dissect.Label},
	{Name: "xmpp.jingle", Title: "JINGLE", Type: dissect.Label},
	{Name: "xmpp.error", Title: "ERROR", Type: dissect.Label},
	{Name: "xmpp.message.body", Title: "BODY", Type: dissect.Label},
	{Name: "xmpp.message.subject", Title: "SUBJECT", Type: dissect.Label},
	{Name: "xmpp.cdata", Title: "CDATA", Type: dissect.String},
})

var outline = dissect.Outline{Sorted: true}

// elements are the fields of elements by depth and name; those below a stanza whose text is noted with it.
var elements = [2]map[string]string{
	{
		"stream": "xmpp.stream", "features": "xmpp.features", "starttls": "xmpp.starttls", "proceed": "xmpp.proceed",
		"auth":      "xmpp.auth",
		"challenge": "xmpp.challenge", "response": "xmpp.response", "success": "xmpp.success", "failure": "xmpp.failure",
		"iq": "xmpp.iq", "message": "xmpp.message", "presence": "xmpp.presence",
	},
	{
		"query": "xmpp.query", "bind": "xmpp.iq.bind", "session": "xmpp.iq.session", "ping": "xmpp.ping",
		"vCard":  "xmpp.vcard",
		"jingle": "xmpp.jingle", "error": "xmpp.error", "body": "xmpp.message.body", "subject": "xmpp.message.subject",
	},
}

// texts are the elements whose text is a value of its own.
var texts = map[string]bool{"auth": true, "challenge": true, "response": true, "success": true, "body": true,
	"subject": true}

// attributes are those of stanzas.
var attributes = map[string]string{"id": "xmpp.id", "type": "xmpp.type", "from": "xmpp.from", "to": "xmpp.to"}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	b := r.Bytes
	for t := range tags(b) {
		name, _ := t.local()
		if t.depth >= len(elements) {
			continue
		}
		r.Note(elements[t.depth][string(name)], t.at, t.end-t.at, 0)
		if t.depth == 0 {
			off := t.at + 1 + len(t.name)
			for a := range t.attributes() {
				r.Note(attributes[string(a.key)], off+a.off, len(a.value), 0)
			}
		}
		if n := bytes.IndexByte(b[t.end:], '<'); n > 0 && texts[string(name)] {
			r.Note("xmpp.cdata", t.end, n, 0)
		}
	}
}
