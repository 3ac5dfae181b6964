package wireguard

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "wg.type", Title: "Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "wg.reserved", Title: "Reserved", Type: dissect.Octets},
	{Name: "wg.sender", Title: "Sender", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "wg.mac1", Title: "mac1", Type: dissect.Octets},
	{Name: "wg.mac2", Title: "mac2", Type: dissect.Octets},
	{Name: "wg.receiver", Title: "Receiver", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "wg.nonce", Title: "Nonce", Type: dissect.Octets},
	{Name: "wg.encrypted_cookie", Title: "Encrypted Cookie", Type: dissect.Octets},
	{Name: "wg.counter", Title: "Counter", Type: dissect.Uint},
	{Name: "wg.encrypted_packet", Title: "Encrypted Packet", Type: dissect.Label},
	{Name: "wg.keepalive", Title: "This is a Keepalive message", Type: dissect.Label},
})

var typeNames = parts.Names{
	1: "Handshake Initiation", 2: "Handshake Response", 3: "Cookie Reply", 4: "Transport Data",
}

var outline = dissect.Outline{Sorted: true}
