package sip

import (
	"bytes"

	"netsniff/dissect/head"
)

// part is a part of a message: where it begins, and its bytes. The zero value is none.
type part struct {
	off  int
	text []byte
}

func (p part) there() bool { return p.text != nil }

// partOf returns what stands in b[from:to], b being at offset off of the message.
func partOf(b []byte, off, from, to int) part { return part{off + from, b[from:to:to]} }

// trimmed returns p without blanks and line ends around it.
func (p part) trimmed() part {
	for len(p.text) > 0 && isSpace(p.text[0]) {
		p.off, p.text = p.off+1, p.text[1:]
	}
	for len(p.text) > 0 && isSpace(p.text[len(p.text)-1]) {
		p.text = p.text[:len(p.text)-1]
	}
	return p
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// uri is a SIP or other URI (RFC 3261 §19.1.1).
type uri struct {
	whole      part
	user, host part
	port       part
	params     part // behind the first semicolon
}

// parseURI reads the URI p.
func parseURI(p part) (u uri) {
	u.whole = p
	b := p.text
	colon := bytes.IndexByte(b, ':')
	if colon < 0 {
		return u
	}
	at := colon + 1
	end := len(b)
	if i := bytes.IndexByte(b[at:], '@'); i >= 0 {
		user := at + i
		if j := bytes.IndexByte(b[at:user], ':'); j >= 0 {
			user = at + j // a password (RFC 3261 §19.1.1), which nobody should send
		}
		if user > at {
			u.user = partOf(b, p.off, at, user)
		}
		at += i + 1
	}
	if i := bytes.IndexByte(b[at:], '?'); i >= 0 {
		end = at + i
	}
	if i := bytes.IndexByte(b[at:end], ';'); i >= 0 {
		u.params = partOf(b, p.off, at+i+1, end)
		end = at + i
	}
	host := end
	if at < end && b[at] == '[' {
		if i := bytes.IndexByte(b[at:end], ']'); i >= 0 {
			host = at + i + 1
		}
	} else if i := bytes.IndexByte(b[at:end], ':'); i >= 0 {
		host = at + i
	}
	if host > at {
		u.host = partOf(b, p.off, at, host)
	}
	if host < end && b[host] == ':' {
		u.port = partOf(b, p.off, host+1, end)
	}
	return u
}

// contact is an address with a name and parameters (RFC 3261 §25.1: name-addr,
// addr-spec).
type contact struct {
	display part // with its quotes
	uri     uri
	params  part // behind the first semicolon that is the header field's
}

// parseContact reads one address.
func parseContact(p part) (c contact) {
	p = p.trimmed()
	b := p.text
	open := angle(b)
	if open < 0 { // then parameters are the header field's (RFC 3261 §20.10)
		end := len(b)
		if i := bytes.IndexByte(b, ';'); i >= 0 {
			c.params = partOf(b, p.off, i+1, len(b))
			end = i
		}
		c.uri = parseURI(partOf(b, p.off, 0, end).trimmed())
		return c
	}
	if open > 0 {
		c.display = partOf(b, p.off, 0, open)
		if c.display.text[0] == '"' {
			c.display = c.display.trimmed()
		}
	}
	end := len(b)
	if i := bytes.IndexByte(b[open:], '>'); i >= 0 {
		end = open + i
	}
	c.uri = parseURI(partOf(b, p.off, open+1, end))
	if i := bytes.IndexByte(b[end:], ';'); i >= 0 {
		c.params = partOf(b, p.off, end+i+1, len(b))
	}
	return c
}

// angle returns where an angle bracket opens behind a name, -1 if none does.
func angle(b []byte) int {
	i := 0
	if len(b) > 0 && b[0] == '"' {
		for i++; i < len(b) && b[i] != '"'; i++ {
			if b[i] == '\\' {
				i++
			}
		}
	}
	if i >= len(b) {
		return -1
	}
	j := bytes.IndexByte(b[i:], '<')
	if j < 0 {
		return -1
	}
	return i + j
}

// parameters calls with for each parameter in p, in order.
func (p part) parameters(with func(name []byte, whole, value part)) {
	if !p.there() {
		return
	}
	for item := range head.Split(p.text, ';') {
		from := head.Offset(p.text, item)
		name, value := head.Pair(item)
		x := part{}
		if value != nil {
			x = part{p.off + from + head.Offset(item, value), value}
		}
		if len(item) > 0 {
			with(name, part{p.off + from, item}, x)
		}
	}
}

// tag returns the tag among the parameters (RFC 3261 §19.3).
func (c *contact) tag() (tag part) {
	c.params.parameters(func(name []byte, _, value part) {
		if !tag.there() && string(name) == "tag" {
			tag = value
		}
	})
	return tag
}
