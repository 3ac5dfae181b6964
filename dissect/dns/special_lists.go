package dns

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

// Fields of options, service parameters, address prefixes and properties.
var (
	optMark     = &spec{name: "dns.opt", title: "Option", typ: dissect.Label}
	optCode     = u16("dns.opt.code", "Option Code", optionName).spec
	optLen      = u16("dns.opt.len", "Option Length").spec
	optData     = octets("dns.opt.data", "Option Data")
	optDAU      = u8("dns.opt.dau", "DAU", algorithm).spec
	optDHU      = u8("dns.opt.dhu", "DHU").spec
	optN3U      = u8("dns.opt.n3u", "N3U", nsec3Hash).spec
	optFamily   = u16("dns.opt.client.family", "Family", addressFamily).spec
	optNetmask  = u8("dns.opt.client.netmask", "Source Netmask").spec
	optScope    = u8("dns.opt.client.scope", "Scope Netmask").spec
	optAddr     = octets("dns.opt.client.addr", "Client Subnet")
	optAddr4    = fixed(4, dissect.IPv4, "dns.opt.client.addr4", "Client Subnet").spec
	optAddr6    = fixed(16, dissect.IPv6, "dns.opt.client.addr6", "Client Subnet").spec
	optClient   = octets("dns.opt.cookie.client", "Client Cookie")
	optServer   = octets("dns.opt.cookie.server", "Server Cookie")
	optTimeout  = u16("dns.opt.edns_tcp_keepalive.timeout", "Timeout").spec
	optPadding  = octets("dns.opt.padding", "Padding")
	optChain    = textSpec("dns.opt.chain.fqdn", "Closest Trust Point")
	optInfoCode = u16("dns.opt.ext_error.info_code", "Info Code").spec
	optInfoText = textSpec("dns.opt.ext_error.extra_text", "Extra Text")

	svcMark      = &spec{name: "dns.svcb.svcparam", title: "SvcParam", typ: dissect.Label}
	svcKey       = u16("dns.svcb.svcparam.key", "SvcParamKey", serviceKey).spec
	svcLength    = u16("dns.svcb.svcparam.value.length", "SvcParamValue length").spec
	svcValue     = octets("dns.svcb.svcparam.value", "SvcParamValue")
	svcMandatory = u16("dns.svcb.svcparam.mandatory.key", "Mandatory key", serviceKey).spec
	svcALPNLen   = u8("dns.svcb.svcparam.alpn.length", "ALPN length").spec
	svcALPN      = textSpec("dns.svcb.svcparam.alpn", "ALPN")
	svcPort      = u16("dns.svcb.svcparam.port", "Port").spec
	svcIPv4      = fixed(4, dissect.IPv4, "dns.svcb.svcparam.ipv4hint.ip", "IP").spec
	svcECH       = octets("dns.svcb.svcparam.echconfig", "ECHConfig")
	svcIPv6      = fixed(16, dissect.IPv6, "dns.svcb.svcparam.ipv6hint.ip", "IP").spec
	svcODoH      = octets("dns.svcb.svcparam.odohconfig", "ODoHConfig")

	aplFamily = u16("dns.apl.address_family", "Address Family", addressFamily).spec
	aplPrefix = u8("dns.apl.coded_prefix", "Prefix Length").spec
	aplNegate = &spec{name: "dns.apl.negation", title: "Negation Flag", typ: dissect.Bool}
	aplLength = u8("dns.apl.afdlength", "Address Length").spec
	aplIPv4   = fixed(4, dissect.IPv4, "dns.apl.afdpart.ipv4", "Address").spec
	aplIPv6   = fixed(16, dissect.IPv6, "dns.apl.afdpart.ipv6", "Address").spec
	aplData   = octets("dns.apl.afdpart.data", "Address")

	caaIssue     = textSpec("dns.caa.issue", "Issue")
	caaIssueWild = textSpec("dns.caa.issuewild", "Issue Wildcard")
	caaIodef     = textSpec("dns.caa.iodef", "Report URL")
	caaUnknown   = textSpec("dns.caa.unknown", "Unknown tag")
	caaTagLength = u8("dns.caa.tag_length", "Tag length").spec
	caaTag       = textSpec("dns.caa.tag", "Tag")
	caaValue     = textSpec("dns.caa.value", "Value")

	xpfProto   = u8("dns.xpf.protocol", "Protocol").spec
	xpfSrc4    = fixed(4, dissect.IPv4, "dns.xpf.source_ipv4", "IPv4 Source").spec
	xpfDst4    = fixed(4, dissect.IPv4, "dns.xpf.destination_ipv4", "IPv4 Destination").spec
	xpfSrc6    = fixed(16, dissect.IPv6, "dns.xpf.source_ipv6", "IPv6 Source").spec
	xpfDst6    = fixed(16, dissect.IPv6, "dns.xpf.destination_ipv6", "IPv6 Destination").spec
	xpfSrcPort = u16("dns.xpf.sport", "Source port").spec
	xpfDstPort = u16("dns.xpf.dport", "Destination port").spec
)

// mark delivers that something begins here: a code, a length and as many
// bytes.
func (w *walk) mark(s *spec) {
	if w.out == nil || w.fault != NoFault {
		return
	}
	b := w.packet.Bytes[min(w.off, len(w.packet.Bytes)):]
	n := len(b)
	if n >= 4 {
		n = min(n, 4+int(binary.BigEndian.Uint16(b[2:])))
	}
	w.out.add(s, dissect.Value{}, w.off, n)
}

// readOptions reads the EDNS options (RFC 6891 §6.1.2).
func readOptions(w *walk) {
	for w.left() > 0 && w.fault == NoFault {
		readOption(w)
	}
}

func readOption(w *walk) {
	w.mark(optMark)
	code := w.number(optCode, 2)
	size := int(w.number(optLen, 2))
	data, end := w.off, w.off+size
	w.emitBytes(optData, size)
	if w.fault != NoFault {
		return
	}
	w.off = data
	w.option(code, size)
	if w.fault == NoFault {
		w.off = end
	}
}

// option reads the data of the options that have a structure.
func (w *walk) option(code uint64, size int) {
	switch code {
	case 5, 6, 7: // RFC 6975
		s := [...]*spec{optDAU, optDHU, optN3U}[code-5]
		for range size {
			w.number(s, 1)
		}
	case 8, 20730: // RFC 7871
		w.clientSubnet(w.off + size)
	case 10: // RFC 7873
		const client = 8
		w.emitBytes(optClient, client)
		if size < client {
			w.fail()
		} else {
			w.emitBytes(optServer, size-client)
		}
	case 11: // RFC 7828
		if size == 2 {
			w.number(optTimeout, 2)
		}
	case 12: // RFC 7830
		w.emitBytes(optPadding, size)
	case 13: // RFC 7901
		w.emitBytes(optChain, size)
	case 15: // RFC 8914
		if size >= 2 {
			w.number(optInfoCode, 2)
			w.emitBytes(optInfoText, size-2)
		}
	}
}

// clientSubnet reads an address of which only the first bytes are sent.
func (w *walk) clientSubnet(end int) {
	family := w.number(optFamily, 2)
	w.number(optNetmask, 1)
	w.number(optScope, 1)
	n := end - w.off
	if !w.have(n) {
		return
	}
	switch family {
	case 1:
		w.padded(optAddr4, n, 4)
	case 2:
		w.padded(optAddr6, n, 16)
	default:
		w.emitBytes(optAddr, n)
	}
}

// padded delivers n bytes as an address of width bytes that ends in zeros.
func (w *walk) padded(s *spec, n, width int) {
	if w.out != nil && n <= width && w.have(n) {
		mark := w.names.begin()
		w.names.text = append(w.names.text, w.packet.Bytes[w.off:w.off+n]...)
		w.names.text = append(w.names.text, make([]byte, width-n)...)
		w.out.add(s, dissect.Value{B: w.names.since(mark)}, w.off, n)
	}
	if w.have(n) {
		w.off += n
	}
}

// serviceLayout is RFC 9460 §2.2.
var serviceLayout = []part{
	u16("dns.svcb.svcpriority", "SvcPriority"), host("dns.svcb.targetname", "TargetName"),
	reads(readServiceParams),
}

func readServiceParams(w *walk) {
	for w.off < w.end && w.fault == NoFault {
		w.mark(svcMark)
		key := w.number(svcKey, 2)
		size := int(w.number(svcLength, 2))
		w.serviceParam(key, w.off+size)
	}
}

// serviceParam reads the value of one parameter (RFC 9460 §7).
func (w *walk) serviceParam(key uint64, end int) {
	size := end - w.off
	switch key {
	case 0:
		w.each(end, func() { w.number(svcMandatory, 2) })
	case 1:
		w.each(end, func() { n := w.number(svcALPNLen, 1); w.emitBytes(svcALPN, int(n)) })
	case 2:
	case 3:
		w.number(svcPort, 2)
	case 4:
		w.each(end, func() { w.emitBytes(svcIPv4, 4) })
	case 5:
		w.emitBytes(svcECH, size)
	case 6:
		w.each(end, func() { w.emitBytes(svcIPv6, 16) })
	case 32769:
		w.emitBytes(svcODoH, size)
	default:
		if size > 0 {
			w.emitBytes(svcValue, size)
		}
	}
}

func (w *walk) each(end int, read func()) {
	for w.off < end && w.fault == NoFault {
		read()
	}
}

// readPrefixes reads a list of address prefixes (RFC 3123 §4).
func readPrefixes(w *walk) {
	for w.left() > 1 && w.fault == NoFault {
		family := w.number(aplFamily, 2)
		w.number(aplPrefix, 1)
		n := w.uint(1)
		if w.out != nil && w.fault == NoFault {
			w.out.number(aplNegate, n>>7, w.off-1, 1)
		}
		n &= 0x7f
		w.emitUint(aplLength, n, 1)
		switch {
		case family == 1 && n <= 4:
			w.padded(aplIPv4, int(n), 4)
		case family == 2 && n <= 16:
			w.padded(aplIPv6, int(n), 16)
		default:
			w.emitBytes(aplData, int(n))
		}
	}
}

// readCAA reads a property after its flags (RFC 8659 §4.1).
func readCAA(w *walk) {
	n := int(w.number(caaTagLength, 1))
	tag := w.off
	w.emitBytes(caaTag, n)
	if w.fault != NoFault {
		return
	}
	property := caaProperty(w.packet.Bytes[tag:w.off])
	value := w.off
	w.emitRest(nil)
	if w.out != nil && w.fault == NoFault {
		mark := w.names.begin()
		w.names.text = appendLabel(w.names.text, w.packet.Bytes[value:w.off])
		v := dissect.Value{B: w.names.since(mark)}
		w.out.add(property, v, value, w.off-value)
		w.out.add(caaValue, v, value, w.off-value)
	}
}

// caaProperty returns the field that a tag's value belongs to. An abbreviated
// tag counts as the first one it begins.
func caaProperty(tag []byte) *spec {
	switch {
	case bytes.HasPrefix([]byte("issue"), tag):
		return caaIssue
	case bytes.HasPrefix([]byte("issuewild"), tag):
		return caaIssueWild
	case bytes.HasPrefix([]byte("iodef"), tag):
		return caaIodef
	}
	return caaUnknown
}

// readForwarded reads the addresses that a proxy forwards in XPF.
func readForwarded(w *walk) {
	version := w.num
	if version != 4 && version != 6 {
		return
	}
	w.number(xpfProto, 1)
	if version == 4 {
		w.emitBytes(xpfSrc4, 4)
		w.emitBytes(xpfDst4, 4)
	} else {
		w.emitBytes(xpfSrc6, 16)
		w.emitBytes(xpfDst6, 16)
	}
	w.number(xpfSrcPort, 2)
	w.number(xpfDstPort, 2)
}
