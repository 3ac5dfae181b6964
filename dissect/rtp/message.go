package rtp

import (
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/text"
)

// Message is a packet in a row. Borrowed until the frame has been reported.
type Message struct {
	Packet
	Setup  *Setup // nil if nobody announced it
	format Format
	alien  bool // of a version that nobody knows
	joined bool // it follows another in its segment
	cut    bool // by the snap length
}

// isEvent reports whether it carries events (RFC 4733) by the payload types that are
// used for that where SDP did not say.
func (m *Message) isEvent() bool {
	if m.format.Told {
		return strings.EqualFold(m.format.Encoding, "telephone-event")
	}
	return m.Type == 100 || m.Type == 101
}

// appendType appends what a packet carries: as SDP called it, if it did.
func (m *Message) appendType(dst []byte) []byte {
	if m.Type >= firstDynamic && m.format.Told && m.format.Encoding != "" {
		return text.AppendText(dst, []byte(m.format.Encoding))
	}
	return append(dst, m.Type.String()...)
}

// AppendInfo appends "PT=ITU-T G.711 PCMU, SSRC=0x1, Seq=1, Time=160, Mark".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.alien {
		return strconv.AppendUint(append(dst, "Unknown RTP version "...), uint64(m.Bytes[0]>>6), 10)
	}
	dst = m.appendType(append(dst, "PT="...))
	dst = append(dst, ", SSRC=0x"...)
	dst = append(dst, strings.ToUpper(strconv.FormatUint(uint64(m.SSRC), 16))...)
	dst = strconv.AppendUint(append(dst, ", Seq="...), uint64(m.Sequence), 10)
	dst = strconv.AppendUint(append(dst, ", Time="...), uint64(m.Timestamp), 10)
	if m.Marker {
		dst = append(dst, ", Mark"...)
	}
	switch {
	case m.cut && m.Broken:
		return text.AppendCut(dst, capture.Truncated)
	case m.Broken:
		return text.AppendCut(dst, capture.Malformed)
	}
	return dst
}
