// Package bfd dissects Bidirectional Forwarding Detection
// (https://www.rfc-editor.org/rfc/rfc5880, over UDP by
// https://www.rfc-editor.org/rfc/rfc5881 and https://www.rfc-editor.org/rfc/rfc5883).
package bfd

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Control is the protocol of control packets.
var Control = dissect.Protocol{
	Name: "bfd", Title: "BFD Control message", Column: "BFD Control",
	UDP:           []uint16{3784, 4784},
	PacketSecrets: tellPassword,
	NewDatagram:   func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[control](c) },
	Fields: []dissect.Field{
		{Name: "bfd.version", Title: "Protocol Version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 5, 3)},
		{Name: "bfd.diag", Title: "Diagnostic Code", Type: dissect.Uint, Base: dissect.Hex2, Names: diagnosticName,
			Get: dissect.Bits(0, 1, 0, 5)},
		{Name: "bfd.sta", Title: "Session State", Type: dissect.Uint, Base: dissect.Hex2, Names: stateName,
			Get: dissect.Bits(1, 1, 6, 2)},
		{Name: "bfd.flags", Title: "Message Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
		{Name: "bfd.flags.p", Title: "Poll", Type: dissect.Bool, Get: dissect.Bits(1, 1, 5, 1)},
		{Name: "bfd.flags.f", Title: "Final", Type: dissect.Bool, Get: dissect.Bits(1, 1, 4, 1)},
		{Name: "bfd.flags.c", Title: "Control Plane Independent", Type: dissect.Bool, Get: dissect.Bits(1, 1, 3, 1)},
		{Name: "bfd.flags.a", Title: "Authentication Present", Type: dissect.Bool, Get: dissect.Bits(1, 1, 2, 1)},
		{Name: "bfd.flags.d", Title: "Demand", Type: dissect.Bool, Get: dissect.Bits(1, 1, 1, 1)},
		{Name: "bfd.flags.m", Title: "Multipoint", Type: dissect.Bool, Get: dissect.Bits(1, 1, 0, 1)},
		{Name: "bfd.detect_time_multiplier", Title: "Detect Time Multiplier", Type: dissect.Uint, Get: dissect.Number(2, 1)},
		{Name: "bfd.message_length", Title: "Message Length", Type: dissect.Uint, Get: dissect.Number(3, 1)},
		{Name: "bfd.my_discriminator", Title: "My Discriminator", Type: dissect.Uint, Base: dissect.Hex8,
			Get: dissect.Number(4, 4)},
		{Name: "bfd.your_discriminator", Title: "Your Discriminator", Type: dissect.Uint, Base: dissect.Hex8,
			Get: dissect.Number(8, 4)},
		{Name: "bfd.desired_min_tx_interval", Title: "Desired Min TX Interval", Type: dissect.Uint,
			Get: dissect.Number(12, 4)},
		{Name: "bfd.required_min_rx_interval", Title: "Required Min RX Interval", Type: dissect.Uint,
			Get: dissect.Number(16, 4)},
		{Name: "bfd.required_min_echo_interval", Title: "Required Min Echo Interval", Type: dissect.Uint,
			Get: dissect.Number(20, 4)},
	},
	Outline: &dissect.Outline{Branches: []dissect.Branch{{Above: "bfd.flags", Below: []string{"bfd.flags.*"}}}},
}

// Echo is that of echo packets, which only their sender can read.
var Echo = dissect.Protocol{
	Name: "bfd_echo", Title: "BFD Echo message", Column: "BFD Echo",
	UDP:         []uint16{3785},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return dissect.Shared[echo](c) },
}

const controlLen = 24

var (
	diagnosticNames = [...]string{
		"No Diagnostic", "Control Detection Time Expired", "Echo Function Failed", "Neighbor Signaled Session Down",
		"Forwarding Plane Reset",
		"Path Down", "Concatenated Path Down", "Administratively Down", "Reverse Concatenated Path Down",
		"Mis-Connectivity Defect",
	}
	stateNames = [...]string{"AdminDown", "Down", "Init", "Up"}
)

func diagnosticName(u uint64) string {
	if u < uint64(len(diagnosticNames)) {
		return diagnosticNames[u]
	}
	return "Unknown"
}

func stateName(u uint64) string { return stateNames[u&3] }

type control struct{ row dissect.PacketRow }

// Datagram emits a control packet.
func (d *control) Datagram(f *dissect.Frame, b []byte) bool {
	d.row = dissect.NewPacketRow(f, b, appendControl)
	f.Emit(dissect.Layer{Message: &d.row})
	return true
}

// appendControl appends diagnosis, state and flags.
func appendControl(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 4 {
		return r.AppendFitting(dst, controlLen)
	}
	dst = append(append(dst, "Diag: "...), diagnosticName(uint64(b[0]&31))...)
	dst = append(append(dst, ", State: "...), stateName(uint64(b[1]>>6))...)
	dst = text.AppendHex(append(dst, ", Flags: 0x"...), uint64(b[1]&0x3e), 2)
	return r.AppendFitting(dst, max(controlLen, int(b[3])))
}

type echo struct{ row dissect.PacketRow }

// Datagram emits an echo packet.
func (d *echo) Datagram(f *dissect.Frame, b []byte) bool {
	d.row = dissect.NewPacketRow(f, b, func(dst []byte, _ *dissect.PacketRow) []byte {
		return append(dst, "Originator specific content"...)
	})
	f.Emit(dissect.Layer{Message: &d.row})
	return true
}
