package http

import "netsniff/dissect/http/coding"

// Content returns the body of a message with its transfer and content codings
// taken off, at most 1 MiB of what was coded. message is the whole message as
// in dissect.Layer.Bytes; uncoded content is a part of it. ok is false if the
// message was not kept whole or has a coding that nobody here can read.
func (h *Head) Content(message []byte) (content []byte, ok bool) {
	if !h.undone.done || len(message) != h.undone.of {
		content, ok = h.undo(message)
		h.undone = undone{content: content, ok: ok, done: true, of: len(message)}
	}
	return h.undone.content, h.undone.ok
}

// undone is the content of a message, found once: several fields are made of it.
type undone struct {
	content []byte
	ok      bool
	done    bool
	of      int // length of the bytes that the message was found in
}

func (h *Head) undo(message []byte) (content []byte, ok bool) {
	if h.short || int64(len(message)) < int64(len(h.raw))+h.BodyWire {
		return nil, false
	}
	body := message[len(h.raw) : int64(len(h.raw))+h.BodyWire]
	if h.Framing == ByChunks {
		body = dechunk(nil, body, maxBody)
	}
	return coding.Parse(h.find(HeaderContentEncoding)).Undo(body, maxBody)
}
