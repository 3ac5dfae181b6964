package websocket

import (
	"encoding/binary"

	"netsniff/dissect"
)

var be = binary.BigEndian

// Opcode says what a frame is (RFC 6455 §5.2).
type Opcode uint8

// Opcodes.
const (
	Continuation Opcode = 0
	Text         Opcode = 1
	Binary       Opcode = 2
	Close        Opcode = 8
	Ping         Opcode = 9
	Pong         Opcode = 10
)

var opcodes = [16]string{
	Continuation: "Continuation", Text: "Text", Binary: "Binary", Close: "Connection Close", Ping: "Ping", Pong: "Pong",
}

// String returns Wireshark's word, "" if the opcode is reserved.
func (o Opcode) String() string { return opcodes[o&15] }

// control reports whether the frame is no part of a message of data (RFC 6455 §5.5).
func (o Opcode) control() bool { return o >= Close }

// Bits of the first two bytes.
const (
	bitFin     = 0x80
	bitsRsv    = 0x70
	bitsOpcode = 0x0f
	bitMask    = 0x80
	bitsLength = 0x7f

	rsvCompressed = 4 // of bitsRsv (RFC 7692 §6)

	length16, length64 = 126, 127 // the length stands in the 2 or 8 bytes that follow
)

const (
	minHead    = 2
	keySize    = 4
	maxControl = 125     // of what a control frame carries (RFC 6455 §5.5)
	maxLength  = 1 << 40 // longer frames are taken for bytes of something else
)

// Head is what begins a frame.
type Head struct {
	Fin    bool
	Rsv    uint8 // three bits
	Opcode Opcode
	Masked bool
	Key    [keySize]byte
	Short  uint8 // the length in 7 bits, as it was sent
	Length int64 // of the payload
	Size   int   // of the head itself
}

// readHead reads the head that b begins with. Of one that is not whole it returns false,
// and in Size how long it is as far as can be told.
func readHead(b []byte) (h Head, ok bool) {
	if len(b) < minHead {
		return Head{Size: minHead}, false
	}
	h = Head{
		Fin: b[0]&bitFin != 0, Rsv: b[0] & bitsRsv >> 4, Opcode: Opcode(b[0] & bitsOpcode),
		Masked: b[1]&bitMask != 0, Short: b[1] & bitsLength, Size: minHead + extended(b[1]),
	}
	at := h.Size
	if h.Masked {
		h.Size += keySize
	}
	if len(b) < h.Size {
		return h, false
	}
	switch h.Length = int64(h.Short); h.Short {
	case length16:
		h.Length = int64(be.Uint16(b[minHead:]))
	case length64:
		h.Length = int64(min(be.Uint64(b[minHead:]), 1<<63-1))
	}
	if h.Masked {
		copy(h.Key[:], b[at:])
	}
	return h, true
}

// extended returns how many bytes of length follow the second byte of a head.
func extended(second byte) int {
	switch second & bitsLength {
	case length16:
		return 2
	case length64:
		return 8
	}
	return 0
}

// lawful reports whether the frame is as an end that keeps to RFC 6455 §5 sends it.
func (h *Head) lawful(dir dissect.Dir) bool {
	least := int64(0)
	switch h.Short {
	case length16:
		least = length16
	case length64:
		least = 1 << 16
	}
	return h.Opcode.String() != "" && h.Rsv&^rsvCompressed == 0 && h.Masked == (dir == dissect.ToServer) &&
		h.Length >= least &&
		h.Length <= maxLength && (!h.Opcode.control() || h.Fin && h.Length <= maxControl)
}

// possible reports whether it may be a frame of an end that takes the rules lightly:
// what is no frame at all breaks several of them.
func (h *Head) possible(dir dissect.Dir) bool {
	strange := 0
	for _, x := range [...]bool{
		h.Opcode.String() == "", h.Rsv&^rsvCompressed != 0, h.Masked != (dir == dissect.ToServer),
		h.Opcode.control() && (!h.Fin || h.Length > maxControl),
	} {
		if x {
			strange++
		}
	}
	return strange < 2 && h.Length <= maxLength
}

// resumes reports whether frames begin again with b, in a direction of which bytes were
// lost: it is one lawful frame, or one with another behind it.
func resumes(b []byte, dir dissect.Dir) bool {
	h, ok := readHead(b)
	if !ok || !h.lawful(dir) {
		return false
	}
	end := int64(h.Size) + h.Length
	if end >= int64(len(b)) {
		return end == int64(len(b))
	}
	next, ok := readHead(b[end:])
	return !ok || next.lawful(dir)
}

// unmask appends b to dst as it was before it was masked (RFC 6455 §5.3). b begins at off
// of the payload.
func (h *Head) unmask(dst, b []byte, off int64) []byte {
	if !h.Masked {
		return append(dst, b...)
	}
	from := len(dst)
	dst = append(dst, b...)
	for i := range dst[from:] {
		dst[from+i] ^= h.Key[(off+int64(i))%keySize]
	}
	return dst
}
