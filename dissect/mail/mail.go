// Package mail reads Internet messages (RFC 5322) and the outline of their
// MIME bodies (RFC 2045, RFC 2046) as they pass by: SMTP, POP3 and IMAP feed
// a Scanner with the bytes of a message and emit the Message it made of them.
// Header fields are kept up to a bound; of bodies only what the row shows.
package mail

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Protocol is the Internet Message Format. It is carried by other protocols,
// never found on its own.
var Protocol = dissect.Protocol{
	Name:    "imf",
	Title:   "Internet Message Format",
	Column:  "IMF",
	Fields:  fields(),
	Outline: &outline,
}

// Bounds of what a Scanner keeps of one message, in bytes unless said otherwise.
const (
	maxHead  = 64 << 10 // header fields, those of attached messages included
	maxLate  = 8 << 10  // those kept beyond, of few names
	maxCut   = 32 << 10 // of a field that does not fit
	maxText  = 4096     // body without a media type: its beginning is the row's text
	maxPart  = 8 << 10  // header fields of one body part
	maxLine  = 256      // beginning of a line that may be a boundary delimiter
	maxDepth = 16       // multiparts within multiparts
	maxParts = 4096     // things the row says, as a number
	maxNames = 64 << 10 // media types and boundaries of body parts
	maxInfo  = 4095     // the row's text
)

// HeaderField is one header field (RFC 5322 §2.2).
type HeaderField struct {
	Name  []byte // before the colon, as sent
	Value []byte // without leading white space; still folded
	Line  []byte // the whole field without its line end
}

// Message is a scanned message. Everything in it is borrowed from its Scanner
// until the Scanner is reset.
type Message struct {
	Fields []HeaderField // of the message, then of messages attached to it
	// Text is set if a body without a media type was shown as text.
	Text     bool
	Parts    *Parts // of its multiparts, nil if it has none
	mentions []mention
}

// Emit emits m to f, with the outline of its multiparts. A quiet one leaves the
// row to its carrier.
func (m *Message) Emit(f *dissect.Frame, quiet bool) {
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Quiet: quiet})
	if m.Parts != nil {
		f.Emit(dissect.Layer{Protocol: &MIME, Message: m.Parts, Quiet: true})
	}
}

// mention is one thing that the row says of a message.
type mention struct {
	kind mentionKind
	b    []byte
}

type mentionKind uint8

const (
	mentionFrom      mentionKind = iota // value of a From field
	mentionSubject                      // value of a Subject field
	mentionLines                        // text, line by line
	mentionTextMedia                    // type of a body that is shown as text
	mentionMedia                        // type of a body that is only named
	mentionJSON                         // type of a JSON body
	mentionXML                          // an XML body
	mentionMessage                      // an attached message
)

// Column returns the Protocol column of a row that carries the message;
// carrier is the column of the protocol around it with "/IMF": "SMTP/IMF".
// It adds what the message carries in turn ("SMTP/IMF/XML").
func (m *Message) Column(carrier string) string {
	for _, p := range m.mentions {
		switch p.kind {
		case mentionJSON:
			carrier += "/JSON"
		case mentionXML:
			carrier += "/XML"
		case mentionMessage:
			carrier += "/IMF"
		}
	}
	return carrier
}

// AppendInfo appends "from: …, subject: …,  (text/plain)": the From and
// Subject fields in their order, then the body's media types or its text.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext is AppendInfo in a row that begins at start of dst and may say
// something before it, of earlier messages (AppendLead) or of TCP.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	fence := len(dst)
	for _, p := range m.mentions {
		switch p.kind {
		case mentionFrom:
			dst = append(text.AppendText(append(dst, "from: "...), p.b), ", "...)
			fence = len(dst)
		case mentionSubject:
			dst = append(text.AppendText(append(dst, "subject: "...), p.b), ", "...)
			fence = len(dst)
		case mentionMessage:
			dst = dst[:fence] // an attached message takes the place of bodies before it
		case mentionLines:
			dst = appendLines(dst, start, p.b)
		case mentionTextMedia:
			if len(dst) > start {
				dst = append(dst, ' ')
			}
			dst = appendMedia(dst, p.b)
		case mentionMedia:
			dst = appendMedia(append(dst, ' '), p.b)
		case mentionJSON:
			if len(dst) > start {
				dst = append(dst, ", "...)
			}
			dst = appendMedia(append(dst, "JavaScript Object Notation "...), p.b)
		}
		if len(dst)-start > maxInfo {
			return cut(dst, start+maxInfo)
		}
	}
	return dst
}

// AppendLead appends what a row keeps of the message if another one follows:
// its From and Subject fields, unless its body was shown as text.
func (m *Message) AppendLead(dst []byte) []byte {
	if m.Text {
		return dst
	}
	for _, p := range m.mentions {
		switch p.kind {
		case mentionFrom:
			dst = append(text.AppendText(append(dst, "from: "...), p.b), ", "...)
		case mentionSubject:
			dst = append(text.AppendText(append(dst, "subject: "...), p.b), ", "...)
		}
	}
	return dst
}

func appendMedia(dst, media []byte) []byte {
	return append(text.AppendText(append(dst, '('), media), ')')
}

// appendLines appends the lines of b with ", " between them; their ends
// become blanks.
func appendLines(dst []byte, start int, b []byte) []byte {
	for len(b) > 0 && len(dst)-start <= maxInfo {
		n := lines.LineEnd(b)
		if len(dst) > start {
			dst = append(dst, ", "...)
		}
		dst = text.AppendBlanked(dst, b[:n])
		b = b[n:]
	}
	return dst
}

// cut shortens dst to n bytes without leaving part of a character.
func cut(dst []byte, n int) []byte {
	for n > 0 && dst[n]&0xc0 == 0x80 {
		n--
	}
	return dst[:n]
}
