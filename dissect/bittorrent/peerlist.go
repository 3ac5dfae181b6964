package bittorrent

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bencode"
)

// maxNamed bounds the peers that one message is believed to name: trackers answer
// with some hundred, PEX with 50 (BEP 11).
const maxNamed = 4096

// appendCompact appends the addresses in b, each of size bytes (BEP 23, 7).
func appendCompact(list []dissect.Endpoint, b []byte, size int) []dissect.Endpoint {
	for ; len(b) >= size && len(list) < maxNamed; b = b[size:] {
		list = append(list, endpoint(b[:size]))
	}
	return list
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
func (d *dialogue) exchanged(tree bencode.Value) *PeerList {
	p := &PeerList{Source: FromPEX, Known: d.peers.Known(), InfoHash: d.peers.InfoHash}
	p.Added = appendCompact(nil, tree.Get("added").Text(), compact4)
	p.Flags = tree.Get("added.f").Text()
	if six := tree.Get("added6").Text(); len(six) >= compact6 {
		p.Added = appendCompact(p.Added, six, compact6)
		p.Flags = append(p.Flags[:len(p.Flags):len(p.Flags)], tree.Get("added6.f").Text()...)
	}
	p.Dropped = appendCompact(nil, tree.Get("dropped").Text(), compact4)
	p.Dropped = appendCompact(p.Dropped, tree.Get("dropped6").Text(), compact6)
	return p
}
