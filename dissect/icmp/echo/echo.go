// Package echo pairs the echo requests and replies of ICMP
// (https://www.rfc-editor.org/rfc/rfc792) and ICMPv6
// (https://www.rfc-editor.org/rfc/rfc4443#section-4).
package echo

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// maxOpen bounds the requests that wait for a reply; the oldest is forgotten.
const maxOpen = 1 << 14

// ID is what tells one echo from another.
type ID struct{ Ident, Seq uint16 }

// Read returns the identifier and sequence number of an echo message of at
// least eight bytes.
func Read(b []byte) ID {
	return ID{Ident: binary.BigEndian.Uint16(b[4:]), Seq: binary.BigEndian.Uint16(b[6:])}
}

// Match is the request that a reply answers.
type Match struct {
	Frame uint32        // 0: the request was not seen
	After capture.Stamp // ns from request to reply
}

// Pings are the open requests. A reply answers the last request with the same
// addresses, identifier, sequence number and data; of the data the checksum
// is compared. The zero value is ready to use.
type Pings struct {
	open map[key]request
	ring []key // open requests by age
	next int   // the oldest once ring is full
	lost uint64
}

type key struct {
	a, b     capture.Addr // in order, so that both directions give the same key
	id       ID
	checksum uint16 // of the reply
}

type request struct {
	frame uint32
	at    capture.Stamp
}

func newKey(f *dissect.Frame, id ID, checksum uint16) key {
	k := key{a: f.Src, b: f.Dst, id: id, checksum: checksum}
	if string(k.a.B[:]) > string(k.b.B[:]) {
		k.a, k.b = k.b, k.a
	}
	if k.checksum == 0xffff { // one's complement has two zeros
		k.checksum = 0
	}
	return k
}

// Losses counts the requests that were forgotten before their replies came.
func (p *Pings) Losses() dissect.Losses { return dissect.Losses{Echoes: p.lost} }

// Request notes a request whose reply will have the given checksum.
func (p *Pings) Request(f *dissect.Frame, id ID, replyChecksum uint16) {
	if p.open == nil {
		p.open = make(map[key]request)
	}
	k := newKey(f, id, replyChecksum)
	if _, again := p.open[k]; !again {
		if len(p.ring) < maxOpen {
			p.ring = append(p.ring, k)
		} else {
			if _, waits := p.open[p.ring[p.next]]; waits {
				p.lost++
			}
			delete(p.open, p.ring[p.next])
			p.ring[p.next] = k
			p.next = (p.next + 1) % maxOpen
		}
	}
	p.open[k] = request{frame: f.Frame, at: f.At}
}

// Reply finds the request of a reply with the given checksum and closes it.
func (p *Pings) Reply(f *dissect.Frame, id ID, checksum uint16) Match {
	k := newKey(f, id, checksum)
	r, ok := p.open[k]
	if !ok {
		return Match{}
	}
	delete(p.open, k)
	return Match{Frame: r.frame, After: f.At - r.at}
}

// Adjust returns the Internet checksum of a message whose 16-bit words have
// shrunk by less in sum (RFC 1624), such as a reply with another type.
func Adjust(checksum, less uint16) uint16 {
	sum := uint32(checksum) + uint32(less)
	return uint16(sum&0xffff + sum>>16)
}
