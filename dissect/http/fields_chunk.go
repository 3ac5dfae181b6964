package http

import (
	"strconv"

	"netsniff/dissect"
)

// chunkFields are those of a chunked body (RFC 9112 §7.1). What stands in it is
// there as far as the message was kept.
var chunkFields = []dissect.Field{
	{Name: "http.chunk_size", Title: "Chunk size", Type: dissect.Uint, Get: getChunkSizes},
	{Name: "http.chunk_data", Title: "Chunk data", Type: dissect.Octets, Body: true, Get: chunkParts(chunkData)},
	{Name: "http.chunk_boundary", Title: "Chunk boundary", Type: dissect.Octets, Body: true, Get: chunkParts(chunkDataEnd)},
	{Name: "http.chunked_trailer_part", Title: "trailer-part", Type: dissect.String, Body: true,
		Get: chunkParts(chunkTrailer)},
}

// chunkedBody returns a chunked body as it was sent and where it stands, if it
// was kept whole.
func (h *Head) chunkedBody(message []byte) (body []byte, at int) {
	if h.Framing != ByChunks || h.short || int64(len(message)) < int64(len(h.raw))+h.BodyWire {
		return nil, 0
	}
	return message[len(h.raw) : int64(len(h.raw))+h.BodyWire], len(h.raw)
}

// getChunkSizes gets the sizes of chunks, with their places if the body was kept.
func getChunkSizes(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	h := headOf(l)
	if h == nil {
		return
	}
	for _, n := range h.Chunks {
		v.Uint(uint64(n))
	}
	if body, base := h.chunkedBody(l.Bytes); body != nil {
		sizes := v.List[len(v.List)-len(h.Chunks):]
		n := 0
		walkChunks(body, func(state chunkState, from, to int) {
			if state == chunkSize && n < len(sizes) {
				sizes[n].At(base+from, to-from)
				n++
			}
		})
	}
}

// addChunks adds a heading above the chunks of a body that was kept, and one for
// each of them.
func (h *Head) addChunks(message []byte, x *dissect.Headings) {
	body, base := h.chunkedBody(message)
	if len(body) == 0 {
		return
	}
	x.Add(0, "", append(x.Begin(), "HTTP chunked response"...), base, len(body))
	x.List[len(x.List)-1].Late = true
	n := 0
	add := func(text []byte, from, to int) {
		x.Add(1, "", text, base+from, to-from)
		x.List[len(x.List)-1].Late = true
	}
	walkChunks(body, func(state chunkState, from, to int) {
		switch {
		case state == chunkSize:
			if n++; n > maxChunkList {
				return
			}
			if size, _ := parseSize(trim(body[from:to])); size > 0 {
				text := strconv.AppendInt(append(x.Begin(), "Data chunk ("...), size, 10)
				add(append(text, " octets)"...), from, to)
			} else {
				add(append(x.Begin(), "End of chunked encoding"...), from, to)
			}
		case n <= maxChunkList && (state == chunkData || state == chunkDataEnd):
			last := &x.List[len(x.List)-1]
			last.Len = int32(base+to) - last.Off
		case state == chunkDone:
			add(appendText(x.Begin(), body[from:to]), from, to)
		}
	})
}

// chunkParts gets the parts of a chunked body that are read in the given state.
func chunkParts(part chunkState) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		h := headOf(l)
		if h == nil {
			return
		}
		body, base := h.chunkedBody(l.Bytes)
		walkChunks(body, func(state chunkState, from, to int) {
			if state == part {
				v.Bytes(body[from:to]).At(base+from, to-from)
			}
		})
	}
}

// walkChunks tells the size line and the data of each chunk in b, the line end
// behind it and, at the end, the trailer section and its empty line (chunkDone).
func walkChunks(b []byte, tell func(state chunkState, from, to int)) {
	var c chunks
	trailer, line, at := -1, 0, 0 // where the trailer and its last line begin
	for at < len(b) && c.state < chunkDone {
		state, from := c.state, at
		switch {
		case state == chunkData:
			at += c.step(b[at:])
			tell(state, from, at)
		case state == chunkDataEnd, state == chunkSize:
			for at < len(b) && c.state == state {
				at += c.step(b[at:])
			}
			tell(state, from, at)
		default:
			if state == chunkTrailer && c.lineLen == 0 && !c.split.cr {
				if line = at; trailer < 0 {
					trailer = at
				}
			}
			at += c.step(b[at:])
		}
	}
	if c.state != chunkDone && trailer >= 0 {
		line = len(b)
	}
	if trailer >= 0 && line > trailer {
		tell(chunkTrailer, trailer, line)
	}
	if c.state == chunkDone && trailer >= 0 {
		tell(chunkDone, line, at)
	}
}
