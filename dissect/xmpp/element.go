package xmpp

import (
	"bytes"
	"iter"
	"strings"
)

// tag is a start tag, or an empty element.
type tag struct {
	name  []byte // with its prefix
	attrs []byte // what follows the name
	depth int    // 0: a stanza, or what else stands directly in the stream
	at    int    // where it begins in the message
	end   int    // behind its end
}

const spaces = " \t\r\n"

// tags returns the start tags of a message in order. The stream's own tag (RFC 6120 §4.2) is
// one of them, and what it holds is deeper. Tags that end more than began are passed.
func tags(b []byte) iter.Seq[tag] {
	return func(yield func(tag) bool) {
		depth := 0
		for at := 0; ; {
			i := bytes.IndexByte(b[at:], '<')
			if i < 0 {
				return
			}
			at += i
			end := at + tagLen(b[at:])
			inner := bytes.TrimSuffix(b[at+1:end], []byte(">"))
			switch {
			case len(inner) == 0 || inner[0] == '!' || inner[0] == '?':
			case inner[0] == '/':
				depth = max(0, depth-1)
			default:
				empty := inner[len(inner)-1] == '/'
				inner = bytes.TrimSuffix(inner, []byte("/"))
				name := inner
				if n := bytes.IndexAny(inner, spaces); n >= 0 {
					name = inner[:n]
				}
				if !yield(tag{name: name, attrs: inner[len(name):], depth: depth, at: at, end: end}) {
					return
				}
				if !empty {
					depth++
				}
			}
			at = end
		}
	}
}

// tagLen returns the length of the tag that b begins with: up to the first > outside quotes.
func tagLen(b []byte) int {
	quote := byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(b)
}

// local returns the name without its prefix, and the prefix.
func (t *tag) local() (name, prefix []byte) {
	if i := bytes.IndexByte(t.name, ':'); i >= 0 {
		return t.name[i+1:], t.name[:i]
	}
	return t.name, nil
}

// namespace returns the namespace that the tag itself gives its name.
func (t *tag) namespace() []byte {
	_, prefix := t.local()
	for a := range t.attributes() {
		rest, ok := bytes.CutPrefix(a.key, []byte("xmlns"))
		if !ok {
			continue
		}
		if of, ok := bytes.CutPrefix(rest, []byte(":")); ok == (prefix != nil) && bytes.Equal(of, prefix) {
			return a.value
		}
	}
	return nil
}

// attribute is a name with its value, both borrowed from the message.
type attribute struct {
	key, value []byte
	off        int // of the value behind the tag's name
}

// attribute returns the value of an attribute, nil if there is none.
func (t *tag) attribute(name string) []byte {
	for a := range t.attributes() {
		if string(a.key) == name {
			return a.value
		}
	}
	return nil
}

// attributes returns those of a tag in order.
func (t *tag) attributes() iter.Seq[attribute] {
	return func(yield func(attribute) bool) {
		for rest := t.attrs; ; {
			key, after, ok := bytes.Cut(rest, []byte("="))
			if after = bytes.TrimLeft(after, spaces); !ok || len(after) == 0 || strings.IndexByte(`"'`, after[0]) < 0 {
				return
			}
			n := bytes.IndexByte(after[1:], after[0])
			if n < 0 || !yield(attribute{bytes.Trim(key, spaces), after[1 : 1+n : 1+n], len(t.attrs) - len(after) + 1}) {
				return
			}
			rest = after[n+2:]
		}
	}
}
