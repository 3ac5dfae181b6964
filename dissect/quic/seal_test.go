package quic

import (
	"encoding/binary"

	"netsniff/dissect/tls/cipher"
)

// sealer makes packets as one end sends them.
type sealer struct {
	version    Version
	dcid, scid []byte
	keys       *cipher.PacketKeys
	number     uint64
	token      []byte
}

// initialSealers returns those of both ends of a connection that the client begins with
// an ID.
func initialSealers(v Version, id, client, server []byte) (c, s *sealer) {
	x := v.cryptography()
	one, two := cipher.InitialSecrets([]byte(x.salt), id)
	return &sealer{version: v, dcid: id, scid: client, keys: cipher.NewPacketKeys(cipher.InitialSuite, one, &x.labels)},
		&sealer{version: v, dcid: client, scid: server, keys: cipher.NewPacketKeys(cipher.InitialSuite, two, &x.labels)}
}

// long returns a packet with a long header.
func (s *sealer) long(t PacketType, frames ...[]byte) []byte {
	code := t
	if s.version.second() {
		code = (t + 1) & 3
	}
	b := []byte{longForm | fixedBit | byte(code)<<typeShift | 1}
	b = binary.BigEndian.AppendUint32(b, uint32(s.version))
	b = append(append(b, byte(len(s.dcid))), s.dcid...)
	b = append(append(b, byte(len(s.scid))), s.scid...)
	if t == Initial {
		b = append(appendVarint(b, uint64(len(s.token))), s.token...)
	}
	plain := padded(join(frames...))
	b = binary.BigEndian.AppendUint16(b, 0x4000|uint16(2+len(plain)+s.keys.Overhead()))
	return s.seal(b, plain)
}

// short returns a packet with a short header.
func (s *sealer) short(phase byte, frames ...[]byte) []byte {
	return s.seal(append([]byte{fixedBit | 1 | phase<<2}, s.dcid...), padded(join(frames...)))
}

func (s *sealer) seal(head, plain []byte) []byte {
	at := len(head)
	head = binary.BigEndian.AppendUint16(head, uint16(s.number))
	b := s.keys.Seal(head[:len(head):len(head)], head, plain, s.number)
	s.number++
	mask := s.keys.Mask(b[at+4:])
	if b[0]&longForm != 0 {
		b[0] ^= mask[0] & 0x0f
	} else {
		b[0] ^= mask[0] & 0x1f
	}
	b[at] ^= mask[1]
	b[at+1] ^= mask[2]
	return b
}

// padded has a packet long enough for a sample (RFC 9001 §5.4.2).
func padded(plain []byte) []byte {
	for len(plain) < 4 {
		plain = append(plain, 0)
	}
	return plain
}

func join(list ...[]byte) (b []byte) {
	for _, x := range list {
		b = append(b, x...)
	}
	return b
}

func appendVarint(b []byte, n uint64) []byte {
	switch {
	case n < 1<<6:
		return append(b, byte(n))
	case n < 1<<14:
		return binary.BigEndian.AppendUint16(b, uint16(n)|0x4000)
	case n < 1<<30:
		return binary.BigEndian.AppendUint32(b, uint32(n)|0x80000000)
	}
	return binary.BigEndian.AppendUint64(b, n|0xc000000000000000)
}

// frame returns a frame of a type with numbers behind it.
func frame(t FrameType, numbers ...uint64) []byte {
	b := appendVarint(nil, uint64(t))
	for _, n := range numbers {
		b = appendVarint(b, n)
	}
	return b
}

func cryptoFrame(offset int, data []byte) []byte {
	return append(frame(Crypto, uint64(offset), uint64(len(data))), data...)
}

// streamFrame returns a STREAM frame with offset and length.
func streamFrame(id uint64, offset int, data []byte, fin bool) []byte {
	t := Stream | streamOffset | streamLength
	if fin {
		t |= streamFin
	}
	return append(frame(t, id, uint64(offset), uint64(len(data))), data...)
}
