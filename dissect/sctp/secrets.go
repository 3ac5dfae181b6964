package sctp

import (
	"slices"

	"netsniff/dissect/secrets"
)

const checksumAt = 8

// tellChecksum is Protocol.PacketSecrets: nothing in chunks is secret by itself, but what
// is changed in them changes the checksum.
func tellChecksum(_ []byte, x *secrets.Packet) { x.Castagnoli = checksumAt }

// eachPart is Protocol.PacketParts: each chunk with data, as messages have their secrets
// in lines that hardly are cut.
func eachPart(b []byte, tell func(secrets.Part)) {
	if len(b) < headLen {
		return
	}
	ports := [...]uint16{be.Uint16(b), be.Uint16(b[2:])}
	datagrams := slices.Contains(byMessage[:], ports[0]) || slices.Contains(byMessage[:], ports[1])
	each(b, func(x chunk) bool {
		if head := x.dataHead(); head > 0 && len(x.b) > head {
			tell(secrets.Part{From: x.at + head, To: x.at + len(x.b), Ports: ports[:],
				Datagram: datagrams, Begins: x.b[1]&flagBegin != 0})
		}
		return true
	})
}
