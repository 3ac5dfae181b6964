package websocket

import (
	"bytes"
	"compress/flate"
	"io"
)

const (
	maxWindow = 32 << 10 // how far back DEFLATE refers
	// maxMessage bounds what is kept of a message, maxInflated what is made of one to
	// know the window behind it.
	maxMessage  = 1 << 20
	maxInflated = 32 << 20
)

// ending stands for what the sender of a message leaves out of it (RFC 7692 §7.2.2),
// and ends the stream.
const ending = "\x00\x00\xff\xff\x01\x00\x00\xff\xff"

// inflater takes the compression off messages, for all connections of a worker.
type inflater struct {
	in     bytes.Reader
	end    bytes.Reader
	joined joined
	read   io.ReadCloser // nil until there is a message
	part   [4 << 10]byte
}

// joined is what is read from one and then from the other, byte by byte if need be.
type joined struct{ first, second *bytes.Reader }

func (j *joined) Read(p []byte) (int, error) {
	if j.first.Len() > 0 {
		return j.first.Read(p)
	}
	return j.second.Read(p)
}

func (j *joined) ReadByte() (byte, error) {
	if j.first.Len() > 0 {
		return j.first.ReadByte()
	}
	return j.second.ReadByte()
}

// inflate appends what a message in b says to dst, up to maxMessage. window is what
// messages before it said last; it becomes what follows that, and empty if it is not
// known. ok: it could be read; cut: there is more of it.
func (x *inflater) inflate(dst, b []byte, window *[]byte) (_ []byte, ok, cut bool) {
	x.in.Reset(b)
	x.end.Reset([]byte(ending))
	if x.joined = (joined{&x.in, &x.end}); x.read == nil {
		x.read = flate.NewReaderDict(&x.joined, *window)
	} else if err := x.read.(flate.Resetter).Reset(&x.joined, *window); err != nil {
		return dst, false, false
	}
	total := 0
	for {
		n, err := x.read.Read(x.part[:])
		total += n
		slide(window, x.part[:n])
		room := maxMessage - len(dst)
		cut = cut || n > room
		dst = append(dst, x.part[:min(n, room)]...)
		switch {
		case err == io.EOF:
			return dst, true, cut
		case err != nil || total > maxInflated:
			*window = (*window)[:0]
			return dst, false, true
		}
	}
}

// slide adds b to a window.
func slide(window *[]byte, b []byte) {
	w := *window
	if over := len(w) + len(b) - maxWindow; over > 0 && over < len(w) {
		w = w[:copy(w, w[over:])]
	} else if over > 0 {
		w, b = w[:0], b[over-len(w):]
	}
	*window = append(w, b...)
}
