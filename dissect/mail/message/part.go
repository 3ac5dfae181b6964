package message

import "strings"

// Kind says what a part is.
type Kind uint8

// Kinds of parts.
const (
	Text      Kind = iota // text, kept in Part.Text
	Data                  // anything else without parts of its own
	Multipart             // RFC 2046 §5.1
	Attached              // a message: message/rfc822, message/global
	TNEF                  // Microsoft's application/ms-tnef, winmail.dat
	UUEncoded             // a uuencoded block in a text
)

var kindNames = [...]string{"text", "data", "multipart", "message", "TNEF", "uuencoded"}

func (k Kind) String() string { return name(kindNames[:], int(k)) }

// Encoding is a Content-Transfer-Encoding (RFC 2045 §6).
type Encoding uint8

// Transfer encodings.
const (
	SevenBit Encoding = iota // also if there is no field
	EightBit
	Binary
	QuotedPrintable
	Base64
	UUEncode      // x-uuencode, which is no standard
	OtherEncoding // unknown: bytes are taken as they are
)

var encodingNames = [...]string{"7bit", "8bit", "binary", "quoted-printable", "base64", "uuencode", "unknown"}

func (e Encoding) String() string { return name(encodingNames[:], int(e)) }

// Disposition says how a part wants to be shown (RFC 2183 §2).
type Disposition uint8

// Dispositions.
const (
	Unspecified Disposition = iota
	Inline
	Attachment // and every type that is unknown, RFC 2183 §2.8
)

var dispositionNames = [...]string{"", "inline", "attachment"}

func (d Disposition) String() string { return name(dispositionNames[:], int(d)) }

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "?"
}

// Part is a node in the tree of a message.
type Part struct {
	// Number is that of RFC 3501 §6.4.5: "2.1" is the first part of the second.
	// It is "" for a multipart that is the body of the message.
	Number      string
	Kind        Kind
	MediaType   string   // "text/plain", lower case; what RFC 2045 §5.2 assumes if there is none
	Charset     string   // as labelled, lower case; "" without a label
	Decoded     string   // charset the text was read in
	Encoding    Encoding // of the transfer
	Disposition Disposition
	FileName    string // decoded, as sent: see SafeName; "" if there is none
	ID          string // Content-ID without angle brackets
	Description string // Content-Description

	Encoded int64 // bytes of the body as sent; 0 for multiparts and uuencoded blocks
	Size    int64 // bytes when decoded
	Lost    int64 // bytes of Encoded's place that were not captured

	// Text is the beginning of a Text part in UTF-8, line ends as sent,
	// uuencoded blocks left out; of a multipart without parts, its bytes.
	Text string

	Parts   []*Part  // of a Multipart; uuencoded blocks of a Text
	Message *Message // of Attached; nil beyond Limits.Depth
	Notes   Notes    // of this part, not of its children
}

// IsAttachment tells if a person would call the part an attachment: it is
// marked as one, has a file name, or is neither text nor a container.
func (p *Part) IsAttachment() bool {
	if p.Kind == Multipart {
		return false
	}
	return p.Disposition == Attachment || p.FileName != "" || p.Kind != Text
}

// IsLeaf tells if the part has a content of its own.
func (p *Part) IsLeaf() bool { return p.Kind != Multipart }

func (p *Part) walk(yield func(*Part) bool) bool {
	if !yield(p) {
		return false
	}
	for _, c := range p.Parts {
		if !c.walk(yield) {
			return false
		}
	}
	return p.Message == nil || p.Message.Body.walk(yield)
}

// kindOf tells how a body is treated by its media type in lower case.
func kindOf(media, file string) Kind {
	switch media {
	case "message/rfc822", "message/global":
		return Attached
	case "message/delivery-status", "message/disposition-notification", "message/feedback-report",
		"message/global-headers":
		return Text
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return TNEF
	}
	switch {
	case strings.HasPrefix(media, "multipart/"):
		return Multipart
	case strings.HasPrefix(media, "text/"):
		return Text
	case strings.EqualFold(file, "winmail.dat"):
		return TNEF
	}
	return Data
}

var encodings = []struct {
	name string
	e    Encoding
}{
	{"", SevenBit}, {"7bit", SevenBit}, {"7-bit", SevenBit}, {"8bit", EightBit}, {"8-bit", EightBit}, {"binary", Binary},
	{"base64", Base64}, {"base-64", Base64}, {"quoted-printable", QuotedPrintable},
	{"uuencode", UUEncode}, {"x-uuencode", UUEncode}, {"x-uue", UUEncode}, {"uue", UUEncode},
}

// encodingOf reads the body of a Content-Transfer-Encoding field.
func encodingOf(value string) Encoding {
	value, _ = cutValue(value)
	value = strings.Trim(value, " \t\"'")
	for _, e := range encodings {
		if strings.EqualFold(value, e.name) {
			return e.e
		}
	}
	return OtherEncoding
}
