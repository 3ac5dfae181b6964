package pop3

import (
	"netsniff/capture"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// Request is a segment of the client. Everything in it is borrowed until the
// frame has been reported.
type Request struct {
	Verb Verb
	Line []byte // the first line, without its end
	Word []byte // the verb as sent
	Arg  []byte
	Rest []byte // the lines after the first: pipelined commands (RFC 2449 §6.6)
}

// AppendInfo appends "C: RETR 1".
func (r *Request) AppendInfo(dst []byte) []byte {
	return text.AppendText(append(dst, "C: "...), r.Line)
}

// Response is a segment of the server that begins with a status. Everything
// in it is borrowed until the frame has been reported.
type Response struct {
	Answers Verb // the command it answers; None for the greeting
	OK      bool // +OK, else -ERR
	// RequestIn is the frame in which that was sent, 0 if it is not known, and Since
	// the time from there.
	RequestIn uint32
	Since     capture.Stamp
	Multiline bool   // lines up to a dot follow, because of the command
	Line      []byte // the first line, without its end
	Indicator []byte // "+OK" or "-ERR"
	Text      []byte // what follows the indicator
	Rest      []byte // the lines after the first
}

// AppendInfo appends "S: +OK 2 messages".
func (r *Response) AppendInfo(dst []byte) []byte {
	return text.AppendText(append(dst, "S: "...), r.Line)
}

// Data is a segment of a message whose size is known.
type Data struct {
	Bytes int  // of the segment, as the wire had it
	End   bool // the message is complete, its row speaks for itself
	// Fragments are valid iff End; Frames is empty if one segment was enough.
	mail.Fragments
}

// AppendInfo appends "S: DATA fragment, 1460 bytes", nothing if the message
// itself follows.
func (d *Data) AppendInfo(dst []byte) []byte {
	if d.End {
		return dst
	}
	return mail.AppendFragment(append(dst, "S: "...), d.Bytes)
}
