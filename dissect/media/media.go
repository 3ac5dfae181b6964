// Package media describes what messages carry by its media type (RFC 9110 §8.3):
// text, forms, JSON, XML, pictures. Their layers are made of the messages when
// somebody asks for them (dissect.Bearer).
package media

import (
	"strconv"

	"netsniff/dissect"
)

// Text is text that is shown in lines.
var Text = dissect.Protocol{
	Name:  "data-text-lines",
	Title: "Line-based text data",
	Borne: true,
	Outline: &dissect.Outline{
		Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
			dst = append(append(appendType(dst, l), " ("...), strconv.Itoa(dissect.CountLines(l.Bytes))...)
			return append(dst, " lines)"...)
		},
		Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) { h.AddText(l.Bytes) },
	},
}

// Other is a content of a type that nobody reads.
var Other = dissect.Protocol{
	Name:  "media",
	Title: "Media Type",
	Borne: true,
	Fields: []dissect.Field{
		{Name: "media.type", Title: "Media type", Type: dissect.Octets, Body: true,
			Get: func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				if len(l.Bytes) > 0 {
					v.Bytes(l.Bytes).At(0, len(l.Bytes))
				}
			}},
	},
	Outline: &dissect.Outline{
		Wordings: []dissect.Wording{{Field: "media.type",
			Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
				return dissect.AppendLength(append(appendType(dst, l), ' '), len(v.B))
			}}},
	},
}

// appendType appends a colon and the media type.
func appendType(dst []byte, l *dissect.Layer) []byte {
	if m, ok := l.Message.(dissect.Bearer); ok && len(m.MediaType()) > 0 {
		dst = append(append(dst, ": "...), m.MediaType()...)
	}
	return dst
}

// structure returns the getter of those headings of a content that have a name
// as their key. They are found anew for each field: few ask for one.
func structure(add func(b []byte, h *dissect.Headings), name string, t dissect.Type) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		var h dissect.Headings
		add(l.Bytes, &h)
		for i := range h.List {
			switch x := &h.List[i]; {
			case x.Key != name:
			case t == dissect.Label:
				v.Mark()
			default:
				v.Bytes(x.Text)
			}
		}
	}
}

// structured returns the fields of a content whose headings they are, and their
// names.
func structured(add func(b []byte, h *dissect.Headings), list []dissect.Field) (fields []dissect.Field, names []string) {
	for _, f := range list {
		f.Body, f.Get = true, structure(add, f.Name, f.Type)
		fields, names = append(fields, f), append(names, f.Name)
	}
	return fields, names
}

// headings returns what adds those of a content to a tree.
func headings(add func(b []byte, h *dissect.Headings)) func(*dissect.Frame, *dissect.Layer, *dissect.Headings) {
	return func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) { add(l.Bytes, h) }
}

const (
	// maxNodes and maxText bound the tree of a content.
	maxNodes = 1 << 16
	maxText  = 8 << 20
	// maxDepth bounds how deep it is.
	maxDepth = 64
)

// growing is a tree that is added to within its bounds.
type growing struct {
	*dissect.Headings
	nodes, text int
}

// add appends a node and reports whether there was room. The last one says that
// there was none.
func (g *growing) add(depth int, key string, parts ...[]byte) bool {
	g.nodes++
	b := g.Begin()
	for _, p := range parts {
		g.text += len(p)
	}
	if depth > maxDepth || g.nodes > maxNodes || g.text > maxText {
		g.Add(0, "", append(b, "[… more than is shown]"...), 0, 0)
		return false
	}
	for _, p := range parts {
		b = append(b, p...)
	}
	g.Add(depth, key, b, 0, 0)
	return true
}
