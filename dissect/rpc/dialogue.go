package rpc

import (
	"bytes"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// newDialogue makes the reader of calls and replies, in datagrams or in a stream.
func newDialogue(s dissect.Session) dissect.Dialogue {
	x := &reader{calls: map[uint32]call{}}
	if !s.Conn().Streams() {
		return pairing.New(func(_ dissect.Dir, b []byte) (pairing.Message, bool) { return x.message(b, 0), true })(s)
	}
	return pairing.NewStream(func(dissect.Session) pairing.StreamReader { return x })(s)
}

// reader knows what was called, as replies do not say it. In a stream its messages are
// fragments: the first one tells all.
type reader struct {
	calls map[uint32]call
	begun [2]*pairing.Message // of which more fragments follow, by direction
}

// Length implements pairing.StreamReader.
func (*reader) Length(d dissect.Dir, b []byte) int { return fragmentLength(d, b) }

// Read implements pairing.StreamReader.
func (x *reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	last := be.Uint32(m.Bytes)&lastBit != 0
	if begun := x.begun[m.Dir]; begun != nil {
		msg = *begun
		msg.Joins = !msg.Reply && !msg.Lone
	} else {
		msg = x.message(m.Bytes, markLen)
	}
	msg.More = msg.Reply && !last
	if x.begun[m.Dir] = nil; !last {
		x.begun[m.Dir] = &msg
	}
	return msg, true
}

func (x *reader) message(b []byte, mark int) (msg pairing.Message) {
	h, ok := readHeader(&parts.Reader{Bytes: b, Off: min(mark, len(b))})
	if !ok {
		return pairing.Message{Lone: true}
	}
	msg.ID = pairing.Number(1<<32 | uint64(h.xid))
	if !h.reply {
		c := call{xid: h.xid, program: programs[h.program], version: h.version, proc: h.proc}
		if c.program == nil {
			return pairing.Message{Lone: true}
		}
		if len(x.calls) > maxCalls {
			clear(x.calls)
		}
		x.calls[h.xid] = c
		y := Body{at: h.end, call: c, reader: parts.Reader{Bytes: b}}
		msg.Method = c.program.protocol.Column + " " + c.procedure()
		msg.Subject = strings.TrimLeft(string(c.program.read(&y, &parts.Reader{Bytes: b, Off: h.end}, nil)), ", ")
		return msg
	}
	c, known := x.calls[h.xid]
	delete(x.calls, h.xid)
	msg.Reply, msg.Status, msg.Outcome = true, "OK", dissect.Succeeded
	switch {
	case h.failed:
		msg.Status, msg.Outcome = "not run", dissect.Failed
	case known:
		y := Body{at: h.end, call: c, Reply: true, reader: parts.Reader{Bytes: b}}
		said := c.program.read(&y, &parts.Reader{Bytes: b, Off: h.end}, nil)
		for _, word := range [...]string{"Error:", " Status:"} {
			if i := bytes.LastIndex(said, []byte(word)); i >= 0 {
				msg.Status, msg.Outcome = strings.TrimSpace(string(said[i+len(word):])), dissect.Refused
			}
		}
	}
	return msg
}
