package imap

import (
	"bytes"
	"netsniff/dissect/text"
	"strconv"
	"strings"
)

// part is a part of a message as BODYSTRUCTURE describes it (RFC 9051 §7.5.2).
type part struct {
	number   string // "1.2"; "" of a multipart that is the whole message
	head     []byte // its MIME header, without the empty line
	boundary string // of a multipart
	octets   int64  // of its content, 0 if that is not known
	parts    []*part
	within   *part // nil: it is the message
	fetched  bool
}

// Bounds of a BODYSTRUCTURE that is kept.
const (
	maxStructure = 16   // multiparts within multiparts
	maxNodes     = 4096 // words and lists
)

// node is a word or a list of the syntax that responses have. A NIL is an
// empty word.
type node struct {
	word string
	list []*node
	is   bool // a list
}

// reading of nodes.
type nodes struct {
	b       []byte
	left    int // nodes that may be made yet
	depth   int
	tooMuch bool
}

// next reads a node, nil if there is none or too much.
func (r *nodes) next() *node {
	for len(r.b) > 0 && r.b[0] == ' ' {
		r.b = r.b[1:]
	}
	if len(r.b) == 0 {
		return nil
	}
	if r.left--; r.left < 0 {
		r.tooMuch = true
		return nil
	}
	switch r.b[0] {
	case ')':
		return nil
	case '(':
		return r.listed()
	case '"':
		word, rest := quoted(r.b)
		r.b = rest
		return &node{word: word}
	}
	n := 0
	for n < len(r.b) && r.b[n] != ' ' && r.b[n] != '(' && r.b[n] != ')' {
		n++
	}
	x := &node{word: strings.Map(visible, string(r.b[:n]))}
	if r.b = r.b[n:]; strings.EqualFold(x.word, "NIL") {
		x.word = ""
	}
	return x
}

// visible drops control characters, which would make another header.
func visible(r rune) rune {
	if r < ' ' {
		return -1
	}
	return r
}

// listed reads a list. Of one that is nested too deep nothing is read.
func (r *nodes) listed() *node {
	x := &node{is: true}
	r.b = r.b[1:]
	if r.depth++; r.depth > 2*maxStructure {
		r.tooMuch = true
		return nil
	}
	for {
		y := r.next()
		if y == nil {
			break
		}
		x.list = append(x.list, y)
	}
	if r.depth--; len(r.b) == 0 || r.b[0] != ')' {
		return nil
	}
	r.b = r.b[1:]
	return x
}

// quoted reads a quoted string and returns what follows.
func quoted(b []byte) (s string, rest []byte) {
	var out []byte
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return string(out), b[i+1:]
		case c == '\\' && i+1 < len(b):
			i++
			out = append(out, b[i])
		case c >= ' ':
			out = append(out, c)
		}
	}
	return string(out), nil
}

// at returns the i-th node of a list, an empty word if there is none.
func (x *node) at(i int) *node {
	if i < len(x.list) {
		return x.list[i]
	}
	return &node{}
}

// cutWord returns what follows a word in a line.
func cutWord(line []byte, word string) ([]byte, bool) {
	i := bytes.Index(line, []byte(word))
	if i < 0 {
		return nil, false
	}
	return line[i+len(word):], true
}

// structureOf reads what follows BODYSTRUCTURE; nil if it is none, or too much.
func structureOf(b []byte) (p *part, tooMuch bool) {
	r := nodes{b: b, left: maxNodes}
	if x := r.next(); !r.tooMuch {
		p = structureFrom(x)
	}
	return p, r.tooMuch
}

func structureFrom(x *node) *part {
	if x == nil || !x.is || len(x.list) == 0 {
		return nil
	}
	p := newPart(x, nil, "")
	if p != nil && len(p.parts) == 0 {
		p.number = "1" // RFC 9051 §6.4.5.1
	}
	return p
}

func newPart(x *node, within *part, number string) *part {
	if !x.is || len(x.list) == 0 {
		return nil
	}
	p := &part{number: number, within: within}
	if !x.list[0].is {
		p.single(x)
		return p
	}
	n := 0
	for ; n < len(x.list) && x.list[n].is; n++ {
		own := strconv.Itoa(n + 1)
		if number != "" {
			own = number + "." + own
		}
		inner := newPart(x.list[n], p, own)
		if inner == nil {
			return nil
		}
		p.parts = append(p.parts, inner)
	}
	parameters := x.at(n + 1)
	p.boundary = parameters.value("boundary")
	p.field("Content-Type", "multipart/"+x.at(n).word, parameters)
	if p.boundary == "" {
		return nil
	}
	return p
}

// single reads a part that is no multipart: type, subtype, parameters, id,
// description, encoding, octets, then what only some have, and the extensions:
// MD5, disposition.
func (p *part) single(x *node) {
	media := strings.ToLower(x.at(0).word + "/" + x.at(1).word)
	p.field("Content-Type", media, x.at(2))
	p.octets, _ = text.Number([]byte(x.at(6).word))
	if encoding := x.at(5).word; encoding != "" {
		p.field("Content-Transfer-Encoding", encoding, &node{})
	}
	extensions := 7
	switch {
	case media == "message/rfc822":
		extensions = 10
	case strings.HasPrefix(media, "text/"):
		extensions = 8
	}
	if disposition := x.at(extensions + 1); disposition.is && len(disposition.list) > 0 {
		p.field("Content-Disposition", disposition.at(0).word, disposition.at(1))
	}
}

// field appends a field to the header of the part.
func (p *part) field(name, value string, parameters *node) {
	p.head = append(append(append(p.head, name...), ": "...), strings.ToLower(value)...)
	for i := 0; i+1 < len(parameters.list); i += 2 {
		p.head = append(append(append(p.head, ";\r\n "...), strings.ToLower(parameters.list[i].word)...), '=')
		p.head = appendQuoted(p.head, []byte(parameters.list[i+1].word))
	}
	p.head = append(p.head, "\r\n"...)
}

// value returns a parameter of a list of names and values.
func (x *node) value(name string) string {
	for i := 0; i+1 < len(x.list); i += 2 {
		if strings.EqualFold(x.list[i].word, name) {
			return x.list[i+1].word
		}
	}
	return ""
}

// find returns the part with a number, nil if there is none.
func (p *part) find(number string) *part {
	if p.number == number && len(p.parts) == 0 {
		return p
	}
	for _, inner := range p.parts {
		if inner.number == number {
			return inner
		}
		if strings.HasPrefix(number, inner.number+".") {
			return inner.find(number)
		}
	}
	return nil
}

// complete reports whether the part was fetched, or all that are in it.
func (p *part) complete() bool {
	if p.fetched || len(p.parts) == 0 {
		return p.fetched
	}
	for _, inner := range p.parts {
		if !inner.complete() {
			return false
		}
	}
	return true
}

// forget makes p as if nothing of it had been fetched.
func (p *part) forget() {
	p.fetched = false
	for _, inner := range p.parts {
		inner.forget()
	}
}

// cost returns how many bytes p takes, about; nil takes none.
func (p *part) cost() (n int) {
	if p == nil {
		return 0
	}
	n = 160 + len(p.number) + len(p.head) + len(p.boundary)
	for _, inner := range p.parts {
		n += inner.cost()
	}
	return n
}
