package dissect

import (
	"encoding/binary"
	"time"

	"netsniff/capture"
)

// Unclaimed returns the bytes of the frame that no protocol claims: the payload
// of a transport, control message or IP header without messages. Borrowed until
// the frame has been reported.
func (f *Frame) Unclaimed() []byte {
	if len(f.Payload) == 0 || f.SegmentOf != "" || f.Partial != nil || f.Recognised != nil {
		return nil
	}
	for i := range f.messages {
		if p := f.messages[i].Protocol; p == nil || len(p.Headers) == 0 {
			return nil
		}
	}
	h := f.Last()
	switch h.Proto {
	case capture.ProtoTCP:
		if f.Conn == nil || f.Taken {
			return nil // its header is broken, or its dissector has no use for it
		}
		return f.Payload
	case capture.ProtoEthernet:
		if f.State != capture.Decoded || f.EtherProtocol() != "" {
			return nil
		}
		return f.Payload
	case capture.ProtoIPv4, capture.ProtoIPv6, capture.ProtoIPv6Fragment:
		if f.State == capture.Malformed || f.State == capture.Truncated {
			return nil // part of a header
		}
		return f.Payload
	case capture.ProtoWLAN:
		if b := f.Headers.Bytes(h); f.State != capture.Decoded || b[0]>>2&3 != 2 && b[1]&0x40 == 0 {
			return nil // elements of management frames are its own
		}
		return f.Payload
	case capture.ProtoUDP, capture.ProtoNone,
		capture.ProtoVNTag, capture.ProtoETag, capture.ProtoCMD, capture.ProtoTTag, capture.ProtoMACsec,
		capture.ProtoNSH, capture.ProtoERSPAN, capture.ProtoTZSP, capture.ProtoVXLANGPE:
		return f.Payload
	case capture.ProtoICMP, capture.ProtoICMPv6:
		if b := f.Headers.Bytes(h); echo(h.Proto, b) && len(f.Payload) > echoed {
			if _, ok := EchoTime(h.Proto, f.Payload[echoed:], f.At); ok {
				return f.Payload[echoed+echoTime:]
			}
			return f.Payload[echoed:]
		}
	}
	return nil
}

// echoed is the length of what an echo has before its data: identifier and
// sequence number.
const echoed = 4

// echo reports whether a control message is an echo request or reply (RFC 792,
// RFC 4443 section 4), whose data mean nothing.
func echo(p capture.Proto, b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if p == capture.ProtoICMP {
		return b[0] == 0 || b[0] == 8
	}
	return b[0] == 128 || b[0] == 129
}

// echoTime is the length of what EchoTime reads.
const echoTime = 8

// EchoTime returns the time that most programs put before the data of an echo
// request, b: seconds and microseconds in the order of bytes of their machine,
// the former of 32 bits or, if that order is little-endian, of 64. It is one if
// it is within a day of when the frame was captured.
func EchoTime(p capture.Proto, b []byte, captured capture.Stamp) (capture.Stamp, bool) {
	if p != capture.ProtoICMP || len(b) < echoTime {
		return 0, false
	}
	for _, order := range [...]binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		seconds, micros := int64(order.Uint32(b)), int64(order.Uint32(b[4:]))
		at := capture.Stamp(seconds*1e9 + micros*1e3)
		if d := int64(captured) - int64(at); micros < 1e6 && d > -int64(24*time.Hour) && d < int64(24*time.Hour) {
			return at, true
		}
	}
	return 0, false
}
