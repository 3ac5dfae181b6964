package icmpv6

import "strconv"

// Type is an ICMPv6 message type
// (https://www.iana.org/assignments/icmpv6-parameters).
type Type uint8

// Types that the code treats specially.
const (
	Unreachable           Type = 1
	PacketTooBig          Type = 2
	TimeExceeded          Type = 3
	ParameterProblem      Type = 4
	EchoRequest           Type = 128
	EchoReply             Type = 129
	ListenerQuery         Type = 130
	ListenerReport        Type = 131
	ListenerDone          Type = 132
	RouterSolicitation    Type = 133
	RouterAdvertisement   Type = 134
	NeighborSolicitation  Type = 135
	NeighborAdvertisement Type = 136
	Redirect              Type = 137
	RouterRenumbering     Type = 138
	NodeQuery             Type = 139
	NodeReply             Type = 140
	InverseSolicitation   Type = 141
	InverseAdvertisement  Type = 142
	ListenerReport2       Type = 143
	ExperimentalMobility  Type = 150
	FastHandover          Type = 154
	RPL                   Type = 155
	ExtendedEchoRequest   Type = 160
	ExtendedEchoReply     Type = 161
)

var typeNames = [256]string{
	Unreachable: "Destination Unreachable", PacketTooBig: "Packet Too Big", TimeExceeded: "Time Exceeded",
	ParameterProblem: "Parameter Problem", 100: "Private experimentation", 101: "Private experimentation",
	127:         "Reserved for expansion of ICMPv6 error messages",
	EchoRequest: "Echo (ping) request", EchoReply: "Echo (ping) reply",
	ListenerQuery: "Multicast Listener Query", ListenerReport: "Multicast Listener Report",
	ListenerDone:       "Multicast Listener Done",
	RouterSolicitation: "Router Solicitation", RouterAdvertisement: "Router Advertisement",
	NeighborSolicitation: "Neighbor Solicitation", NeighborAdvertisement: "Neighbor Advertisement", Redirect: "Redirect",
	RouterRenumbering: "Router Renumbering", NodeQuery: "Node Information Query", NodeReply: "Node Information Reply",
	InverseSolicitation:  "Inverse Neighbor Discovery Solicitation",
	InverseAdvertisement: "Inverse Neighbor Discovery Advertisement",
	ListenerReport2:      "Multicast Listener Report Message v2",
	144:                  "Home Agent Address Discovery Request", 145: "Home Agent Address Discovery Reply",
	146: "Mobile Prefix Solicitation", 147: "Mobile Prefix Advertisement",
	148: "Certification Path Solicitation", 149: "Certification Path Advertisement",
	ExperimentalMobility: "Experimental Mobility",
	151:                  "Multicast Router Advertisement", 152: "Multicast Router Solicitation",
	153:          "Multicast Router Termination",
	FastHandover: "FMIPv6", RPL: "RPL Control", 156: "Locator Update", 157: "Duplicate Address Request",
	158: "Duplicate Address Confirmation", 159: "MPL Control Message",
	ExtendedEchoRequest: "Extended Echo request", ExtendedEchoReply: "Extended Echo reply",
	200: "Private experimentation", 201: "Private experimentation",
	255: "Reserved for expansion of ICMPv6 informational messages",
}

// String returns the name that the Info column shows.
func (t Type) String() string {
	if typeNames[t] != "" {
		return typeNames[t]
	}
	return "Unknown (" + strconv.Itoa(int(t)) + ")"
}

// appendType appends the name of the type without allocating.
func appendType(dst []byte, t Type) []byte {
	if typeNames[t] != "" {
		return append(dst, typeNames[t]...)
	}
	return appendUnknown(dst, uint64(t))
}

func appendUnknown(dst []byte, u uint64) []byte {
	return append(strconv.AppendUint(append(dst, "Unknown ("...), u, 10), ')')
}

// codeNames has the types whose codes mean something.
var codeNames = [...][]string{
	Unreachable: {
		"no route to destination", "Administratively prohibited", "Beyond scope of source address", "Address unreachable",
		"Port unreachable", "Source address failed ingress/egress policy", "Reject route to destination",
		"Error in Source Routing Header",
	},
	TimeExceeded: {"hop limit exceeded in transit", "fragment reassembly time exceeded"},
	ParameterProblem: {
		"erroneous header field encountered", "unrecognized Next Header type encountered",
		"unrecognized IPv6 option encountered",
		"IPv6 First Fragment has incomplete IPv6 Header Chain",
	},
	RouterRenumbering: {"Command", "Result"},
	NodeQuery: {"Query subject = IPv6 addresses", "Query subject = DNS name or empty",
		"Query subject = IPv4 addresses"},
	NodeReply:            {"Successful", "Refused", "Unknown query type"},
	ExperimentalMobility: {},
	FastHandover:         {},
	RPL: {
		"DODAG Information Solicitation", "DODAG Information Object", "Destination Advertisement Object",
		"Destination Advertisement Object Acknowledgment", "P2P Discovery Reply Object",
		"P2P Discovery Reply Object Acknowledgement",
	},
	ExtendedEchoRequest: {"No error"},
	ExtendedEchoReply: {
		"No error", "Malformed Query", "No Such Interface", "No Such Table Entry",
		"Multiple Interfaces Satisfy Query",
	},
}

// appendCode appends the code in words, for types whose codes mean something.
func (t Type) appendCode(dst []byte, code uint8) []byte {
	if int(t) >= len(codeNames) || codeNames[t] == nil {
		return dst
	}
	dst = append(dst, " ("...)
	switch names := codeNames[t]; {
	case int(code) < len(names):
		dst = append(dst, names[code]...)
	case t == Unreachable:
		dst = append(dst, "Unknown"...)
	default:
		dst = appendUnknown(dst, uint64(code))
	}
	return append(dst, ')')
}

// least returns the length of a message without options and records.
func (t Type) least() int {
	switch t {
	case Unreachable, PacketTooBig, TimeExceeded, ParameterProblem:
		return fixedLen + 1 // something of the packet that caused it
	case ListenerQuery, ListenerReport, ListenerDone, NeighborSolicitation, NeighborAdvertisement:
		return 24
	case RouterAdvertisement:
		return 16
	case Redirect:
		return 40
	}
	return fixedLen
}

// options returns where the options of a neighbour discovery message start
// (RFC 4861 §4, RFC 3122 §2), 0 if it has none.
func (t Type) options() int {
	switch t {
	case RouterSolicitation, RouterAdvertisement, NeighborSolicitation, NeighborAdvertisement, Redirect:
		return t.least()
	case InverseSolicitation, InverseAdvertisement:
		return fixedLen
	}
	return 0
}
