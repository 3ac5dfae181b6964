package imap

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Bounds of what is kept of a connection's messages, to put their parts
// together when they come.
const (
	maxStored      = 64       // messages, the last ones
	maxHead        = 32 << 10 // bytes of a header
	maxStoredBytes = 96 << 10 // of what is kept
)

// stored is what is known of a message whose parts may be fetched one by one,
// as mail programs do that show a text before its attachments are wanted.
type stored struct {
	number, uid int64 // 0: not known
	mailbox     string
	head        []byte // of the message, with the empty line
	structure   *part  // from BODYSTRUCTURE; nil: not known
	bytes       int    // of both, about
}

// memory has the messages of a connection that were told of last, if somebody
// wants contents.
type memory struct {
	list   []*stored
	bytes  int
	forgot bool // some that were told of before
}

// of returns what is known of a message, nil if nothing is known of it.
func (k *memory) of(number, uid int64, mailbox string) *stored {
	for i := len(k.list) - 1; i >= 0; i-- {
		x := k.list[i]
		if x.mailbox == mailbox &&
			(uid != 0 && x.uid == uid || (uid == 0 || x.uid == 0) && number != 0 && x.number == number) {
			return x
		}
	}
	return nil
}

// note keeps what a FETCH response told of a message, a header or a structure.
func (k *memory) note(number, uid int64, mailbox string, head []byte, structure *part) {
	x := k.of(number, uid, mailbox)
	if x == nil {
		x = &stored{number: number, uid: uid, mailbox: mailbox}
		k.list = append(k.list, x)
	}
	if uid != 0 {
		x.uid = uid
	}
	if len(head) > 0 {
		x.head = bytes.Clone(head)
	}
	if structure != nil {
		x.structure = structure
	}
	k.bytes -= x.bytes
	x.bytes = len(x.head) + x.structure.cost()
	k.bytes += x.bytes
	for len(k.list) > maxStored || k.bytes > maxStoredBytes && len(k.list) > 1 {
		k.bytes -= k.list[0].bytes
		k.list, k.forgot = k.list[1:], true
	}
}

// renumber forgets sequence numbers: a message was removed, so that others have
// other ones.
func (k *memory) renumber() {
	for _, x := range k.list {
		x.number = 0
	}
}

// assembly is a message that is put together of parts which are fetched one by
// one: its header, then each part behind a delimiter and its MIME header.
type assembly struct {
	of    *stored
	open  []*part // multiparts of which the last delimiter is to come, outermost first
	last  *part   // that came last
	begun bool    // a part was written
}

// wants returns the part of a message that a section is, nil if it cannot be
// put together with others: "1.2", "TEXT" of a message that is no multipart.
func (x *stored) wants(number []byte) *part {
	if x == nil || len(x.head) == 0 {
		return nil
	}
	text := bytes.EqualFold(number, []byte("TEXT"))
	switch {
	case x.structure != nil && !text:
		return x.structure.find(string(number))
	case x.structure != nil && len(x.structure.parts) == 0:
		return x.structure
	case text, string(number) == "1" && !isMultipart(x.head):
		// Its parts are not known, but this is all of them.
		x.structure = &part{number: "1"}
		return x.structure
	}
	return nil
}

// isMultipart reports whether a header says that the message is a multipart.
func isMultipart(head []byte) bool {
	var s mail.Scanner
	s.Write(head)
	for _, f := range s.Close().Fields {
		if text.EqualFold(f.Name, "content-type") {
			return text.HasPrefixFold(f.Value, "multipart/")
		}
	}
	return false
}

// begin returns what stands before p: delimiters, MIME headers.
func (a *assembly) begin(p *part) (b []byte) {
	if p.within == nil {
		return nil // all of the body
	}
	var path []*part
	for x := p.within; x != nil; x = x.within {
		path = append([]*part{x}, path...)
	}
	same := 0
	for same < len(path) && same < len(a.open) && path[same] == a.open[same] {
		same++
	}
	b = a.close(b, same)
	for i := same; i < len(path); i++ {
		if i > 0 {
			b = a.delimiter(b, path[i-1], path[i].head)
		}
		a.open = append(a.open, path[i])
	}
	return a.delimiter(b, p.within, p.head)
}

// delimiter appends a delimiter of a multipart and the header of what it begins.
func (a *assembly) delimiter(b []byte, of *part, head []byte) []byte {
	if a.begun {
		b = append(b, "\r\n"...)
	}
	a.begun = true
	b = append(append(append(b, "--"...), of.boundary...), "\r\n"...)
	return append(append(b, head...), "\r\n"...)
}

// close appends the last delimiters of all open multiparts but the first n.
func (a *assembly) close(b []byte, n int) []byte {
	for i := len(a.open) - 1; i >= n; i-- {
		b = append(append(append(b, "\r\n--"...), a.open[i].boundary...), "--\r\n"...)
	}
	a.open = a.open[:n]
	return b
}

// assemble begins the literal of a part that belongs to a message which is put
// together, and reports whether it is one.
func (d *dialogue) assemble(s section, size int64, m reassembly.Mark) bool {
	f := &d.fetched
	x := d.memory.of(f.number, f.attributes.uid, d.mailbox)
	if x == nil && d.memory.forgot && s.origin <= 0 {
		dissect.Lost(d.Session.Conn()).Beyond[dissect.LooseParts]++
	}
	p := x.wants(s.number)
	if p == nil {
		return false
	}
	a := &f.assembly
	if a.of == x && f.content.IsOpen() && a.last == p && s.origin > 0 && s.origin == f.at+f.size {
		f.at, f.size = s.origin, size // more of the same part
		p.fetched = p.octets > 0 && s.origin+size >= p.octets
		return true
	}
	if s.origin > 0 || p.fetched || a.of == x && a.last == p {
		return false
	}
	if a.of != x || !f.content.IsOpen() {
		d.endFetched(!f.chunks || f.complete(), m)
		f.envelope = &mail.Envelope{Protocol: "imap", Command: "FETCH", User: d.user, Mailbox: d.mailbox,
			Number: uint32(f.number), UID: f.attributes.uidText()}
		if x.uid != 0 {
			f.envelope.UID = (&attributes{uid: x.uid}).uidText()
		}
		*a = assembly{of: x}
		f.of, f.chunk, f.counted, f.told.bytes, f.told.missing = f.number, 0, false, 0, 0
		f.content.Open(d.Session, reassembly.ToClient, f.envelope, m)
		f.content.Insert(x.head, m)
	}
	f.content.Insert(a.begin(p), m)
	p.fetched = s.origin < 0 || p.octets > 0 && size >= p.octets
	a.last, f.at, f.size = p, s.origin, size
	return true
}

// endAssembly ends a message that was put together: its last delimiters.
func (f *fetched) endAssembly(m reassembly.Mark) {
	a := &f.assembly
	f.content.Insert(a.close(nil, 0), m)
	f.envelope.Partial = !a.of.structure.complete()
	a.of.structure.forget()
	*a = assembly{}
}
