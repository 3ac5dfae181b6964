package bittorrent

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bencode"
)

// maxNamed bounds the peers that one message is believed to name: trackers answer
// with some hundred, PEX with 50 (BEP 11).
const maxNamed = 4096

// add adds a peer.
func (p *PeerList) add(e dissect.Endpoint) {
	if len(p.Added) < maxNamed {
		p.Added = append(p.Added, e)
	} else {
		p.Cut = true
	}
}

// addCompact adds the addresses in b, each of size bytes (BEP 23, 7).
func (p *PeerList) addCompact(b []byte, size int) {
	for ; len(b) >= size && !p.Cut; b = b[size:] {
		p.add(endpoint(b[:size]))
	}
}

// drop notes that the peers in b are gone.
func (p *PeerList) drop(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		if len(p.Dropped) == maxNamed {
			p.Cut = true
			return
		}
		p.Dropped = append(p.Dropped, endpoint(b[:size]))
	}
}

// tell tells the list, which may be empty.
func (p *PeerList) tell(k dissect.Session, x dissect.Event) {
	if p.Cut {
		dissect.Lost(k.Conn()).Beyond[dissect.Peers]++
	}
	p.expect(k)
	x.About = p
	k.Event(&x)
}

// endpoint returns a compact address of 6 or 18 bytes.
func endpoint(b []byte) dissect.Endpoint {
	e := dissect.Endpoint{Port: be.Uint16(b[len(b)-2:]), Addr: capture.Addr{Kind: capture.AddrIPv4}}
	if len(b) == compact6 {
		e.Addr.Kind = capture.AddrIPv6
	}
	copy(e.Addr.B[:], b[:len(b)-2])
	return e
}

// exchanged reads a message of ut_pex (BEP 11).
func exchanged(tree bencode.Value) *PeerList {
	p := &PeerList{Source: FromPEX}
	p.addCompact(tree.Get("added").Text(), compact4)
	p.Flags = tree.Get("added.f").Text()
	if six := tree.Get("added6").Text(); len(six) >= compact6 {
		p.addCompact(six, compact6)
		p.Flags = append(p.Flags[:len(p.Flags):len(p.Flags)], tree.Get("added6.f").Text()...)
	}
	p.drop(tree.Get("dropped").Text(), compact4)
	p.drop(tree.Get("dropped6").Text(), compact6)
	return p
}
