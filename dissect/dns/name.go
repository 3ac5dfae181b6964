package dns

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
	NameBroken             // ends beyond the message or has a reserved label type
)

var nameTexts = [...]string{
	NameRoot:     "<Root>",
	NameTooLong:  "<Name too long>",
	NameLoops:    "<Name contains a pointer that loops>",
	NameExtended: "<Unknown extended label>",
	NameBroken:   "",
}

const (
	maxNameText = 253
	// maxHops bounds the pointers followed for one name: a name has at most
	// 127 labels, so an honest one needs far fewer.
	maxHops = 255
	// maxSurplus bounds the labels read after a name is known to be too long
	// and has left its place.
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
func AppendName(dst, b []byte, off int) ([]byte, Name) { return readName(dst, b, off, true) }

// ScanName is AppendName without the text.
func ScanName(b []byte, off int) Name {
	_, n := readName(nil, b, off, false)
	return n
}

func readName(dst, b []byte, off int, text bool) ([]byte, Name) {
	start, mark := off, len(dst)
	used, raw, hidden := 0, 0, 0 // used: 0 until a pointer or the end fixes it
	hops, surplus := 0, 0
	bitLabels, alias := false, false
	for {
		if off >= len(b) {
			return dst[:mark], Name{State: NameBroken, Need: off + 1}
		}
		n := int(b[off])
		off++
		switch {
		case n == 0:
			if used == 0 {
				used = off - start
			}
			switch {
			case raw > maxNameText:
				return special(dst, mark, text, NameTooLong, used)
			case raw == 0 && bitLabels:
				return dst[:mark], Name{State: NameBroken}
			case raw == 0 || alias:
				return special(dst, mark, text, NameRoot, used)
			}
			return dst[:max(len(dst)-hidden, mark)], Name{Used: used, Length: raw}
		case n < labelExtended:
			if off+n > len(b) {
				return dst[:mark], Name{State: NameBroken, Need: off + n}
			}
			if raw > 0 || bitLabels {
				raw++
			}
			if raw == 0 && hops > 0 && b[off] == 0 {
				alias = true
			}
			if raw += n; raw > maxNameText {
				if surplus++; surplus > maxSurplus && used != 0 {
					return special(dst, mark, text, NameTooLong, used)
				}
			} else if text {
				if len(dst) > mark {
					dst = append(dst, '.')
				}
				dst = appendLabel(dst, b[off:off+n])
			}
			off += n
		case n >= labelPointer:
			if off >= len(b) {
				return dst[:mark], Name{State: NameBroken, Need: off + 1}
			}
			if used == 0 {
				used = off + 1 - start
			}
			if hops++; hops > maxHops {
				return special(dst, mark, text, NameLoops, used)
			}
			off = (n&^labelPointer)<<8 | int(b[off])
		case n == labelBits:
			var size int
			before := len(dst)
			if dst, size = readBitLabel(dst, b, off, text); size == 0 {
				return dst[:mark], Name{State: NameBroken, Need: off + 34}
			}
			bitLabels, hidden = true, hidden+len(dst)-before
			off += size
		case n >= labelReserved || off-start < 2:
			return dst[:mark], Name{State: NameBroken}
		default:
			return special(dst, mark, text, NameExtended, off-start)
		}
	}
}

// special ends a name that has a text in its place.
func special(dst []byte, mark int, text bool, s NameState, used int) ([]byte, Name) {
	if text {
		dst = append(dst[:mark], nameTexts[s]...)
	}
	return dst, Name{State: s, Used: used, Length: len(nameTexts[s])}
}

// readBitLabel reads a bit string label after its type byte: a count of bits
// (0 means 256) and the bits. It returns its size, 0 if it is cut.
func readBitLabel(dst, b []byte, off int, text bool) ([]byte, int) {
	if off >= len(b) {
		return dst, 0
	}
	bits := int(b[off])
	if bits == 0 {
		bits = 256
	}
	size := 1 + (bits+7)/8
	if off+size > len(b) {
		return dst, 0
	}
	if text {
		dst = append(dst, `\[x`...)
		for _, c := range b[off+1 : off+size] {
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		}
		dst = append(dst, '/')
		dst = appendUint(dst, uint64(bits))
		dst = append(dst, ']')
	}
	return dst, size
}
