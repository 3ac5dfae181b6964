package protobuf

import (
	"encoding/binary"
	"iter"
)

// WireType says how a value was sent.
type WireType uint8

// Wire types.
const (
	Varint WireType = iota
	Fixed64
	Delimited
	StartGroup
	EndGroup
	Fixed32
)

var wireNames = [...]string{"varint", "64-bit", "Length-delimited", "Start group (deprecated)",
	"End group (deprecated)", "32-bit"}

// String returns Wireshark's name, "" if there is none.
func (t WireType) String() string {
	if int(t) < len(wireNames) {
		return wireNames[t]
	}
	return ""
}

// number reports whether values of the type are numbers.
func (t WireType) number() bool { return t == Varint || t == Fixed64 || t == Fixed32 }

// Field is a field of a message.
type Field struct {
	Number uint64
	Wire   WireType
	Value  uint64 // of a number
	Bytes  []byte // of the value, without its length. Borrowed.
	// Off is where the field stands in the message, Size how long it is, Tag how long what
	// says its number, At where the bytes of its value stand.
	Off, Size, Tag, At int
}

// narrow reports whether the value is one of 32 bits, as far as anybody can tell.
func (x *Field) narrow() bool { return x.Wire == Fixed32 || x.Wire == Varint && x.Value>>32 == 0 }

// maxFields bounds the fields of a message that are read.
const maxFields = 4096

// each yields the fields of a message, up to one that is damaged.
func each(b []byte) iter.Seq[*Field] {
	return func(yield func(*Field) bool) {
		var x Field
		for at, n := 0, 0; at < len(b) && n < maxFields; n++ {
			if !x.read(b, at) || !yield(&x) {
				return
			}
			at += x.Size
		}
	}
}

// read reads the field at an offset, and returns false if it is damaged.
func (x *Field) read(b []byte, off int) bool {
	key, tag := binary.Uvarint(b[off:])
	if tag <= 0 {
		return false
	}
	*x = Field{Number: key >> 3, Wire: WireType(key & 7), Off: off, Tag: tag, At: off + tag}
	rest, n := b[x.At:], 0
	switch x.Wire {
	case Varint:
		x.Value, n = binary.Uvarint(rest)
	case Fixed64:
		if len(rest) >= 8 {
			x.Value, n = binary.LittleEndian.Uint64(rest), 8
		}
	case Fixed32:
		if len(rest) >= 4 {
			x.Value, n = uint64(binary.LittleEndian.Uint32(rest)), 4
		}
	case Delimited:
		length, size := binary.Uvarint(rest)
		if size <= 0 || length > uint64(len(rest)-size) {
			return false
		}
		x.At += size
		rest, n = rest[size:], int(length)
		x.Bytes, x.Size = rest[:n], x.At+n-off
		return true
	case StartGroup, EndGroup:
		x.Size = tag
		return true
	}
	if n <= 0 {
		return false
	}
	x.Bytes, x.Size = rest[:n], x.At+n-off
	return true
}
