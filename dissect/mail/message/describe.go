package message

import (
	"bytes"
	"strings"

	"netsniff/dissect/text"
)

// endHead ends a header: the part is described, and its body begins.
func (p *Parser) endHead() {
	rest := p.head.end()
	p.message.Notes |= p.head.notes
	if p.part == nil {
		p.part = &Part{Number: p.prefix}
		p.message.Body = p.part
		p.budget.parts--
		for _, line := range rest {
			p.message.Head -= int64(len(line))
		}
		p.describeMessage()
	}
	p.part.Notes |= p.head.notes
	boundary := p.describe()
	p.begin(boundary)
	for _, line := range rest {
		p.body([]byte(line), true, true)
	}
}

// begin begins the body of the part that was described.
func (p *Parser) begin(boundary string) {
	part := p.part
	if part.Kind == Multipart && p.budget.depth > 0 {
		if boundary == "" {
			p.note(NoBoundary)
		}
		p.budget.depth--
		p.levels = append(p.levels, level{part: part, boundary: boundary, digest: part.MediaType == "multipart/digest"})
		p.opening, p.state = opening{}, inPreamble
		return
	}
	if part.Kind == Multipart {
		p.note(TooDeep)
	}
	if part.Encoding == OtherEncoding {
		p.note(UnknownEncoding)
	}
	p.state = inBody
	p.leaf.start(p, part)
}

// describe fills a part from its header and returns a multipart's boundary.
func (p *Parser) describe() (boundary string) {
	part, h := p.part, &p.head
	field := func(k known) string {
		s, notes := readable(h.value[k], part.Charset)
		p.note(notes)
		return s
	}
	media, params := parseParams(field(contentType))
	part.Charset = cleanLabel(params.token("charset"))
	disposition, dparams := parseParams(field(contentDisposition))
	part.FileName = p.fileName(dparams, params)
	part.MediaType = clip(p.mediaType(media), maxToken)
	part.Kind = kindOf(part.MediaType, part.FileName)
	if part.Kind != Multipart && part == p.message.Body {
		part.Number = join(p.prefix, 1)
	}
	part.Encoding = encodingOf(field(contentTransferEncoding))
	switch {
	case disposition == "inline":
		part.Disposition = Inline
	case disposition != "":
		part.Disposition = Attachment
	}
	part.ID = clip(strings.Trim(field(contentID), " \t<>"), maxIdent)
	description, _ := decodeWords(field(contentDescription))
	part.Description = clip(strings.TrimSpace(description), maxIdent)
	if part.Kind != Multipart {
		return ""
	}
	boundary = strings.TrimRight(params.boundary(), " \t")
	if len(boundary) > maxBoundary {
		return ""
	}
	return boundary
}

// boundary returns the boundary parameter, in which blanks may stand.
func (l params) boundary() string {
	for _, p := range l {
		if p.name == "boundary" && p.index < 0 && !p.ext {
			return p.value
		}
	}
	value, _ := l.text("boundary")
	return value
}

// fileName returns the name that Content-Disposition gives, else the name
// parameter of Content-Type.
func (p *Parser) fileName(disposition, media params) string {
	name, notes := disposition.text("filename")
	if name == "" {
		name, notes = media.text("name")
	}
	p.note(notes)
	return clip(name, maxFileName)
}

// mediaType returns what stands for a missing or malformed type: RFC 2045
// §5.2, RFC 2046 §5.1.5; what has a file name is no text.
func (p *Parser) mediaType(media string) string {
	kind, sub, ok := strings.Cut(media, "/")
	switch {
	case ok && kind != "" && sub != "" && !strings.ContainsAny(media, " \t"):
		return media
	case media == "" && len(p.levels) > 0 && p.part != p.message.Body && p.levels[len(p.levels)-1].digest:
		return "message/rfc822"
	case p.part.FileName != "":
		return "application/octet-stream"
	case media == "html":
		return "text/html"
	}
	return "text/plain"
}

// opening is what stands before the first delimiter of a multipart.
type opening struct {
	text      []byte
	candidate string // the line before may be a delimiter: its boundary
}

// preamble reads a line before the first delimiter. It is no content, but
// two lines "--x" and "Content-…:" show that the parts are delimited by another
// boundary than the header says.
func (p *Parser) preamble(b []byte, first, last bool) {
	o := &p.opening
	if first && o.candidate != "" && len(b) > 8 && text.EqualFold(b[:8], "content-") {
		top := len(p.levels) - 1
		p.part = p.levels[top].part
		p.note(WrongBoundary)
		p.levels[top].boundary = o.candidate
		p.next(top)
		p.line(b, first, last)
		return
	}
	o.candidate = ""
	text := bytes.TrimRight(b, " \t\r\n")
	if first && last && len(text) > 2 && len(text) <= maxBoundary && text[0] == '-' && text[1] == '-' {
		o.candidate = string(text[2:])
	}
	o.text = append(o.text, b[:min(len(b), maxOpening-len(o.text))]...)
}

// endOpening gives a multipart that never had a part its bytes as text.
func (p *Parser) endOpening(part *Part) {
	text := p.opening.text
	text = text[:min(len(text), p.budget.text)]
	p.budget.text -= len(text)
	part.Text, part.Decoded, _ = DecodeText(text, part.Charset)
}

// decodeText makes the text of a part from its decoded content. What is cut
// may end within a character, which is dropped.
func (p *Parser) decodeText(part *Part, b []byte) {
	label := part.Charset
	if label == "" && part.MediaType == "text/html" {
		label = metaCharset(b)
	}
	var notes Notes
	part.Text, part.Decoded, notes = DecodeText(b, label)
	if part.Notes&TextCut != 0 {
		cut := strings.TrimRight(part.Text, "\ufffd")
		if !strings.Contains(cut, "\ufffd") {
			notes &^= BadText
		}
		part.Text = cut
	}
	p.noteOn(part, notes)
}

// metaCharset returns the charset that HTML gives itself in its first KiB.
func metaCharset(b []byte) string {
	b = b[:min(len(b), 1<<10)]
	for i := range b {
		if b[i] != 'c' && b[i] != 'C' || len(b)-i < 9 || !text.EqualFold(b[i:i+8], "charset=") {
			continue
		}
		rest := bytes.TrimLeft(b[i+8:], " \"'")
		n := bytes.IndexAny(rest, " \"';/>")
		return cleanLabel(string(rest[:max(n, 0)]))
	}
	return ""
}
