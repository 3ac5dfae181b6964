package smtp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
)

// maxLine bounds the bytes of a line that are waited for.
const maxLine = 64 << 10

// dissector holds the state of one connection.
type dissector struct {
	conn *dissect.Conn

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

	waiting lines.Waiting // requests, to time replies
	open    bool          // a reply has begun: its next line may be in another segment

	cut int // bytes of the current segment that were not captured

	mail  *mail.Incoming // being read, nil if none
	inbox *mail.Inbox
	*store
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{conn: c, inbox: dissect.Shared[mail.Inbox](c), store: dissect.Shared[store](c)}
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
	if !(in.Dir == dissect.ToServer && (d.inData || d.chunkLeft > 0)) && lines.IsTLS(in.Bytes) {
		d.conn.Redetect() // the reply to STARTTLS was lost, or it was before the capture
		return dissect.Reject()
	}
	if !in.Last && len(in.Bytes) < maxLine && !hasLine(in.Bytes) {
		return dissect.MoreSegment()
	}
	if !in.Last && len(in.Bytes) >= maxLine && !hasLine(in.Bytes) {
		dissect.Lost(d.conn).Beyond[dissect.LongLines]++
	}
	d.recycle(f.Frame)
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

// Gap forgets what the lost bytes may have changed.
func (d *dissector) Gap(dissect.Dir, int64) {
	d.tail, d.last = tailOther, [4]byte{}
	d.waiting.Gap()
	d.open = false
}

// hasLine reports whether b contains a complete line. A CR at the end may be
// half a line end.
func hasLine(b []byte) bool {
	if bytes.IndexByte(b, '\n') >= 0 {
		return true
	}
	i := bytes.IndexByte(b, '\r')
	return i >= 0 && i < len(b)-1
}
