package proxy

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// Version is which header it is.
type Version uint8

// String returns what the Protocol column says.
func (v Version) String() string { return "PROXYv" + strconv.Itoa(int(v)) }

const (
	signature   = "\r\n\r\n\x00\r\nQUIT\n" // of version 2
	magic       = "PROXY "                 // of version 1
	leastSign   = 6                        // bytes by which a header is known
	maxLine     = 107                      // the longest header of version 1
	fixedLength = 16                       // of version 2, before the addresses
	unixLength  = 108                      // of the name of a socket
)

// length returns how long the header is that b begins with: 0 if more is needed
// to tell, less if b begins no header.
func length(b []byte) int {
	if agrees(b, signature) {
		if len(b) < fixedLength {
			return 0
		}
		return fixedLength + int(binary.BigEndian.Uint16(b[14:]))
	}
	if !agrees(b, magic) || len(b) > len(magic) && !family(b[len(magic):]) {
		return -1
	}
	if end := bytes.Index(b[:min(len(b), maxLine)], []byte("\r\n")); end >= 0 {
		return end + 2
	}
	if len(b) >= maxLine {
		return -1
	}
	return 0
}

// family reports whether b begins with what version 1 can speak for.
func family(b []byte) bool {
	return agrees(b, "TCP4 ") || agrees(b, "TCP6 ") || agrees(b, "UNKNOWN")
}

// agrees reports whether b is what begins with text, as far as it goes.
func agrees(b []byte, text string) bool {
	n := min(len(b), len(text))
	return string(b[:n]) == text[:n]
}

// Family is the address family and the transport of version 2, a half byte each.
type Family uint8

// Families.
const (
	UNSPEC  Family = 0x0
	INET    Family = 0x1
	INET6   Family = 0x2
	UNIX    Family = 0x3
	local   uint8  = 0x0 // the command of a proxy that speaks for itself
	proxied uint8  = 0x1
)

// place is where something stands in a header.
type place struct{ off, n int }

// Header is a header of either version. Reused by the connection.
type Header struct {
	Version Version
	Bytes   []byte // borrowed
	Bad     bool   // a line that is none, or too short for its addresses

	family   Family
	line     [6]place // version 1: its words
	src, dst capture.Addr
	ports    [2]uint16
	addrs    [4]place // where source, destination and the ports stand; none: n is 0
	rest     int      // version 2: where TLVs begin
}

// AppendInfo implements dissect.Message: the row says it by its Protocol column.
func (h *Header) AppendInfo(dst []byte) []byte { return append(dst, h.Version.String()...) }

// proxied returns whom the sender speaks for, nil if it is he himself or nobody
// can tell.
func (h *Header) proxied() *dissect.Proxied {
	if h.Bad || h.src.Kind == capture.AddrNone || h.Version == 2 && h.Bytes[12]&0xf != proxied {
		return nil
	}
	return &dissect.Proxied{
		Client: dissect.Endpoint{Addr: h.src, Port: h.ports[0]}, Server: dissect.Endpoint{Addr: h.dst, Port: h.ports[1]},
	}
}

// read reads b, a whole header or at least its addresses.
func (h *Header) read(b []byte) {
	*h = Header{Version: 1, Bytes: b}
	if b[0] == signature[0] {
		h.Version = 2
		h.binary()
		return
	}
	h.words()
}

// words reads a line: PROXY, the family, two addresses and two ports.
func (h *Header) words() {
	text, off := strings.TrimSuffix(string(h.Bytes), "\r\n"), 0
	for i := range h.line {
		word, _, more := strings.Cut(text[off:], " ")
		h.line[i] = place{off, len(word)}
		if off += len(word) + 1; !more {
			break
		}
	}
	name := h.word(1)
	if name == "UNKNOWN" {
		return // whatever stands behind it
	}
	h.family = INET
	if name == "TCP6" {
		h.family = INET6
	}
	h.Bad = off <= len(text)
	for i, x := range [...]*capture.Addr{&h.src, &h.dst} {
		a, err := netip.ParseAddr(h.word(2 + i))
		if err != nil || a.Is4() != (h.family == INET) || a.Zone() != "" {
			h.Bad = true
			return
		}
		x.Kind = capture.AddrIPv6
		if x.B = a.As16(); a.Is4() {
			*x = capture.Addr{Kind: capture.AddrIPv4}
			copy(x.B[:], a.AsSlice())
		}
		h.addrs[i] = h.line[2+i]
	}
	for i := range h.ports {
		n, err := strconv.ParseUint(h.word(4+i), 10, 16)
		if err != nil {
			h.Bad = true
			return
		}
		h.ports[i], h.addrs[2+i] = uint16(n), h.line[4+i]
	}
}

// word returns a word of the line, "" if there are not as many.
func (h *Header) word(i int) string { return string(h.at(h.line[i])) }

func (h *Header) at(p place) []byte { return h.Bytes[p.off : p.off+p.n] }

// binary reads addresses and ports of version 2.
func (h *Header) binary() {
	b := h.Bytes
	h.family, h.rest = Family(b[13]>>4), fixedLength
	size, kind := 0, capture.AddrNone
	switch h.family {
	case INET:
		size, kind = 4, capture.AddrIPv4
	case INET6:
		size, kind = 16, capture.AddrIPv6
	case UNIX:
		size = unixLength
	default:
		h.rest = len(b) // addresses that nobody knows, and no telling where they end
		return
	}
	need := 2 * size
	if kind != capture.AddrNone {
		need += 4
	}
	if len(b) < fixedLength+need {
		h.Bad = b[12]&0xf != local || len(b) > fixedLength // a proxy that speaks for itself need not give any
		h.rest = len(b)
		return
	}
	h.rest += need
	h.addrs[0], h.addrs[1] = place{fixedLength, size}, place{fixedLength + size, size}
	if kind == capture.AddrNone {
		return
	}
	h.src.Kind, h.dst.Kind = kind, kind
	copy(h.src.B[:], h.at(h.addrs[0]))
	copy(h.dst.B[:], h.at(h.addrs[1]))
	for i := range h.ports {
		h.addrs[2+i] = place{fixedLength + 2*size + 2*i, 2}
		h.ports[i] = binary.BigEndian.Uint16(h.at(h.addrs[2+i]))
	}
}
