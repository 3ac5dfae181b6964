package http

import (
	"bytes"
	"encoding/base64"

	"netsniff/dissect"
)

// fields is the table of HTTP's fields. Names, labels and meaning are
// Wireshark's.
var fields = append([]dissect.Field{
	{Name: "http.request", Title: "Request", Type: dissect.Bool, Get: dissect.Of(func(r *Request, v *dissect.Values) {
		if r.Kind != MethodNotify {
			v.Bool(true)
		}
	})},
	{Name: "http.notification", Title: "Notification", Type: dissect.Bool,
		Get: dissect.Of(func(r *Request, v *dissect.Values) {
			if r.Kind == MethodNotify {
				v.Bool(true)
			}
		})},
	{Name: "http.response", Title: "Response", Type: dissect.Bool,
		Get: dissect.Of(func(_ *Response, v *dissect.Values) { v.Bool(true) })},
	{Name: "http.request_number", Title: "Request number", Type: dissect.Uint,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { frameNum(v, r.Ordinal) })},
	{Name: "http.response_number", Title: "Response number", Type: dissect.Uint,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { v.Uint(uint64(r.Ordinal)) })},
	{Name: "http.chat", Title: "Formatted text", Type: dissect.Label,
		Get: head(func(_ *Head, v *dissect.Values) { v.Mark() })},
	{Name: "http.request.method", Title: "Request Method", Type: dissect.String,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { textField(&r.Head, v, r.Method) })},
	{Name: "http.request.uri", Title: "Request URI", Type: dissect.String,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { textField(&r.Head, v, r.Target) })},
	{Name: "http.request.uri.path", Title: "Request URI Path", Type: dissect.String, Get: dissect.Of(getPath)},
	{Name: "http.request.uri.query", Title: "Request URI Query", Type: dissect.String, Get: dissect.Of(getQuery)},
	{Name: "http.request.uri.query.parameter", Title: "Request URI Query Parameter", Type: dissect.String,
		Get: dissect.Of(getQueryParameters)},
	{Name: "http.request.version", Title: "Request Version", Type: dissect.String,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { textField(&r.Head, v, r.Version) })},
	{Name: "http.request.full_uri", Title: "Full request URI", Type: dissect.String,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { computed(v, r.uri) })},
	{Name: "http.request.line", Title: "Request line", Type: dissect.String,
		Get: dissect.Of(func(r *Request, v *dissect.Values) { lines(&r.Head, v) })},
	{Name: "http.response.version", Title: "Response Version", Type: dissect.String,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { textField(&r.Head, v, r.Version) })},
	{Name: "http.response.code", Title: "Status Code", Type: dissect.Uint,
		Get: dissect.Of(func(r *Response, v *dissect.Values) {
			if r.hasCode() {
				v.Uint(uint64(r.Code))
			}
		})},
	{Name: "http.response.code.desc", Title: "Status Code Description", Type: dissect.String, Get: dissect.Of(getCodeName)},
	{Name: "http.response.phrase", Title: "Response Phrase", Type: dissect.String,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { optional(&r.Head, v, r.Phrase) })},
	{Name: "http.response.line", Title: "Response line", Type: dissect.String,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { lines(&r.Head, v) })},
	{Name: "http.response_for.uri", Title: "Request URI", Type: dissect.String,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { computed(v, r.uri) })},
	{Name: "http.proxy_connect_host", Title: "Proxy-Connect-Hostname", Type: dissect.String,
		Get: dissect.Of(func(t *tunnel, v *dissect.Values) { v.Text(t.host) })},
	{Name: "http.proxy_connect_port", Title: "Proxy-Connect-Port", Type: dissect.Uint,
		Get: dissect.Of(func(t *tunnel, v *dissect.Values) { v.Uint(uint64(t.port)) })},
	{Name: "http.request_in", Title: "Request in frame", Type: dissect.FrameNum,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { frameNum(v, r.RequestIn) })},
	{Name: "http.response_in", Title: "Response in frame", Type: dissect.FrameNum,
		Get: dissect.Of(func(*Response, *dissect.Values) {})},
	{Name: "http.prev_request_in", Title: "Prev request in frame", Type: dissect.FrameNum, Get: getPrevRequest},
	{Name: "http.prev_response_in", Title: "Prev response in frame", Type: dissect.FrameNum,
		Get: dissect.Of(func(r *Response, v *dissect.Values) { frameNum(v, r.PrevReply) })},
	{Name: "http.time", Title: "Time since request", Type: dissect.RelTime,
		Get: dissect.Of(func(r *Response, v *dissect.Values) {
			if r.RequestIn != 0 {
				v.Int(int64(r.Since))
			}
		})},
	{Name: "http.content_length", Title: "Content length", Type: dissect.Uint, Get: head(getContentLength)},
	{Name: "http.cookie_pair", Title: "Cookie pair", Type: dissect.String, Get: head(getCookiePairs)},
	{Name: "http.authbasic", Title: "Credentials", Type: dissect.String, Get: head(getBasic)},
	{Name: "http.file_data", Title: "File Data", Type: dissect.String, Body: true, Get: getFileData},
	{Name: "http.te_and_length", Title: "The Content-Length and Transfer-Encoding header must not be set together",
		Type: dissect.Label, Get: noted(NoteLengthAndTE)},
	{Name: "http.te_unknown", Title: "Unknown transfer coding name in Transfer-Encoding header", Type: dissect.Label,
		Get: noted(NoteUnknownCoding)},
	{Name: "http.leading_crlf", Title: "Leading CRLF previous message in the stream may have extra CRLF",
		Type: dissect.Label, Get: noted(NoteLeadingCRLF)},
	{Name: "http.bad_header_name", Title: "Illegal characters found in header name", Type: dissect.Label,
		Get: head(getBadNames)},
	{Name: "http.decompression_failed", Title: "Decompression failed", Type: dissect.Label, Get: noted(NoteBadEncoding)},
}, append(chunkFields, headerFields()...)...)

// headOf returns what requests and responses have in common, nil of others.
func headOf(l *dissect.Layer) *Head {
	switch m := l.Message.(type) {
	case *Request:
		return &m.Head
	case *Response:
		return &m.Head
	}
	return nil
}

// head makes a getter of a function on both kinds of messages.
func head(get func(*Head, *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if h := headOf(l); h != nil {
			get(h, v)
		}
	}
}

// getBadNames marks header fields whose names are no tokens, or the message if
// they were not kept.
func getBadNames(h *Head, v *dissect.Values) {
	if h.Notes&NoteBadHeader == 0 {
		return
	}
	found := false
	for i := range h.Headers {
		if x := &h.Headers[i]; !isToken(x.Name) {
			v.Mark().At(x.Off, len(x.Line))
			found = true
		}
	}
	if !found {
		v.Mark()
	}
}

func noted(n Notes) dissect.Getter {
	return head(func(h *Head, v *dissect.Values) {
		if h.Notes&n != 0 {
			v.Mark()
		}
	})
}

// text adds a part of the head of h as a value.
func textField(h *Head, v *dissect.Values, b []byte) { v.Bytes(untilNUL(b)).At(h.offset(b), len(b)) }

// optional adds a part of the head of h unless it is empty.
func optional(h *Head, v *dissect.Values, b []byte) {
	if len(b) > 0 {
		textField(h, v, b)
	}
}

// computed adds what stands nowhere in the message, unless it is empty.
func computed(v *dissect.Values, b []byte) {
	if len(b) > 0 {
		v.Bytes(b)
	}
}

// offset tells where in the message b stands, which is a part of its head:
// slices of one array share its end.
func (h *Head) offset(b []byte) int { return cap(h.raw) - cap(b) }

func frameNum(v *dissect.Values, n uint32) {
	if n != 0 {
		v.Uint(uint64(n))
	}
}

func lines(h *Head, v *dissect.Values) {
	for i := range h.Headers {
		x := &h.Headers[i]
		v.Bytes(x.Line).At(x.Off, len(x.Line))
	}
}

func getPath(r *Request, v *dissect.Values) {
	if i := bytes.IndexByte(r.Target, '?'); i >= 0 {
		textField(&r.Head, v, r.Target[:i])
	}
}

func getQuery(r *Request, v *dissect.Values) {
	if i := bytes.IndexByte(r.Target, '?'); i >= 0 {
		textField(&r.Head, v, r.Target[i+1:])
	}
}

func getQueryParameters(r *Request, v *dissect.Values) {
	i := bytes.IndexByte(r.Target, '?')
	if i < 0 {
		return
	}
	for rest := r.Target[i+1:]; len(rest) > 0; {
		n := bytes.IndexByte(rest, '&')
		if n < 0 {
			textField(&r.Head, v, rest)
			return
		}
		textField(&r.Head, v, rest[:n])
		rest = rest[n+1:]
	}
}

func getPrevRequest(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	switch m := l.Message.(type) {
	case *Request:
		frameNum(v, m.Prev)
	case *Response:
		frameNum(v, m.PrevReq)
	}
}

func getContentLength(h *Head, v *dissect.Values) {
	for i := range h.Headers {
		if h.Headers[i].ID != HeaderContentLength {
			continue
		}
		if n, _ := contentLength(h.Headers[i].Value); n >= 0 {
			v.Uint(uint64(n)).At(h.Headers[i].Off, len(h.Headers[i].Line))
		}
	}
}

func getCookiePairs(h *Head, v *dissect.Values) {
	for i := range h.Headers {
		if h.Headers[i].ID != HeaderCookie {
			continue
		}
		for rest := h.Headers[i].Value; len(rest) > 0; {
			n := bytes.IndexByte(rest, ';')
			if n < 0 {
				n = len(rest)
			}
			optional(h, v, trim(rest[:n]))
			rest = rest[min(n+1, len(rest)):]
		}
	}
}

func getBasic(h *Head, v *dissect.Values) {
	for i := range h.Headers {
		x := &h.Headers[i]
		if x.ID != HeaderAuthorization && x.ID != HeaderProxyAuthorization || len(x.Value) < 6 ||
			string(x.Value[:6]) != "Basic " {
			continue
		}
		if b, err := base64.StdEncoding.DecodeString(string(trim(x.Value[6:]))); err == nil {
			v.Text(string(b))
		}
	}
}

// getFileData gives the content: the body without transfer and content coding,
// if the message was kept. Of one whose beginning is missing it is what there
// is, if that begins as text; else it is data (data.data).
func getFileData(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if _, ok := l.Message.(*Continuation); ok {
		if len(l.Bytes) > 0 && isPrintable(l.Bytes[0]) {
			v.Bytes(untilNUL(l.Bytes)).F = float64(len(l.Bytes))
		}
		return
	}
	h := headOf(l)
	if h == nil {
		return
	}
	if b, ok := h.Content(l.Bytes); ok && h.BodyLen > 0 {
		v.Bytes(untilNUL(b)).F = float64(len(b))
	}
}
