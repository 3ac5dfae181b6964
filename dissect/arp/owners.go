package arp

import "netsniff/capture"

// maxOwners bounds how many addresses are watched for duplicate use.
const maxOwners = 1 << 16

// owners remembers which station was first seen using an IPv4 address.
type owners struct {
	by        map[[4]byte]owner
	unwatched uint64 // uses of addresses beyond the bound
}

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

// conflicts are what a packet tells of its two stations.
type conflicts struct {
	sender, target conflict
	// targeted is set if the packet says which station the target is: then the
	// row tells of its address, as Wireshark's does, and not of the sender's.
	targeted bool
}

// shown returns the conflict that the row tells of.
func (c *conflicts) shown() *conflict {
	if c.targeted {
		return &c.target
	}
	return &c.sender
}

// check notes the addresses in a request or reply and reports those that
// another station uses too. Only replies tell the target's station.
func (o *owners) check(p *packet, frame uint32, at capture.Stamp) (c conflicts) {
	if !p.ethernet() || !p.ipv4() || p.op != Request && p.op != Reply {
		return c
	}
	if o.by == nil {
		o.by = map[[4]byte]owner{}
	}
	c.sender = o.see([4]byte(p.spa), [6]byte(p.sha), frame, at)
	if p.op == Reply {
		addr, mac := [4]byte(p.tpa), [6]byte(p.tha)
		c.targeted = usable(addr, mac)
		c.target = o.see(addr, mac, frame, at)
	}
	return c
}

// usable reports whether the two can belong to a station.
func usable(addr [4]byte, mac [6]byte) bool {
	return addr != ([4]byte{}) && mac != ([6]byte{}) && mac != ([6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
}

// see notes that a station uses an address. The first station stays its owner.
func (o *owners) see(addr [4]byte, mac [6]byte, frame uint32, at capture.Stamp) conflict {
	if !usable(addr, mac) {
		return conflict{}
	}
	w, known := o.by[addr]
	if known && w.mac != mac {
		return conflict{found: true, addr: addr, frame: w.frame, since: at - w.at}
	}
	if known || len(o.by) < maxOwners {
		o.by[addr] = owner{mac: mac, frame: frame, at: at}
	} else {
		o.unwatched++
	}
	return conflict{}
}
