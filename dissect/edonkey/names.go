package edonkey

import "netsniff/dissect/parts"

// Families of messages, by the first byte of each.
const (
	eDonkey        = 0xe3
	eMule          = 0xc5
	compressed     = 0xd4 // of eMule: what eDonkey says, compressed
	kademlia       = 0xe4
	kademliaPacked = 0xe5
)

var familyNames = parts.Names{eDonkey: "eDonkey", eMule: "eMule Extensions", compressed: "eMule Compressed",
	kademlia: "Kademlia", kademliaPacked: "Kademlia Compressed"}

// streamNames are messages over TCP, extensionNames those that are others of eMule.
var streamNames = parts.Names{
	0x01: "Hello", 0x05: "Bad Proto", 0x14: "Get Server List", 0x15: "Offer Files", 0x16: "Search Files",
	0x18: "Disconnect", 0x19: "Get Sources", 0x1a: "Search User", 0x1c: "Client Callback Request",
	0x21: "More Results", 0x23: "Get Sources Obfuscation", 0x32: "Server List", 0x33: "Search File Results",
	0x34: "Server Status", 0x35: "Server Callback Request", 0x36: "Callback Fail", 0x38: "Server Message",
	0x40: "ID Change", 0x41: "Server Info Data", 0x42: "Found Sources", 0x43: "Search User Results",
	0x44: "Found Sources Obfuscation", 0x46: "Sending Part", 0x47: "Request Parts", 0x48: "No Such File",
	0x49: "End of Download", 0x4a: "View Files", 0x4b: "View Files Answer", 0x4c: "Hello Answer",
	0x4d: "New Client ID", 0x4e: "Client Message", 0x4f: "File Status Request", 0x50: "File Status",
	0x51: "Hashset Request", 0x52: "Hashset Answer", 0x54: "Slot Request", 0x55: "Slot Given",
	0x56: "Slot Release", 0x57: "Slot Taken", 0x58: "File Request", 0x59: "File Request Answer",
	0x5d: "Get Shared Directories", 0x5e: "Get Shared Files", 0x5f: "Shared Directories", 0x60: "Shared Files",
	0x61: "Shared Denied",
}

var extensionNames = parts.Names{
	0x02: "Hello Answer", 0x40: "Data Compressed", 0x60: "Queue Ranking", 0x61: "File Description",
	0x81: "Sources Request", 0x82: "Sources Answer", 0x85: "Public Key", 0x86: "Signature",
	0x87: "Second Identification State", 0x92: "MultiPacket", 0x93: "MultiPacket Answer", 0x99: "Callback",
	0x9b: "AICH Hashset Request", 0x9c: "AICH Hashset Answer", 0x9d: "AICH Master Hash Request",
	0x9e: "AICH Master Hash Answer", 0xa1: "Data Compressed (64bit)", 0xa2: "Sending Part (64bit)",
	0xa3: "Request Parts (64bit)", 0xa4: "MultiPacketExt",
}

var datagramNames = parts.Names{
	0x0a: "Connect", 0x0b: "Connect Reply", 0x0c: "Publicize", 0x0d: "Publicize ACK", 0x0e: "Search",
	0x0f: "Search Next", 0x10: "Search Info", 0x11: "Search Result", 0x12: "Search End", 0x13: "Publish",
	0x14: "Publish ACK", 0x15: "Identify Reply", 0x16: "Identify ACK", 0x18: "Firewall Connection",
	0x19: "Firewall Connection ACK", 0x1a: "Firewall Connection NACK", 0x1b: "IP Query", 0x1c: "IP Query Answer",
	0x1d: "IP Query End", 0x1e: "Identify", 0x90: "Reask File Ping", 0x91: "Reask ACK", 0x92: "File not found",
	0x93: "Queue Full", 0x96: "Server Status Request", 0x97: "Server Status", 0x98: "Search File",
	0x99: "Search File Results", 0x9a: "Get Sources", 0x9b: "Found Sources", 0x9c: "Callback Request",
	0x9e: "Callback Fail", 0xa1: "Server List", 0xa2: "Get Server Info", 0xa3: "Server Info",
	0xa4: "Get Server List",
}

var kademliaNames = parts.Names{
	0x00: "KADEMLIA_BOOTSTRAP_REQ", 0x01: "KADEMLIA2_BOOTSTRAP_REQ", 0x08: "KADEMLIA_BOOTSTRAP_RES",
	0x09: "KADEMLIA2_BOOTSTRAP_RES", 0x10: "KADEMLIA_HELLO_REQ", 0x11: "KADEMLIA2_HELLO_REQ",
	0x18: "KADEMLIA_HELLO_RES", 0x19: "KADEMLIA2_HELLO_RES", 0x20: "KADEMLIA_REQ", 0x21: "KADEMLIA2_REQ",
	0x28: "KADEMLIA_RES", 0x29: "KADEMLIA2_RES", 0x30: "KADEMLIA_SEARCH_REQ", 0x32: "KADEMLIA_SEARCH_NOTES_REQ",
	0x33: "KADEMLIA2_SEARCH_KEY_REQ", 0x34: "KADEMLIA2_SEARCH_SOURCE_REQ", 0x35: "KADEMLIA2_SEARCH_NOTES_REQ",
	0x38: "KADEMLIA_SEARCH_RES", 0x3a: "KADEMLIA_SEARCH_NOTES_RES", 0x3b: "KADEMLIA2_SEARCH_RES",
	0x40: "KADEMLIA_PUBLISH_REQ", 0x42: "KADEMLIA_PUBLISH_NOTES_REQ", 0x43: "KADEMLIA2_PUBLISH_KEY_REQ",
	0x44: "KADEMLIA2_PUBLISH_SOURCE_REQ", 0x45: "KADEMLIA2_PUBLISH_NOTES_REQ", 0x48: "KADEMLIA_PUBLISH_RES",
	0x4a: "KADEMLIA_PUBLISH_NOTES_RES", 0x4b: "KADEMLIA2_PUBLISH_RES", 0x50: "KADEMLIA_FIREWALLED_REQ",
	0x51: "KADEMLIA_FINDBUDDY_REQ", 0x52: "KADEMLIA_CALLBACK_REQ", 0x58: "KADEMLIA_FIREWALLED_RES",
	0x59: "KADEMLIA_FIREWALLED_ACK_RES", 0x5a: "KADEMLIA_FINDBUDDY_RES",
}

// kindName names a message of a family.
func kindName(family, kind byte, stream bool) string {
	k, name := uint64(kind), ""
	switch {
	case stream && family != eDonkey && extensionNames[k] != "":
		name = extensionNames[k]
	case stream:
		name = streamNames[k]
	case family == kademlia || family == kademliaPacked:
		name = kademliaNames[k]
	default:
		name = datagramNames[k]
	}
	if name == "" {
		return "Unknown"
	}
	return name
}
