// Package rpc dissects ONC Remote Procedure Call (https://www.rfc-editor.org/rfc/rfc5531) and
// what is called by it: the port mapper (https://www.rfc-editor.org/rfc/rfc1833), mounting, and
// NFS version 3 (https://www.rfc-editor.org/rfc/rfc1813).
package rpc

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/parts"
)

// Protocol is RPC; the others are programs that are called by it.
var (
	Protocol = dissect.Protocol{
		Name: "rpc", Title: "Remote Procedure Call", Column: "RPC", TCP: ports, UDP: ports,
		Sniff:       sniff,
		NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return newDissector(c) },
		NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return newDissector(c) },
		NewDialogue: newDialogue,
		Fields:      fields,
		Outline:     &outline,
	}
	PortMapper = dissect.Protocol{Name: "portmap", Title: "Portmap", Column: "Portmap", Fields: portmapFields,
		Outline: &outline}
	Mount = dissect.Protocol{Name: "mount", Title: "Mount Service", Column: "MOUNT", Fields: mountFields,
		Outline: &outline}
	NFS = dissect.Protocol{Name: "nfs", Title: "Network File System", Column: "NFS", Fields: nfsFields,
		Outline: &outline}
)

var ports = []uint16{111, 2049}

var be = binary.BigEndian

// markLen is the record mark in front of a message in a stream (RFC 5531 §11).
const (
	markLen  = 4
	lastBit  = 1 << 31
	maxParts = 64 // fragments of one message
)

// Types of messages, and of what becomes of a call.
const (
	typeCall  = 0
	typeReply = 1
	accepted  = 0
	version   = 2
)

// isCall reports whether b begins with a call of version 2.
func isCall(b []byte) bool {
	return len(b) >= 24 && be.Uint32(b[4:]) == typeCall && be.Uint32(b[8:]) == version && be.Uint32(b[16:]) <= 10 &&
		be.Uint32(b[20:]) < 64
}

// sniff is sure of a call of a program that is read.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		switch {
		case len(b) < markLen+8:
			return dissect.Maybe
		case be.Uint32(b[markLen+4:]) > typeReply:
			return dissect.No
		}
		b = b[markLen:]
	}
	if isCall(b) && programs[be.Uint32(b[12:])] != nil {
		return dissect.Yes
	}
	if from == dissect.FromDatagram && len(b) >= 8 && be.Uint32(b[4:]) > typeReply {
		return dissect.No
	}
	return dissect.Maybe
}

// fragmentLength is framed.Length of one fragment of a message.
func fragmentLength(_ dissect.Dir, b []byte) int {
	if len(b) < markLen {
		return 0
	}
	if size := int(be.Uint32(b) &^ lastBit); size <= maxMessage {
		return markLen + size
	}
	return -1
}

// length is that of all fragments of a message, as far as it is known.
func length(d dissect.Dir, b []byte) int {
	n := 0
	for range maxParts {
		size := fragmentLength(d, b[n:])
		switch last := size > 0 && be.Uint32(b[n:])&lastBit != 0; {
		case size < 0:
			return size
		case size == 0 && n == 0:
			return 0
		case size == 0:
			return n + markLen
		case last || n+size > len(b):
			return n + size
		}
		n += size
		if n == len(b) {
			return n + markLen
		}
	}
	return -1
}

// join returns the fragments of a message as one: b itself if it is only one, else what was
// appended to dst.
func join(dst, b []byte) []byte {
	if be.Uint32(b)&lastBit != 0 {
		return b
	}
	dst = append(dst, 0, 0, 0, 0)
	for n := 0; n < len(b); {
		size := fragmentLength(dissect.ToServer, b[n:])
		dst = append(dst, b[n+markLen:n+size]...)
		n += size
	}
	be.PutUint32(dst, lastBit|uint32(len(dst)-markLen))
	return dst
}

// maxMessage is the longest fragment that is believed: servers take 1 MiB at a time.
const maxMessage = 4 << 20

// call is one that waits for its reply.
type call struct {
	xid     uint32
	frame   uint32
	at      int64
	program *program
	version uint32
	proc    uint32
	asked   uint32 // the rights that an ACCESS asks for
}

// maxCalls is how many calls of a connection wait for their replies.
const maxCalls = 128

type dissector struct {
	conn  *dissect.Conn
	calls []call
	next  int
	*store
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	messages dissect.Recycled[Message]
	bodies   dissect.Recycled[Body]
}

func newDissector(c *dissect.Conn) *dissector {
	return &dissector{conn: c, store: dissect.Shared[store](c)}
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b, v, ok := framed.Next(in, length)
	if !ok {
		return v
	}
	if be.Uint32(b)&lastBit == 0 {
		b = join(nil, b)
	}
	if !d.read(f, b, markLen) {
		return dissect.Reject()
	}
	return v
}

// Datagram reads a message.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool { return d.read(f, b, 0) }

// Gap has nothing to forget: calls and replies are joined by their identifiers.
func (d *dissector) Gap(dissect.Dir, int64) {}

// read reads a message that stands in b behind mark bytes.
func (d *dissector) read(f *dissect.Frame, b []byte, mark int) bool {
	h, ok := readHeader(&parts.Reader{Bytes: b, Off: mark})
	if !ok {
		return false
	}
	var x call
	if h.reply {
		x, ok = d.answered(h.xid)
	} else {
		x = call{xid: h.xid, frame: f.Frame, at: int64(f.At), program: programs[h.program], version: h.version, proc: h.proc}
		ok = x.program != nil
	}
	if !ok {
		return mark > 0 // of a program that nobody reads: others may follow in the stream
	}
	m, y := d.messages.Next(f), d.bodies.Next(f)
	*m = Message{reader: m.reader, mark: mark, call: x}
	m.reader.Begin(b)
	*y = Body{reader: y.reader, at: h.end, call: x, Reply: h.reply, Failed: h.failed, told: len(f.Messages()) > 0}
	y.reader.Begin(b)
	if h.reply {
		m.Since = int64(f.At) - x.at
	} else {
		y.call.asked = y.rights()
		d.wait(y.call)
	}
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b, Own: h.end, Quiet: true})
	f.Emit(dissect.Layer{Protocol: x.program.protocol, Message: y, Bytes: b})
	return true
}

// wait keeps a call for its reply, in the place of the eldest if there are too many.
func (d *dissector) wait(x call) {
	if len(d.calls) < maxCalls {
		d.calls = append(d.calls, x)
		return
	}
	d.calls[d.next] = x
	d.next = (d.next + 1) % maxCalls
}

// answered returns the call with an identifier.
func (d *dissector) answered(xid uint32) (call, bool) {
	for i := len(d.calls) - 1; i >= 0; i-- {
		if d.calls[i].xid == xid {
			return d.calls[i], true
		}
	}
	return call{}, false
}

// header is what stands before arguments and results.
type header struct {
	xid, program, version, proc uint32
	reply, failed               bool
	end                         int
}

// readHeader reads it; false if it is none.
func readHeader(r *parts.Reader) (h header, ok bool) {
	h.xid = uint32(r.Uint("rpc.xid", 4))
	switch r.Uint("rpc.msgtyp", 4) {
	case typeCall:
		ok = r.Uint("rpc.version", 4) == version
		h.program = uint32(r.Uint("rpc.program", 4))
		h.version = uint32(r.Uint("rpc.programversion", 4))
		h.proc = uint32(r.Uint("rpc.procedure", 4))
		readAuth(r)
		readAuth(r)
	case typeReply:
		h.reply = true
		state := r.Uint("rpc.replystat", 4)
		ok = state <= 1
		if state != accepted {
			h.failed = true
			r.Uint("rpc.state_reject", 4)
			break
		}
		readAuth(r)
		h.failed = r.Uint("rpc.state_accept", 4) != 0
	}
	h.end = r.Off
	return h, ok && !r.Short
}

// authUnix is what says which user of a Unix calls.
const authUnix = 1

func readAuth(r *parts.Reader) {
	flavor := r.Uint("rpc.auth.flavor", 4)
	n := int(r.Uint("rpc.auth.length", 4))
	end := r.Off + n + -n&3
	if n > r.Left() {
		r.Short = true
		return
	}
	if flavor == authUnix && n >= 8 {
		r.Uint("rpc.auth.stamp", 4)
		opaque(r, "", "rpc.auth.machinename")
		r.Uint("rpc.auth.uid", 4)
		r.Uint("rpc.auth.gid", 4)
		for left := r.Uint("", 4); left > 0 && r.Off+4 <= end; left-- {
			r.Uint("rpc.auth.gid", 4)
		}
	}
	r.Off = min(end, len(r.Bytes))
}

// opaque reads octets behind their length, and what fills them to four (RFC 4506 §4.10).
func opaque(r *parts.Reader, length, name string) []byte {
	n := int(min(r.Uint(length, 4), 1<<31-1))
	b := r.Octets(name, n)
	r.Skip(min(-n&3, r.Left()))
	return b
}

// Message is the head of a call or of a reply. Borrowed until the frame has been reported.
type Message struct {
	Since int64 // of a reply: nanoseconds since the call

	mark   int
	call   call
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends nothing: what is called speaks.
func (m *Message) AppendInfo(dst []byte) []byte { return dst }

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	if m.mark > 0 {
		mark := r.Uint("", markLen)
		r.NoteBits("rpc.lastfrag", 0, markLen, mark, lastBit)
		r.NoteBits("rpc.fraglen", 0, markLen, mark, lastBit-1)
	}
	if h, _ := readHeader(r); h.reply {
		r.Note("rpc.program", 0, 0, uint64(m.call.program.number))
		r.Note("rpc.programversion", 0, 0, uint64(m.call.version))
		r.Note("rpc.procedure", 0, 0, uint64(m.call.proc))
		r.Note("rpc.reqframe", 0, 0, uint64(m.call.frame))
		r.Note("rpc.time", 0, 0, uint64(m.Since))
	}
}
