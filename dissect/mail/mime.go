package mail

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// MIME is the multipart media type (RFC 2046 §5.1) in mails and HTTP messages:
// one layer for all multiparts of a message, of which it has the outline only.
var MIME = dissect.Protocol{
	Name:    "mime_multipart",
	Title:   "MIME Multipart Media Encapsulation",
	Column:  "MIME multipart",
	Fields:  partFields(),
	Outline: &partOutline,
}

// partNames are the fields, by the marks whose text they are.
var partNames = [...]struct {
	name, title string
	octets      bool
	words       bool
}{
	markType:             {name: "type", title: "Type"},
	markPreamble:         {name: "preamble", title: "Preamble", octets: true},
	markFirst:            {name: "first_boundary", title: "First boundary"},
	markPart:             {name: "part", title: "Encapsulated multipart part"},
	markDescription:      {name: "header.content-description", title: "Content-Description", words: true},
	markDisposition:      {name: "header.content-disposition", title: "Content-Disposition", words: true},
	markEncoding:         {name: "header.content-encoding", title: "Content-Encoding"},
	markID:               {name: "header.content-id", title: "Content-Id"},
	markLanguage:         {name: "header.content-language", title: "Content-Language"},
	markLength:           {name: "header.content-length", title: "Content-Length"},
	markTransferEncoding: {name: "header.content-transfer-encoding", title: "Content-Transfer-Encoding"},
	markContentType:      {name: "header.content-type", title: "Content-Type", words: true},
	markBoundary:         {name: "boundary", title: "Boundary"},
	markLast:             {name: "last_boundary", title: "Last boundary"},
	markTrailer:          {name: "trailer", title: "Trailer", octets: true},
}

func partFields() []dissect.Field {
	list := make([]dissect.Field, len(partNames))
	for kind, x := range partNames {
		list[kind] = dissect.Field{
			Name: "mime_multipart." + x.name, Title: x.title, Type: dissect.String, Words: x.words,
			Get: partValues(markKind(kind)),
		}
		if x.octets {
			list[kind].Type = dissect.Octets
		}
	}
	return list
}

func partValues(k markKind) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		p := partsOf(l)
		if p == nil {
			return
		}
		for _, m := range p.marks {
			if m.kind == k {
				b := p.text[m.off : m.off+m.n]
				if i := bytes.IndexByte(b, 0); i >= 0 && !partNames[k].octets {
					b = b[:i] // as Wireshark's text ends
				}
				v.Bytes(b).At(int(m.off), int(m.n))
			}
		}
	}
}

func partsOf(l *dissect.Layer) *Parts {
	switch m := l.Message.(type) {
	case *Parts:
		return m
	case *Multipart:
		return m.parts()
	}
	return nil
}

// The type is the heading of a multipart; a part is one without a value.
var partOutline = dissect.Outline{
	Headings: addParts,
	Hidden:   []string{"mime_multipart.type", "mime_multipart.part"},
}

// addParts adds a heading for each multipart and, below it, for each of its
// parts. What stands between two delimiters is below the part.
func addParts(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	p := partsOf(l)
	if p == nil {
		return
	}
	var multipart, part [maxDepth]int // heading that is open on each level, or -1
	for i := range part {
		multipart[i], part[i] = -1, -1
	}
	end := func(heading int, off int32) {
		if heading >= 0 {
			h.List[heading].Len = off - h.List[heading].Off
		}
	}
	for i, m := range p.marks {
		switch m.kind {
		case markType:
			multipart[m.level], part[m.level] = len(h.List), -1
			text := append(append(h.Begin(), "Type: "...), p.text[m.off:m.off+m.n]...)
			h.Add(2*int(m.level), "", text, int(m.off), len(p.text)-int(m.off))
		case markPart:
			part[m.level] = len(h.List)
			h.Add(2*int(m.level)+1, "", p.appendPart(h.Begin(), i), int(m.off), len(p.text)-int(m.off))
		case markBoundary, markLast:
			end(part[m.level], m.off)
			for j := int(m.level) + 1; j < maxDepth; j++ {
				end(multipart[j], m.off)
				end(part[j], m.off)
				multipart[j], part[j] = -1, -1
			}
			part[m.level] = -1
		}
	}
}

// appendPart appends the heading of the part that mark i begins: it has the
// type that its header gives.
func (p *Parts) appendPart(dst []byte, i int) []byte {
	dst = append(dst, partNames[markPart].title...)
	for _, m := range p.marks[i+1:] {
		switch m.kind {
		case markContentType:
			media, _, _ := mediaType(p.text[m.off : m.off+m.n])
			return append(text.AppendText(append(dst, ": ("...), media), ')')
		case markType, markPart, markBoundary, markLast:
			return dst
		}
	}
	return dst
}
