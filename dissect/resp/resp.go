// Package resp dissects the Redis serialization protocol
// (https://redis.io/docs/latest/develop/reference/protocol-spec/), versions 2 and 3.
package resp

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Protocol is RESP.
var Protocol = dissect.Protocol{
	Name: "resp", Title: "REdis Serialization Protocol", Column: "RESP", TCP: []uint16{6379},
	Sniff:       sniff,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return dissect.Shared[dissector](c) },
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// sniff leaves it to the port: on others people say what it is (-d tcp.port==7000,resp), as they do in Wireshark.
func sniff(from dissect.Origin, _ []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	return dissect.Maybe
}

var crlf = []byte("\r\n")

// kind is the first byte of an element.
type kind byte

// Kinds.
const (
	simple  kind = '+'
	failure kind = '-'
	integer kind = ':'
	bulk    kind = '$'
	array   kind = '*'
	inline  kind = 0 // a line that is none of them: a command in one line, or of version 3
)

// element is one line, or a text behind its length.
type element struct {
	kind kind
	n    int64  // of a bulk its length, of an array how many elements follow, -1 if it is null
	text []byte // what it says; borrowed
	head int    // where that begins
}

// maxLine is how long a line may be (a request in one line: 64 KiB).
const maxLine = 64 << 10

// next reads the element that b begins with, of n bytes: 0 if it is not whole. need is
// then how many bytes are missing, 0 if that is not known.
func next(b []byte) (e element, n int) {
	end := bytes.Index(b[:min(len(b), maxLine)], crlf)
	if end < 0 {
		if len(b) >= maxLine {
			return element{text: b[:maxLine]}, maxLine
		}
		return e, 0
	}
	e = element{kind: inline, text: b[:end]}
	switch k := kind(b[0]); k {
	case simple, failure, integer:
		e = element{kind: k, text: b[1:end], head: 1}
	case bulk, array:
		size, err := strconv.ParseInt(string(b[1:end]), 10, 64)
		if err != nil || size < -1 || size > maxSize {
			return e, end + len(crlf)
		}
		e = element{kind: k, n: size, head: end + len(crlf)}
		if k == bulk && size >= 0 {
			n = e.head + int(size) + len(crlf)
			if len(b) < n {
				return e, -n
			}
			e.text = b[e.head : e.head+int(size)]
			return e, n
		}
	}
	return e, end + len(crlf)
}

// maxSize is how long a text, and how many elements, may be (proto-max-bulk-len).
const maxSize = 512 << 20

// progress is how far the message has been read that waits for more.
type progress struct {
	off  int
	left int64 // elements that follow
}

// read reads on, and returns whether the message is complete, else how many bytes it
// needs at least, 0 if that is not known.
func (p *progress) read(b []byte) (whole bool, need int) {
	for p.left > 0 {
		if p.off >= len(b) {
			return false, 0
		}
		e, n := next(b[p.off:])
		if n <= 0 {
			return false, max(0, p.off-n-len(b))
		}
		if e.kind == array && e.n > 0 {
			p.left += e.n
		}
		p.left--
		p.off += n
	}
	return true, 0
}

type dissector struct {
	messages dissect.Recycled[Message]
	begun    begun
}

// Dissect implements dissect.StreamDissector.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	p := progress{left: 1}
	if before, ok := in.Memo.(progress); ok {
		p = before
	}
	whole, need := p.read(in.Bytes)
	if whole {
		return d.emit(f, in, p.off)
	}
	d.begun = begun{dir: in.Dir, bytes: in.Bytes, follows: !f.Silent()}
	if in.Memo = p; need > 0 {
		return dissect.More(need).Saying(&d.begun)
	}
	return dissect.MoreSegment().Saying(&d.begun)
}

// begun is a message that goes on in other segments, as far as it is there.
type begun struct {
	dir     dissect.Dir
	bytes   []byte // borrowed
	follows bool   // others of the same frame
}

// AppendInfo appends "Request: GET [continuation]".
func (x *begun) AppendInfo(dst []byte) []byte {
	const more = "[continuation]"
	if x.follows {
		return append(append(dst, ' '), more...)
	}
	e, n := next(x.bytes)
	if x.dir == dissect.ToClient {
		dst = append(dst, "Response: "...)
		if e.kind == array && n > 0 && n < len(x.bytes) {
			dst = append(appendElement(dst, &e), ' ')
		}
		return append(dst, more...)
	}
	dst = append(dst, "Request: "...)
	for i := int64(0); e.kind == array && n > 0 && i < e.n && i < maxShown && n < len(x.bytes); i++ {
		word, size := next(x.bytes[n:])
		if size <= 0 {
			break
		}
		dst = append(appendElement(dst, &word), ' ')
		n += size
	}
	return append(dst, more...)
}

func (d *dissector) emit(f *dissect.Frame, in *dissect.Input, n int) dissect.Verdict {
	m := d.messages.Next(f)
	*m = Message{Dir: in.Dir, reader: m.reader}
	m.reader.Begin(in.Bytes[:n])
	f.Emit(dissect.Layer{Message: m, Bytes: in.Bytes[:n]})
	return dissect.Done(n)
}

// Gap has nothing to forget: every message stands for itself.
func (d *dissector) Gap(dissect.Dir, int64) {}

// Message is an element with all that is in it. Borrowed until the frame has been reported.
type Message struct {
	Dir dissect.Dir

	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "Request: SET greeting hello".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	switch {
	case len(dst) > start && dst[len(dst)-1] != ' ':
		dst = append(dst, ' ')
	case m.Dir == dissect.ToServer:
		dst = append(dst, "Request: "...)
	default:
		dst = append(dst, "Response: "...)
	}
	e, n := next(m.reader.Bytes)
	if e.kind != array || m.Dir == dissect.ToClient {
		return appendElement(dst, &e)
	}
	for i := int64(0); i < e.n && i < maxShown && n < len(m.reader.Bytes); i++ {
		if i > 0 {
			dst = append(dst, ' ')
		}
		x, size := next(m.reader.Bytes[n:])
		dst = appendElement(dst, &x)
		n += max(size, 1)
	}
	return dst
}

// maxShown bounds how many words of a request a row has.
const maxShown = 4096

func appendElement(dst []byte, e *element) []byte {
	switch e.kind {
	case inline:
		return append(dst, "[fragment]"...)
	case failure:
		return text.AppendText(append(dst, "Error: "...), e.text)
	case array:
		if e.n <= 0 {
			return dst
		}
		return append(strconv.AppendInt(append(dst, "Array("...), e.n, 10), ')')
	case bulk:
		switch {
		case e.n < 0:
			return dst
		case e.n == 0 || !text.IsText(e.text):
			return append(strconv.AppendInt(append(dst, "BulkString("...), e.n, 10), ')')
		}
	}
	return text.AppendText(dst, e.text)
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	for r.Left() > 0 {
		e, n := next(r.Rest())
		if n <= 0 {
			return
		}
		at := r.Off + e.head
		switch e.kind {
		case simple:
			r.Note("resp.string", at, len(e.text), 0)
		case failure:
			r.Note("resp.error", at, len(e.text), 0)
		case integer:
			i, _ := strconv.ParseInt(string(e.text), 10, 64)
			r.Note("resp.integer", at, len(e.text), uint64(i))
		case bulk:
			r.Note("resp.bulk_string", r.Off, n, 1)
			r.Note("resp.bulk_string.length", r.Off+1, e.head-3, uint64(e.n))
			if e.n > 0 {
				r.Note("resp.bulk_string.value", at, len(e.text), 0)
			}
		case array:
			r.Note("resp.array", r.Off, n, 1)
			r.Note("resp.array.length", r.Off+1, e.head-3, uint64(e.n))
		case inline:
			r.Note("resp.fragment", r.Off, n, 1)
		}
		r.Off += n
	}
}
