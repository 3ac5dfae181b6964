package quic

import "netsniff/dissect/tls/cipher"

// unseal takes the protection off a packet (RFC 9001 §5.3, §5.4), of which m.Wire and the
// header are known. largest is the number of the sender's last packet in the same space,
// -1 if there was none. What it makes stands in store.
func (m *Message) unseal(s *store, keys *cipher.PacketKeys, largest int64) {
	if keys == nil {
		return
	}
	if m.unsealHeader(s, keys, largest); m.Numbered {
		m.open(s, keys)
	}
}

// unsealHeader takes the protection off the header, which m.Bytes has then.
func (m *Message) unsealHeader(s *store, keys *cipher.PacketKeys, largest int64) {
	const maxNumber = 4
	wire, at := m.Wire, m.NumberAt
	if at+maxNumber+cipher.SampleSize > len(wire) {
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
	truncated := uint64(0)
	for i := range m.NumberSize {
		b[at+i] ^= mask[1+i]
		truncated = truncated<<8 | uint64(b[at+i])
	}
	m.Bytes = b[:at+m.NumberSize]
	m.Number, m.Numbered = fullNumber(largest, truncated, m.NumberSize), true
	m.Phase = !m.Long() && b[0]&phaseBit != 0
}

// open opens the payload behind a header without protection.
func (m *Message) open(s *store, keys *cipher.PacketKeys) {
	head := m.Bytes[:m.NumberAt+m.NumberSize]
	payload := m.Wire[len(head):]
	plain, ok := keys.Open(head, head, payload, m.Number)
	if m.Opened, m.Failed = ok, !ok; !ok {
		plain = append(head, payload...)
	}
	m.Bytes = plain
	s.use(m.Bytes)
}

// payload returns what an opened packet carries.
func (m *Message) payload() []byte { return m.Bytes[m.NumberAt+m.NumberSize:] }
