// Package wlan dissects IEEE 802.11: control frames, management frames with their
// elements, the headers of data frames, and what radiotap says of how they were
// received (https://www.radiotap.org).
package wlan

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is IEEE 802.11.
var Protocol = dissect.Protocol{
	Name: "wlan", Title: "IEEE 802.11", Column: "802.11",
	Headers:   []capture.Proto{capture.ProtoWLAN},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Fields:    fields,
	Outline:   &outline,
}

// Headers that say how a frame was received.
var (
	PPI   = dissect.HeaderProtocol("ppi", "Per-Packet Information Header", "PPI", capture.ProtoPPI, appendNothing)
	Prism = dissect.HeaderProtocol("prism", "Prism capture header", "Prism", capture.ProtoPrism, appendNothing)
	AVS   = dissect.HeaderProtocol("wlancap", "AVS WLAN Capture header", "WLAN", capture.ProtoAVS, appendNothing)
)

func appendNothing(dst []byte, r *dissect.HeaderRow) []byte {
	return text.AppendCut(dst, r.Frame.State)
}

var le = binary.LittleEndian

// Kind is type and subtype of a frame (IEEE 802.11-2020 table 9-1): 16 times the
// former and the latter.
type Kind uint8

// Kinds that are read beyond their header.
const (
	AssociationRequest    Kind = 0x00
	AssociationResponse   Kind = 0x01
	ReassociationRequest  Kind = 0x02
	ReassociationResponse Kind = 0x03
	ProbeRequest          Kind = 0x04
	ProbeResponse         Kind = 0x05
	Beacon                Kind = 0x08
	Disassociation        Kind = 0x0a
	Authentication        Kind = 0x0b
	Deauthentication      Kind = 0x0c
	Action                Kind = 0x0d
	ActionNoAck           Kind = 0x0e

	firstControl Kind = 0x10
	firstData    Kind = 0x20
	extension    Kind = 0x30
)

var kindNames = map[Kind]string{
	0x00: "Association Request", 0x01: "Association Response", 0x02: "Reassociation Request", 0x03: "Reassociation Response",
	0x04: "Probe Request", 0x05: "Probe Response", 0x06: "Measurement Pilot", 0x08: "Beacon frame", 0x09: "ATIM",
	0x0a: "Disassociate",
	0x0b: "Authentication", 0x0c: "Deauthentication", 0x0d: "Action", 0x0e: "Action No Ack", 0x0f: "Aruba Management",
	0x12: "Trigger", 0x14: "Beamforming Report Poll", 0x15: "VHT/HE NDP Announcement", 0x17: "Control Wrapper",
	0x18: "802.11 Block Ack Req",
	0x19: "802.11 Block Ack", 0x1a: "Power-Save poll", 0x1b: "Request-to-send", 0x1c: "Clear-to-send",
	0x1d: "Acknowledgement",
	0x1e: "CF-End (Control-frame)", 0x1f: "CF-End + CF-Ack (Control-frame)", 0x20: "Data", 0x21: "Data + CF-Ack",
	0x22: "Data + CF-Poll",
	0x23: "Data + CF-Ack + CF-Poll", 0x24: "Null function (No data)", 0x25: "Acknowledgement (No data)",
	0x26: "CF-Poll (No data)",
	0x27: "CF-Ack/Poll (No data)", 0x28: "QoS Data", 0x29: "QoS Data + CF-Acknowledgment", 0x2a: "QoS Data + CF-Poll",
	0x2b: "QoS Data + CF-Ack + CF-Poll", 0x2c: "QoS Null function (No data)", 0x2e: "QoS CF-Poll (No Data)",
	0x2f: "QoS CF-Ack + CF-Poll (No data)", 0x30: "DMG Beacon", 0x31: "S1G Beacon",
}

// String returns the name of the kind.
func (k Kind) String() string {
	if name := kindNames[k]; name != "" {
		return name
	}
	return "Unrecognized (Reserved frame)"
}

func (k Kind) management() bool { return k < firstControl }
func (k Kind) control() bool    { return k >= firstControl && k < firstData }
func (k Kind) data() bool       { return k >= firstData && k < extension }

// Flags of the frame control field (IEEE 802.11-2020 §9.2.4.1).
const (
	toDS      = 0x01
	fromDS    = 0x02
	fragments = 0x04
	protected = 0x40
	order     = 0x80
)

const (
	headLen    = 24
	htLen      = 4
	addressLen = 6
	ackLen     = 10
	rtsLen     = 16
)

// frame is an IEEE 802.11 frame, as far as captured and without its checksum.
type frame struct {
	b     []byte
	wire  int // length without the checksum
	kind  Kind
	flags byte
	ok    bool // the frame control field is there
	head  int  // length of its header as far as captured
}

// read returns the frame of a header. Access points that tunnel frames swap the
// bytes of the first field.
func read(f *dissect.Frame, h capture.Header) frame {
	x := frame{b: f.Headers.Bytes(h), wire: int(h.Wire), head: int(h.Len)}
	if len(x.b) < 2 {
		return x
	}
	first, second := x.b[0], x.b[1]
	if before(f, h) == capture.ProtoCAPWAP {
		first, second = second, first
	}
	x.kind, x.flags, x.ok = Kind(first>>2&3<<4|first>>4), second, true
	return x
}

// before returns the header in front of h.
func before(f *dissect.Frame, h capture.Header) capture.Proto {
	last := capture.ProtoNone
	for _, x := range f.All() {
		if x == h {
			return last
		}
		last = x.Proto
	}
	return capture.ProtoNone
}

// checked reports whether the frame ends with a checksum: the header in front
// of it goes on longer.
func checked(f *dissect.Frame, h capture.Header) bool {
	for _, x := range f.All() {
		if x.Off+uint32(x.Len) == h.Off && x.Buffer == h.Buffer && x != h {
			return x.Wire-uint32(x.Len) == h.Wire+4
		}
	}
	return false
}

// body returns what follows the header of a management frame that is not
// encrypted; nil if it is.
func (x *frame) body() []byte {
	if !x.ok || !x.kind.management() || x.flags&protected != 0 || len(x.b) < x.least() {
		return nil
	}
	return x.b[x.least():]
}

// least returns the length of the header as it should be.
func (x *frame) least() int {
	switch {
	case x.kind.control():
		if x.kind == 0x1c || x.kind == 0x1d || x.kind == 0x17 || x.kind == 0x16 {
			return ackLen
		}
		return rtsLen
	case x.kind.data():
		return x.qosAt() + x.qosLen()
	}
	n := headLen
	if x.flags&order != 0 {
		n += htLen
	}
	return n
}

// qosAt returns where the QoS control field is, behind up to four addresses.
func (x *frame) qosAt() int {
	if x.flags&(toDS|fromDS) == toDS|fromDS {
		return headLen + addressLen
	}
	return headLen
}

func (x *frame) qosLen() int {
	switch {
	case x.kind&8 == 0:
		return 0
	case x.flags&order != 0:
		return 2 + htLen
	}
	return 2
}

// sequenced reports whether the frame has a sequence number.
func (x *frame) sequenced() bool {
	return x.ok && !x.kind.control() && x.kind < extension && len(x.b) >= headLen
}

// part reports whether the frame has a part of what it should carry: that is data,
// and no other header follows.
func (x *frame) part() bool {
	return x.kind.data() && x.sequenced() && x.flags&protected == 0 &&
		(x.flags&fragments != 0 || le.Uint16(x.b[22:])&15 != 0) && x.kind&4 == 0
}
