package capture

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// AddrKind says what an Addr holds.
type AddrKind uint8

// Address kinds.
const (
	AddrNone AddrKind = iota
	AddrEther
	AddrIPv4
	AddrIPv6
	AddrARCnet   // one byte
	AddrReceiver // of an IEEE 802.11 control frame: an Ether address, as are the next two
	AddrTransmitter
	AddrBSSID
	AddrInapplicable // the link has no addresses, and nothing above it was decoded
)

// Addr is a network or link address by value: comparable, without pointers.
type Addr struct {
	Kind AddrKind
	B    [16]byte // the first 6 (Ether), 4 (IPv4) or 16 (IPv6) bytes
}

// Addresses are set where they stay: one that is made elsewhere and copied at once is
// waited for, which took 3 % of the time of rows.

func (a *Addr) setIPv4(b []byte) { a.set(AddrIPv4, uint64(binary.LittleEndian.Uint32(b)), 0) }

func (a *Addr) setIPv6(b []byte) {
	a.set(AddrIPv6, binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]))
}

func (a *Addr) setEther(b []byte) {
	a.set(AddrEther, uint64(binary.LittleEndian.Uint32(b))|uint64(binary.LittleEndian.Uint16(b[4:]))<<32, 0)
}

func (a *Addr) clear() { a.set(AddrNone, 0, 0) }

// set makes the bytes of a those of two numbers, in pieces as large as those in which
// addresses are compared.
func (a *Addr) set(k AddrKind, low, high uint64) {
	a.Kind = k
	binary.LittleEndian.PutUint64(a.B[:], low)
	binary.LittleEndian.PutUint64(a.B[8:], high)
}

// Set makes a the address of a kind, Ether, IPv4 or IPv6, that b begins with.
func (a *Addr) Set(k AddrKind, b []byte) {
	switch k {
	case AddrIPv4:
		a.setIPv4(b)
	case AddrIPv6:
		a.setIPv6(b)
	default:
		a.setEther(b)
	}
}

// Len returns how many bytes Append appends, 0 if that is not known before.
func (a *Addr) Len() int {
	if a.Kind == AddrIPv4 {
		return IPv4Len(a.B[:4])
	}
	return 0
}

// Append appends the address as Wireshark prints it.
func (a Addr) Append(dst []byte) []byte {
	switch a.Kind {
	case AddrEther:
		return AppendEther(dst, a.B[:6])
	case AddrIPv4:
		return AppendIPv4(dst, a.B[:4])
	case AddrIPv6:
		return netip.AddrFrom16(a.B).AppendTo(dst)
	case AddrARCnet:
		const digits = "0123456789abcdef"
		return append(dst, '0', 'x', digits[a.B[0]>>4], digits[a.B[0]&15])
	case AddrReceiver:
		return append(AppendEther(dst, a.B[:6]), " (RA)"...)
	case AddrTransmitter:
		return append(AppendEther(dst, a.B[:6]), " (TA)"...)
	case AddrBSSID:
		return append(AppendEther(dst, a.B[:6]), " (BSSID)"...)
	case AddrInapplicable:
		return append(dst, "N/A"...)
	default:
		return dst
	}
}

func (a Addr) String() string { return string(a.Append(nil)) }

// AppendIPv4 appends four bytes in dotted decimal.
func AppendIPv4(dst, b []byte) []byte {
	at := len(dst)
	dst = slices.Grow(dst, 4*len(decimal{}.text))
	out := dst[at : at+4*len(decimal{}.text)]
	n := 0
	for _, x := range b[:4] {
		d := &decimals[x]
		*(*[4]byte)(out[n:]) = d.text
		n += int(d.len)
	}
	return dst[:at+n-1]
}

// IPv4Len returns how many bytes AppendIPv4 appends.
func IPv4Len(b []byte) int {
	n := -1
	for _, x := range b[:4] {
		n += int(decimals[x].len)
	}
	return n
}

// decimal is a byte in decimal with a full stop, in the first len bytes of text.
type decimal struct {
	text [4]byte
	len  uint8
}

var decimals = func() (list [256]decimal) {
	for i := range list {
		list[i].len = uint8(copy(list[i].text[:], append(AppendUint(nil, uint64(i)), '.')))
	}
	return list
}()

// AppendEther appends bytes as colon-separated lower-case hexadecimal.
func AppendEther(dst, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	n := len(dst)
	dst = slices.Grow(dst, 3*len(b))[:n+3*len(b)]
	out := dst[n:]
	for i := 0; i < len(b) && len(out) >= 3; i++ { // payloads pass here: two digits at a time
		pair := &hexPairs[b[i]]
		out[0], out[1], out[2] = pair[0], pair[1], ':'
		out = out[3:]
	}
	return dst[:len(dst)-1]
}

// hexPairs are the two digits of each byte.
var hexPairs = func() (list [256][2]byte) {
	const digits = "0123456789abcdef"
	for i := range list {
		list[i] = [2]byte{digits[i>>4], digits[i&15]}
	}
	return list
}()
