package dissect

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// Checksum is what is known of a checksum.
type Checksum uint8

// States of a checksum, numbered as Wireshark's.
const (
	ChecksumBad Checksum = iota
	ChecksumGood
	ChecksumUnverified // not captured whole, or often filled in by hardware after the capture
	ChecksumAbsent     // the sender made none
)

var checksumNames = [...]string{"Bad", "Good", "Unverified", "Not present"}

func (c Checksum) String() string {
	if int(c) < len(checksumNames) {
		return checksumNames[c]
	}
	return ""
}

// ChecksumName names the values of a checksum's status.
func ChecksumName(u uint64) string { return Checksum(u).String() }

// Unverified returns the getter of the status of the checksum at off, in
// protocols whose checksums network cards fill in: what was captured where it
// was sent says nothing.
func Unverified(off int) Getter {
	return func(f *Frame, l *Layer, v *Values) {
		if len(f.Headers.Bytes(l.Header)) >= off+2 {
			v.Uint(uint64(ChecksumUnverified))
		}
	}
}

// Verified returns the getter of the status of an Internet checksum (RFC 1071)
// over all a header governs, and over the pseudo-header of IPv6 (RFC 8200
// section 8.1) if number is not 0: the protocol's number there.
func Verified(number byte) Getter {
	return func(f *Frame, l *Layer, v *Values) {
		if len(f.Headers.Bytes(l.Header)) >= 4 {
			status, _ := f.verify(l.Header, number)
			v.Uint(uint64(status))
		}
	}
}

// verify compares a checksum with the bytes of its header. sum is what it does
// not make up for, 0xffff of a good one.
func (f *Frame) verify(h capture.Header, number byte) (c Checksum, sum uint64) {
	b := f.Headers.Bytes(h)
	if len(b) != int(h.Wire) || f.quoted(h) {
		return ChecksumUnverified, 0
	}
	if sum = fold(f.pseudoSum(h, number) + wordSum(b)); sum == 0xffff {
		return ChecksumGood, sum
	}
	return ChecksumBad, sum
}

// SayVerified returns what says a checksum of two bytes whose status Verified
// gets, and what it should be.
func SayVerified(number byte) Sayer {
	return func(dst []byte, f *Frame, l *Layer, v *Value) []byte {
		dst = text.AppendHex(append(dst, ": 0x"...), v.U, 4)
		switch status, sum := f.verify(l.Header, number); status {
		case ChecksumGood:
			return append(dst, " [correct]"...)
		case ChecksumUnverified:
			if dst = append(dst, " [unverified]"...); f.quoted(l.Header) {
				dst = append(dst, " [in ICMP error packet]"...)
			}
			return dst
		default:
			right := ^fold(sum+(^v.U&0xffff)) & 0xffff
			return text.AppendHex(append(dst, " incorrect, should be 0x"...), right, 4)
		}
	}
}

// pseudoSum returns the sum of the pseudo-header before h.
func (f *Frame) pseudoSum(h capture.Header, number byte) uint64 {
	ip, ok := f.Find(capture.ProtoIPv6)
	b := f.Headers.Bytes(ip)
	if number == 0 || !ok || len(b) < 40 {
		return 0
	}
	return wordSum(b[8:40]) + uint64(h.Wire) + uint64(number)
}

// wordSum adds the 16-bit words of b.
func wordSum(b []byte) (sum uint64) {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint64(binary.BigEndian.Uint16(b))
	}
	if len(b) > 0 {
		sum += uint64(b[0]) << 8
	}
	return sum
}

func fold(sum uint64) uint64 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return sum
}

// quoted reports whether h belongs to a packet that an ICMP error quotes.
func (f *Frame) quoted(h capture.Header) bool {
	for _, x := range f.All() {
		if x == h {
			return false
		}
	}
	return true
}
