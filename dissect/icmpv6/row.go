package icmpv6

import (
	"encoding/binary"
	"net/netip"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/icmp/echo"
	"netsniff/dissect/text"
)

// row is the Info text of an ICMPv6 message.
type row struct {
	b     []byte // the message as far as captured
	wire  int    // its length on the wire
	hops  uint8
	match echo.Match

	quotedCut bool // the snap length cut the packet that it quotes
}

// Answers returns the request of an echo reply.
func (r *row) Answers() echo.Match { return r.match }

// AppendInfo appends what the message says.
func (r *row) AppendInfo(dst []byte) []byte {
	b := r.b
	if len(b) == 0 {
		return r.appendCut(dst)
	}
	t := Type(b[0])
	dst = appendType(dst, t)
	if len(b) >= 2 {
		dst = t.appendCode(dst, b[1])
	}
	if len(b) < t.least() {
		return r.appendCut(dst)
	}
	switch t {
	case EchoRequest, EchoReply:
		return r.appendEcho(dst)
	case NeighborSolicitation:
		dst = appendAddr(append(dst, " for "...), b[8:])
	case NeighborAdvertisement:
		dst = appendAddr(append(dst, ' '), b[8:])
		dst = appendFlags(dst, b[4])
	case ListenerReport2:
		if !recordsWhole(b) {
			return r.appendCut(dst)
		}
	}
	if off := t.options(); off > 0 {
		return r.appendOptions(dst, off)
	}
	if r.quotedCut {
		return r.appendCut(dst)
	}
	return dst
}

func (r *row) appendEcho(dst []byte) []byte {
	id := echo.Read(r.b)
	dst = text.AppendHex(append(dst, " id=0x"...), uint64(id.Ident), 4)
	dst = strconv.AppendUint(append(dst, ", seq="...), uint64(id.Seq), 10)
	dst = strconv.AppendUint(append(dst, ", hop limit="...), uint64(r.hops), 10)
	if r.match.Frame != 0 {
		dst = strconv.AppendUint(append(dst, " (request in "...), uint64(r.match.Frame), 10)
		dst = append(dst, ')')
	}
	return dst
}

// appendFlags appends the flags of a neighbour advertisement (RFC 4861 §4.4).
func appendFlags(dst []byte, flags byte) []byte {
	if flags&0xe0 == 0 {
		return append(dst, " (none)"...)
	}
	separator := " ("
	for i, name := range [...]string{"rtr", "sol", "ovr"} {
		if flags&(0x80>>i) != 0 {
			dst = append(append(dst, separator...), name...)
			separator = ", "
		}
	}
	return append(dst, ')')
}

// appendOptions appends the link-layer addresses of the options.
func (r *row) appendOptions(dst []byte, off int) []byte {
	o := options{b: r.b, off: off}
	for x, ok := o.Next(); ok; x, ok = o.Next() {
		switch x.Type {
		case SourceLinkAddress:
			dst = append(dst, " from "...)
		case TargetLinkAddress:
			dst = append(dst, " is at "...)
		default:
			continue
		}
		dst = capture.AppendEther(dst, x.address())
	}
	if o.Cut || o.off == len(r.b) && len(r.b) < r.wire {
		return r.appendCut(dst)
	}
	return dst
}

func (r *row) appendCut(dst []byte) []byte { return text.AppendShort(dst, len(r.b), r.wire) }

func appendAddr(dst, b []byte) []byte { return netip.AddrFrom16([16]byte(b)).AppendTo(dst) }

// recordsWhole reports whether the records of a version 2 report end with it;
// fewer than it announces are no fault.
func recordsWhole(b []byte) bool {
	n := int(binary.BigEndian.Uint16(b[6:]))
	off := fixedLen
	for ; n > 0 && off < len(b); n-- {
		size := recordLen(b, off)
		if size == 0 {
			return false
		}
		off += size
	}
	return true
}

// recordHeadLen is an address record without sources (RFC 3810 §5.2).
const recordHeadLen = 20

// recordLen returns the length of the record at off, 0 if it is not whole.
func recordLen(b []byte, off int) int {
	if len(b)-off < recordHeadLen {
		return 0
	}
	n := recordHeadLen + 16*int(binary.BigEndian.Uint16(b[off+2:])) + 4*int(b[off+1])
	if len(b)-off < n {
		return 0
	}
	return n
}
