package media

import (
	"bytes"
	"strings"

	"netsniff/dissect"
)

// XML is the Extensible Markup Language (https://www.w3.org/TR/xml). It is read
// as far as its marks go: whether they match nobody asks.
var XML = newXML()

func newXML() dissect.Protocol {
	fields, names := structured(addXML, []dissect.Field{
		{Name: "xml.xmlpi", Title: "XMLPI", Type: dissect.String},
		{Name: "xml.doctype", Title: "Doctype", Type: dissect.String},
		{Name: "xml.comment", Title: "Comment", Type: dissect.String},
		{Name: "xml.cdatasection", Title: "CDATASection", Type: dissect.String},
		{Name: "xml.tag", Title: "Tag", Type: dissect.String},
		{Name: "xml.attribute", Title: "Attribute", Type: dissect.String},
		{Name: "xml.cdata", Title: "CDATA", Type: dissect.String},
	})
	return dissect.Protocol{
		Name: "xml", Title: "eXtensible Markup Language", Borne: true, Fields: fields,
		Outline: &dissect.Outline{Headings: headings(addXML), Structure: names, Whole: names, Wordings: []dissect.Wording{
			{Field: "xml.tag", Say: sayName}, {Field: "xml.xmlpi", Say: sayName},
		}},
	}
}

// sections are the marks that end with a mark of their own.
var sections = []struct{ begin, end, field string }{
	{"<!--", "-->", "xml.comment"}, {"<![CDATA[", "]]>", "xml.cdatasection"}, {"<!", ">", "xml.doctype"},
}

// addXML adds the marks and the text of a document.
func addXML(b []byte, h *dissect.Headings) {
	g := growing{Headings: h}
	depth := 0
	for len(b) > 0 {
		n, ok := markup(&g, b, &depth)
		if !ok {
			return
		}
		b = b[n:]
	}
}

// markup adds what b begins with and returns its length; ok is false if there
// is no room for more.
func markup(g *growing, b []byte, depth *int) (n int, ok bool) {
	if b[0] != '<' {
		if n = bytes.IndexByte(b, '<'); n < 0 {
			n = len(b)
		}
		if text := bytes.TrimLeft(b[:n], spaces); len(text) > 0 {
			return n, g.add(*depth, "xml.cdata", text)
		}
		return n, true
	}
	for _, s := range sections {
		if bytes.HasPrefix(b, []byte(s.begin)) {
			n = len(s.begin)
			if i := bytes.Index(b[n:], []byte(s.end)); i >= 0 {
				n += i + len(s.end)
			} else {
				n = len(b)
			}
			return n, g.add(*depth, s.field, b[:n])
		}
	}
	n = tagLen(b)
	tag := b[:n]
	switch {
	case bytes.HasPrefix(tag, []byte("</")):
		ok = g.add(*depth, "", tag)
		*depth = max(0, *depth-1)
		return n, ok
	case bytes.HasPrefix(tag, []byte("<?")):
		return n, addTag(g, tag, "?>", "xml.xmlpi", *depth)
	}
	if ok = addTag(g, tag, ">", "xml.tag", *depth); !bytes.HasSuffix(tag, []byte("/>")) {
		*depth++
	}
	return n, ok
}

// tagLen returns the length of a tag: up to the first > outside quotes.
func tagLen(b []byte) int { return min(outsideQuotes(b, ">")+1, len(b)) }

// attributeLen returns the length of an attribute: up to white space or the end
// of the tag outside quotes.
func attributeLen(b []byte) int { return outsideQuotes(b, spaces) }

const spaces = " \t\r\n"

// outsideQuotes returns where the first of chars stands outside quotes, the length of b
// if none does.
func outsideQuotes(b []byte, chars string) int {
	quote := byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(chars, c) >= 0:
			return i
		}
	}
	return len(b)
}

// sayName says the name of a tag, whose attributes stand below it.
func sayName(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	if i := bytes.IndexAny(v.B, spaces); i >= 0 {
		return append(dst, v.B[:i]...)
	}
	return append(dst, v.B...)
}

// addTag adds a tag and its attributes, the last of which ends as the tag does;
// a processing instruction has its end by itself.
func addTag(g *growing, tag []byte, end, field string, depth int) bool {
	i := bytes.IndexAny(tag, spaces)
	if i < 0 {
		return g.add(depth, field, tag)
	}
	if !g.add(depth, field, tag) {
		return false
	}
	rest := bytes.TrimSpace(tag[i:])
	alone := end == "?>"
	if alone {
		rest = bytes.TrimSpace(bytes.TrimSuffix(rest, []byte(end)))
	}
	for len(rest) > 0 {
		n := attributeLen(rest)
		after := bytes.TrimLeft(rest[n:], spaces)
		if len(after) > 0 && !alone && len(after) <= len("/>") {
			n, after = len(rest), nil // the end of the tag
		}
		if !g.add(depth+1, "xml.attribute", rest[:n]) {
			return false
		}
		rest = after
	}
	return !alone || g.add(depth+1, "", []byte(end))
}
