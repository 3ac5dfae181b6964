package http

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/http/coding"
)

// startLine is the key of the heading that the start line makes.
const startLine = "start line"

var outline = dissect.Outline{
	Headings: addHeadings,
	Sorted:   true,
	After:    "http.response.line",
	Before:   "http.file_data",
	Branches: []dissect.Branch{
		{Above: "http.request.uri.query", Below: []string{"http.request.uri.query.parameter"}},
		{Above: "http.request.uri", Below: []string{"http.request.uri.*"}},
		{Above: startLine, Below: []string{
			"http.chat", "http.request.method", "http.request.uri", "http.request.version",
			"http.response.version", "http.response.code", "http.response.code.desc", "http.response.phrase",
		}},
		{Above: "http.content_length_header", Below: []string{"http.content_length"}},
		{Above: "http.cookie", Below: []string{"http.cookie_pair"}},
		{Above: "http.authorization", Below: []string{"http.authbasic"}},
		{Above: "http.unknown_header", Below: []string{"http.bad_header_name"}},
		{Above: encodedBody, Title: "Content-encoded entity body", Below: []string{"http.decompression_failed"}},
	},
	Whole: append(headerFieldNames(), "http.chat", "http.request_number", "http.response_number", "http.request.line",
		"http.response.line"),
	// The lines of the head are those of its fields.
	Hidden: []string{
		"http.request.line", "http.response.line", "http.request", "http.response", "http.notification",
	},
	Apart: []string{"http.unknown_header"},
	Computed: []string{
		"http.request.full_uri", "http.request_number", "http.response_number", "http.response.code.desc",
		"http.response_for.uri", "http.request_in", "http.content_length",
		"http.response_in", "http.prev_request_in", "http.prev_response_in", "http.next_request_in",
		"http.next_response_in", "http.time", "http.proxy_connect_host", "http.proxy_connect_port",
	},
	Last: []string{
		"http.request.line", "http.response.line",
		"http.request.full_uri", "http.request", "http.notification", "http.response",
		"http.request_number", "http.response_number", "http.time", "http.prev_request_in", "http.prev_response_in",
		"http.request_in", "http.response_in", "http.next_request_in", "http.next_response_in", "http.response_for.uri",
		"http.chunk*", "http.decompression_failed", "http.file_data",
	},
	Wordings: wordings(),
	Experts: []dissect.Expert{
		{Field: "http.chat", Severity: dissect.Chat, Group: dissect.AboutSequence},
		{Field: "http.leading_crlf", Severity: dissect.Warning, Group: dissect.AboutMalformed},
		{Field: "http.te_unknown", Severity: dissect.Warning, Group: dissect.AboutUndecoded},
		{Field: "http.te_and_length", Severity: dissect.Warning, Group: dissect.AboutProtocol},
		{Field: "http.bad_header_name", Severity: dissect.Warning, Group: dissect.AboutProtocol},
		{Field: "http.decompression_failed", Severity: dissect.Warning, Group: dissect.AboutUndecoded},
	},
}

// headerFieldNames are the fields of the known header fields.
func headerFieldNames() []string {
	var names []string
	for _, x := range headerTitles {
		if x.name != "" {
			names = append(names, x.name)
		}
	}
	return append(names, "http.unknown_header")
}

// addHeadings adds the start line of a message as a heading, and the empty line
// that ends its head.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	var head *Head
	switch m := l.Message.(type) {
	case *Request:
		head = &m.Head
	case *Response:
		head = &m.Head
	default:
		return
	}
	h.Add(0, startLine, appendText(appendText(h.Begin(), head.Start), head.startEnd()), 0, 0)
	if n := head.lastLine(); n > 0 {
		at := len(head.raw) - n
		h.Add(0, "", appendText(h.Begin(), head.raw[at:]), at, n)
	}
	head.addChunks(l.Bytes, h)
	head.addEncoded(l.Bytes, h)
}

// encodedBody is the key of the heading that says what a content coding did.
const encodedBody = "encoded body"

// addEncoded adds how long a coded content is, and how long it is decoded.
func (h *Head) addEncoded(message []byte, x *dissect.Headings) {
	name, has := h.find(HeaderContentEncoding)
	if coding.Parse(name, has) == coding.None || h.BodyLen == 0 || h.Framing == ByChunks &&
		h.Notes&(NoteEndedEarly|NoteBadChunk) != 0 {
		return
	}
	content, ok := h.Content(message)
	if !ok && h.Notes&NoteBadEncoding == 0 {
		return
	}
	text := append(append(append(x.Begin(), "Content-encoded entity body ("...), trim(name)...), "): "...)
	text = append(strconv.AppendInt(text, h.BodyLen, 10), " bytes"...)
	if ok {
		text = append(strconv.AppendInt(append(text, " -> "...), int64(len(content)), 10), " bytes"...)
	}
	x.Add(0, encodedBody, text, 0, 0)
	x.List[len(x.List)-1].Late = true
}

// startEnd returns the line end of the start line.
func (h *Head) startEnd() []byte {
	end := h.raw[max(0, bytes.Index(h.raw, h.Start)):]
	end = end[min(len(h.Start), len(end)):]
	return end[:bytes.IndexByte(end, '\n')+1]
}

// lastLine returns how many bytes the empty line has that ends the head, 0 if
// the head is not there to its end.
func (h *Head) lastLine() int {
	switch {
	case bytes.HasSuffix(h.raw, []byte("\n\r\n")):
		return 2
	case bytes.HasSuffix(h.raw, []byte("\n\n")):
		return 1
	}
	return 0
}
