package dns

import (
	"netsniff/dissect"
)

// Fields of questions and records themselves.
var (
	queryName    = textSpec("dns.qry.name", "Name")
	queryLength  = u16("dns.qry.name.len", "Name Length").spec
	queryLabels  = u16("dns.count.labels", "Label Count").spec
	queryType    = u16("dns.qry.type", "Type", typeAbout).spec
	queryClass   = named(x16("dns.qry.class", "Class"), className)
	queryUnicast = truthOf("dns.qry.qu", `"QU" question`)

	respName = textSpec("dns.resp.name", "Name")
	// respType is a record's own type and those in its bitmaps.
	respType        = u16("dns.resp.type", "Type", typeAbout).spec
	serviceName     = textSpec("dns.srv.service", "Service")
	serviceProtocol = textSpec("dns.srv.proto", "Protocol")
	serviceDomain   = textSpec("dns.srv.name", "Name")
	respClass       = named(x16("dns.resp.class", "Class"), className)
	respFlush       = truthOf("dns.resp.cache_flush", "Cache flush")
	respTTL         = u32("dns.resp.ttl", "Time to live").spec
	highTTL         = &spec{name: "dns.ttl.high_bit_set",
		title: "The uppermost bit of the TTL is set (RFC 2181, section 8)", typ: dissect.Label}
	respLength = u16("dns.resp.len", "Data length").spec
	opaqueData = octets("dns.data", "Data")

	payloadSize      = u16("dns.rr.udp_payload_size", "UDP payload size").spec
	extendedCode     = x8("dns.resp.ext_rcode", "Higher bits in extended RCODE").spec
	extendedVersion  = u8("dns.resp.edns0_version", "EDNS0 version").spec
	extendedFlags    = x16("dns.resp.z", "Z").spec
	extendedDO       = truthOf("dns.resp.z.do", "DO bit")
	extendedReserved = x16("dns.resp.z.reserved", "Reserved").spec
)

// questionSpecs and recordSpecs list them in the order of the wire.
var (
	questionSpecs = []*spec{queryName, queryLength, queryLabels, queryType, queryClass, queryUnicast}
	recordSpecs   = []*spec{
		respName, respType, serviceName, serviceProtocol, serviceDomain, respClass, respFlush, respTTL, highTTL, respLength,
		opaqueData, payloadSize, extendedCode, extendedVersion, extendedFlags, extendedDO, extendedReserved,
	}
	serviceSpecs   = []*spec{serviceName, serviceProtocol, serviceDomain}
	extensionSpecs = []*spec{payloadSize, extendedCode, extendedVersion, extendedFlags, extendedDO, extendedReserved}
)

func named(p part, names func(uint64) string) *spec {
	p.spec.names = names
	return p.spec
}

func truthOf(name, title string) *spec { return &spec{name: name, title: title, typ: dissect.Bool} }

// allSpecs lists the fields of questions, of records and of what the layouts
// mention, each once and each with its index.
var allSpecs = func() []*spec {
	var list []*spec
	seen := make(map[*spec]bool)
	add := func(s *spec) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		s.index = len(list)
		list = append(list, s)
	}
	for _, s := range questionSpecs {
		add(s)
	}
	for _, s := range recordSpecs {
		add(s)
	}
	all := append(layouts[:len(layouts):len(layouts)], winsLayout, winsReverseLayout, xpfLayout)
	for _, layout := range all {
		for i := range layout {
			add(layout[i].spec)
		}
	}
	for _, s := range specialSpecs {
		add(s)
	}
	for _, s := range recordSpecs {
		s.kinds = ofResources
	}
	for _, s := range extensionSpecs {
		s.kinds = ofExtensions
	}
	for _, s := range list[len(questionSpecs)+len(recordSpecs):] {
		s.kinds = ofFew
	}
	for t, k := range usualTypes {
		for _, x := range layouts[t] {
			if x.spec != nil {
				x.spec.kinds = k
			}
		}
	}
	for _, s := range serviceSpecs {
		s.kinds = ofServices
	}
	return list
}()

// fieldsOf makes the fields of specs. size is how the payload size of EDNS
// prints.
func fieldsOf(list []*spec, last Section, size dissect.Base) []dissect.Field {
	fields := make([]dissect.Field, 0, len(list))
	for _, s := range list {
		f := dissect.Field{
			Name: s.name, Title: s.title, Type: s.typ, Base: s.base, Names: s.names,
			Get: dissect.Of(func(m *Message, v *dissect.Values) { m.appendValues(v, s, last) }),
		}
		if s == payloadSize {
			f.Base = size
		}
		fields = append(fields, f)
	}
	return fields
}

// recordFields gives the fields of questions and records.
func recordFields(size dissect.Base) []dissect.Field {
	return append(fieldsOf(questionSpecs, Question, size), fieldsOf(recordSpecs, Additional, size)...)
}

// dataFields gives those of record data.
func dataFields() []dissect.Field {
	return fieldsOf(allSpecs[len(questionSpecs)+len(recordSpecs):], Additional, dissect.Dec)
}

// surplusFields are about what follows the last record.
var surplusFields = []dissect.Field{
	{Name: "dns.extraneous.data", Title: "Extraneous Data Bytes", Type: dissect.Octets,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if b := m.surplus(); len(b) > 0 {
				v.Bytes(b)
			}
		})},
	{Name: "dns.extraneous.length", Title: "Extraneous Data Length", Type: dissect.Int,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if b := m.surplus(); len(b) > 0 {
				v.Int(int64(len(b)))
			}
		})},
	{Name: "dns.extraneous", Title: "Extraneous data", Type: dissect.Label,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if len(m.surplus()) > 0 {
				v.Mark()
			}
		})},
}

// specialSpecs lists the fields that only functions deliver.
var specialSpecs = []*spec{
	wksBits, locSize, locHorizontal, locVertical, locLatitude, locLongitude, locAltitude, locUnknown,
	isdnSubLength, isdnSubAddress, naptrLength, a6Suffix, a6Prefix,
	gatewayAlgo, gatewayIPv4, gatewayIPv6, gatewayName, keyTag, oldKeyTag, nextHash, hipTag, hipKey, hipServer,
	syncBitmap, winsServer,
	optMark, optCode, optLen, optData, optDAU, optDHU, optN3U, optFamily, optNetmask, optScope, optAddr, optAddr4,
	optAddr6, optClient, optServer, optTimeout, optPadding, optChain, optInfoCode, optInfoText,
	svcMark, svcKey, svcLength, svcValue, svcMandatory, svcALPNLen, svcALPN, svcPort, svcIPv4, svcECH, svcIPv6, svcODoH,
	aplFamily, aplPrefix, aplNegate, aplLength, aplIPv4, aplIPv6, aplData,
	caaIssue, caaIssueWild, caaIodef, caaUnknown, caaTagLength, caaTag, caaValue,
	xpfProto, xpfSrc4, xpfDst4, xpfSrc6, xpfDst6, xpfSrcPort, xpfDstPort,
}
