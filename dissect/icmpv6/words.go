package icmpv6

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
	"netsniff/dissect/text"
)

var wordings = []dissect.Wording{
	{Field: "icmpv6.code", Say: sayCode},
	{Field: "icmpv6.checksum", Say: dissect.SayVerified(protocolNumber)},
	{Field: "icmpv6.resptime", Say: echo.SayResponseTime},
	{Field: "icmpv6.opt", Say: sayOption},
	{Field: "icmpv6.opt.length", Say: sayOptionLength},
	{Field: "icmpv6.opt.prefix.flag", Say: dissect.SayHex(2, flagSayer(prefixFlags))},
	{Field: "icmpv6.nd.ra.flag", Say: dissect.SayHex(2, sayAdvertised)},
	{Field: "icmpv6.nd.na.flag", Say: dissect.SayHex(8, flagSayer(neighborFlags))},
	{Field: "icmpv6.mldr.mar", Say: sayRecord},
}

// optionTypes are the types of options of neighbour discovery (RFC 4861 §4.6 and
// others of IANA's list).
var optionTypes = map[OptionType]string{
	SourceLinkAddress: "Source link-layer address", TargetLinkAddress: "Target link-layer address",
	PrefixInformation: "Prefix information",
	4:                 "Redirected header", MTU: "MTU", 14: "Nonce", RouteInformation: "Route Information",
	DNSServers: "Recursive DNS Server",
	31:         "DNS Search List Option",
}

func optionTypeName(u uint64) string { return optionTypes[OptionType(u)] }

var (
	prefixFlags = []dissect.Set{
		{Mask: 0x80, Word: "On-link flag(L)"}, {Mask: 0x40, Word: "Autonomous address-configuration flag(A)"},
		{Mask: 0x20, Word: "Router address flag(R)"},
	}
	neighborFlags = []dissect.Set{{Mask: 1 << 31, Word: "Router"}, {Mask: 1 << 30, Word: "Solicited"},
		{Mask: 1 << 29, Word: "Override"}}
	routerFlags = []dissect.Set{
		{Mask: 0x80, Word: "Managed address configuration"}, {Mask: 0x40, Word: "Other configuration"},
		{Mask: 0x20, Word: "Home Agent"},
	}
)

func flagSayer(words []dissect.Set) func(dst []byte, u uint64) []byte {
	return func(dst []byte, u uint64) []byte { return dissect.AppendSet(dst, u, words) }
}

// preferences are those of a router (RFC 4191 §2.1).
var preferences = [4]string{"Medium", "High", "Reserved", "Low"}

func preference(u uint64) string { return preferences[u&3] }

// sayAdvertised says the flags of a router, whose preference is always named.
func sayAdvertised(dst []byte, u uint64) []byte {
	dst = append(dissect.AppendSet(dst, u, routerFlags), ", Prf (Default Router Preference): "...)
	return append(dst, preference(u>>3)...)
}

// recordTypes are those of RFC 3810 §5.2.12.
var recordTypes = [...]string{
	1: "Include", 2: "Exclude", 3: "Changed to include", 4: "Changed to exclude", 5: "Allow new sources",
	6: "Block old sources",
}

func recordType(u uint64) string {
	if u < uint64(len(recordTypes)) {
		return recordTypes[u]
	}
	return ""
}

// sayCode says a code and, for types whose codes mean something, what it means.
func sayCode(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = append(dst, ": "...)
	t := Type(f.Headers.Bytes(l.Header)[0])
	if int(t) < len(codeNames) && int(v.U) < len(codeNames[t]) {
		dst = append(append(dst, codeNames[t][v.U]...), " ("...)
		return append(strconv.AppendUint(dst, v.U, 10), ')')
	}
	return strconv.AppendUint(dst, v.U, 10)
}

// at returns the bytes of a message from where a value stands on.
func at(f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	b := f.Headers.Bytes(l.Header)
	return b[min(len(b), max(0, int(v.Off)-int(l.Header.Off))):]
}

// sayOption says the type of an option and the gist of it.
func sayOption(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	b := at(f, l, v)
	if len(b) < 2 {
		return dst
	}
	name := optionTypes[OptionType(b[0])]
	if name == "" {
		name = "Unknown " + strconv.Itoa(int(b[0]))
	}
	dst = append(append(dst, " ("...), name...)
	body := b[2:min(len(b), max(2, int(v.Len)))]
	switch t := OptionType(b[0]); {
	case (t == SourceLinkAddress || t == TargetLinkAddress) && len(body) == 6:
		dst = capture.AppendEther(append(dst, " : "...), body)
	case t == PrefixInformation && len(body) >= 30:
		dst = appendAddr(append(dst, " : "...), body[14:30])
		dst = strconv.AppendUint(append(dst, '/'), uint64(body[0]), 10)
	case t == MTU && len(body) >= 6:
		dst = strconv.AppendUint(append(dst, " : "...), be(body[2:6]), 10)
	case t == DNSServers && len(body) >= 6+16:
		for off := 6; off+16 <= len(body); off += 16 {
			dst = appendAddr(append(dst, ' '), body[off:off+16])
		}
	}
	return append(dst, ')')
}

func be(b []byte) (u uint64) {
	for _, c := range b {
		u = u<<8 | uint64(c)
	}
	return u
}

// sayOptionLength says units of eight bytes, and bytes.
func sayOptionLength(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return dissect.AppendLength(append(dst, ' '), int(8*v.U))
}

// sayRecord says what a record reports of which group.
func sayRecord(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	b := at(f, l, v)
	if len(b) < recordHeadLen {
		return dst
	}
	if name := recordType(uint64(b[0])); name != "" {
		dst = append(append(dst, ' '), name...)
	} else {
		dst = append(text.AppendHex(append(dst, " Unknown (0x"...), uint64(b[0]), 2), ')')
	}
	return appendAddr(append(dst, ": "...), b[4:20])
}
