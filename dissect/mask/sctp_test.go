package mask_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"netsniff/dissect/mask"
)

// sctpFrame is a packet of SCTP over IPv4 with one chunk and the CRC32c that it ought to have.
func sctpFrame(kind, flags byte, head, text []byte, to uint16) []byte {
	value := append(bytes.Clone(head), text...)
	b := binary.BigEndian.AppendUint16([]byte{0x9c, 0x40}, to)
	b = append(b, 1, 2, 3, 4, 0, 0, 0, 0, kind, flags, 0, byte(4+len(value)))
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
	frame := append(make([]byte, 12), 8, 0, 0x45, 0, 0, byte(20+len(b)), 0, 1, 0x40, 0, 64, 132, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2)
	return append(frame, b...)
}

// TestSCTP: secrets in chunks of SCTP are overwritten, and the checksum stays right, or as wrong as it was.
func TestSCTP(t *testing.T) {
	data, idata := make([]byte, 12), make([]byte, 16)
	for _, x := range []struct {
		name        string
		kind, flags byte
		head        []byte
		to          uint16
		text        string
	}{
		{"HTTP", 0, 3, data, 80, `"GET / HTTP/1.1` + "\r\nCookie: a=«b»\r\nAuthorization: Basic «YWxp»\r\n\r\n" + `"`},
		{"HTTP elsewhere", 0, 2, data, 9999, `"GET /?token=«abc» HTTP/1.1` + "\r\n\r\n" + `"`},
		{"the rest of a message", 0, 1, data, 80, `"Host: a` + "\r\nAuthorization: Bearer «abc»\r\n\r\n" + `"`},
		{"I-DATA", 64, 3, idata, 80, `"GET / HTTP/1.1` + "\r\nAuthorization: Basic «YWxp»\r\n\r\n" + `"`},
		{"SIP", 0, 3, data, 5060, `"REGISTER sip:example.com SIP/2.0` + "\r\nAuthorization: Digest «username=a»\r\n\r\n" + `"`},
	} {
		t.Run(x.name, func(t *testing.T) {
			text, hidden := fromText(t, x.text)
			in, want := sctpFrame(x.kind, x.flags, x.head, text, x.to), sctpFrame(x.kind, x.flags, x.head, hidden, x.to)
			for range 2 {
				for _, known := range []*mask.Secrets{collect([][]byte{in}), nil} {
					if got, losses := masked([][]byte{in}, known); losses != (mask.Losses{}) || !bytes.Equal(got[0], want) {
						t.Errorf("%+v\n got %q\nwant %q", losses, got[0], want)
					}
				}
				for _, b := range [][]byte{in, want} {
					copy(b[42:46], "none") // a checksum that is wrong
				}
			}
		})
	}
}
