// Package lease is what messages of DHCP and DHCPv6 say of an address that a host has for
// a time (RFC 2131 §3, RFC 8415 §18), in terms that both have in common.
package lease

import "netsniff/capture"

// Step is what a message does.
type Step uint8

// Steps; Other is none of them.
const (
	Other    Step = iota
	Discover      // a client looks for servers: Discover, Solicit
	Offer         // Offer, Advertise
	Request       // it takes an offer, or wants the address that it had before
	Renew         // it wants to keep its address: Request with it, Renew, Rebind, Confirm
	Grant         // the server says yes: ACK, Reply
	Refuse        // it says no: NAK, a status that is no success
	Decline       // the client finds the address in use
	Release       // it gives the address back
	Inform        // it wants to know other things only
)

// Notice is the Event's About of a message.
type Notice struct {
	Step    Step
	XID     uint32
	Client  string // hardware address, or DUID as hexadecimal digits
	Name    string // that it gives itself; "" if it does not
	Address string // that is offered, wanted or given; "" if there is none
	Server  string // that speaks or is spoken to; "" if that is not said
	// For is how long the address is good, -1 for ever, 0 if it is not said.
	For     capture.Stamp
	Reason  string // in the server's or client's words, or the name of a status
	Relayed bool   // a relay agent passed it on
}

// Forever is what lease times have that do not end (RFC 2131 §3.3, RFC 8415 §7.7).
const Forever = 0xffffffff

// Seconds returns a lease time.
func Seconds(s uint32) capture.Stamp {
	if s == Forever {
		return -1
	}
	return capture.Stamp(s) * 1e9
}
