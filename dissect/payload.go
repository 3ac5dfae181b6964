package dissect

import "netsniff/capture"

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
	case capture.ProtoUDP, capture.ProtoNone,
		capture.ProtoVNTag, capture.ProtoETag, capture.ProtoCMD, capture.ProtoTTag, capture.ProtoMACsec,
		capture.ProtoNSH, capture.ProtoERSPAN, capture.ProtoTZSP, capture.ProtoVXLANGPE:
		return f.Payload
	case capture.ProtoICMP, capture.ProtoICMPv6:
		if echo(h.Proto, f.Headers.Bytes(h)) && len(f.Payload) > echoed {
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
