package smtp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/mail"
)

// Bounds per connection.
const (
	maxLine  = 64 << 10 // bytes of a line that are waited for
	maxSpare = 1 << 10  // messages whose storage is kept for the next frame
)

// dissector holds the state of one connection. Messages of a frame live in
// its slices until the next frame.
type dissector struct {
	conn  *dissect.Conn
	frame uint32

	inData bool // DATA was sent: bytes are mail up to the final dot
	// chunked: BDAT was used, so a dot ends nothing until "BDAT 0 LAST".
	// Wireshark 4.0 leaves this state only there; so do the rows.
	chunked   bool
	chunkLeft int64 // bytes of a chunk still to come, endless if they never end
	startTLS  bool  // STARTTLS was sent and not answered yet
	auth      auth
	tail      tail    // how the client's bytes end so far
	last      [4]byte // the last of them
	held      []byte  // of the mail, not read yet: a dot that may be the final one

	cut int // bytes of the current segment that were not captured

	mail  *mail.Incoming // being read, nil if none
	inbox mail.Inbox

	text     []byte // bytes of this frame's messages
	commands []Command
	replies  []Reply
	lines    []Line
	data     []Data
}

// tail is how the client's bytes end so far: the final dot may stand in another
// segment than the line end before it.
type tail uint8

const (
	tailOther tail = iota
	tailCR
	tailCRLF
	tailDot   // CRLF and a dot, which may be the final one
	tailDotCR // and a CR
)

// held is what of a tail belongs to the mail only if no line end follows.
func (t tail) held() []byte {
	switch t {
	case tailDot:
		return endOfData[2:3]
	case tailDotCR:
		return endOfData[2:4]
	}
	return nil
}

// Dissect reads one segment, or as many as the first line of it takes.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if !in.Last && len(in.Bytes) < maxLine && !hasLine(in.Bytes) {
		return dissect.MoreSegment()
	}
	if f.Frame != d.frame {
		d.reset(f.Frame)
	}
	if in.Dir == dissect.ToServer {
		d.cut = 0
		if in.Last {
			d.cut = max(0, f.PayloadLen-len(f.Payload))
		}
		d.client(f, in.Bytes)
	} else {
		d.server(f, in.Bytes)
	}
	return dissect.Done(len(in.Bytes))
}

// reset forgets the messages of the frame before.
func (d *dissector) reset(frame uint32) {
	d.frame = frame
	if cap(d.lines) > maxSpare || cap(d.commands) > maxSpare {
		d.text, d.commands, d.replies, d.lines = nil, nil, nil, nil
	}
	d.text, d.commands, d.replies = d.text[:0], d.commands[:0], d.replies[:0]
	d.lines, d.data = d.lines[:0], d.data[:0]
}

// Gap forgets what the lost bytes may have changed.
func (d *dissector) Gap(dissect.Dir, int64) { d.tail, d.last = tailOther, [4]byte{} }

// hasLine reports whether b contains a complete line. A CR at the end may be
// half a line end.
func hasLine(b []byte) bool {
	if bytes.IndexByte(b, '\n') >= 0 {
		return true
	}
	i := bytes.IndexByte(b, '\r')
	return i >= 0 && i < len(b)-1
}

// keep copies b to where this frame's messages live.
func (d *dissector) keep(b []byte) []byte {
	n := len(d.text)
	d.text = append(d.text, b...)
	return d.text[n:len(d.text):len(d.text)]
}
