package arp

import "netsniff/capture"

// maxOwners bounds how many addresses are watched for duplicate use.
const maxOwners = 1 << 16

// owners remembers which station was first seen using an IPv4 address.
type owners map[[4]byte]owner

type owner struct {
	mac   [6]byte
	frame uint32 // last frame that saw it
	at    capture.Stamp
}

// conflict is an IPv4 address that two stations use.
type conflict struct {
	found bool
	addr  [4]byte
	frame uint32        // an earlier frame of the other station
	since capture.Stamp // ns since that frame
}

// check notes the addresses in a request or reply and reports the one that
// another station uses too: the target's, else the sender's. Only replies tell
// the target's station.
func (o *owners) check(p *packet, frame uint32, at capture.Stamp) conflict {
	if !p.ethernet() || !p.ipv4() || p.op != Request && p.op != Reply {
		return conflict{}
	}
	if *o == nil {
		*o = make(owners)
	}
	var c conflict
	if p.op == Reply {
		c = o.see([4]byte(p.tpa), [6]byte(p.tha), frame, at)
	}
	if s := o.see([4]byte(p.spa), [6]byte(p.sha), frame, at); s.found && !c.found {
		c = s
	}
	return c
}

// see notes that a station uses an address. The first station stays its owner.
func (o owners) see(addr [4]byte, mac [6]byte, frame uint32, at capture.Stamp) conflict {
	if addr == ([4]byte{}) || mac == ([6]byte{}) || mac == ([6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) {
		return conflict{}
	}
	w, known := o[addr]
	if known && w.mac != mac {
		return conflict{found: true, addr: addr, frame: w.frame, since: at - w.at}
	}
	if known || len(o) < maxOwners {
		o[addr] = owner{mac: mac, frame: frame, at: at}
	}
	return conflict{}
}
