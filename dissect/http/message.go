package http

import (
	"netsniff/capture"
	"netsniff/dissect/mail"
)

// Framing says how the end of a message's body is found (RFC 9112 §6.3).
type Framing uint8

// Framings.
const (
	NoBody     Framing = iota // ends with its head
	ByLength                  // Content-Length
	ByChunks                  // Transfer-Encoding: chunked
	UntilClose                // the end of the connection
)

var framingNames = [...]string{"no body", "content-length", "chunked", "until close"}

func (f Framing) String() string {
	if int(f) < len(framingNames) {
		return framingNames[f]
	}
	return "unknown"
}

// Notes is a set of oddities of a message.
type Notes uint16

// Oddities.
const (
	NoteFolded        Notes = 1 << iota // a header field goes on in the next line (RFC 9112 §5.2)
	NoteBadHeader                       // a line is no header field, or its name no token
	NoteManyHeaders                     // fields beyond the limits were not kept
	NoteLeadingCRLF                     // an empty line stands before the start line
	NoteLengthAndTE                     // both Content-Length and Transfer-Encoding
	NoteUnknownCoding                   // a transfer coding that RFC 9112 §7 does not have
	NoteBadChunk                        // chunk framing is broken
	NoteLooseChunk                      // chunk data is not followed by CRLF
	NoteCut                             // the snap length cut the message
	NoteEndedEarly                      // the connection ended inside the message
	NoteBadEncoding                     // the body is not what Content-Encoding says
	NoteLengthsDiffer                   // two Content-Length fields do not agree; the last one counts
)

var noteNames = [...]string{
	"folded-header", "bad-header", "many-headers", "leading-crlf", "length-and-transfer-encoding",
	"unknown-transfer-coding", "bad-chunk", "loose-chunk", "cut-by-snap-length", "ended-early", "bad-content-encoding",
	"content-lengths-differ",
}

func (n Notes) String() string {
	var b []byte
	for i, s := range noteNames {
		if n&(1<<i) == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, s...)
	}
	return string(b)
}

// Head is what requests and responses have in common. Its slices belong to the
// message.
type Head struct {
	Start    []byte // the start line without its line end
	Version  []byte
	Headers  []Header
	Framing  Framing
	Notes    Notes
	BodyWire int64 // bytes of the body on the wire, chunk framing included
	BodyLen  int64 // bytes of the body after the transfer coding was taken off
	Decoded  int64 // after the content coding was taken off too; 0 if nobody wanted it (exchanges only)
	Length   int64 // the Content-Length that counted, -1 if none
	Chunks   []uint32
	Ordinal  uint32 // Wireshark's number of the exchange within the connection

	loose  int64    // the number that a Content-Length that is none begins with, -1 if none
	beyond []Header // fields beyond Headers that are looked at
	raw    []byte   // the head as sent, or what is kept of it
	short  bool     // that is not all of it
	body   []byte   // decoded body bytes as far as kept
	media  media
	undone undone         // the content, once it was asked for
	parts  []byte         // Info text of multipart parts
	multi  mail.Multipart // the body, if it is one
	auth   []byte         // Info text of NTLM messages
	column string
	opaque bool // nothing tells what the body is
}

// Request is a request message.
type Request struct {
	Head
	Method []byte
	Kind   Method
	Target []byte // request-target as sent
	Prev   uint32 // frame of the request before, 0 if none or between other messages
	uri    []byte // full URI, empty without a Host field
	secure bool   // it came in TLS
}

// Response is a status line with what follows it.
type Response struct {
	Head
	Code   uint16 // 0: the line has none
	Phrase []byte
	// Of is the request that the response answers: replies come in the order
	// of the requests (RFC 9112 §9.3.2); 1xx responses do not use it up.
	Of Answered
	// RequestIn and Since are the newest request and the time since, set only
	// in the first response after it, as Wireshark counts http.time.
	RequestIn          uint32
	Since              capture.Stamp
	PrevReq, PrevReply uint32 // frames of the exchange before
	uri                []byte // full URI of the newest request
}

// Answered names a request that was seen before. Frame is 0 if none was.
type Answered struct {
	Frame uint32        // the frame that completed it
	At    capture.Stamp // its time
	Kind  Method
}

// Continuation is bytes where a start line should be.
type Continuation struct {
	Len int
	Cut bool
}

const cutText = "[Packet size limited during capture]"

// AppendInfo appends "Continuation".
func (c *Continuation) AppendInfo(dst []byte) []byte {
	dst = append(dst, "Continuation"...)
	if c.Cut {
		dst = append(dst, cutText...)
	}
	return dst
}

// AppendInfo appends the start line and what the body is.
func (h *Head) AppendInfo(dst []byte) []byte {
	if h.media.info != "" {
		return append(dst, h.media.info...)
	}
	dst = appendText(dst, h.Start)
	dst = append(dst, ' ')
	dst = append(dst, h.auth...)
	dst = append(dst, h.parts...)
	dst = h.media.appendText(dst)
	if h.Notes&NoteBadChunk != 0 {
		dst = append(dst, "[Malformed Packet]"...)
	}
	if h.Notes&NoteCut != 0 {
		dst = append(dst, cutText...)
	}
	return dst
}

// Value returns the value of the last field with the given name, nil if there
// is none.
func (h *Head) Value(id HeaderID) []byte {
	v, _ := h.find(id)
	return v
}

// partial is the row of a frame in which a message only begins.
type partial struct{ start []byte }

// AppendInfo appends the start line.
func (p *partial) AppendInfo(dst []byte) []byte {
	return append(appendText(dst, p.start), ' ')
}
