package dns

import (
	"unicode/utf8"

	"netsniff/dissect/text"
)

// NameState says how reading a name ended.
type NameState uint8

// Ends of a name. Only NameBroken stops the message; the others print a text
// in the place of the name.
const (
	NameOK       NameState = iota
	NameRoot               // the empty name
	NameTooLong            // more than 253 characters (RFC 1035 §2.3.4)
	NameLoops              // compression pointers lead in a circle
	NameExtended           // a label type nobody uses (RFC 6891 §5)
	NameUnread             // the message has more labels than are read
	NameBroken             // ends beyond the message or has a reserved label type
)

var nameTexts = [...]string{
	NameRoot:     "<Root>",
	NameTooLong:  "<Name too long>",
	NameLoops:    "<Name contains a pointer that loops>",
	NameExtended: "<Unknown extended label>",
	NameUnread:   "<Name not read: too many labels in this message>",
	NameBroken:   "",
}

// specialTexts are nameTexts as bytes.
var specialTexts = func() (list [len(nameTexts)][]byte) {
	for i, s := range nameTexts {
		list[i] = []byte(s)
	}
	return list
}()

// special returns a name that has a text in its place.
func special(s NameState, used int) Name {
	return Name{State: s, Used: used, Length: len(nameTexts[s])}
}

const (
	maxNameText = 253
	// maxHops bounds the pointers followed for one name: a name has at most
	// 127 labels, so an honest one needs far fewer.
	maxHops = 255
	// maxSurplus bounds the labels read after a name is known to be too long:
	// record data may point every name of a message at the same endless one.
	maxSurplus = 1024

	labelPointer  = 0xc0
	labelReserved = 0x80
	labelExtended = 0x40
	labelBits     = 0x41 // bit string label (RFC 2673)
)

// Name tells what was found where a name stands.
type Name struct {
	State  NameState
	Used   int // bytes the name takes in its place
	Length int // characters of the name before escaping
	Need   int // NameBroken: the offset up to which bytes were missing, 0 if no bytes could help
}

// AppendName appends the text of the name at off in message b, as analysts
// know it: labels joined by dots, unprintable bytes escaped as in C, invalid
// UTF-8 replaced. Compression (RFC 1035 §4.1.4) is followed.
func AppendName(dst, b []byte, off int) ([]byte, Name) {
	r := nameReader{b: b, dst: dst, mark: len(dst), start: off, off: off, text: true}
	n := r.read()
	return r.dst, n
}

// ScanName is AppendName without the text.
func ScanName(b []byte, off int) Name {
	if n, ok := scanPlain(b, off); ok {
		return n
	}
	r := nameReader{b: b, start: off, off: off}
	return r.read()
}

// scan is ScanName for those who read all names of a message: beyond the work
// that is left, places of names are skipped only.
func scan(b []byte, off int, work *int) Name {
	n, ok := scanPlain(b, off)
	if *work--; ok {
		return n
	}
	if *work <= 0 {
		return skipName(b, off)
	}
	r := nameReader{b: b, start: off, off: off}
	n = r.read()
	*work -= r.labels
	return n
}

// skipName finds the end of a name in its place without following pointers.
func skipName(b []byte, off int) Name {
	for i := off; i < len(b); {
		c := int(b[i])
		i++
		switch {
		case c == 0:
			return special(NameUnread, i-off)
		case c >= labelPointer && i < len(b):
			return special(NameUnread, i+1-off)
		case c >= labelExtended:
			return Name{State: NameBroken}
		}
		i += c
	}
	return Name{State: NameBroken, Need: len(b) + 1}
}

// scanPlain scans a name that is nothing but labels and at most one pointer to
// more of them, as nearly all are; it saves a third of the time.
func scanPlain(b []byte, off int) (n Name, ok bool) {
	for i := off; i < len(b); {
		c := int(b[i])
		switch {
		case c == 0:
			if n.Used == 0 {
				n.Used = i + 1 - off
			}
			n.Length--
			return n, n.Length > 0
		case c < labelExtended:
			i += 1 + c
			if n.Length += 1 + c; n.Length > maxNameText+1 {
				return n, false
			}
		case c < labelPointer || n.Used != 0 || i+1 >= len(b):
			return n, false
		default:
			n.Used = i + 2 - off
			i = (c&^labelPointer)<<8 | int(b[i+1])
			if n.Length == 0 && i+1 < len(b) && b[i+1] == 0 {
				return n, false
			}
		}
	}
	return n, false
}

// nameReader reads one name.
type nameReader struct {
	b, dst     []byte
	mark       int  // where the name begins in dst
	start, off int  // where it begins in b, and what is read next
	used       int  // bytes it takes in its place, once a pointer or the end says so
	length     int  // characters so far
	hidden     int  // bytes of text that bit labels made, which do not count
	hops       int  // pointers followed
	surplus    int  // labels since it became too long
	labels     int  // read so far
	text       bool // dst gets the text
	bits       bool // there was a bit label
	blank      bool // behind a pointer it begins with a NUL, which passes for the root
}

func (r *nameReader) read() Name {
	for {
		if r.off >= len(r.b) {
			return r.broken(r.off + 1)
		}
		n := int(r.b[r.off])
		r.off++
		state := NameOK
		switch {
		case n == 0:
			return r.end()
		case n < labelExtended:
			if r.off+n > len(r.b) {
				return r.broken(r.off + n)
			}
			state = r.label(r.b[r.off : r.off+n])
		case n >= labelPointer:
			if r.off >= len(r.b) {
				return r.broken(r.off + 1)
			}
			state = r.follow((n&^labelPointer)<<8 | int(r.b[r.off]))
		case n == labelBits:
			if !r.bitLabel() {
				return r.broken(r.off + maxBitLabel)
			}
		case n >= labelReserved || r.off-r.start < 2:
			return r.broken(0)
		default:
			r.used = r.off - r.start
			state = NameExtended
		}
		if state != NameOK {
			return r.special(state)
		}
	}
}

// label takes a plain label. It reports NameTooLong to stop, not as soon as
// the name is too long: its end has to be found.
func (r *nameReader) label(label []byte) NameState {
	if r.length > 0 || r.bits {
		r.length++
	} else if r.hops > 0 && label[0] == 0 {
		r.blank = true
	}
	r.off += len(label)
	r.labels++
	if r.length += len(label); r.length > maxNameText {
		if r.surplus++; r.surplus > maxSurplus {
			if r.used == 0 {
				r.used = r.off - r.start
			}
			return NameTooLong
		}
		return NameOK
	}
	if r.text {
		if len(r.dst) > r.mark {
			r.dst = append(r.dst, '.')
		}
		r.dst = appendLabel(r.dst, label)
	}
	return NameOK
}

// follow goes where a pointer points.
func (r *nameReader) follow(off int) NameState {
	r.labels++ // as much work as one
	if r.used == 0 {
		r.used = r.off + 1 - r.start
	}
	if r.hops++; r.hops > maxHops {
		return NameLoops
	}
	r.off = off
	return NameOK
}

// end completes the name.
func (r *nameReader) end() Name {
	if r.used == 0 {
		r.used = r.off - r.start
	}
	switch {
	case r.length > maxNameText:
		return r.special(NameTooLong)
	case r.length == 0 && r.bits:
		return r.broken(0)
	case r.length == 0 || r.blank:
		return r.special(NameRoot)
	}
	if r.hidden > 0 {
		r.dst = wholeRunes(r.dst[:max(len(r.dst)-r.hidden, r.mark)])
	}
	return Name{Used: r.used, Length: r.length}
}

// broken ends a name that cannot be read; need is the offset up to which
// bytes were missing.
func (r *nameReader) broken(need int) Name {
	r.dst = r.dst[:r.mark]
	return Name{State: NameBroken, Need: need}
}

// wholeRunes takes off the beginning of a character that a cut has left at the
// end of b.
func wholeRunes(b []byte) []byte {
	for {
		if r, n := utf8.DecodeLastRune(b); r != utf8.RuneError || n != 1 {
			return b
		}
		b = b[:len(b)-1]
	}
}

// special ends a name that has a text in its place.
func (r *nameReader) special(s NameState) Name {
	if r.text {
		r.dst = append(r.dst[:r.mark], nameTexts[s]...)
	}
	return special(s, r.used)
}

// maxBitLabel is the size of the longest bit label after its type.
const maxBitLabel = 33

// bitLabel takes a bit string label after its type byte: a count of bits (0
// means 256) and the bits. It reports whether they are there.
func (r *nameReader) bitLabel() bool {
	if r.off >= len(r.b) {
		return false
	}
	count := int(r.b[r.off])
	if count == 0 {
		count = 256
	}
	end := r.off + 1 + (count+7)/8
	if end > len(r.b) {
		return false
	}
	if r.text {
		before := len(r.dst)
		r.dst = append(r.dst, `\[x`...)
		for _, c := range r.b[r.off+1 : end] {
			r.dst = text.AppendHex(r.dst, uint64(c), 2)
		}
		r.dst = append(appendUint(append(r.dst, '/'), uint64(count)), ']')
		r.hidden += len(r.dst) - before
	}
	r.bits, r.off = true, end
	return true
}
