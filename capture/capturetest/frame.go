// Package capturetest makes frames for tests: Ethernet, IPv4 and TCP or UDP
// built from values, and exchanges of segments written as text.
package capturetest

import (
	"encoding/binary"
	"slices"
	"time"

	"netsniff/capture"
)

// Start is the capture time at which made frames begin.
var Start = capture.Stamp(time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC).UnixNano())

// Endpoint is an IPv4 address with a port.
type Endpoint struct {
	Addr [4]byte
	Port uint16
}

// Client and Server are the ends of a connection unless a test says otherwise
// (addresses of RFC 5737).
func Client() Endpoint { return Endpoint{[4]byte{192, 0, 2, 10}, 49152} }

// Server is the other end, listening on port.
func Server(port uint16) Endpoint { return Endpoint{[4]byte{192, 0, 2, 80}, port} }

// Segment is a TCP segment to be put into a frame.
type Segment struct {
	From, To Endpoint
	Seq, Ack uint32
	Flags    capture.TCPFlags
	Window   uint16
	Options  []byte // padded with zeros to a multiple of four
	Data     []byte
	Offload  bool // the checksum of TCP is left to the network card
}

// Frame returns the segment in IPv4 in Ethernet. Checksums are right.
func (s *Segment) Frame() []byte { return s.AppendFrame(nil) }

// AppendFrame appends the segment in IPv4 in Ethernet.
func (s *Segment) AppendFrame(dst []byte) []byte {
	options := (len(s.Options) + 3) &^ 3
	from := len(dst)
	dst = appendInternet(dst, s.From, s.To, 6, 20+options+len(s.Data))
	b := dst[from:]
	tcp := b[34:]
	binary.BigEndian.PutUint16(tcp, s.From.Port)
	binary.BigEndian.PutUint16(tcp[2:], s.To.Port)
	binary.BigEndian.PutUint32(tcp[4:], s.Seq)
	binary.BigEndian.PutUint32(tcp[8:], s.Ack)
	binary.BigEndian.PutUint16(tcp[12:], uint16(20+options)/4<<12|uint16(s.Flags))
	binary.BigEndian.PutUint16(tcp[14:], s.Window)
	copy(tcp[20:], s.Options)
	copy(tcp[20+options:], s.Data)
	if !s.Offload {
		binary.BigEndian.PutUint16(tcp[16:], checksum(tcp, pseudo(b, 6, len(tcp))))
	}
	return dst
}

// Datagram returns a UDP datagram in IPv4 in Ethernet.
func Datagram(from, to Endpoint, data []byte) []byte { return AppendDatagram(nil, from, to, data) }

// AppendDatagram appends one to dst, which must be empty.
func AppendDatagram(dst []byte, from, to Endpoint, data []byte) []byte {
	b := appendInternet(dst, from, to, 17, 8+len(data))
	udp := b[34:]
	binary.BigEndian.PutUint16(udp, from.Port)
	binary.BigEndian.PutUint16(udp[2:], to.Port)
	binary.BigEndian.PutUint16(udp[4:], uint16(len(udp)))
	copy(udp[8:], data)
	binary.BigEndian.PutUint16(udp[6:], checksum(udp, pseudo(b, 17, len(udp))))
	return b
}

// appendInternet appends a frame with Ethernet and IPv4 headers and n zeros.
func appendInternet(dst []byte, from, to Endpoint, proto byte, n int) []byte {
	dst = append(dst, 0x02, 0, 0x5e, 0, 0x53, to.Addr[3], 0x02, 0, 0x5e, 0, 0x53, from.Addr[3], 0x08, 0)
	start := len(dst)
	dst = slices.Grow(dst, 20+n)[:start+20+n]
	clear(dst[start:])
	ip := dst[start : start+20]
	ip[0], ip[8], ip[9] = 0x45, 64, proto
	binary.BigEndian.PutUint16(ip[2:], uint16(20+n))
	ip[6] = 0x40 // do not fragment
	copy(ip[12:], from.Addr[:])
	copy(ip[16:], to.Addr[:])
	binary.BigEndian.PutUint16(ip[10:], checksum(ip, 0))
	return dst
}

// pseudo sums the pseudo header of RFC 9293 §3.1.
func pseudo(frame []byte, proto byte, n int) uint32 {
	sum := uint32(proto) + uint32(n)
	for i := 26; i < 34; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(frame[i:]))
	}
	return sum
}

// checksum is the Internet checksum (RFC 1071) of b on top of sum.
func checksum(b []byte, sum uint32) uint16 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) > 0 {
		sum += uint32(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

// Packet returns a frame as a source would deliver it, decoded.
func Packet(number uint32, at capture.Stamp, data []byte) *capture.Packet {
	p := &capture.Packet{
		Frame: number, At: at, CapLen: len(data), WireLen: len(data),
		Link: capture.LinkEthernet, Precision: 6, Data: data,
	}
	p.Decode()
	return p
}
