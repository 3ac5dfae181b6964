package arp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// row is the Info text of an ARP packet.
type row struct {
	packet
	ok    bool // the packet was there to its end
	state capture.State
	conflicts
}

// column returns the Protocol column of operations that have names of their
// own.
func (r *row) column() string {
	switch {
	case !r.ok:
		return ""
	case r.op == ReverseRequest || r.op == ReverseReply:
		return "RARP"
	case r.op >= DynamicRequest && r.op <= DynamicError:
		return "DRARP"
	case r.op == InverseRequest || r.op == InverseReply:
		return "Inverse ARP"
	case r.op >= marsFirst && r.op <= marsLast:
		return "MARS"
	case r.op == MAPOSUNARP:
		return "MAPOS"
	}
	return ""
}

// AppendInfo appends the packet as a sentence.
func (r *row) AppendInfo(dst []byte) []byte {
	if !r.ok {
		return text.AppendCut(dst, r.state)
	}
	switch r.op {
	case Request, Reply:
		dst = r.appendResolution(dst)
	case ReverseRequest, DynamicRequest, InverseRequest:
		dst = r.appendHardware(append(dst, "Who is "...), r.tha)
		dst = r.appendHardware(append(dst, "? Tell "...), r.sha)
	case ReverseReply, DynamicReply:
		dst = r.appendHardware(dst, r.tha)
		dst = r.appendProtocol(append(dst, " is at "...), r.tpa)
	case InverseReply:
		dst = r.appendHardware(dst, r.sha)
		dst = r.appendProtocol(append(dst, " is at "...), r.spa)
	default:
		dst = r.appendOther(dst)
	}
	if c := r.shown(); c.found {
		dst = append(dst, " (duplicate use of "...)
		dst = capture.AppendIPv4(dst, c.addr[:])
		dst = append(dst, " detected!)"...)
	}
	return dst
}

// appendResolution appends a request or reply.
func (r *row) appendResolution(dst []byte) []byte {
	switch {
	case r.announcement():
		return r.appendProtocol(append(dst, "ARP Announcement for "...), r.tpa)
	case r.gratuitous():
		dst = r.appendProtocol(append(dst, "Gratuitous ARP for "...), r.tpa)
		if r.op == Request {
			return append(dst, " (Request)"...)
		}
		return append(dst, " (Reply)"...)
	case r.op == Reply:
		dst = r.appendProtocol(dst, r.spa)
		return r.appendHardware(append(dst, " is at "...), r.sha)
	}
	dst = r.appendProtocol(append(dst, "Who has "...), r.tpa)
	if r.probe() {
		return append(dst, "? (ARP Probe)"...)
	}
	return r.appendProtocol(append(dst, "? Tell "...), r.spa)
}

// appendOther appends the operations that are hardly ever seen.
func (r *row) appendOther(dst []byte) []byte {
	switch {
	case r.op == 0:
		return append(dst, "Reserved opcode 0"...)
	case r.op == DynamicError:
		return append(dst, "DRARP Error"...)
	case r.op == NAK:
		return append(dst, "ARP NAK"...)
	case r.op == Experimental1 || r.op == Experimental2:
		dst = strconv.AppendUint(append(dst, "Experimental "...), uint64(r.op-Experimental1)+1, 10)
		dst = strconv.AppendUint(append(dst, " ( opcode "...), uint64(r.op), 10)
		return append(dst, " )"...)
	case r.op >= marsFirst && r.op <= marsLast:
		dst = append(dst, marsTexts[r.op-marsFirst]...)
	case r.op == MAPOSUNARP:
		dst = append(dst, "MAPOS UNARP request"...)
	default:
		return text.AppendHex(append(dst, "Unknown ARP opcode 0x"...), uint64(r.op), 4)
	}
	dst = r.appendHardware(append(dst, " from "...), r.sha)
	return r.appendProtocol(append(dst, " at "...), r.spa)
}

func (r *row) appendHardware(dst, addr []byte) []byte {
	if len(addr) > 0 && r.ethernet() {
		return capture.AppendEther(dst, addr)
	}
	return appendBytes(dst, addr)
}

func (r *row) appendProtocol(dst, addr []byte) []byte {
	if r.ipv4() {
		return capture.AppendIPv4(dst, addr)
	}
	return appendBytes(dst, addr)
}

// appendBytes appends an address of unknown kind.
func appendBytes(dst, addr []byte) []byte {
	if len(addr) == 0 {
		return append(dst, "<No address>"...)
	}
	for _, x := range addr {
		dst = text.AppendHex(dst, uint64(x), 2)
	}
	return dst
}
