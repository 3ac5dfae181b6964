package http

import "netsniff/dissect"

// chunkFields are those of a chunked body (RFC 9112 §7.1). What stands in it is
// there as far as the message was kept.
var chunkFields = []dissect.Field{
	{Name: "http.chunk_size", Title: "Chunk size", Type: dissect.Uint, Get: head(func(h *Head, v *dissect.Values) {
		for _, n := range h.Chunks {
			v.Uint(uint64(n))
		}
	})},
	{Name: "http.chunk_data", Title: "Chunk data", Type: dissect.Octets, Body: true, Get: chunkParts(chunkData)},
	{Name: "http.chunk_boundary", Title: "Chunk boundary", Type: dissect.Octets, Body: true, Get: chunkParts(chunkDataEnd)},
	{Name: "http.chunked_trailer_part", Title: "trailer-part", Type: dissect.String, Body: true, Get: chunkParts(chunkTrailer)},
}

// chunkParts gets the parts of a chunked body that are read in the given state.
func chunkParts(part chunkState) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		h := headOf(l)
		if h == nil || h.Framing != ByChunks || int64(len(l.Bytes)) < int64(len(h.raw))+h.BodyWire {
			return
		}
		body := l.Bytes[len(h.raw) : int64(len(h.raw))+h.BodyWire]
		walkChunks(body, func(state chunkState, from, to int) {
			if state == part {
				v.Bytes(body[from:to]).At(len(h.raw)+from, to-from)
			}
		})
	}
}

// walkChunks tells the data of each chunk in b, the line end behind it and, at
// the end, the trailer section without its empty line.
func walkChunks(b []byte, tell func(state chunkState, from, to int)) {
	var c chunks
	trailer, line := -1, 0 // where the trailer and its last line begin
	for at := 0; at < len(b) && c.state < chunkDone; {
		state, from := c.state, at
		switch {
		case state == chunkData:
			at += c.step(b[at:])
			tell(state, from, at)
		case state == chunkDataEnd:
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
}
