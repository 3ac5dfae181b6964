// Package parts is what protocols share whose messages are values one behind the other:
// one function reads a message, for its row, its exchange and its fields. The fields are
// what it names while it reads.
package parts

import (
	"bytes"

	"netsniff/dissect"
)

// Reader reads a message from its front. Behind the end of its bytes there are zeros, and
// it is Short.
type Reader struct {
	Bytes  []byte // borrowed until the frame has been reported
	Off    int    // of what is read next
	Little bool   // numbers are little-endian
	Short  bool   // something was read that is not there

	noting bool
	read   bool // the parts were noted
	list   []Part
}

// Part is a value that was read.
type Part struct {
	Name     string // of its field
	Off, Len int
	U        uint64 // of a number
	Mask     uint64 // of the bits that are its own; 0: all
	Text     []byte // of text that was made; nil: it is what stands there
}

// maxParts bounds how many values of a message are noted.
const maxParts = 4096

// Begin makes r stand before b.
func (r *Reader) Begin(b []byte) { *r = Reader{Bytes: b, list: r.list[:0]} }

// Again goes back to the front.
func (r *Reader) Again() { r.Off, r.Short = 0, false }

// Left returns how many bytes follow.
func (r *Reader) Left() int { return max(0, len(r.Bytes)-r.Off) }

// Rest returns the bytes that follow.
func (r *Reader) Rest() []byte { return r.Bytes[min(r.Off, len(r.Bytes)):] }

// Cut has what follows end behind n bytes, and returns what restores the end.
func (r *Reader) Cut(n int) (whole []byte) {
	whole = r.Bytes
	if n = max(n, 0); n < r.Left() {
		r.Bytes = r.Bytes[:r.Off+n]
	}
	return whole
}

// Note notes a value of n bytes at off.
func (r *Reader) Note(name string, off, n int, u uint64) {
	r.note(Part{Name: name, Off: off, Len: n, U: u})
}

// NoteBits notes bits of the number u that stands in n bytes at off: those of mask, which are adjacent.
func (r *Reader) NoteBits(name string, off, n int, u, mask uint64) {
	r.note(Part{Name: name, Off: off, Len: n, U: (u & mask) / (mask & -mask), Mask: mask})
}

// NoteMade notes a text that was made of the n bytes at off. It must outlive the message.
func (r *Reader) NoteMade(name string, off, n int, text []byte) {
	r.note(Part{Name: name, Off: off, Len: n, Text: text})
}

// Noting reports whether anything is noted: if not, making texts for that is in vain.
func (r *Reader) Noting() bool { return r.noting }

// NoteText notes a text that was made, not read. It must outlive the message.
func (r *Reader) NoteText(name string, text []byte) { r.note(Part{Name: name, Text: text}) }

func (r *Reader) note(p Part) {
	if r.noting && p.Name != "" && len(r.list) < maxParts {
		r.list = append(r.list, p)
	}
}

// Uint reads a number of n bytes, at most 8, and notes it; "" is the name of no field.
func (r *Reader) Uint(name string, n int) (u uint64) {
	if r.Left() < n {
		r.Short, r.Off = true, len(r.Bytes)
		return 0
	}
	for i := range n {
		c := uint64(r.Bytes[r.Off+i])
		if r.Little {
			u |= c << (8 * i)
		} else {
			u = u<<8 | c
		}
	}
	r.Note(name, r.Off, n, u)
	r.Off += n
	return u
}

// Signed reads a signed number of n bytes.
func (r *Reader) Signed(name string, n int) int64 {
	off := r.Off
	u := r.Uint("", n)
	i := int64(u<<(64-8*n)) >> (64 - 8*n)
	if !r.Short {
		r.Note(name, off, n, uint64(i))
	}
	return i
}

// Octets reads n bytes: text, an address, octets.
func (r *Reader) Octets(name string, n int) []byte {
	if n < 0 || r.Left() < n {
		r.Short, r.Off = true, len(r.Bytes)
		return nil
	}
	b := r.Bytes[r.Off : r.Off+n]
	r.Note(name, r.Off, n, 0)
	r.Off += n
	return b
}

// Ended reads text that a NUL ends, and returns it without that.
func (r *Reader) Ended(name string) []byte {
	n := bytes.IndexByte(r.Rest(), 0)
	if n < 0 {
		r.Short, r.Off = true, len(r.Bytes)
		return nil
	}
	b := r.Octets(name, n)
	r.Off++
	return b
}

// Counted reads text behind a number of size bytes that says how long it is.
func (r *Reader) Counted(length, name string, size int) []byte {
	n := r.Uint(length, size)
	return r.Octets(name, int(min(n, 1<<31-1)))
}

// Skip passes n bytes.
func (r *Reader) Skip(n int) { r.Octets("", n) }

// Prefix reads the first n of four octets, the others being zero, as an address of IPv4.
func (r *Reader) Prefix(name string, n int) {
	if r.Left() < n {
		r.Short, r.Off = true, len(r.Bytes)
		return
	}
	if r.noting {
		b := make([]byte, 4)
		copy(b, r.Bytes[r.Off:r.Off+n])
		r.note(Part{Name: name, Off: r.Off, Len: n, Text: b})
	}
	r.Off += n
}

// Made has read read b, which was made of bytes of the message: what it notes has no place in it.
func (r *Reader) Made(b []byte, read func(*Reader)) {
	if r.noting {
		for _, p := range Values(b, r.Little, read) {
			r.note(p)
		}
	}
}

// Values returns what read notes of b, with the bytes of each value and without places.
func Values(b []byte, little bool, read func(*Reader)) []Part {
	r := Reader{Bytes: b, Little: little, noting: true}
	read(&r)
	for i := range r.list {
		p := &r.list[i]
		if p.Text == nil {
			p.Text = b[p.Off : p.Off+p.Len]
		}
		p.Off, p.Len = 0, 0
	}
	return r.list
}

// A Message is one whose fields are parts.
type Message interface {
	// Parts returns the reader of the message, which is not borrowed.
	Parts() *Reader
	// ReadAll reads the message to its end from where r stands.
	ReadAll(r *Reader)
}

// noted returns the values of a message, read when they are asked for first.
func noted(m Message) []Part {
	r := m.Parts()
	if !r.read {
		whole := r.Bytes
		r.Again()
		r.noting = true
		m.ReadAll(r)
		r.noting, r.read, r.Bytes = false, true, whole
	}
	return r.list
}

// Fields sets what gets the value of each field that has no getter: the parts of its name.
func Fields(list []dissect.Field) []dissect.Field {
	for i := range list {
		if f := &list[i]; f.Get == nil {
			f.Get = getter(f)
		}
	}
	return list
}

func getter(f *dissect.Field) dissect.Getter {
	name, number := f.Name, false
	switch f.Type {
	case dissect.Bool, dissect.Uint, dissect.Int, dissect.AbsTime, dissect.RelTime, dissect.FrameNum, dissect.Double:
		number = true
	}
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		m, ok := l.Message.(Message)
		if !ok {
			return
		}
		list := noted(m)
		for i := range list {
			switch p := &list[i]; {
			case p.Name != name:
			case number:
				v.Uint(p.U).Masked(p.Mask).At(p.Off, p.Len)
			case p.Text != nil:
				v.Bytes(p.Text).At(p.Off, p.Len)
			case f.Type == dissect.Label:
				v.Mark().At(p.Off, p.Len)
			default:
				v.Bytes(m.Parts().Bytes[p.Off:p.Off+p.Len]).At(p.Off, p.Len)
			}
		}
	}
}

// Names are the names of numbers.
type Names map[uint64]string

// Name is what Field.Names asks: "" if a number has no name.
func (n Names) Name(u uint64) string { return n[u] }
