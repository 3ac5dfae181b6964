package pop3

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

var fields = append([]dissect.Field{
	{Name: "pop.request", Title: "Request", Type: dissect.String, Get: dissect.Of(requestLine)},
	{Name: "pop.request.command", Title: "Request command", Type: dissect.String, Get: dissect.Of(requestWord)},
	{Name: "pop.request.parameter", Title: "Request parameter", Type: dissect.String, Get: dissect.Of(requestParameter)},
	{Name: "pop.request.data", Title: "Data", Type: dissect.String, Get: dissect.Of(requestData)},
	{Name: "pop.response", Title: "Response", Type: dissect.String, Get: dissect.Of(responseLine)},
	{Name: "pop.response.indicator", Title: "Response indicator", Type: dissect.String, Get: dissect.Of(responseIndicator)},
	{Name: "pop.response.description", Title: "Response description", Type: dissect.String, Get: dissect.Of(responseText)},
	{Name: "pop.time", Title: "Time from request", Type: dissect.RelTime, Get: dissect.Of(responseTime)},
	{Name: "pop.response.data", Title: "Data", Type: dissect.String, Get: dissect.Of(responseData)},
}, mail.FragmentFields("pop", fragments)...)

// fragments returns those of a message that was begun in another segment.
func fragments(l *dissect.Layer) *mail.Fragments {
	if d, ok := l.Message.(*Data); ok && len(d.Frames) > 0 {
		return &d.Fragments
	}
	return nil
}

func requestLine(r *Request, v *dissect.Values) { v.Bytes(r.Line) }
func requestData(r *Request, v *dissect.Values) { eachLine(r.Rest, v) }

func requestWord(r *Request, v *dissect.Values) {
	if len(r.Word) > 0 {
		v.Bytes(text.Readable(r.Word))
	}
}

func requestParameter(r *Request, v *dissect.Values) {
	if len(r.Arg) > 0 {
		v.Bytes(text.Readable(r.Arg))
	}
}

func responseLine(r *Response, v *dissect.Values)      { v.Bytes(r.Line) }
func responseIndicator(r *Response, v *dissect.Values) { v.Bytes(r.Indicator) }
func responseData(r *Response, v *dissect.Values)      { eachLine(r.Rest, v) }

// responseTime gets the time from the command to the reply.
func responseTime(r *Response, v *dissect.Values) {
	if r.RequestIn != 0 {
		v.Int(int64(r.Since))
	}
}

func responseText(r *Response, v *dissect.Values) {
	if len(r.Text) > 0 {
		v.Bytes(text.Readable(r.Text))
	}
}

// eachLine gets each line without its end. Wireshark 4.0 has them empty.
func eachLine(b []byte, v *dissect.Values) {
	for len(b) > 0 {
		v.Bytes(line(b))
		b = b[lines.LineEnd(b):]
	}
}
