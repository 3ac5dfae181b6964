// Package sctp dissects the Stream Control Transmission Protocol
// (https://www.rfc-editor.org/rfc/rfc9260): its chunks, with transmission
// sequence numbers counted from the first of an association.
package sctp

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is SCTP.
var Protocol = dissect.Protocol{
	Name: "sctp", Title: "Stream Control Transmission Protocol", Column: "SCTP",
	Kinds:         []dissect.Kind{{Space: dissect.IPProtocol, Number: 132}},
	NewPacket:     func() dissect.PacketDissector { return new(short) },
	NewDatagram:   newAssociation,
	NewDialogue:   newDialogue,
	PacketSecrets: tellChecksum, PacketParts: eachPart,
	Fields:  fields,
	Outline: &outline,
}

var be = binary.BigEndian

// Type is the type of a chunk (https://www.iana.org/assignments/sctp-parameters).
type Type uint8

// Types whose values are read.
const (
	Data     Type = 0
	Init     Type = 1
	InitAck  Type = 2
	Sack     Type = 3
	IData    Type = 64
	NRSack   Type = 16
	reserved      = "RESERVED"
)

var typeNames = map[Type]string{
	0: "DATA", 1: "INIT", 2: "INIT_ACK", 3: "SACK", 4: "HEARTBEAT", 5: "HEARTBEAT_ACK", 6: "ABORT", 7: "SHUTDOWN",
	8: "SHUTDOWN_ACK",
	9: "ERROR", 10: "COOKIE_ECHO", 11: "COOKIE_ACK", 12: "ECNE", 13: "CWR", 14: "SHUTDOWN_COMPLETE", 15: "AUTH",
	16: "NR_SACK",
	64: "I_DATA", 128: "ASCONF_ACK", 129: "PKTDROP", 130: "RE_CONFIG", 132: "PAD", 192: "FORWARD_TSN", 193: "ASCONF",
	194: "I_FORWARD_TSN",
}

// String returns the name of the type.
func (t Type) String() string {
	if name := typeNames[t]; name != "" {
		return name
	}
	return reserved
}

const (
	headLen  = 12
	chunkLen = 4
	dataLen  = 16 // of a DATA chunk with its head
	idataLen = 20
	initLen  = 20
	sackLen  = 16

	flagBegin = 0x02 // the first and the last part of a message
	flagEnd   = 0x01
)

// chunk is one chunk of a packet, with its head and as far as captured.
type chunk struct {
	at   int
	b    []byte
	size int // as its length says
}

func (x chunk) kind() Type { return Type(x.b[0]) }

// whole reports whether the chunk is there to its end.
func (x chunk) whole() bool { return len(x.b) == x.size }

// dataHead returns how long the head of a chunk with data is, 0 of others.
func (x chunk) dataHead() int {
	switch x.kind() {
	case Data:
		return dataLen
	case IData:
		return idataLen
	}
	return 0
}

// hasData reports whether it is a chunk with data that is there to its end.
func (x chunk) hasData() bool {
	n := x.dataHead()
	return n > 0 && x.whole() && len(x.b) >= n
}

// each calls yield with the chunks of a packet, the last of which may be cut,
// as long as yield wants more.
func each(b []byte, yield func(x chunk) bool) {
	for at := headLen; at+chunkLen <= len(b); {
		size := int(be.Uint16(b[at+2:]))
		x := chunk{at: at, b: b[at:max(at+chunkLen, min(len(b), at+size))], size: size}
		if !yield(x) || size < chunkLen {
			return
		}
		at += (size + 3) &^ 3
	}
}

// numbers are the transmission sequence numbers that a flow has used.
type numbers struct {
	first   uint32
	highest uint32
	below   uint64 // those seen of the 64 below the highest, that next to it lowest
}

// see notes a number and reports whether it was there before, as far back as is
// remembered.
func (n *numbers) see(tsn uint32) (again bool) {
	d := int32(tsn - n.highest)
	switch {
	case d > 0:
		n.below = n.below<<1 | 1
		if d > 64 {
			n.below = 0
		} else {
			n.below <<= d - 1
		}
		n.highest = tsn
		return false
	case d == 0:
		return true
	case d < -64:
		return true
	}
	bit := uint64(1) << (-d - 1)
	again = n.below&bit != 0
	n.below |= bit
	return again
}

// short dissects packets that are shorter than what all have.
type short struct{ row row }

// Packet implements dissect.PacketDissector.
func (d *short) Packet(f *dissect.Frame, b []byte) bool {
	d.row = row{f: f, b: b}
	column := ""
	if len(b) < 4 {
		column = "IPv4" // too little to call it anything
		if f.Src.Kind == capture.AddrIPv6 {
			column = "IPv6"
		}
	}
	f.Emit(dissect.Layer{Message: &d.row, Column: column})
	return true
}

// row is the Info text of a packet.
type row struct {
	f          *dissect.Frame
	b          []byte
	own, other *numbers    // of this direction and the other; nil if none were seen
	chunks     []dataChunk // those with data
}

// dataChunk is what is known of a chunk with data.
type dataChunk struct {
	again bool // its number was there before
	read  bool // somebody says in the row what its message says
}

// silent reports whether all that the packet says is said by those who read its messages: nobody speaks for one
// without chunks.
func (r *row) silent() bool {
	n := 0
	for _, x := range r.chunks {
		if !x.read {
			return false
		}
		n++
	}
	each(r.b, func(chunk) bool { n--; return true })
	return n == 0 && len(r.chunks) > 0
}

// AppendInfo appends the chunks.
func (r *row) AppendInfo(dst []byte) []byte {
	p := dissect.NewPacketRow(r.f, r.b, nil)
	if len(r.b) < headLen {
		return p.AppendFitting(dst, headLen)
	}
	end, i := headLen, 0
	each(r.b, func(x chunk) bool {
		end = x.at + x.size
		if i < len(r.chunks) && x.hasData() && r.chunks[i].read {
			i++
			return true
		}
		dst = append(append(dst, x.kind().String()...), ' ')
		if x.size < chunkLen {
			return false
		}
		dst = r.appendChunk(dst, x, &i)
		return len(x.b) >= x.size
	})
	switch {
	case len(r.b) < r.f.PayloadLen:
		return p.AppendFitting(dst, len(r.b)+1)
	case end > r.f.PayloadLen, end < r.f.PayloadLen && r.f.PayloadLen-end < chunkLen && (end+3)&^3 < r.f.PayloadLen:
		return p.AppendFitting(dst, r.f.PayloadLen+1)
	}
	return dst
}

// appendChunk appends the numbers of a chunk. i counts those with data.
func (r *row) appendChunk(dst []byte, x chunk, i *int) []byte {
	switch t := x.kind(); {
	case x.hasData():
		dst = strconv.AppendUint(append(dst, "(TSN="...), uint64(relative(r.own, be.Uint32(x.b[4:]))), 10)
		dst = append(dst, ") "...)
		if *i < len(r.chunks) && r.chunks[*i].again {
			dst = append(dst, "(retransmission) "...)
		} else if x.b[1]&(flagBegin|flagEnd) != flagBegin|flagEnd && !r.completes(x) {
			dst = append(dst, "(Message Fragment) "...)
		}
		*i++
	case t == Sack && len(x.b) >= sackLen:
		dst = strconv.AppendUint(append(dst, "(Ack="...), uint64(relative(r.other, be.Uint32(x.b[4:]))), 10)
		if n := int(be.Uint16(x.b[12:])); n > 0 && len(x.b) >= sackLen+4*n {
			dst = strconv.AppendUint(append(dst, '+'), uint64(be.Uint16(x.b[sackLen+4*n-2:])), 10)
		}
		dst = strconv.AppendUint(append(dst, ", Arwnd="...), uint64(be.Uint32(x.b[8:])), 10)
		dst = append(dst, ") "...)
	}
	return dst
}

// completes reports whether a part of a message is its last and the part before
// it was seen: then it is the row of the message.
func (r *row) completes(x chunk) bool {
	return x.kind() == Data && x.b[1]&(flagBegin|flagEnd) == flagEnd && r.own != nil && r.own.below&1 != 0
}

// relative returns a number counted from the first of its flow.
func relative(n *numbers, tsn uint32) uint32 {
	if n == nil {
		return tsn
	}
	return tsn - n.first
}
