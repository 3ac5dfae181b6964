// Package ntp dissects the Network Time Protocol
// (https://www.rfc-editor.org/rfc/rfc5905) and tells how far a server's clock is off.
package ntp

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/text"
)

// Protocol is NTP.
var Protocol = dissect.Protocol{
	Name: "ntp", Title: "Network Time Protocol", Column: "NTP",
	UDP:         []uint16{123},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[dissector](c) },
	NewDialogue: pairing.New(read),
	Fields:      fields,
	Outline:     &outline,
}

var be = binary.BigEndian

// Mode is what a packet is to an association (RFC 5905 §7.3).
type Mode uint8

// Modes.
const (
	SymmetricActive Mode = iota + 1
	SymmetricPassive
	Client
	Server
	Broadcast
	Control // RFC 9327
	Private
)

var modeNames = [...]string{
	"reserved", "symmetric active", "symmetric passive", "client", "server", "broadcast", "control", "private",
}

// String returns the name of the mode.
func (m Mode) String() string { return modeNames[m&7] }

const (
	headLen    = 48
	originAt   = 24
	receiveAt  = 32
	transmitAt = 40

	controlLen   = 12
	privateLen   = 8
	privateReply = 0x80
)

// requestNames are the requests of ntpd's own mode.
var requestNames = map[byte]string{
	0: "PEER_LIST", 1: "PEER_LIST_SUM", 2: "PEER_INFO", 3: "PEER_STATS", 4: "SYS_INFO", 5: "SYS_STATS", 6: "IO_STATS",
	7: "MEM_STATS",
	8: "LOOP_INFO", 9: "TIMER_STATS", 10: "CONFIG", 11: "UNCONFIG", 12: "SET_SYS_FLAG", 13: "CLR_SYS_FLAG",
	16: "GET_RESTRICT",
	17: "RESADDFLAGS", 18: "RESSUBFLAGS", 19: "UNRESTRICT", 20: "MON_GETLIST", 21: "RESET_STATS", 22: "RESET_PEER",
	23: "REREAD_KEYS",
	26: "TRUSTKEY", 27: "UNTRUSTKEY", 28: "AUTHINFO", 29: "TRAPS", 30: "ADD_TRAP", 31: "CLR_TRAP", 32: "REQUEST_KEY",
	33: "CONTROL_KEY",
	34: "GET_CTLSTATS", 35: "GET_LEAPINFO", 36: "GET_CLOCKINFO", 37: "SET_CLKFUDGE", 38: "GET_KERNEL", 39: "GET_CLKBUGINFO",
	42: "MON_GETLIST_1", 43: "HOSTNAME_ASSOCID",
}

// Message is a packet. Borrowed until the frame has been reported.
type Message struct {
	Bytes []byte
	Wire  int
}

// Mode returns what the packet is.
func (m *Message) Mode() Mode { return Mode(m.Bytes[0] & 7) }

func (m *Message) version() byte { return m.Bytes[0] >> 3 & 7 }

func versionName(v uint64) string {
	if v < 1 || v > 4 {
		return "reserved"
	}
	return "NTP Version " + string('0'+byte(v))
}

// AppendInfo appends "NTP Version 4, client".
func (m *Message) AppendInfo(dst []byte) []byte {
	if v := m.version(); v >= 1 && v <= 4 {
		dst = append(dst, "NTP Version "...)
		dst = append(dst, '0'+v)
	} else {
		dst = append(dst, "reserved"...)
	}
	dst = append(append(dst, ", "...), m.Mode().String()...)
	least := headLen
	switch m.Mode() {
	case Control:
		least = controlLen
	case Private:
		least = privateLen
		if len(m.Bytes) >= 4 {
			dst = append(dst, [...]string{", Request, ", ", Response, "}[m.Bytes[0]>>7]...)
			if name := requestNames[m.Bytes[3]]; name != "" {
				dst = append(dst, name...)
			} else {
				dst = append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(m.Bytes[3]), 10), ')')
			}
		}
	}
	if len(m.Bytes) < least {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

type dissector struct{ message Message }

// Datagram reads a packet.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	if len(b) == 0 {
		return false
	}
	d.message = Message{Bytes: b, Wire: max(len(b), f.PayloadLen)}
	f.Emit(dissect.Layer{Message: &d.message, Bytes: b})
	return true
}

// Quoted reads the packet that an error quotes.
func (d *dissector) Quoted(f *dissect.Frame, b []byte, wire int) {
	if len(b) > 0 {
		d.message = Message{Bytes: b, Wire: wire}
		f.Emit(dissect.Layer{Message: &d.message, Bytes: b, Quiet: true})
	}
}

// epoch1900 is how many seconds before 1970 the first era began.
const epoch1900 = 2208988800

// stamp returns a timestamp (RFC 5905 §6) of the first era, or of the second if the
// highest bit is not set.
func stamp(b []byte) capture.Stamp {
	seconds := int64(be.Uint32(b)) - epoch1900
	if b[0]&0x80 == 0 {
		seconds += 1 << 32
	}
	return capture.Stamp(seconds*1e9 + int64(uint64(be.Uint32(b[4:]))*1e9>>32))
}

// Clock is the Detail of an exchange: what it tells of the server's clock.
type Clock struct {
	Stratum           uint8
	Receive, Transmit capture.Stamp // by the server's clock
	// Offset is how much that is ahead of the clock of the capture, Delay how long
	// request and reply were under way from the capture point and back (RFC 5905 §8).
	Offset, Delay capture.Stamp
}

// Timed implements pairing.Timed.
func (c *Clock) Timed(request, reply capture.Stamp) {
	c.Offset = (c.Receive-request)/2 + (c.Transmit-reply)/2
	c.Delay = reply - request - (c.Transmit - c.Receive)
}

// AppendReply appends "offset -1.250 ms, delay 30.012 ms".
func (c *Clock) AppendReply(dst []byte) []byte {
	dst = appendMillis(append(dst, "offset "...), c.Offset)
	return appendMillis(append(dst, ", delay "...), c.Delay)
}

func appendMillis(dst []byte, s capture.Stamp) []byte {
	return append(strconv.AppendFloat(dst, float64(s)/1e6, 'f', 3, 64), " ms"...)
}

// read pairs a client with its server by the timestamp that the reply repeats.
func read(_ dissect.Dir, b []byte) (pairing.Message, bool) {
	p := pairing.Message{Lone: true}
	if len(b) < headLen {
		return p, true
	}
	switch Mode(b[0] & 7) {
	case Client, SymmetricActive:
		p.Lone, p.Method = false, Mode(b[0]&7).String()
		copy(p.ID[:], b[transmitAt:transmitAt+8])
	case Server, SymmetricPassive:
		p.Reply, p.Status, p.Outcome = true, "stratum "+strconv.Itoa(int(b[1])), dissect.Succeeded
		if b[1] == 0 { // a kiss-o'-death (RFC 5905 §7.4)
			p.Outcome = dissect.Refused
		}
		copy(p.ID[:], b[originAt:originAt+8])
		p.Detail = &Clock{Stratum: b[1], Receive: stamp(b[receiveAt:]), Transmit: stamp(b[transmitAt:])}
	}
	return p, true
}
