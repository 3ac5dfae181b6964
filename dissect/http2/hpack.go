package http2

import (
	"golang.org/x/net/http2/hpack"
)

// Field is a header field. Name and Value are text as it was sent.
type Field struct {
	Name, Value string
	Index       int // in the tables; 0 if the name was sent
	Form        Form
	Off, Size   int // where it stands in its block
	// Hidden: the name, or all of it, stands in a table whose beginning was not seen.
	Hidden bool
}

// Form is how a field was sent (RFC 7541 §6).
type Form uint8

// Forms.
const (
	Indexed Form = iota
	Incremental
	NotIndexed
	NeverIndexed
)

var formNames = [...]string{
	"Indexed Header Field", "Literal Header Field with Incremental Indexing", "Literal Header Field without Indexing",
	"Literal Header Field never Indexed",
}

// String returns Wireshark's words.
func (f Form) String() string { return formNames[f] }

// representation returns them with what is said of the name.
func (x *Field) representation() string {
	switch {
	case x.Form == Indexed:
		return x.Form.String()
	case x.Index == 0:
		return x.Form.String() + " - New Name"
	}
	return x.Form.String() + " - Indexed Name"
}

// Bounds of a header block: bytes as they were sent, fields, bytes of them decoded, and
// what a table may be agreed to keep.
const (
	maxBlock   = 256 << 10
	maxFields  = 512
	maxDecoded = 256 << 10
	maxTable   = 64 << 10
)

// unknownName stands for a name in a table whose beginning was not seen.
const unknownName = "(unknown)"

// table decodes the header blocks of one direction. One that is joined in its middle
// knows the entries added since: they come first.
type table struct {
	decoder *hpack.Decoder
	out     []Field
	size    int
	next    Field // what is known of the field before it is decoded
	cut     bool  // fields were left out
	resized
}

// resized are the sizes that a block gives the table: at most two (RFC 7541 §4.2).
type resized struct {
	Updates [2]int
	Updated int
}

func (t *table) emit(f hpack.HeaderField) {
	if t.size += len(f.Name) + len(f.Value); len(t.out) >= maxFields || t.size > maxDecoded {
		t.cut = true
		return
	}
	t.next.Name, t.next.Value = f.Name, f.Value
	t.out = append(t.out, t.next)
}

// reset forgets the table: what it had is not known any more.
func (t *table) reset() { t.decoder = nil }

// decode appends the fields of a header block to dst. cut: not all of them are there,
// as they are too many or the block is damaged.
func (t *table) decode(dst []Field, b []byte) (fields []Field, cut bool) {
	if t.decoder == nil {
		t.decoder = hpack.NewDecoder(4096, nil)
		t.decoder.SetAllowedMaxDynamicTableSize(maxTable)
		t.decoder.SetMaxStringLength(maxBlock)
		t.decoder.SetEmitFunc(t.emit)
	}
	t.out, t.size, t.cut, t.resized = dst, 0, false, resized{}
	for length := len(b); len(b) > 0; {
		r, ok := readRepresentation(b)
		if !ok {
			t.cut = true
			break
		}
		if r.resizes && t.Updated < len(t.Updates) {
			t.Updates[t.Updated] = r.index
			t.Updated++
		}
		if t.cut && r.form == Indexed && !r.resizes {
			b = b[r.size:] // it changes nothing in the table
			continue
		}
		t.next = Field{Index: r.index, Form: r.form, Off: length - len(b), Size: r.size}
		if _, err := t.decoder.Write(b[:r.size]); err != nil {
			t.unknown(&r, b[:r.size])
		}
		b = b[r.size:]
	}
	if t.decoder.Close() != nil {
		t.cut = true
	}
	fields, t.out = t.out, nil
	return fields, t.cut
}

// unknown takes a field whose index is beyond what is known. One that goes into the
// table has to, so that those behind it are counted right.
func (t *table) unknown(r *representation, b []byte) {
	t.next.Hidden = true
	if r.form == Indexed {
		t.emit(hpack.HeaderField{Name: unknownName})
		return
	}
	literal := append([]byte{b[0] & 0xc0, byte(len(unknownName))}, unknownName...)
	if _, err := t.decoder.Write(append(literal, b[r.valueAt:]...)); err != nil {
		t.cut = true
	}
}

// representation is how a field stands in a block.
type representation struct {
	form    Form
	resizes bool // it is no field, but gives the table a size, which is in index
	index   int
	valueAt int // where its value begins, with its length
	size    int
}

// readRepresentation reads the field that b begins with as far as its size goes, and
// returns false if it is not whole.
func readRepresentation(b []byte) (r representation, ok bool) {
	const indexed, incremental, update, never = 0x80, 0x40, 0x20, 0x10
	var n int
	switch first := b[0]; {
	case first&indexed != 0:
		r.index, r.size, ok = readNumber(b, 7)
		return r, ok
	case first&incremental != 0:
		r.form = Incremental
		r.index, n, ok = readNumber(b, 6)
	case first&update != 0:
		r.resizes = true
		r.index, r.size, ok = readNumber(b, 5)
		return r, ok
	case first&never != 0:
		r.form = NeverIndexed
		r.index, n, ok = readNumber(b, 4)
	default:
		r.form = NotIndexed
		r.index, n, ok = readNumber(b, 4)
	}
	if ok && r.index == 0 {
		n, ok = skipString(b, n)
	}
	r.valueAt = n
	if ok {
		r.size, ok = skipString(b, n)
	}
	return r, ok
}

// readNumber reads a number whose first byte has a prefix of n bits (RFC 7541 §5.1).
func readNumber(b []byte, n uint) (value, size int, ok bool) {
	mask := byte(1)<<n - 1
	value = int(b[0] & mask)
	if value < int(mask) {
		return value, 1, true
	}
	for i, shift := 1, uint(0); i < len(b) && shift <= 21; i, shift = i+1, shift+7 {
		value += int(b[i]&0x7f) << shift
		if b[i]&0x80 == 0 {
			return value, i + 1, true
		}
	}
	return 0, 0, false
}

// skipString returns where the string at an offset ends.
func skipString(b []byte, at int) (end int, ok bool) {
	if at >= len(b) {
		return 0, false
	}
	n, size, ok := readNumber(b[at:], 7)
	return at + size + n, ok && at+size+n <= len(b)
}
