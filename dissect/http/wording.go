package http

import (
	"sort"
	"strconv"

	"netsniff/dissect"
)

// wordings are the lines of messages: header fields say what was sent.
func wordings() []dissect.Wording {
	list := []dissect.Wording{
		{Field: "http.chat", Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
			if h := headOf(l); h != nil {
				dst = appendText(appendText(dst, h.Start), h.startEnd())
			}
			return dst
		}},
		{Field: "http.request_number", Say: ordinal("HTTP request ")},
		{Field: "http.response_number", Say: ordinal("HTTP response ")},
		{Field: "http.chunk_size", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
			return append(strconv.AppendUint(append(dst, ": "...), v.U, 10), " octets"...)
		}},
		{Field: "http.file_data", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
			return append(strconv.AppendInt(append(dst, ": "...), int64(v.F), 10), " bytes"...)
		}},
	}
	for _, name := range headerFieldNames() {
		list = append(list, dissect.Wording{Field: name, Say: sayHeader})
	}
	return list
}

// ordinal returns what counts messages. How many there will be nobody knows yet.
func ordinal(what string) dissect.Sayer {
	return func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		dst = append(strconv.AppendUint(append(dst, what...), v.U, 10), '/')
		return strconv.AppendUint(dst, v.U, 10)
	}
}

// sayHeader says the line that a value stands in.
func sayHeader(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	h := headOf(l)
	if h == nil {
		return dst
	}
	i := sort.Search(len(h.Headers), func(i int) bool { return h.Headers[i].Off > int(v.Off) }) - 1
	if i < 0 {
		return dst
	}
	return appendText(dst, h.Headers[i].Line)
}
