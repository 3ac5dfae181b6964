package quic

import "netsniff/dissect/tls/cipher"

// unseal takes the protection off a packet (RFC 9001 §5.3, §5.4), of which m.Wire and the
// header are known. largest is the number of the sender's last packet in the same space,
// -1 if there was none. What it makes stands in store.
func (m *Message) unseal(s *store, keys *cipher.PacketKeys, largest int64) {
	const maxNumber = 4
	wire, at := m.Wire, m.NumberAt
	if keys == nil || at+maxNumber+cipher.SampleSize > len(wire) {
		return
	}
	mask := keys.Mask(wire[at+maxNumber:])
	b := append(s.room(len(wire)), wire[:at+maxNumber]...)
	protected := byte(0x1f)
	if m.Long() {
		protected = 0x0f
	}
	b[0] ^= mask[0] & protected
	m.NumberSize = int(b[0]&3) + 1
	b = b[:at+m.NumberSize]
	truncated := uint64(0)
	for i := range m.NumberSize {
		b[at+i] ^= mask[1+i]
		truncated = truncated<<8 | uint64(b[at+i])
	}
	m.Number, m.Numbered = fullNumber(largest, truncated, m.NumberSize), true
	payload := wire[len(b):]
	plain, ok := keys.Open(b, b, payload, m.Number)
	if !ok {
		m.Failed = true
		m.Bytes = append(b, payload...)
		s.use(m.Bytes)
		return
	}
	m.Opened, m.Bytes = true, plain
	s.use(m.Bytes)
	m.Phase = !m.Long() && b[0]&phaseBit != 0
}

// payload returns what an opened packet carries.
func (m *Message) payload() []byte { return m.Bytes[m.NumberAt+m.NumberSize:] }
