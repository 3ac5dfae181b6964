package dns

import (
	"encoding/binary"
	"net/netip"

	"netsniff/capture"
	"netsniff/dissect"
)

// What the data of a record adds to the Info text, after its type. Every
// function runs when the parts before it in the layout have been read.

func (w *walk) part(i int) []byte { return w.packet.Bytes[w.parts[i]:] }

func (w *walk) appendNameAt(dst []byte, off int) []byte {
	return w.names.append(append(dst, ' '), off)
}

func sayOwner(dst []byte, w *walk) []byte { return w.appendNameAt(dst, w.record.Name) }

func sayName(dst []byte, w *walk) []byte { return w.appendNameAt(dst, w.parts[0]) }

func sayIPv4(dst []byte, w *walk) []byte { return capture.AppendIPv4(append(dst, ' '), w.part(0)) }

func sayIPv6(dst []byte, w *walk) []byte { return appendIPv6(append(dst, ' '), w.part(0)) }

func appendIPv6(dst, b []byte) []byte {
	return netip.AddrFrom16([16]byte(b[:16])).AppendTo(dst)
}

func sayMX(dst []byte, w *walk) []byte {
	dst = appendUint(append(dst, ' '), uint64(binary.BigEndian.Uint16(w.part(0))))
	return w.appendNameAt(dst, w.parts[1])
}

func saySRV(dst []byte, w *walk) []byte {
	for i := range 3 {
		dst = appendUint(append(dst, ' '), uint64(binary.BigEndian.Uint16(w.part(i))))
	}
	return w.appendNameAt(dst, w.parts[3])
}

func sayNAPTR(dst []byte, w *walk) []byte {
	dst = appendUint(append(dst, ' '), uint64(binary.BigEndian.Uint16(w.part(0))))
	dst = appendUint(append(dst, ' '), uint64(binary.BigEndian.Uint16(w.part(1))))
	return appendString(append(dst, ' '), w.part(2))
}

func sayHostInfo(dst []byte, w *walk) []byte {
	dst = appendString(append(dst, ' '), w.part(0))
	return appendString(append(dst, ' '), w.part(2))
}

// appendString appends the character string at the front of b, which has been
// read before (RFC 1035 §3.3), up to its first NUL.
func appendString(dst, b []byte) []byte { return appendLabel(dst, untilNUL(b[1:1+int(b[0])])) }

func sayA6(dst []byte, w *walk) []byte {
	b := w.part(0)
	length := int(b[0])
	dst = appendUint(append(dst, ' '), uint64(length))
	var suffix [16]byte
	skip := min(length/8, 16)
	copy(suffix[skip:], b[1:1+16-skip])
	dst = appendIPv6(append(dst, ' '), suffix[:])
	if length == 0 {
		return append(dst, ' ')
	}
	return w.appendNameAt(dst, w.parts[0]+1+16-skip)
}

func sayResultDomain(dst []byte, w *walk) []byte { return w.appendNameAt(dst, w.parts[4]) }

// sayRepeated says which frame had a message before.
func sayRepeated(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	m, ok := l.Message.(*Message)
	switch {
	case !ok:
		return dst
	case m.Exchange.RepeatsRequest != 0:
		return appendUint(append(dst, ". Original request in frame "...), uint64(m.Exchange.RepeatsRequest))
	}
	return appendUint(append(dst, ". Original response in frame "...), uint64(m.Exchange.RepeatsResponse))
}
