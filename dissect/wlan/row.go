package wlan

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

type dissector struct{ row row }

// Header emits the row of a frame that carries nothing that is known.
func (d *dissector) Header(f *dissect.Frame, h capture.Header) {
	d.row = row{frame: read(f, h), checked: checked(f, h)}
	f.Emit(dissect.Layer{Message: &d.row})
}

// row is the Info text of a frame.
type row struct {
	frame
	checked bool
}

// AppendInfo appends the kind of frame, its number and its flags, and of
// management frames the network's name.
func (r *row) AppendInfo(dst []byte) []byte {
	if !r.ok {
		return text.AppendShort(dst, len(r.b), r.wire)
	}
	if r.part() {
		return append(dst, "Fragmented IEEE 802.11 frame"...)
	}
	dst = append(dst, r.kind.String()...)
	if len(r.b) < r.least() {
		return text.AppendShort(dst, len(r.b), r.wire)
	}
	if r.sequenced() {
		n := le.Uint16(r.b[22:])
		dst = strconv.AppendUint(append(dst, ", SN="...), uint64(n>>4), 10)
		dst = strconv.AppendUint(append(dst, ", FN="...), uint64(n&15), 10)
	}
	dst = appendFlags(append(dst, ", Flags="...), r.flags)
	if r.checked {
		dst = append(dst, 'C')
	}
	if r.kind.management() && r.flags&protected == 0 {
		return r.appendManagement(dst)
	}
	return dst
}

// appendFlags appends a letter for each flag that is set, a point for each that
// is not, the highest first.
func appendFlags(dst []byte, flags byte) []byte {
	for i, letter := range []byte("opmPRMFT") {
		if flags&(0x80>>i) == 0 {
			letter = '.'
		}
		dst = append(dst, letter)
	}
	return dst
}

// appendManagement appends what a beacon says of its interval, and the network's
// name.
func (r *row) appendManagement(dst []byte) []byte {
	body := r.body()
	fixed := fixedLen(r.kind, body)
	if r.kind == Beacon || r.kind == ProbeResponse {
		if len(body) < 10 {
			return text.AppendShort(dst, len(r.b), r.wire)
		}
		dst = strconv.AppendUint(append(dst, ", BI="...), uint64(le.Uint16(body[8:])), 10)
	}
	switch {
	case r.kind == Action || r.kind == ActionNoAck:
		return r.appendAction(dst, body)
	case fixed < 0:
		return dst
	}
	if len(body) < fixed {
		return text.AppendShort(dst, len(r.b), r.wire)
	}
	end := fixed
	for x := range elements(body, fixed) {
		if x.Cut() {
			if r.wire > len(r.b) {
				return text.AppendCut(dst, capture.Truncated)
			}
			return append(dst, "[Malformed Packet: length of contained item exceeds length of containing item]"...)
		}
		end = x.Off + x.Head + x.Size
		if x.Type == ssidElement {
			dst = appendSSID(dst, x.Value)
		}
	}
	if end < len(body) || len(r.b) < r.wire {
		return text.AppendShort(dst, len(r.b), r.wire)
	}
	return dst
}

// appendAction appends the dialog token of those actions that have one.
func (r *row) appendAction(dst, body []byte) []byte {
	if len(body) < 2 {
		return text.AppendShort(dst, len(r.b), r.wire)
	}
	if body[0] == blockAck && body[1] < 2 {
		if len(body) < 3 {
			return text.AppendShort(dst, len(r.b), r.wire)
		}
		dst = strconv.AppendUint(append(dst, ", Dialog Token="...), uint64(body[2]), 10)
	}
	return dst
}

// appendSSID appends the name of a network; an empty one stands for all.
func appendSSID(dst, name []byte) []byte {
	if len(name) == 0 {
		return append(dst, ", SSID=Wildcard (Broadcast)"...)
	}
	return append(append(append(dst, `, SSID="`...), name...), '"')
}
