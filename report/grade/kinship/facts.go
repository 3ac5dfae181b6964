package kinship

import (
	"slices"

	"netsniff/capture"
)

// facts are what surrounds the packets of a capture.
type facts struct {
	macs, servers []capture.Addr // sorted
}

func (p *Print) facts() (f facts) {
	for _, x := range p.Own() {
		if x.MAC.Kind != capture.AddrNone {
			f.macs = append(f.macs, x.MAC)
		}
	}
	slices.SortFunc(f.macs, compareAddr)
	f.servers = p.servers()
	return f
}

// linkFrames is how many frames to all or many must be the same to show that two
// captures were recorded on one link.
const linkFrames = 3

// near reports whether two captures have anything in common beside packets.
func near(a, b *Print, ofA, ofB *facts) bool {
	if len(common(ofA.macs, ofB.macs)) > 0 || len(common(ofA.servers, ofB.servers)) > 0 {
		return true
	}
	n := 0
	shared(&a.Link, &b.Link, func(*Sample, *Sample) { n++ })
	return n >= linkFrames
}

// servers lists the addresses that answered with payload, but for loopback.
func (p *Print) servers() (list []capture.Addr) {
	for i := range p.Conversations {
		if c := &p.Conversations[i]; c.Bytes > 0 && c.Server.Port != 0 && !loopback(c.Server.Addr) {
			list = append(list, c.Server.Addr)
		}
	}
	slices.SortFunc(list, compareAddr)
	return slices.Compact(list)
}

// common returns what both sorted lists have.
func common(a, b []capture.Addr) (list []capture.Addr) {
	for len(a) > 0 && len(b) > 0 {
		switch n := compareAddr(a[0], b[0]); {
		case n < 0:
			a = a[1:]
		case n > 0:
			b = b[1:]
		default:
			list = append(list, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return list
}

// surroundings tells what both have in common beside packets.
func (r *Relation) surroundings(a, b *Print, ofA, ofB *facts) {
	r.MACs, r.Servers = common(ofA.macs, ofB.macs), common(ofA.servers, ofB.servers)
	shared(&a.Link, &b.Link, func(*Sample, *Sample) { r.Link++ })
	switch {
	case len(r.MACs) > 0:
		r.Verdict = SameDesk
	case len(r.Servers) > 0 || r.Link >= linkFrames && r.Together:
		r.Verdict = SameServer
	}
}
