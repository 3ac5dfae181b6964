// Package message reads a whole Internet message for a person: header fields
// decoded (RFC 5322, RFC 2047, RFC 2231), the tree of MIME parts (RFC 2045,
// RFC 2046) with its attachments, attached messages and uuencoded blocks, and
// notes of what is wrong with it. It never gives up: a message without a
// header, with wrong boundaries or cut in the middle still gives a Message,
// in memory that Limits bound and in time linear in its length.
//
// A Parser is written to, so that a mail can be read as it passes and an
// attachment of any size is never held: who wants the contents of parts gives
// a writer for each (Contents).
//
// # Why no MIME library
//
// Libraries were tried with broken mail. jhillyerd/enmime (v2.3.0) keeps every
// attachment in memory, loses parts behind a wrong boundary, and had not read
// 100 unclosed multiparts within each other after 20 seconds. emersion/go-message (v0.18.2) refuses a message with one bad header
// line and stops at the first bad boundary, as mime/multipart and net/mail do
// below it. All of them, as mime.WordDecoder, decode encoded words one by one,
// so that characters split between words are lost, and believe charset
// labels. So the structure is read here; encoding/base64, net/mail's dates and
// the character sets of golang.org/x/text are used.
//
//   - https://www.rfc-editor.org/rfc/rfc5322 (messages)
//   - https://www.rfc-editor.org/rfc/rfc2045, rfc2046, rfc2047, rfc2049 (MIME)
//   - https://www.rfc-editor.org/rfc/rfc2183 (Content-Disposition)
//   - https://www.rfc-editor.org/rfc/rfc2231 (parameters)
//   - https://www.rfc-editor.org/rfc/rfc6532 (UTF-8 in headers)
package message

import (
	"iter"
	"strings"
	"time"
)

// Message is what could be read of a message.
type Message struct {
	// Fields are the header fields in their order, as far as Limits.Head
	// allows. What was no field has an empty Name.
	Fields []Field

	From, Sender, ReplyTo, To, Cc, Bcc []Address

	Subject   string    // decoded, UTF-8
	MessageID string    // without angle brackets
	Date      time.Time // zero if the field is missing or cannot be read
	Client    Client    // program that wrote the message
	Received  int       // number of Received fields: servers on the way
	// Body is the root of the tree of parts, never nil.
	Body *Part
	Size int64 // bytes of the message
	Head int64 // bytes of its header, with the empty line
	// Notes are those of the message and of everything in it.
	Notes Notes
}

// Field is a header field (RFC 5322 §2.2).
type Field struct {
	Name string
	Raw  string // body of the field as sent, still folded
}

// Text is the field's body as a person reads it: unfolded, words decoded.
func (f Field) Text() string {
	text, _ := DecodeHeader(f.Raw, "")
	return text
}

// Address is a mailbox (RFC 5322 §3.4).
type Address struct {
	Name string // display name, decoded; "" if there is none
	Addr string // alice@example.com
}

// String returns "Alice <alice@example.com>".
func (a Address) String() string {
	switch {
	case a.Name == "":
		return a.Addr
	case a.Addr == "":
		return a.Name
	}
	return a.Name + " <" + a.Addr + ">"
}

// Get returns the text of the first field of a name, in any case.
func (m *Message) Get(name string) string {
	for _, f := range m.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Text()
		}
	}
	return ""
}

// Parts yields the parts in the order of the message, each before what lies in
// it; those of attached messages follow the part that carries the message.
func (m *Message) Parts() iter.Seq[*Part] {
	return func(yield func(*Part) bool) { m.Body.walk(yield) }
}

// Limits bound what is kept of a message. Zero values mean the defaults.
type Limits struct {
	Depth int // multiparts, attached messages and both within each other
	Parts int // parts in all
	Head  int // bytes of header fields, those of attached messages included
	Text  int // bytes of decoded text in all parts together
}

// Default limits.
const (
	DefaultDepth = 32
	DefaultParts = 4096
	DefaultHead  = 1 << 20
	DefaultText  = 1 << 20
)

// Bounds that are not for the caller to choose, in bytes unless said otherwise.
const (
	maxLine       = 8 << 10  // a longer line is read in pieces
	maxField      = 64 << 10 // of one header field
	maxWord       = 16 << 10 // an encoded word in Q; RFC 2047 §2 says 75
	maxStrays     = 16       // lines in a header that are no fields; more: the body has begun
	maxFalseStart = 2        // such lines before the first field of a message
	maxParams     = 64       // parameters of a field, segments of RFC 2231 included
	maxAddresses  = 1024     // of one field
	maxToken      = 128      // media types, charset labels
	maxFileName   = 1024     // as decoded; SafeName cuts further
	maxIdent      = 512      // Content-ID, Content-Description
	maxBoundary   = 512      // RFC 2046 §5.1.1 says 70
	maxOpening    = 4 << 10  // kept before the first delimiter
	maxOut        = 32 << 10 // decoded bytes on their way to a writer
)

func (l Limits) withDefaults() Limits {
	orDefault := func(n *int, d int) {
		if *n <= 0 {
			*n = d
		}
	}
	orDefault(&l.Depth, DefaultDepth)
	orDefault(&l.Parts, DefaultParts)
	orDefault(&l.Head, DefaultHead)
	orDefault(&l.Text, DefaultText)
	return l
}
