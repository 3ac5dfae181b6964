package message

import (
	"bytes"
	"strings"
)

// known are the fields that count even in a header beyond Limits.Head.
type known uint8

const (
	otherField known = iota
	contentType
	contentTransferEncoding
	contentDisposition
	contentID
	contentDescription
	fromField
	senderField
	replyToField
	toField
	ccField
	bccField
	subjectField
	dateField
	messageIDField
	mailerField
	agentField
	receivedField
	knownFields
)

var knownNames = map[string]known{
	"content-type": contentType, "content-transfer-encoding": contentTransferEncoding,
	"content-disposition": contentDisposition,
	"content-id":          contentID, "content-description": contentDescription,
	"from": fromField, "sender": senderField, "reply-to": replyToField, "to": toField, "cc": ccField, "bcc": bccField,
	"subject": subjectField, "date": dateField, "message-id": messageIDField,
	"x-mailer": mailerField, "user-agent": agentField, "received": receivedField,
}

// head is a header being read: that of the message or of one part.
type head struct {
	message   bool // of a message, not of a part
	outermost bool
	budget    *budget
	fields    []Field
	begun     bool                // a field was seen
	name      string              // of the field being read, "" if there is none
	body      []byte              // of the field being read, folded
	value     [knownFields]string // first body of each known field
	has       [knownFields]bool
	received  int
	strays    []string // lines that are no fields, since the last field
	notes     Notes
}

// headEnd tells whether a line ended the header.
type headEnd uint8

const (
	headGoesOn headEnd = iota
	headEnds           // an empty line
	bodyBegins         // the line is no header any more
)

// line reads a line or a piece of one.
func (h *head) line(b []byte, first, last bool) headEnd {
	text, _ := trimEnd(b)
	switch {
	case !first:
		h.more(b)
		return headGoesOn
	case len(text) == 0 && last:
		switch {
		case len(h.strays) > 0:
			return bodyBegins
		case !h.message || h.begun:
			return headEnds
		}
		h.notes |= Envelope
		return headGoesOn
	case len(text) == 0: // half of a line end, and the rest is missing
		return headGoesOn
	case text[0] == ' ' || text[0] == '\t':
		if h.name != "" {
			h.more(b)
			return headGoesOn
		}
	}
	text = bytes.TrimLeft(text, "\n") // lines that end in CR, and one that does not
	name, body, ok := cutField(text)
	switch {
	case ok:
		h.finish()
		h.keepStrays()
		h.begun = true
		h.name = string(name)
		h.more(body)
		if !last || len(b) > len(text) {
			h.more(b[len(text):])
		}
		return headGoesOn
	case h.message && !h.begun && (bytes.HasPrefix(text, []byte("From ")) || bytes.HasPrefix(text, []byte(">From "))):
		h.notes |= Envelope
		return headGoesOn
	case h.name != "" && (bytes.HasPrefix(text, []byte("=?")) ||
		bytes.HasSuffix(bytes.TrimRight(h.body, " \t\r\n"), []byte{';'})):
		h.notes |= BadHeaderLine
		h.more(b) // folded without white space
		return headGoesOn
	case !h.begun && (!h.message || !last || len(h.strays) == maxFalseStart):
		return bodyBegins
	}
	h.finish()
	h.notes |= BadHeaderLine
	h.strays = append(h.strays, string(b[:min(len(b), maxLine)]))
	if len(h.strays) > maxStrays {
		return bodyBegins
	}
	return headGoesOn
}

// more continues the field being read.
func (h *head) more(b []byte) {
	if h.name == "" {
		return
	}
	if n := maxField - len(h.body); len(b) > n {
		h.notes |= HeaderTooLong
		b = b[:n]
	}
	h.body = append(h.body, b...)
}

// gap ends the field that bytes are missing in: nothing is joined across them.
func (h *head) gap() { h.finish() }

// cutField splits a line at the colon after a field name (RFC 5322 §2.2,
// §4.5: blanks before the colon are obsolete).
func cutField(line []byte) (name, body []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return nil, nil, false
	}
	name = bytes.TrimRight(line[:i], " \t")
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return nil, nil, false
		}
	}
	return name, line[i+1:], len(name) > 0 && len(name) <= maxToken
}

// fieldCost is what a kept field costs beside its bytes.
const fieldCost = 64

// finish ends the field being read. Of a part only what describes it is kept;
// of a message all fields, as far as the budget reaches. Beyond that the known
// ones of the outermost message are still kept, each once.
func (h *head) finish() {
	if h.name == "" {
		return
	}
	k := knownNames[strings.ToLower(h.name)]
	body := bytes.TrimSpace(h.body)
	first := k != otherField && !h.has[k]
	switch {
	case k == receivedField:
		h.received++
		first = false
	case k != otherField && !first:
		h.notes |= RepeatedField
	}
	cost := fieldCost + len(h.name) + len(body)
	within := cost <= h.budget.head
	keep := h.message && (within || first && h.outermost)
	if keep || first && k <= contentDescription {
		raw := string(body)
		if first {
			h.value[k], h.has[k] = raw, true
		}
		if keep {
			h.fields = append(h.fields, Field{h.name, raw})
		}
	}
	switch {
	case h.message && within:
		h.budget.head -= cost
	case h.message:
		h.notes |= HeaderTooLong
	}
	h.name, h.body = "", h.body[:0]
}

// end ends the header. The lines before its end that are no fields are returned
// as the beginning of the body: the empty line between them is missing.
func (h *head) end() (body []string) {
	h.finish()
	if !h.begun {
		h.notes &^= BadHeaderLine
	}
	return h.strays
}

// keepStrays takes the lines that are no fields for part of the header, as a
// field came after them.
func (h *head) keepStrays() {
	for _, s := range h.strays {
		if cost := fieldCost + len(s); h.message && cost <= h.budget.head {
			h.budget.head -= cost
			h.fields = append(h.fields, Field{Raw: strings.TrimRight(s, "\r\n")})
		}
	}
	h.strays = nil
}
