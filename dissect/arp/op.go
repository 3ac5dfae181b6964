package arp

// Op is an ARP operation
// (https://www.iana.org/assignments/arp-parameters).
type Op uint16

// Operations with a row text of their own.
const (
	Request        Op = 1
	Reply          Op = 2
	ReverseRequest Op = 3
	ReverseReply   Op = 4
	DynamicRequest Op = 5 // dynamic RARP (RFC 1931)
	DynamicReply   Op = 6
	DynamicError   Op = 7
	InverseRequest Op = 8
	InverseReply   Op = 9
	NAK            Op = 10
	marsFirst      Op = 11 // multicast address resolution over ATM (RFC 2022)
	marsLast       Op = 22
	MAPOSUNARP     Op = 23
	Experimental1  Op = 24
	Experimental2  Op = 25
)

var opNames = [...]string{
	0: "reserved", Request: "request", Reply: "reply", ReverseRequest: "reverse request", ReverseReply: "reverse reply",
	DynamicRequest: "drarp request", DynamicReply: "drarp reply", DynamicError: "drarp error",
	InverseRequest: "inverse request", InverseReply: "inverse reply", NAK: "arp nak",
	11: "mars request", 12: "mars multi", 13: "mars mserv", 14: "mars join", 15: "mars leave", 16: "mars nak",
	17: "mars unserv", 18: "mars sjoin", 19: "mars sleave", 20: "mars grouplist request", 21: "mars grouplist reply",
	22: "mars redirect map", MAPOSUNARP: "mapos unarp", Experimental1: "experimental 1", Experimental2: "experimental 2",
}

// String returns the operation as detail trees show it.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return "unknown"
}

// marsTexts are the rows of the MARS operations, from marsFirst on.
var marsTexts = [...]string{
	"MARS request", "MARS MULTI request", "MARS MSERV request", "MARS JOIN request", "MARS LEAVE", "MARS NAK",
	"MARS UNSERV request", "MARS SJOIN request", "MARS SLEAVE", "MARS grouplist request", "MARS grouplist reply",
	"MARS redirect map",
}
