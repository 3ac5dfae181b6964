package ipsec

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// packets reads packets of ESP.
type packets struct{ packet Packet }

// Packet implements dissect.PacketDissector.
func (d *packets) Packet(f *dissect.Frame, b []byte) bool {
	if len(b) < 8 {
		return false
	}
	d.packet.reader.Begin(b)
	f.Emit(dissect.Layer{Protocol: &Payload, Message: &d.packet, Bytes: b, Own: 8})
	return true
}

// Packet is an encrypted packet. Borrowed until the frame has been reported.
type Packet struct{ reader parts.Reader }

// Parts implements parts.Message.
func (m *Packet) Parts() *parts.Reader { return &m.reader }

// AppendInfo appends "ESP (SPI=0xac0faf03)".
func (m *Packet) AppendInfo(dst []byte) []byte {
	return append(text.AppendHex(append(dst, "ESP (SPI=0x"...), uint64(be.Uint32(m.reader.Bytes)), 8), ')')
}

// ReadAll implements parts.Message.
func (m *Packet) ReadAll(r *parts.Reader) {
	r.Uint("esp.spi", 4)
	r.Uint("esp.sequence", 4)
}
