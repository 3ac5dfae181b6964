package proxy

import (
	"encoding/binary"
	"hash/crc32"
)

// Kind is the type of a TLV (§2.2).
type Kind uint8

// Types of TLVs.
const (
	ALPN       Kind = 0x01
	Authority  Kind = 0x02
	CRC32C     Kind = 0x03
	NoOp       Kind = 0x04
	UniqueID   Kind = 0x05
	SSL        Kind = 0x20
	SSLVersion Kind = 0x21
	SSLCN      Kind = 0x22
	SSLCipher  Kind = 0x23
	SSLSigAlg  Kind = 0x24
	SSLKeyAlg  Kind = 0x25
	NetNS      Kind = 0x30
)

var kinds = map[Kind]string{
	ALPN: "ALPN", Authority: "AUTHORITY", CRC32C: "CRC32C", NoOp: "NOOP", UniqueID: "UNIQUE ID", SSL: "SSL",
	SSLVersion: "SSL VERSION", SSLCN: "SSL CN", SSLCipher: "SSL CIPHER", SSLSigAlg: "SSL SIG ALG", SSLKeyAlg: "SSL KEY ALG",
	NetNS: "NETNS",
}

// String returns the type as Wireshark names it, "" if nobody knows it.
func (k Kind) String() string { return kinds[k] }

const (
	tlvHead = 3 // type and length
	sslHead = 5 // of an SSL's value: what the client did, and whether it was verified
)

// tlv is one of a header; those of an SSL stand in its value.
type tlv struct {
	kind  Kind
	off   int // of its type
	value []byte
}

// tlvs calls take for each, the outer before those in it. It returns false if
// one of them is longer than what holds it.
func (h *Header) tlvs(take func(tlv)) bool {
	if h.Version != 2 {
		return true
	}
	return each(h.Bytes, h.rest, len(h.Bytes), take)
}

func each(b []byte, off, end int, take func(tlv)) bool {
	for off+tlvHead <= end {
		x := tlv{kind: Kind(b[off]), off: off}
		n := int(binary.BigEndian.Uint16(b[off+1:]))
		if n > end-off-tlvHead {
			return false
		}
		from := off + tlvHead
		off = from + n
		x.value = b[from:off]
		take(x)
		if x.kind == SSL && n >= sslHead && !each(b, from+sslHead, off, take) {
			return false
		}
	}
	return off == end
}

// verify reports whether the checksum is right, or there is none.
func (h *Header) verify() bool {
	right := true
	h.tlvs(func(x tlv) {
		if x.kind != CRC32C || len(x.value) != crc32.Size {
			return
		}
		table, at := crc32.MakeTable(crc32.Castagnoli), x.off+tlvHead
		sum := crc32.Update(0, table, h.Bytes[:at])
		sum = crc32.Update(sum, table, make([]byte, crc32.Size)) // it was 0 when it was made
		sum = crc32.Update(sum, table, h.Bytes[at+crc32.Size:])
		right = sum == binary.BigEndian.Uint32(x.value)
	})
	return right
}
