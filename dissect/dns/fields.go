package dns

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"netsniff/dissect"
)

// fields is the table of all dns.* fields: those of the header, of questions
// and records, then what the layouts of record data define.
var fields = slices.Concat(headerFields, recordFields(dissect.Dec), surplusFields, exchangeFields, statefulFields,
	dataFields())

// multicastFields differ in how one number prints.
var multicastFields = slices.Concat(headerFields, recordFields(dissect.Hex4), surplusFields, exchangeFields,
	statefulFields, dataFields())

// word makes the Get of a field in the header word at off, shown if the
// message is one that has it.
func word(off int, shown func(m *Message, f Flags) bool, mask uint16) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if len(m.Bytes) < off+2 || shown != nil &&
			(len(m.Bytes) < 4 || !shown(m, Flags(binary.BigEndian.Uint16(m.Bytes[2:])))) {
			return
		}
		u := binary.BigEndian.Uint16(m.Bytes[off:]) & mask
		x := v.Uint(uint64(u >> bits.TrailingZeros16(mask)))
		if mask != 0xffff {
			x.Masked(uint64(mask))
		}
		x.At(m.base+off, 2)
	})
}

// headerFlag makes the field of a bit of the flags; words are what it means not
// set and set.
func headerFlag(name, title string, mask Flags, shown func(*Message, Flags) bool, words ...string) dissect.Field {
	names := func(u uint64) string { return wordAt(words, u) }
	return dissect.Field{Name: name, Title: title, Type: dissect.Bool, Names: names, Get: word(2, shown, uint16(mask))}
}

func count(name, title string, s Section, shown func(*Message, Flags) bool) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Get: word(4+2*int(s), shown, 0xffff)}
}

// Which messages have a header field: LLMNR gives some bits other names, and
// updates the sections.

// withFlags is every message that is long enough to have flags: a shorter one
// has no identifier either.
func withFlags(*Message, Flags) bool { return true }

func inResponse(m *Message, f Flags) bool { return f.Has(FlagResponse) }

func inLLMNR(m *Message, _ Flags) bool { return m.Flavor == LinkLocal }

func notLLMNR(m *Message, _ Flags) bool { return m.Flavor != LinkLocal }

func inOwnResponse(m *Message, f Flags) bool { return f.Has(FlagResponse) && m.Flavor != LinkLocal }

func ifAuthenticated(m *Message, f Flags) bool {
	return m.Flavor != LinkLocal && (f.Has(FlagResponse) || f.Has(FlagAuthenticated))
}

func inUpdate(_ *Message, f Flags) bool { return f.Opcode() == OpUpdate }

func notUpdate(_ *Message, f Flags) bool { return f.Opcode() != OpUpdate }

var headerFields = []dissect.Field{
	{Name: "dns.length", Title: "Length", Type: dissect.Uint, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.stream {
			v.Uint(uint64(m.WireLen))
		}
	})},
	{Name: "dns.id", Title: "Transaction ID", Type: dissect.Uint, Base: dissect.Hex4, Get: word(0, withFlags, 0xffff)},
	{Name: "dns.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4, Get: word(2, nil, 0xffff)},
	headerFlag("dns.flags.response", "Response", FlagResponse, nil,
		"Message is a query", "Message is a response"),
	{Name: "dns.flags.opcode", Title: "Opcode", Type: dissect.Uint, Names: opcodeWord, Get: word(2, nil, 0x7800)},
	headerFlag("dns.flags.authoritative", "Authoritative", FlagAuthoritative, inOwnResponse,
		"Server is not an authority for domain", "Server is an authority for domain"),
	headerFlag("dns.flags.conflict", "Conflict", FlagConflict, inLLMNR,
		"None", "The name is not considered unique"),
	headerFlag("dns.flags.truncated", "Truncated", FlagTruncated, nil,
		"Message is not truncated", "Message is truncated"),
	headerFlag("dns.flags.recdesired", "Recursion desired", FlagRecursionDesired, notLLMNR,
		"Don't do query recursively", "Do query recursively"),
	headerFlag("dns.flags.tentative", "Tentative", FlagTentative, inLLMNR,
		"Not tentative", "Tentative"),
	headerFlag("dns.flags.recavail", "Recursion available", FlagRecursionAvailable, inOwnResponse,
		"Server can't do recursive queries", "Server can do recursive queries"),
	headerFlag("dns.flags.z", "Z", FlagZ, notLLMNR,
		"reserved (0)", "reserved - incorrect!"),
	headerFlag("dns.flags.authenticated", "Answer authenticated", FlagAuthenticated, ifAuthenticated,
		"Answer/authority portion was not authenticated by the server",
		"Answer/authority portion was authenticated by the server"),
	headerFlag("dns.flags.checkdisable", "Non-authenticated data", FlagCheckingDisabled, notLLMNR,
		"Unacceptable", "Acceptable"),
	{Name: "dns.flags.rcode", Title: "Reply code", Type: dissect.Uint, Names: rcodeWord, Get: word(2, inResponse, 0x000f)},
	count("dns.count.queries", "Questions", Question, notUpdate),
	count("dns.count.zones", "Zones", Question, inUpdate),
	count("dns.count.answers", "Answer RRs", Answer, notUpdate),
	count("dns.count.prerequisites", "Prerequisites", Answer, inUpdate),
	count("dns.count.auth_rr", "Authority RRs", Authority, notUpdate),
	count("dns.count.updates", "Updates", Authority, inUpdate),
	count("dns.count.add_rr", "Additional RRs", Additional, nil),
}

// exchangeField is shown where its value is not zero.
func exchangeField(name, title string, t dissect.Type, value func(x *Exchange) uint64) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if u := value(&m.Exchange); u != 0 && m.Fault() == NoFault {
			v.Uint(u)
		}
	})}
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

var exchangeFields = []dissect.Field{
	// Known only after the response: empty in one pass.
	{Name: "dns.response_in", Title: "Response In", Type: dissect.FrameNum,
		Get: dissect.Of(func(*Message, *dissect.Values) {})},
	exchangeField("dns.response_to", "Request In", dissect.FrameNum,
		func(x *Exchange) uint64 { return uint64(x.RequestIn) }),
	{Name: "dns.time", Title: "Time", Type: dissect.RelTime, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Exchange.RequestIn != 0 && m.Fault() == NoFault {
			v.Int(int64(m.Exchange.Time))
		}
	})},
	exchangeField("dns.retransmission", "Retransmission", dissect.Bool, func(x *Exchange) uint64 {
		return truth(x.RepeatsRequest|x.RepeatsResponse != 0)
	}),
	exchangeField("dns.retransmit_request", "DNS query retransmission", dissect.Label, func(x *Exchange) uint64 {
		return truth(x.RepeatsRequest != 0)
	}),
	exchangeField("dns.retransmit_response", "DNS response retransmission", dissect.Label, func(x *Exchange) uint64 {
		return truth(x.RepeatsResponse != 0)
	}),
	exchangeField("dns.retransmit_request_in", "Retransmitted request. Original request in", dissect.FrameNum,
		func(x *Exchange) uint64 { return uint64(x.RepeatsRequest) }),
	exchangeField("dns.retransmit_response_in", "Retransmitted response. Original response in", dissect.FrameNum,
		func(x *Exchange) uint64 { return uint64(x.RepeatsResponse) }),
	exchangeField("dns.unsolicited", "Unsolicited", dissect.Bool, func(x *Exchange) uint64 { return truth(x.Unsolicited) }),
}
