package icmp

import "strconv"

// Type is an ICMP message type
// (https://www.iana.org/assignments/icmp-parameters).
type Type uint8

// Types that the code treats specially.
const (
	EchoReply           Type = 0
	Unreachable         Type = 3
	SourceQuench        Type = 4
	Redirect            Type = 5
	AlternateHost       Type = 6
	EchoRequest         Type = 8
	RouterAdvertisement Type = 9
	RouterSolicitation  Type = 10
	TimeExceeded        Type = 11
	ParameterProblem    Type = 12
	TimestampRequest    Type = 13
	TimestampReply      Type = 14
	InformationRequest  Type = 15
	InformationReply    Type = 16
	MaskRequest         Type = 17
	MaskReply           Type = 18
	Photuris            Type = 40
	ExtendedEchoRequest Type = 42
	ExtendedEchoReply   Type = 43
)

var typeNames = [...]string{
	EchoReply: "Echo (ping) reply", 1: "Reserved", 2: "Reserved", Unreachable: "Destination unreachable",
	SourceQuench: "Source quench (flow control)", Redirect: "Redirect", AlternateHost: "Alternate host address",
	EchoRequest: "Echo (ping) request", RouterAdvertisement: "Router advertisement",
	RouterSolicitation: "Router solicitation",
	TimeExceeded:       "Time-to-live exceeded", ParameterProblem: "Parameter problem",
	TimestampRequest: "Timestamp request", TimestampReply: "Timestamp reply",
	InformationRequest: "Information request", InformationReply: "Information reply",
	MaskRequest: "Address mask request", MaskReply: "Address mask reply", 19: "Reserved (for security)",
	30: "Traceroute", 31: "Datagram Conversion Error", 32: "Mobile Host Redirect",
	33: "IPv6 Where-Are-You", 34: "IPv6 I-Am-Here", 35: "Mobile Registration Request", 36: "Mobile Registration Reply",
	37: "Domain Name Request", 38: "Domain Name Reply", 39: "SKIP", Photuris: "Photuris",
	41: "Experimental mobility protocols", ExtendedEchoRequest: "Extended Echo request",
	ExtendedEchoReply: "Extended Echo reply",
}

// String returns the name that the Info column shows.
func (t Type) String() string {
	if int(t) < len(typeNames) && typeNames[t] != "" {
		return typeNames[t]
	}
	return "Unknown ICMP (obsolete or malformed?)"
}

var codeNames = [...][]string{
	Unreachable: {
		"Network unreachable", "Host unreachable", "Protocol unreachable", "Port unreachable", "Fragmentation needed",
		"Source route failed", "Destination network unknown", "Destination host unknown", "Source host isolated",
		"Network administratively prohibited", "Host administratively prohibited", "Network unreachable for TOS",
		"Host unreachable for TOS", "Communication administratively filtered", "Host precedence violation",
		"Precedence cutoff in effect",
	},
	Redirect: {"Redirect for network", "Redirect for host", "Redirect for TOS and network",
		"Redirect for TOS and host"},
	AlternateHost:       {"Alternate address for host"},
	RouterAdvertisement: {0: "Normal router advertisement", 16: "Does not route common traffic"},
	TimeExceeded:        {"Time to live exceeded in transit", "Fragment reassembly time exceeded"},
	ParameterProblem:    {"Pointer indicates the error", "Required option missing", "Bad length"},
	Photuris: {
		"Bad SPI", "Authentication Failed", "Decompression Failed", "Decryption Failed", "Need Authentication",
		"Need Authorization",
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
	if names := codeNames[t]; int(code) < len(names) && names[code] != "" {
		dst = append(dst, names[code]...)
	} else {
		dst = strconv.AppendUint(append(dst, "Unknown code: "...), uint64(code), 10)
	}
	return append(dst, ')')
}

// identified reports whether messages have an identifier and a sequence
// number that the row shows.
func (t Type) identified() bool {
	switch t {
	case EchoReply, EchoRequest, TimestampRequest, TimestampReply, InformationRequest, InformationReply,
		MaskRequest, MaskReply:
		return true
	}
	return false
}

// quotes reports whether messages hold the start of the packet that caused
// them.
func (t Type) quotes() bool {
	switch t {
	case Unreachable, SourceQuench, Redirect, TimeExceeded, ParameterProblem:
		return true
	}
	return false
}

// least returns the length of the part that every message of the type has
// first.
func (t Type) least() int {
	if t.identified() || t.quotes() || t == RouterAdvertisement || t == ExtendedEchoRequest || t == ExtendedEchoReply {
		return 8
	}
	return 0
}

// whole returns the length of a complete message without its variable part.
func (t Type) whole() int {
	switch t {
	case TimestampRequest, TimestampReply:
		return 20
	case MaskRequest, MaskReply:
		return 12
	}
	return 8
}
