package rtp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Control is RTCP.
var Control = dissect.Protocol{
	Name: "rtcp", Title: "Real-time Transport Control Protocol", Column: "RTCP",
	Sniff: sniffControl,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
		return &controlDissector{setup: setupOf(c), store: dissect.Shared[store](c)}
	},
	NewDialogue: newDialogue,
	Fields:      controlFields,
	Outline:     &controlOutline,
}

// ControlType is the type of a packet of RTCP
// (https://www.iana.org/assignments/rtp-parameters).
type ControlType uint8

// Types of packets.
const (
	FullIntra       ControlType = 192
	SenderReport    ControlType = 200
	ReceiverReport  ControlType = 201
	Description     ControlType = 202
	Goodbye         ControlType = 203
	Application     ControlType = 204
	Feedback        ControlType = 205
	PayloadFeedback ControlType = 206
	Extended        ControlType = 207
	AVB             ControlType = 208
	lastControl     ControlType = 210
)

var controlNames = map[ControlType]string{
	FullIntra: "Full Intra-frame Request (H.261)", 193: "Negative Acknowledgement (H.261)", 194: "SMPTE time-code mapping",
	195: "Extended inter-arrival jitter report", SenderReport: "Sender Report", ReceiverReport: "Receiver Report",
	Description: "Source description", Goodbye: "Goodbye", Application: "Application specific",
	Feedback:        "Generic RTP Feedback",
	PayloadFeedback: "Payload-specific Feedback", Extended: "Extended report (RFC 3611)", AVB: "AVB RTCP packet (IEEE1733)",
	209: "Receiver Summary Information", lastControl: "Port Mapping",
}

// String returns Wireshark's words.
func (t ControlType) String() string {
	if s := controlNames[t]; s != "" {
		return s
	}
	return "Unknown"
}

// Sizes of parts (RFC 3550 §6.4).
const (
	controlHead = 4
	senderInfo  = 20
	reportBlock = 24
)

// sniffControl knows a datagram by its first packet, as Wireshark does.
func sniffControl(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < 8 || len(b)%4 != 0 || b[0]>>6 != version {
		return dissect.No
	}
	switch ControlType(b[1]) {
	case SenderReport, ReceiverReport, Goodbye, Application, PayloadFeedback:
		return dissect.Yes
	}
	return dissect.Maybe
}

type controlDissector struct {
	setup *Setup
	*store
}

// Datagram reads the packets of a datagram.
func (d *controlDissector) Datagram(f *dissect.Frame, b []byte) bool {
	return d.emitControl(f, b, d.setup, f.PayloadLen > len(b))
}

// emitControl emits the packets that a datagram is made of (RFC 3550 §6.1).
func (s *store) emitControl(f *dissect.Frame, b []byte, setup *Setup, cut bool) bool {
	if len(b) < controlHead || b[0]>>6 != version || b[1] < byte(FullIntra) || ControlType(b[1]) > 223 {
		return false
	}
	for first := true; len(b) > 0; first = false {
		m := s.reports.Next(f)
		n := m.read(b, cut)
		if !first && n == 0 {
			return true
		}
		m.Setup = setup
		f.Emit(dissect.Layer{Protocol: &Control, Message: m, Bytes: m.Bytes})
		if m.broken || n == 0 {
			return true
		}
		b = b[n:]
	}
	return true
}

// ControlMessage is a packet of RTCP. Borrowed until the frame has been reported.
type ControlMessage struct {
	Bytes  []byte // as far as its length goes
	Type   ControlType
	Setup  *Setup
	broken bool // it ends before what it says to have
	cut    bool // by the snap length
	joined bool // it follows another in its segment
}

// read makes m the packet that b begins with, and returns its length, 0 if it is none.
func (m *ControlMessage) read(b []byte, cut bool) int {
	*m = ControlMessage{Bytes: b, cut: cut}
	if len(b) < controlHead || b[0]>>6 != version {
		return 0
	}
	m.Type = ControlType(b[1])
	if m.Type < FullIntra || m.Type > lastControl {
		return 0
	}
	n := controlHead + 4*int(be.Uint16(b[2:]))
	m.broken = n > len(b)
	m.Bytes = b[:min(n, len(b))]
	m.broken = m.broken || !m.complete()
	return len(m.Bytes)
}

// count returns the number in the header: of reports, sources, or a format.
func (m *ControlMessage) count() int { return int(m.Bytes[0] & 0x1f) }

// reports returns where the report blocks begin, 0 if there are none of that type.
func (m *ControlMessage) reports() int {
	switch m.Type {
	case SenderReport:
		return controlHead + 4 + senderInfo
	case ReceiverReport:
		return controlHead + 4
	}
	return 0
}

// complete reports whether all is there that the header counts.
func (m *ControlMessage) complete() bool {
	n := len(m.Bytes)
	switch m.Type {
	case SenderReport, ReceiverReport:
		return n == controlHead || n >= m.reports()+m.count()*reportBlock && m.extensions(nil)
	case Description:
		chunks := 0
		whole := m.items(func(item) {}, func(int) { chunks++ })
		return whole && chunks >= m.count()
	case Goodbye:
		return n >= controlHead+4*m.count()
	case Application:
		return n >= controlHead+8
	case Feedback, PayloadFeedback:
		return n >= controlHead+8
	case Extended:
		return n >= controlHead+4
	case AVB:
		return n >= 28
	}
	return true
}

// extensions calls with for the type of each profile-specific extension behind report
// blocks, and reports whether all are whole. Wireshark reads them as Microsoft has them.
func (m *ControlMessage) extensions(with func(kind uint16)) bool {
	at := m.reports() + m.count()*reportBlock
	for at+4 <= len(m.Bytes) {
		n := max(int(be.Uint16(m.Bytes[at+2:])), 4)
		if with != nil {
			with(be.Uint16(m.Bytes[at:]))
		}
		if at += n; at > len(m.Bytes) {
			return false
		}
	}
	return true
}

// formatNames are the short names of payload-specific feedback (RFC 4585 §6.3, RFC 5104).
var formatNames = map[int]string{1: "PLI", 2: "SLI", 3: "RPSI", 4: "FIR", 5: "TSTR", 6: "TSTN", 7: "VBCM", 15: "ALFB",
	31: "Reserved"}

// AppendInfo appends "Sender Report   ".
func (m *ControlMessage) AppendInfo(dst []byte) []byte {
	if len(m.Bytes) < controlHead || m.Type == 0 {
		return dst
	}
	dst = append(append(dst, m.Type.String()...), "   "...)
	switch m.Type {
	case SenderReport, ReceiverReport:
		dst = m.appendExtensions(dst)
	case Application:
		if name := m.name(); name != nil {
			if isName(name) {
				dst = append(text.AppendText(append(dst, "( "...), name), " ) "...)
			}
			dst = strconv.AppendInt(append(dst, "subtype="...), int64(m.count()), 10)
		}
	case PayloadFeedback:
		name := formatNames[m.count()]
		if name == "" {
			name = "Unknown"
		}
		dst = append(append(dst, name...), "  "...)
	}
	if m.broken && m.cut {
		return text.AppendCut(dst, capture.Truncated)
	} else if m.broken {
		return text.AppendCut(dst, capture.Malformed)
	}
	return dst
}

func (m *ControlMessage) appendExtensions(dst []byte) []byte {
	at := m.reports() + m.count()*reportBlock
	if len(m.Bytes) <= controlHead || m.broken && len(m.Bytes) >= at && controlHead+4*int(be.Uint16(m.Bytes[2:])) > at {
		if len(m.Bytes) > controlHead {
			dst = append(dst, '(')
		}
		return dst
	}
	if len(m.Bytes) <= at {
		return dst
	}
	dst = append(dst, '(')
	m.extensions(func(uint16) { dst = append(dst, "PSE:Unknown  "...) })
	return append(dst, ")  "...)
}

// name returns the name of an application (RFC 3550 §6.7), nil if it is cut.
func (m *ControlMessage) name() []byte {
	if m.Type != Application || len(m.Bytes) < controlHead+8 {
		return nil
	}
	return m.Bytes[8:12]
}

func isName(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// item is an item of a source description (RFC 3550 §6.5).
type item struct {
	off  int
	kind byte
	text []byte
}

// items calls with for each item and chunk for where each chunk begins. It reports
// whether they were whole.
func (m *ControlMessage) items(with func(item), chunk func(at int)) bool {
	b := m.Bytes
	at := controlHead
	for range m.count() {
		if at+4 > len(b) {
			return false
		}
		chunk(at)
		at += 4
		for at < len(b) && b[at] != 0 {
			if at+2 > len(b) || at+2+int(b[at+1]) > len(b) {
				return false
			}
			with(item{at, b[at], b[at+2 : at+2+int(b[at+1])]})
			at += 2 + int(b[at+1])
		}
		if at >= len(b) {
			return false
		}
		at = at&^3 + 4
	}
	return true
}
