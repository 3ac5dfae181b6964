package pop3

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
)

var fields = []dissect.Field{
	{Name: "pop.request", Title: "Request", Type: dissect.String, Get: ofRequest(requestLine)},
	{Name: "pop.request.command", Title: "Request command", Type: dissect.String, Get: ofRequest(requestWord)},
	{Name: "pop.request.parameter", Title: "Request parameter", Type: dissect.String, Get: ofRequest(requestParameter)},
	{Name: "pop.request.data", Title: "Data", Type: dissect.String, Get: ofRequest(requestData)},
	{Name: "pop.response", Title: "Response", Type: dissect.String, Get: ofResponse(responseLine)},
	{Name: "pop.response.indicator", Title: "Response indicator", Type: dissect.String, Get: ofResponse(responseIndicator)},
	{Name: "pop.response.description", Title: "Response description", Type: dissect.String, Get: ofResponse(responseText)},
	{Name: "pop.response.data", Title: "Data", Type: dissect.String, Get: ofResponse(responseData)},
	{Name: "pop.data.fragments", Title: "DATA fragments", Type: dissect.Label, Get: ofData(fragments)},
	{Name: "pop.data.fragment", Title: "DATA fragment", Type: dissect.FrameNum, Get: ofData(fragmentFrames)},
	{Name: "pop.data.fragment.count", Title: "DATA fragment count", Type: dissect.Uint, Get: ofData(fragmentCount)},
	{Name: "pop.data.reassembled.length", Title: "Reassembled DATA length", Type: dissect.Uint, Get: ofData(messageLength)},
}

type getter = func(*dissect.Frame, *dissect.Layer, *dissect.Values)

func ofRequest(get func(*Request, *dissect.Values)) getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if r, ok := l.Message.(*Request); ok {
			get(r, v)
		}
	}
}

func ofResponse(get func(*Response, *dissect.Values)) getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if r, ok := l.Message.(*Response); ok {
			get(r, v)
		}
	}
}

// ofData gets from a segment that completed a message begun in another.
func ofData(get func(*Data, *dissect.Values)) getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if d, ok := l.Message.(*Data); ok && len(d.Frames) > 0 {
			get(d, v)
		}
	}
}

func requestLine(r *Request, v *dissect.Values) { v.Bytes(r.Line) }
func requestData(r *Request, v *dissect.Values) { lines(r.Rest, v) }

func requestWord(r *Request, v *dissect.Values) {
	if len(r.Word) > 0 {
		v.Bytes(mail.Readable(r.Word))
	}
}

func requestParameter(r *Request, v *dissect.Values) {
	if len(r.Arg) > 0 {
		v.Bytes(mail.Readable(r.Arg))
	}
}

func responseLine(r *Response, v *dissect.Values)      { v.Bytes(r.Line) }
func responseIndicator(r *Response, v *dissect.Values) { v.Bytes(r.Indicator) }
func responseData(r *Response, v *dissect.Values)      { lines(r.Rest, v) }

func responseText(r *Response, v *dissect.Values) {
	if len(r.Text) > 0 {
		v.Bytes(mail.Readable(r.Text))
	}
}

// lines gets each line without its end. Wireshark 4.0 has them empty.
func lines(b []byte, v *dissect.Values) {
	for len(b) > 0 {
		v.Bytes(line(b))
		b = b[mail.LineEnd(b):]
	}
}

func fragments(_ *Data, v *dissect.Values)     { v.Mark() }
func fragmentCount(d *Data, v *dissect.Values) { v.Uint(uint64(len(d.Frames))) }
func messageLength(d *Data, v *dissect.Values) { v.Uint(uint64(d.Length)) }

func fragmentFrames(d *Data, v *dissect.Values) {
	for _, n := range d.Frames {
		v.Uint(uint64(n))
	}
}
