package dns

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary:  appendSummary,
	Headings: addRecords,
	Branches: []dissect.Branch{
		{Above: "dns.id", Below: []string{"dns.retransmit_request", "dns.retransmit_response"}},
		{Above: "dns.flags", Below: []string{"dns.flags.*"}},
		{Above: "dns.resp.z", Below: []string{"dns.resp.z.*"}},
		{Above: "dns.dnskey.flags", Below: []string{"dns.dnskey.flags.*"}},
		{Above: "dns.key.flags", Below: []string{"dns.key.flags.*"}},
		{Above: "dns.nsec3.flags", Below: []string{"dns.nsec3.flags.*"}},
		{Above: "dns.csync.flags", Below: []string{"dns.csync.flags.*"}},
		{Above: "dns.caa.flags", Below: []string{"dns.caa.flags.*"}},
		{Above: "dns.svcb.svcparam", Below: []string{"dns.svcb.svcparam.*"}},
		{Above: "dns.opt", Below: []string{"dns.opt.*"}},
		{Above: "dns.dso.tlv", Below: []string{"dns.dso.tlv.*"}},
		{Above: "dns.dso", Below: []string{"dns.dso.*"}},
	},
	Computed: []string{
		"dns.qry.name.len", "dns.count.labels", "dns.response_in", "dns.response_to", "dns.time", "dns.retrans*",
		"dns.unsolicited",
	},
	Wordings: []dissect.Wording{
		{Field: "dns.flags", Say: dissect.SayHex(4, sayFlags)},
		{Field: "dns.resp.ttl", Say: dissect.SaySpan},
		{Field: "dns.rrsig.original_ttl", Say: dissect.SaySpan},
		{Field: "dns.soa.refresh_interval", Say: dissect.SaySpan},
		{Field: "dns.soa.retry_interval", Say: dissect.SaySpan},
		{Field: "dns.soa.expire_limit", Say: dissect.SaySpan},
		{Field: "dns.soa.minimum_ttl", Say: dissect.SaySpan},
		{Field: "dns.resp.z.do", Say: saySecurity},
		{Field: "dns.retransmit_request", Say: sayRepeated},
		{Field: "dns.retransmit_response", Say: sayRepeated},
	},
	Last: []string{
		"dns.response_in", "dns.response_to", "dns.time", "dns.retransmit_request_in", "dns.retransmit_response_in",
		"dns.retransmission", "dns.unsolicited",
	},
	Experts: []dissect.Expert{
		{Field: "dns.retransmit_request", Severity: dissect.Warning, Group: dissect.AboutProtocol},
		{Field: "dns.retransmit_response", Severity: dissect.Warning, Group: dissect.AboutProtocol},
	},
	Told: []dissect.Told{{Name: "dns.flags"}},
	Conditions: append([]dissect.Condition{
		{Holds: isUpdate, Fields: []string{"dns.count.zones", "dns.count.prerequisites", "dns.count.updates"}},
		{Holds: isStateful, Fields: []string{"dns.dso", "dns.dso.*"}},
		{Holds: isRepeated, Fields: []string{"dns.retrans*"}},
		{Holds: isAnswer, Fields: []string{"dns.response_in", "dns.response_to", "dns.time"}},
		{Holds: hasSurplus, Fields: []string{"dns.extraneous*"}},
	}, kindConditions()...),
}

func isUpdate(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	return ok && m.opcode() == OpUpdate
}

func isStateful(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	return ok && m.opcode() == OpStateful
}

func isRepeated(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	return ok && m.Exchange.RepeatsRequest|m.Exchange.RepeatsResponse != 0
}

func isAnswer(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	return ok && m.Exchange.RequestIn != 0
}

func hasSurplus(_ *dissect.Frame, l *dissect.Layer) bool {
	m, ok := l.Message.(*Message)
	return ok && len(m.surplus()) > 0
}

// opcode returns what a message does, OpQuery if it is too short to say it.
func (m *Message) opcode() Opcode {
	if len(m.Bytes) < 4 {
		return OpQuery
	}
	return Flags(binary.BigEndian.Uint16(m.Bytes[2:])).Opcode()
}

// usualTypes are the types of most records, with which of them have their fields.
var usualTypes = map[Type]kinds{
	TypeA: ofResources, TypeNS: ofResources, TypeCNAME: ofResources, TypePTR: ofResources, TypeTXT: ofResources,
	TypeAAAA: ofResources, TypeSOA: ofZones, TypeMX: ofExchangers, TypeSRV: ofServices,
}

// kindConditions say of each kind of records which fields need one of them.
func kindConditions() (list []dissect.Condition) {
	of := make(map[string]kinds) // by the name of a field, which several may have
	for _, s := range allSpecs {
		of[s.name] |= s.kinds
	}
	for k := ofResources; k <= ofFew; k <<= 1 {
		c := dissect.Condition{Holds: func(_ *dissect.Frame, l *dissect.Layer) bool {
			m, ok := l.Message.(*Message)
			return ok && m.read(Additional).kinds&k != 0
		}}
		for _, s := range allSpecs {
			if of[s.name] == k {
				c.Fields = append(c.Fields, s.name)
			}
		}
		list = append(list, c)
	}
	return list
}

// appendSummary appends the direction of the message.
func appendSummary(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	m, ok := l.Message.(*Message)
	if !ok {
		return dst
	}
	h, ok := m.Header()
	switch {
	case !ok:
		return dst
	case h.Flags.Has(FlagResponse):
		return append(dst, " (response)"...)
	}
	return append(dst, " (query)"...)
}

var sectionTitles = [...]string{
	Question: "Queries", Answer: "Answers", Authority: "Authoritative nameservers", Additional: "Additional records",
}

var updateTitles = [...]string{Question: "Zone", Answer: "Prerequisites", Authority: "Updates",
	Additional: "Additional records"}

// addRecords adds a heading for each section and each record.
func addRecords(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	titles := &sectionTitles
	if head, ok := m.Header(); ok && head.Flags.Opcode() == OpUpdate {
		titles = &updateTitles
	}
	last := -1
	list := m.read(Additional).found
	for i := range list {
		r := &list[i].Record
		if int(r.Section) != last {
			last = int(r.Section)
			h.Add(0, "", append(h.Begin(), titles[r.Section]...), 0, 0)
		}
		h.Add(1, "", m.appendRecord(h.Begin(), r), m.base+r.Name, list[i].end-r.Name)
	}
}

// appendRecord appends owner, type, class and the gist of the data.
func (m *Message) appendRecord(dst []byte, r *Record) []byte {
	dst = m.names.append(dst, r.Name)
	dst = appendType(append(dst, ": type "...), r.Type)
	if r.Type == TypeOPT {
		return dst
	}
	class := r.Class
	if m.Flavor == Multicast {
		class &^= UniqueBit
	}
	dst = append(append(dst, ", class "...), classWord(class)...)
	switch unique := r.Class&UniqueBit != 0; {
	case m.Flavor != Multicast:
	case r.Section == Question && unique:
		dst = append(dst, `, "QU" question`...)
	case r.Section == Question:
		dst = append(dst, `, "QM" question`...)
	case unique:
		dst = append(dst, ", cache flush"...)
	}
	if r.Section == Question || r.Data+r.Len > len(m.Bytes) {
		return dst
	}
	return m.appendGist(dst, r)
}

// gists say what the data of a type begins with: a label and how to read it.
var gists = [...][]struct {
	label string
	read  byte // a address, n name, 2 number of two bytes, s string
}{
	TypeA: {{"addr ", 'a'}}, TypeAAAA: {{"addr ", 'a'}}, TypeNS: {{"ns ", 'n'}}, TypeCNAME: {{"cname ", 'n'}},
	TypePTR: {{"", 'n'}},
	TypeSOA: {{"mname ", 'n'}}, TypeMX: {{"preference ", '2'}, {"mx ", 'n'}}, 39: {{"dname ", 'n'}},
	47:      {{"next domain name ", 'n'}},
	TypeSRV: {{"priority ", '2'}, {"weight ", '2'}, {"port ", '2'}, {"target ", 'n'}},
	13:      {{"CPU ", 's'}, {"OS ", 's'}}, 35: {{"order ", '2'}, {"preference ", '2'}, {"flags ", 's'}},
}

func (m *Message) appendGist(dst []byte, r *Record) []byte {
	off, end := r.Data, r.Data+r.Len
	if int(r.Type) >= len(gists) {
		return dst
	}
	for _, x := range gists[r.Type] {
		b := m.Bytes[off:end]
		switch {
		case x.read == 'a' && len(b) == 4:
			return capture.AppendIPv4(append(append(dst, ", "...), x.label...), b)
		case x.read == 'a' && len(b) == 16:
			return appendIPv6(append(append(dst, ", "...), x.label...), b)
		case x.read == '2' && len(b) >= 2:
			dst = appendUint(append(append(dst, ", "...), x.label...), uint64(binary.BigEndian.Uint16(b)))
			off += 2
		case x.read == 'n' && len(b) > 0:
			return m.names.append(append(append(dst, ", "...), x.label...), off)
		case x.read == 's' && len(b) > 0 && len(b) > int(b[0]):
			dst = appendLabel(append(append(dst, ", "...), x.label...), b[1:1+int(b[0])])
			off += 1 + int(b[0])
		default:
			return dst
		}
	}
	return dst
}
