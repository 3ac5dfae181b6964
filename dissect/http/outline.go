package http

import (
	"bytes"

	"netsniff/dissect"
)

// startLine is the key of the heading that the start line makes.
const startLine = "start line"

var outline = dissect.Outline{
	Headings: addStartLine,
	Branches: []dissect.Branch{
		{Above: "http.request.uri.query", Below: []string{"http.request.uri.query.parameter"}},
		{Above: "http.request.uri", Below: []string{"http.request.uri.*"}},
		{Above: startLine, Below: []string{
			"http.request.method", "http.request.uri", "http.request.version",
			"http.response.version", "http.response.code", "http.response.code.desc", "http.response.phrase",
		}},
		{Above: "http.content_length_header", Below: []string{"http.content_length"}},
		{Above: "http.cookie", Below: []string{"http.cookie_pair"}},
		{Above: "http.authorization", Below: []string{"http.authbasic"}},
	},
	// Details show the lines of the head in their order.
	Whole: []string{"http.request.line", "http.response.line"},
	Hidden: append(headerFieldNames(), "http.unknown_header", "http.content_length", "http.cookie_pair",
		"http.request", "http.response", "http.notification", "http.chat"),
	Computed: []string{
		"http.request.full_uri", "http.request_number", "http.response_number", "http.response.code.desc",
		"http.response_for.uri", "http.request_in",
		"http.response_in", "http.prev_request_in", "http.prev_response_in", "http.next_request_in",
		"http.next_response_in", "http.time",
	},
	Last: []string{
		"http.request.full_uri", "http.request_number", "http.response_number", "http.time", "http.response_for.uri",
		"http.request_in", "http.response_in",
		"http.prev_request_in", "http.prev_response_in", "http.next_request_in", "http.next_response_in",
		"http.file_data",
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
	return names
}

// addStartLine adds the start line of a message as heading.
func addStartLine(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
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
}

// startEnd returns the line end of the start line.
func (h *Head) startEnd() []byte {
	end := h.raw[max(0, bytes.Index(h.raw, h.Start)):]
	end = end[min(len(h.Start), len(end)):]
	return end[:bytes.IndexByte(end, '\n')+1]
}
