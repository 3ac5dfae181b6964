package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// fetched is the message that FETCH responses bring, or has been brought to
// the end of its literal: it is closed with the response, which may have the
// UID behind it. A message that is asked for in parts (BODY[]<0.20480>, then
// BODY[]<20480.20480>) stays open from one response to the next.
type fetched struct {
	attributes attributes
	number     int64 // sequence number of the message in the response

	content  mail.Content
	envelope *mail.Envelope
	chunks   bool                           // parts of it follow each other
	of       int64                          // sequence number of the message that is open
	chunk    int64                          // bytes of the part that was asked for, of the first one if nobody saw that
	at       int64                          // where the last part began
	size     int64                          // of the last part
	into     bool                           // the literal that passes belongs to it
	told     struct{ bytes, missing int64 } // of the content, in earlier steps
	counted  bool                           // as a message that was brought

	keeping   bool   // the literal that passes is the message's header
	head      []byte // of the message in the response, if it was among what came
	structure *part  // likewise
	assembly  assembly
}

// begin begins a FETCH response.
func (f *fetched) begin(n []byte) {
	f.attributes = attributes{}
	f.number, _ = text.Number(n)
	f.keeping, f.head, f.structure = false, f.head[:0], nil
}

// beginFetched looks what the literal is that text announces.
func (d *dialogue) beginFetched(text []byte, size int64, m reassembly.Mark) {
	f := &d.fetched
	s := sectionOf(text)
	f.keeping = s.kind == sectionHead && s.whole && s.origin < 0 && size <= maxHead && d.Session.WantsContent(dissect.Mails)
	switch s.kind {
	case sectionPart:
		d.remember() // its header may be in the same response
		f.into = d.Session.WantsContent(dissect.Mails) && d.assemble(s, size, m)
		return
	case sectionNone:
		f.into = false
		return
	}
	f.into = true
	if f.assembly.of == nil && f.chunks && s.kind == sectionWhole && f.of == f.number && s.origin > 0 &&
		s.origin == f.at+f.size {
		f.at, f.size = s.origin, size
		return
	}
	if f.content.IsOpen() && !f.chunks {
		if a := d.asker(true); a != nil {
			d.carry(a) // another part of the same response
		}
	}
	d.endFetched(!f.chunks || f.complete(), m)
	f.envelope = &mail.Envelope{
		Protocol: "imap", Command: "FETCH", User: d.user, Mailbox: d.mailbox, Number: uint32(f.number),
		UID:     f.attributes.uidText(),
		Partial: s.kind == sectionHead || s.origin > 0, Size: size,
	}
	f.chunks, f.of, f.at, f.size = s.kind == sectionWhole && s.origin >= 0, f.number, s.origin, size
	f.told.bytes, f.told.missing, f.counted = 0, 0, false
	f.content.Open(d.Session, dissect.ToClient, f.envelope, m)
}

// take takes bytes of a literal.
func (f *fetched) take(b []byte, m reassembly.Mark) {
	if f.into && f.content.IsOpen() {
		f.content.Add(b, m)
	}
	if f.keeping {
		f.head = append(f.head, b...)
	}
}

// lose takes n bytes of a literal that are missing.
func (f *fetched) lose(n int64, m reassembly.Mark) {
	if f.into && f.content.IsOpen() {
		f.content.Gap(n, m)
	}
	if n > 0 && f.keeping {
		f.keeping, f.head = false, f.head[:0]
	}
}

// complete reports whether the last part was shorter than what was asked for:
// nothing is behind it.
func (f *fetched) complete() bool { return f.size < f.chunk }

// endResponse ends a FETCH response that is complete, which was for a, if that
// was seen.
func (d *dialogue) endResponse(a *pending, m reassembly.Mark) {
	f := &d.fetched
	d.remember()
	f.into, f.keeping = false, false
	if !f.content.IsOpen() {
		return
	}
	if f.attributes.uid != 0 && f.of == f.number {
		f.envelope.UID = f.attributes.uidText()
	}
	if f.chunks {
		if f.chunk == 0 || f.at <= 0 {
			if f.chunk = f.size; a != nil && a.chunk > 0 {
				f.chunk = a.chunk
			}
		}
		if f.at > 0 {
			f.envelope.Size += f.size
		}
	}
	if a != nil {
		d.carry(a)
	}
	if x := &f.assembly; x.of != nil {
		if a != nil && f.at >= 0 && f.size < a.chunk {
			x.last.fetched = true // nothing is behind what came
		}
		if !x.of.structure.complete() {
			return // the other parts may come
		}
	}
	if !f.chunks || f.complete() {
		d.endFetched(true, m)
	}
}

// remember keeps what the response told of its message, for the parts to come.
func (d *dialogue) remember() {
	f := &d.fetched
	if len(f.head) > 0 || f.structure != nil {
		d.memory.note(f.number, f.attributes.uid, d.mailbox, f.head, f.structure)
	}
	f.head, f.structure = f.head[:0], nil
}

// carry notes in a what was brought of the message that is open.
func (d *dialogue) carry(a *pending) {
	f := &d.fetched
	if f.envelope == nil {
		return
	}
	c := &a.detail.Step
	c.Phase, c.Envelope, c.Carried = mail.Transfer, f.envelope, true
	c.Content += f.content.Bytes - f.told.bytes
	c.Missing += f.content.Missing - f.told.missing
	f.told.bytes, f.told.missing = f.content.Bytes, f.content.Missing
	if !f.counted && !f.envelope.Partial {
		f.counted = true
		c.Messages++
	}
}

// endFetched closes the message that is open.
func (d *dialogue) endFetched(whole bool, m reassembly.Mark) {
	f := &d.fetched
	if !f.content.IsOpen() {
		return
	}
	if f.assembly.of != nil {
		whole = whole || !d.response.open
		f.endAssembly(m)
	} else {
		f.envelope.Partial = f.envelope.Partial || f.chunks && !whole
	}
	f.content.Close(whole, m)
	f.chunks, f.into = false, false
}
