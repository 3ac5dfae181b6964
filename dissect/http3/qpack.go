package http3

import "golang.org/x/net/http2/hpack"

// entry is a header field in a table.
type entry struct{ name, value string }

// size is what a field takes of the capacity of a table (RFC 9204 §3.2.1).
func (e *entry) size() int { return len(e.name) + len(e.value) + 32 }

// Bounds of compressed header fields: what a table may be agreed to have, fields of a
// section and bytes of them decoded, an instruction that is not whole.
const (
	maxCapacity    = 64 << 10
	maxFields      = 512
	maxDecoded     = 256 << 10
	maxInstruction = 64 << 10
)

// table is the dynamic table that one end fills by its encoder stream, for the header
// fields that it sends.
type table struct {
	entries  []entry // the oldest first
	inserted uint64  // how many there were so far
	size     int
	capacity int
	most     uint64 // entries at most, as the other end has allowed (RFC 9204 §3.2.2)
	begun    []byte // an instruction that is not whole
	broken   bool   // instructions were lost or are damaged: nobody knows the entries
	// hide returns the value of a field without its secrets; nil: all of it is told.
	hide func(name, value string) string
}

// allow takes the capacity that the other end allows.
func (t *table) allow(capacity uint64) { t.most = min(capacity, 1<<30) / 32 }

// lose takes it that instructions are missing.
func (t *table) lose() { *t = table{broken: true, hide: t.hide} }

// instructions takes bytes of the encoder stream (RFC 9204 §4.3).
func (t *table) instructions(b []byte) {
	if t.broken {
		return
	}
	if len(t.begun) > 0 {
		b = append(t.begun, b...)
		t.begun = nil
	}
	for len(b) > 0 {
		r := fieldReader{b: b}
		if !t.instruct(&r) {
			if r.damaged || len(b) > maxInstruction {
				t.lose()
			} else {
				t.begun = append([]byte(nil), b...)
			}
			return
		}
		b = b[r.at:]
	}
}

// instruct takes the instruction that r begins with, and returns false if it is not whole.
func (t *table) instruct(r *fieldReader) bool {
	const withName, literal, capacity = 0x80, 0x40, 0x20
	switch first := r.b[0]; {
	case first&withName != 0:
		index := r.number(6)
		value := r.text(7)
		if r.failed() {
			return false
		}
		name, ok := t.name(index, first&0x40 != 0)
		if !ok {
			r.damaged = true
			return false
		}
		t.insert(entry{name, value})
	case first&literal != 0:
		e := entry{name: r.text(5)}
		if e.value = r.text(7); r.failed() {
			return false
		}
		t.insert(e)
	case first&capacity != 0:
		n := r.number(5)
		if r.failed() {
			return false
		}
		if n > maxCapacity {
			r.damaged = true
			return false
		}
		t.capacity = int(n)
		t.evict(0)
	default:
		index := r.number(5)
		if r.failed() {
			return false
		}
		e, ok := t.relative(index)
		if !ok {
			r.damaged = true
			return false
		}
		t.insert(e)
	}
	return true
}

// name returns the name of an entry, of the static table or counted from the newest.
func (t *table) name(index uint64, static bool) (string, bool) {
	if static {
		if index >= uint64(len(staticTable)) {
			return "", false
		}
		return staticTable[index].name, true
	}
	e, ok := t.relative(index)
	return e.name, ok
}

// relative returns the entry that is the index-th before the newest.
func (t *table) relative(index uint64) (entry, bool) {
	if index >= t.inserted {
		return entry{}, false
	}
	return t.absolute(t.inserted - 1 - index)
}

// absolute returns the entry that was inserted as the index-th, and false if it is not
// there.
func (t *table) absolute(index uint64) (entry, bool) {
	first := t.inserted - uint64(len(t.entries))
	if index < first || index >= t.inserted {
		return entry{}, false
	}
	return t.entries[index-first], true
}

// insert adds an entry.
func (t *table) insert(e entry) {
	t.evict(e.size())
	t.inserted++
	if e.size() <= t.capacity {
		t.entries = append(t.entries, e)
		t.size += e.size()
	}
}

// evict makes room for n bytes.
func (t *table) evict(n int) {
	i := 0
	for i < len(t.entries) && t.size+n > t.capacity {
		t.size -= t.entries[i].size()
		i++
	}
	t.entries = t.entries[i:]
}

// Field is a header field. Name and Value are text as it was sent.
type Field struct {
	Name, Value string
	Off, N      int // where it stands in its section
	// Hidden: the name, or all of it, stands in a table that is not known.
	Hidden bool
}

// unknownName stands for a name in a table that is not known.
const unknownName = "(unknown)"

// decode appends the header fields of a section to dst (RFC 9204 §4.5). cut: not all of
// them are there, as they are too many or the section is damaged.
func (t *table) decode(dst []Field, b []byte) (fields []Field, cut bool) {
	r := fieldReader{b: b}
	base, ok := t.base(&r)
	if !ok {
		return dst, true
	}
	size := 0
	for r.at < len(b) {
		from := r.at
		f := t.field(&r, base)
		if r.failed() {
			return dst, true
		}
		if t.hide != nil {
			f.hide(t.hide)
		}
		if size += len(f.Name) + len(f.Value); len(dst) >= maxFields || size > maxDecoded {
			return dst, true
		}
		f.Off, f.N = from, r.at-from
		dst = append(dst, f)
	}
	return dst, false
}

// base reads what begins a section, and returns from which entry its indexes count.
func (t *table) base(r *fieldReader) (base uint64, ok bool) {
	if len(r.b) < 2 {
		return 0, false
	}
	required := r.number(8)
	if r.failed() || r.at == len(r.b) {
		return 0, false
	}
	negative := r.b[r.at]&0x80 != 0
	delta := r.number(7)
	if r.failed() {
		return 0, false
	}
	if required > 0 && t.most > 0 {
		full, most := 2*t.most, t.inserted+t.most
		if required > full {
			return 0, false
		}
		if required += most/full*full - 1; required > most && required > full {
			required -= full
		}
	}
	if negative {
		return required - delta - 1, delta < required
	}
	return required + delta, true
}

// field reads the next field of a section.
func (t *table) field(r *fieldReader, base uint64) (f Field) {
	const indexed, named, literal, after = 0x80, 0x40, 0x20, 0x10
	switch first := r.b[r.at]; {
	case first&indexed != 0:
		e, ok := t.at(r.number(6), first&0x40 != 0, base, false)
		f.take(e.name, e.value, ok)
	case first&named != 0:
		e, ok := t.at(r.number(4), first&0x10 != 0, base, false)
		f.take(e.name, r.text(7), ok)
	case first&literal != 0:
		f.Name = r.text(3)
		f.Value = r.text(7)
	case first&after != 0:
		e, ok := t.at(r.number(4), false, base, true)
		f.take(e.name, e.value, ok)
	default:
		e, ok := t.at(r.number(3), false, base, true)
		f.take(e.name, r.text(7), ok)
	}
	return f
}

// hide takes the secrets out of a field. One whose name is not known may be any.
func (f *Field) hide(hide func(name, value string) string) {
	name := f.Name
	if f.Hidden {
		name = "authorization"
	}
	f.Value = hide(name, f.Value)
}

func (f *Field) take(name, value string, known bool) {
	if f.Name, f.Value = name, value; !known {
		f.Name, f.Hidden = unknownName, true
	}
}

// at returns the entry that a field names: in the static table, before base or from it on.
func (t *table) at(index uint64, static bool, base uint64, after bool) (entry, bool) {
	switch {
	case static && index < uint64(len(staticTable)):
		return staticTable[index], true
	case static, t.broken:
		return entry{}, false
	case after:
		return t.absolute(base + index)
	case index >= base:
		return entry{}, false
	}
	return t.absolute(base - 1 - index)
}

// fieldReader reads numbers and texts as QPACK writes them.
type fieldReader struct {
	b       []byte
	at      int
	short   bool // b ends before
	damaged bool
}

func (r *fieldReader) failed() bool { return r.short || r.damaged }

// number reads a number whose first byte has a prefix of n bits (RFC 7541 §5.1).
func (r *fieldReader) number(n uint) uint64 {
	if r.failed() || r.at >= len(r.b) {
		r.short = true
		return 0
	}
	mask := byte(1<<n - 1)
	value := uint64(r.b[r.at] & mask)
	if r.at++; value < uint64(mask) {
		return value
	}
	for shift := uint(0); shift < 56; shift += 7 {
		if r.at >= len(r.b) {
			r.short = true
			return 0
		}
		c := r.b[r.at]
		r.at++
		value += uint64(c&0x7f) << shift
		if c&0x80 == 0 {
			return value
		}
	}
	r.damaged = true
	return 0
}

// text reads a text behind its length, whose prefix has n bits; the bit before them says
// whether it is compressed by Huffman's code.
func (r *fieldReader) text(n uint) string {
	if r.failed() || r.at >= len(r.b) {
		r.short = true
		return ""
	}
	huffman := r.b[r.at]&(1<<n) != 0
	size := r.number(n)
	switch {
	case r.failed():
		return ""
	case size > maxInstruction:
		r.damaged = true
		return ""
	case size > uint64(len(r.b)-r.at):
		r.short = true
		return ""
	}
	b := r.b[r.at : r.at+int(size)]
	r.at += int(size)
	if !huffman {
		return string(b)
	}
	s, err := hpack.HuffmanDecodeToString(b)
	if err != nil {
		r.damaged = true
	}
	return s
}
