package ftp

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Request is a segment of the client. Everything in it is borrowed until the frame
// has been reported.
type Request struct {
	Command          // of the first line
	Line      []byte // the first line, without its end
	Rest      []byte // the lines after it
	Directory string // the working directory, as far as known
	Active    dissect.Endpoint
	Natted    bool // PORT tells another address than the client's; valid iff Active is set
}

// AppendInfo appends "Request: RETR notes.txt".
func (r *Request) AppendInfo(dst []byte) []byte {
	return text.AppendText(append(dst, "Request: "...), r.Line)
}

// Response is a segment of the server. Everything in it is borrowed until the frame
// has been reported.
type Response struct {
	Code      uint16 // that the first line begins with; 0 if none
	Line      []byte // the first line, without its end
	Text      []byte // what follows the code; the line if there is none
	Rest      []byte // the lines after it
	Directory string // the working directory, as far as known
	Passive   dissect.Endpoint
	Natted    bool // 227 tells another address than the server's
	NoPath    bool // 257 tells no path
}

// AppendInfo appends "Response: 226 Transfer complete.".
func (r *Response) AppendInfo(dst []byte) []byte {
	return text.AppendText(append(dst, "Response: "...), r.Line)
}
