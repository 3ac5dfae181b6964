package message

import "strings"

// Notes is a set of things that are wrong or uncommon with a message or part.
type Notes uint32

// Notes.
const (
	NoHeader           Notes = 1 << iota // body from the first line
	Envelope                             // an mbox "From " line or empty lines before the header
	BareCR                               // lines end in CR alone
	BadHeaderLine                        // a line in the header is no field
	HeaderTooLong                        // fields beyond Limits.Head, or a longer one than is kept
	RepeatedField                        // a field that may come once came again; the first counts
	BadDate                              // Date cannot be read
	BadWord                              // an encoded word of an unknown charset
	RawHeader                            // bytes in the header that are neither ASCII nor UTF-8
	UnknownCharset                       // a label that means nothing here
	WrongCharset                         // the text is in another charset than its label says
	MissingCharset                       // text beyond ASCII without a label
	BadText                              // bytes that no character of the charset has
	UnknownEncoding                      // a transfer encoding that means nothing here
	WrongEncoding                        // called base64, but plain: read as it is
	BadBase64                            // what is not in the alphabet, or data after padding
	BadQuotedPrintable                   // an equals sign without two hexadecimal digits
	BadUUEncode                          // a line that cannot be in the block
	NoBoundary                           // a multipart without a boundary parameter
	WrongBoundary                        // the parts are delimited by another boundary than the field says
	NoParts                              // a multipart without a delimiter
	Unclosed                             // a multipart without its closing delimiter
	AfterClose                           // parts after the closing delimiter
	TooDeep                              // beyond Limits.Depth: not looked into
	TooManyParts                         // beyond Limits.Parts: not listed
	TextCut                              // beyond Limits.Text: not kept
	Truncated                            // the message ends in a header, an encoded unit or an open multipart
	Missing                              // bytes were not captured
)

var noteNames = [...]string{
	"no header", "envelope line before the header", "lines end in CR alone", "line in the header that is no field",
	"header too long", "repeated field", "bad date", "encoded word of an unknown charset", "raw 8-bit header",
	"unknown charset",
	"wrong charset label", "missing charset label", "undecodable characters", "unknown transfer encoding",
	"wrong transfer encoding",
	"bad base64", "bad quoted-printable", "bad uuencode", "no boundary", "wrong boundary", "multipart without parts",
	"no closing boundary", "parts after the closing boundary", "nested too deep", "too many parts", "text cut",
	"truncated", "bytes missing",
}

// List returns the names of the notes in a fixed order.
func (n Notes) List() (names []string) {
	for i, name := range noteNames {
		if n&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// String returns the names with ", " between them, "" for none.
func (n Notes) String() string { return strings.Join(n.List(), ", ") }
