package gnutella

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// GUID is the identifier of a descriptor: what answers it has the same.
type GUID [guidLen]byte

// Descriptor is what an Event tells of a descriptor that passes a connection: what it asks,
// or what it says of a host.
type Descriptor struct {
	Kind      Kind
	GUID      GUID
	TTL, Hops uint8
	Search    string           // of a Query
	Host      dissect.Endpoint // of a Pong, and of what a QueryHit found
	Files     uint32           // that the host of a Pong shares; hits of a QueryHit
	Kilobytes uint32           // of a Pong
	Servent   GUID             // of a QueryHit: who has the files
	Name      string           // of a QueryHit: the first file
}

// maxText is how much of a search or a name is kept.
const maxText = 256

// newDescriptor reads what is told of a descriptor that b has; whole: to its end.
func newDescriptor(k Kind, b []byte, whole bool) *Descriptor {
	x := &Descriptor{Kind: k, GUID: GUID(b), TTL: b[ttlAt], Hops: b[hopsAt]}
	switch body := b[headLen:]; {
	case k == Query:
		x.Search = readable(search(body))
	case k == Pong && len(body) >= pongLen:
		x.Host = endpoint(body)
		x.Files, x.Kilobytes = le.Uint32(body[6:]), le.Uint32(body[10:])
	case k == QueryHit && len(body) >= hitsAt+servantID:
		x.Host, x.Files = endpoint(body[1:]), uint32(body[0])
		if whole {
			x.Servent = GUID(body[len(body)-servantID:])
		}
		for h := range eachHit(body) {
			x.Name = readable(h.name)
			break
		}
	}
	return x
}

func readable(b []byte) string {
	return strings.Clone(string(text.Readable(b[:min(len(b), maxText)])))
}

// endpoint reads a port and an address.
func endpoint(b []byte) dissect.Endpoint {
	e := dissect.Endpoint{Port: le.Uint16(b)}
	e.Addr.Set(capture.AddrIPv4, b[2:6])
	return e
}
