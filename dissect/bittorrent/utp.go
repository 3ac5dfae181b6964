package bittorrent

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// UTP is the Micro Transport Protocol (BEP 29,
// https://www.bittorrent.org/beps/bep_0029.html): streams over UDP that give way
// to others.
var UTP = dissect.Protocol{
	Name: "bt-utp", Title: "uTorrent Transport Protocol", Column: "BT-uTP",
	Sniff:       sniffUTP,
	Announces:   true,
	NewDatagram: newDatagrams,
	NewDialogue: newDatagramDialogue,
	Fields:      utpFields,
	Outline:     &utpOutline,
}

// PacketType is the type of a packet of uTP.
type PacketType uint8

// Types of packets.
const (
	DataPacket PacketType = iota
	Fin
	State
	Reset
	Syn
)

var packetTypes = [...]string{"Data", "Fin", "State", "Reset", "Syn"}

// String returns Wireshark's name, and "" for a type that nobody knows.
func (t PacketType) String() string {
	if int(t) < len(packetTypes) {
		return packetTypes[t]
	}
	return ""
}

// Packet is the header of a packet of uTP.
type Packet struct {
	Type       PacketType
	Connection uint16
	Time       uint32 // µs, when it was sent
	Delay      uint32 // µs between the time of the last packet received and when it came
	Window     uint32
	Seq, Ack   uint16
	SACK       []byte // the bits of selective acknowledgment, nil if it has none; borrowed
	Size       int    // of the header with its extensions
}

const (
	utpHeader  = 20
	utpVersion = 1
	// maxWindow is more than any program offers, and far less than chance does.
	maxWindow = 0x380000
)

// Extensions of the header.
const (
	noMore        = 0
	selectiveAck  = 1
	extensionBits = 2
)

// ReadPacket reads the header of a packet, and reports whether b is one. Of one
// whose extensions go beyond b, Size is more than there is.
func ReadPacket(b []byte) (p Packet, ok bool) {
	if len(b) < utpHeader || b[0]&15 != utpVersion || b[0]>>4 > byte(Syn) || b[1] > extensionBits {
		return p, false
	}
	p = Packet{
		Type: PacketType(b[0] >> 4), Connection: be.Uint16(b[2:]), Time: be.Uint32(b[4:]), Delay: be.Uint32(b[8:]),
		Window: be.Uint32(b[12:]), Seq: be.Uint16(b[16:]), Ack: be.Uint16(b[18:]), Size: utpHeader,
	}
	for next := b[1]; next != noMore; {
		if p.Size+2 > len(b) {
			p.Size += 2
			break
		}
		kind, n := next, int(b[p.Size+1])
		next = b[p.Size]
		if p.Size += 2 + n; p.Size > len(b) {
			break
		}
		if kind == selectiveAck {
			p.SACK = b[p.Size-n : p.Size]
		}
	}
	return p, p.Window <= maxWindow
}

// sniffUTP knows packets that are nothing but a header, of which all has to be
// as it should, and data in which peers speak. Other data may be of it.
func sniffUTP(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		return dissect.No
	}
	p, ok := ReadPacket(b)
	switch {
	case !ok || p.Size > len(b):
		return dissect.No
	case p.Size < len(b):
		if h := ReadHead(b[p.Size:]); p.Type == DataPacket && (h.Kind == Handshake || h.Kind == Typed) {
			return dissect.Yes
		}
		return dissect.Maybe
	case p.Type == DataPacket || p.Time == 0 || p.Type == Syn && p.Ack != 0:
		return dissect.Maybe
	}
	return dissect.Yes
}

// UTPMessage is a packet of uTP in a frame. Reused with the next frame.
type UTPMessage struct {
	Packet
	Bytes     []byte // of the datagram; borrowed
	WireLen   int
	Stream    uint32
	Continues uint32 // the frame in which the message began that the data go on with; 0: none
	PDUs      []int  // sizes of the messages that begin in it
}

// Len returns how many bytes of data the packet brought.
func (m *UTPMessage) Len() int { return max(0, m.WireLen-m.Size) }

// AppendInfo appends what Wireshark says of the packet.
func (m *UTPMessage) AppendInfo(dst []byte) []byte {
	dst = strconv.AppendUint(append(appendContinues(dst, m.Continues), "Connection ID:"...), uint64(m.Connection), 10)
	dst = append(append(append(dst, " ["...), m.Type.String()...), ']')
	dst = strconv.AppendUint(append(dst, " Seq="...), uint64(m.Seq), 10)
	dst = strconv.AppendUint(append(dst, " Ack="...), uint64(m.Ack), 10)
	dst = strconv.AppendUint(append(dst, " Win="...), uint64(m.Window), 10)
	if m.Size > len(m.Bytes) {
		return text.AppendShort(dst, len(m.Bytes), m.WireLen)
	}
	return strconv.AppendInt(append(dst, " Len="...), int64(m.Len()), 10)
}

// appendContinues appends in which frame a message began, unless that is 0.
func appendContinues(dst []byte, frame uint32) []byte {
	if frame == 0 {
		return dst
	}
	return append(strconv.AppendUint(append(dst, "[Continuation to #"...), uint64(frame), 10), "] "...)
}
