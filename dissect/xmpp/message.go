package xmpp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Message is what ends with a tag, or keeps the connection alive: stanzas, or what negotiates
// the stream. Borrowed until the frame has been reported.
type Message struct {
	Dir    dissect.Dir
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

func (m *Message) alive() bool { return isAlive(m.reader.Bytes) }

func (m *Message) column() string {
	if m.alive() {
		return ""
	}
	return "XMPP/XML"
}

// Bears implements dissect.Bearer.
func (m *Message) Bears() string {
	if m.alive() {
		return ""
	}
	return "xml"
}

// MediaType implements dissect.Bearer: nobody says it.
func (m *Message) MediaType() []byte { return nil }

// Borne implements dissect.Bearer.
func (m *Message) Borne(whole []byte) ([]byte, bool) { return whole, whole != nil }

// words are what rows call elements that are no stanzas (RFC 6120 §4.3, §5, §6).
var words = map[string]string{
	"iq": "IQ", "message": "MESSAGE ", "presence": "PRESENCE ", "auth": "AUTH", "challenge": "CHALLENGE",
	"response": "RESPONSE",
	"success":  "SUCCESS", "failure": "FAILURE ", "starttls": "STARTTLS ", "proceed": "PROCEED ",
	"features": "FEATURES ", "stream": "STREAM ",
}

// queries are the namespaces of queries that rows tell apart, and how.
var queries = map[string]string{
	"http://jabber.org/protocol/disco#items": "disco#items", "http://jabber.org/protocol/disco#info": "disco#info",
	"http://jabber.org/protocol/bytestreams": "bytestreams", "http://jabber.org/protocol/muc#owner": "muc#owner",
	"http://jabber.org/protocol/muc#admin": "muc#admin", "jabber:iq:roster": "jabber:iq:roster",
	"jabber:iq:last":    "jabber:iq:last",
	"jabber:iq:version": "jabber:iq:version", "google:jingleinfo": "google:jingleinfo",
}

// AppendInfo appends what the last element says: "IQ(get) QUERY(disco#info) > example.com ".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.alive() {
		return append(dst, "Whitespace Keepalive "...)
	}
	b := m.reader.Bytes
	var last tag
	some := false
	for t := range tags(b) {
		if t.depth == 0 {
			last, some = t, true
		}
	}
	if !some {
		switch {
		case bytes.HasPrefix(b, []byte("</stream:stream")):
			return append(dst, "STREAM END"...)
		case bytes.HasPrefix(b, []byte("<?xml")):
			return append(dst, "XML "...)
		}
		return append(dst, "UNKNOWN PACKET "...)
	}
	name, _ := last.local()
	switch word := words[string(name)]; word {
	case "":
		dst = append(dst, "UNKNOWN PACKET "...)
	case "IQ":
		dst = append(dst, "IQ("...)
		dst = append(text.AppendText(dst, last.attribute("type")), ") "...)
		dst = m.appendAsked(dst, &last)
	default:
		dst = append(dst, word...)
	}
	return m.appendPeer(dst, &last)
}

// appendPeer appends to whom, or from whom.
func (m *Message) appendPeer(dst []byte, t *tag) []byte {
	sign, peer := "> ", t.attribute("to")
	if m.Dir == dissect.ToClient {
		sign, peer = "< ", t.attribute("from")
	}
	if peer == nil {
		return dst
	}
	return append(text.AppendText(append(dst, sign...), peer), ' ')
}

// appendAsked appends what an IQ is about (RFC 6120 §8.2.3): first what rows tell apart.
func (m *Message) appendAsked(dst []byte, iq *tag) []byte {
	for _, apart := range [...]bool{true, false} {
		for t := range tags(m.reader.Bytes[iq.at:]) {
			if t.depth != 1 {
				continue
			}
			name, _ := t.local()
			detail, ok := asked(&t, name)
			switch {
			case ok != apart || string(name) == "error":
			case ok:
				dst = append(append(text.AppendText(append(appendUpper(dst, name), '('), detail), ')'), ' ')
			default:
				dst = append(appendUpper(dst, name), ' ')
			}
		}
	}
	return dst
}

// asked returns what stands in brackets behind the name of what an IQ is about; ok is false if nothing does.
func asked(t *tag, name []byte) (detail []byte, ok bool) {
	switch string(name) {
	case "query":
		if space := t.namespace(); queries[string(space)] != "" {
			return bytes.TrimPrefix(space, []byte("http://jabber.org/protocol/")), true
		}
	case "jingle":
		return t.attribute("action"), true
	}
	return nil, false
}

func appendUpper(dst, name []byte) []byte {
	n := len(dst)
	dst = text.AppendText(dst, name)
	for i, c := range dst[n:] {
		if 'a' <= c && c <= 'z' {
			dst[n+i] = c - ('a' - 'A')
		}
	}
	return dst
}
