package dhcp

import (
	"bytes"
	"slices"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

var fields = slices.Concat([]dissect.Field{
	{Name: "dhcp.type", Title: "Message type", Type: dissect.Uint, Names: opName, Get: dissect.Number(opAt, 1)},
	{Name: "dhcp.hw.type", Title: "Hardware type", Type: dissect.Uint, Base: dissect.Hex2, Names: hardwareName,
		Get: dissect.Both(dissect.Number(htypeAt, 1), layout.Of(optionClientID, getHardwareType))},
	{Name: "dhcp.hw.len", Title: "Hardware address length", Type: dissect.Uint, Get: dissect.Number(hlenAt, 1)},
	{Name: "dhcp.hops", Title: "Hops", Type: dissect.Uint, Get: dissect.Number(3, 1)},
	{Name: "dhcp.id", Title: "Transaction ID", Type: dissect.Uint, Base: dissect.Hex8, Get: dissect.Number(xidAt, 4)},
	{Name: "dhcp.secs", Title: "Seconds elapsed", Type: dissect.Uint, Get: dissect.Number(8, 2)},
	{Name: "dhcp.flags", Title: "Bootp flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(flagsAt, 2)},
	{Name: "dhcp.flags.bc", Title: "Broadcast flag", Type: dissect.Bool, Get: dissect.Bits(flagsAt, 2, 15, 1)},
	{Name: "dhcp.flags.reserved", Title: "Reserved flags", Type: dissect.Uint, Base: dissect.Hex4,
		Get: dissect.Bits(flagsAt, 2, 0, 15)},
	{Name: "dhcp.ip.client", Title: "Client IP address", Type: dissect.IPv4, Get: dissect.Part(ciaddrAt, 4)},
	{Name: "dhcp.ip.your", Title: "Your (client) IP address", Type: dissect.IPv4, Get: dissect.Part(yiaddrAt, 4)},
	{Name: "dhcp.ip.server", Title: "Next server IP address", Type: dissect.IPv4, Get: dissect.Part(siaddrAt, 4)},
	{Name: "dhcp.ip.relay", Title: "Relay agent IP address", Type: dissect.IPv4, Get: dissect.Part(24, 4)},
	{Name: "dhcp.hw.mac_addr", Title: "Client MAC address", Type: dissect.Ether,
		Get: dissect.Both(getEther, layout.Of(optionClientID, getClientEther))},
	{Name: "dhcp.hw.addr", Title: "Client hardware address", Type: dissect.Octets, Get: getHardware},
	{Name: "dhcp.hw.addr_padding", Title: "Client hardware address padding", Type: dissect.Octets, Get: getPadding},
	{Name: "dhcp.server", Title: "Server host name", Type: dissect.String, Get: fixedText(snameAt, fileAt)},
	{Name: "dhcp.file", Title: "Boot file name", Type: dissect.String, Get: fixedText(fileAt, cookieAt)},
	{Name: "dhcp.cookie", Title: "Magic cookie", Type: dissect.IPv4, Get: getCookie},
	{Name: "dhcp.option.type", Title: "Option", Type: dissect.Uint, Names: optionName, Get: layout.Each(getOptionType)},
	{Name: "dhcp.option.length", Title: "Length", Type: dissect.Uint, Get: layout.Each(layout.Lengths)},
	{Name: "dhcp.option.value", Title: "Value", Type: dissect.Octets, Get: layout.Each(tlv.Value)},
}, optionFields(), []dissect.Field{
	{Name: "dhcp.client_id.type", Title: "Type", Type: dissect.Uint, Get: layout.Of(optionClientID, tlv.Number(0, 1))},
	{Name: "dhcp.fqdn.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2,
		Get: layout.Of(optionFQDN, tlv.Number(0, 1))},
	{Name: "dhcp.fqdn.rcode1", Title: "A-RR result", Type: dissect.Uint, Get: layout.Of(optionFQDN, tlv.Number(1, 1))},
	{Name: "dhcp.fqdn.rcode2", Title: "PTR-RR result", Type: dissect.Uint, Get: layout.Of(optionFQDN, tlv.Number(2, 1))},
	{Name: "dhcp.fqdn.name", Title: "Client name", Type: dissect.String, Get: layout.Of(optionFQDN, tlv.Part(3, -1))},
	{Name: "dhcp.option.agent_information_option.agent_circuit_id", Title: "Agent Circuit ID", Type: dissect.Octets,
		Get: agentOption(1)},
	{Name: "dhcp.option.agent_information_option.agent_remote_id", Title: "Agent Remote ID", Type: dissect.Octets,
		Get: agentOption(2)},
	{Name: "dhcp.option.end", Title: "Option End", Type: dissect.Uint, Get: layout.Of(255, layout.Types)},
	{Name: "dhcp.option.padding", Title: "Padding", Type: dissect.Octets, Get: getTrailer},
})

// optionFields returns the fields of the options that have one.
func optionFields() (list []dissect.Field) {
	for _, o := range options {
		if o.name == "" {
			continue
		}
		f := dissect.Field{Name: "dhcp.option." + o.name, Title: o.title, Type: kinds[o.kind].typ,
			Get: layout.Of(o.code, kinds[o.kind].get)}
		switch o.code {
		case optionMessageType:
			f.Title, f.Names = "DHCP", func(u uint64) string { return Type(u).String() }
		case optionRequestList:
			f.Title, f.Names = "Parameter Request List Item", optionName
		}
		list = append(list, f)
	}
	return list
}

func opName(u uint64) string {
	return map[uint64]string{bootRequest: "Boot Request", bootReply: "Boot Reply"}[u]
}

func hardwareName(u uint64) string {
	return map[uint64]string{hardwareEthernet: "Ethernet", 6: "IEEE 802", 7: "ARCNET", 15: "Frame Relay",
		32: "InfiniBand"}[u]
}

// hardware returns the client's address as long as the message says.
func hardware(b []byte) []byte {
	if len(b) < snameAt {
		return nil
	}
	return b[chaddrAt : chaddrAt+min(int(b[hlenAt]), snameAt-chaddrAt)]
}

func isEther(b, address []byte) bool { return b[htypeAt] == hardwareEthernet && len(address) == 6 }

func getEther(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if a := hardware(l.Bytes); len(a) > 0 && isEther(l.Bytes, a) {
		v.Bytes(a).At(chaddrAt, len(a))
	}
}

func getHardware(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if a := hardware(l.Bytes); len(a) > 0 && !isEther(l.Bytes, a) {
		v.Bytes(a).At(chaddrAt, len(a))
	}
}

func getPadding(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if n := len(hardware(l.Bytes)); n > 0 && n < snameAt-chaddrAt {
		v.Bytes(l.Bytes[chaddrAt+n:snameAt]).At(chaddrAt+n, snameAt-chaddrAt-n)
	}
}

// fixedText returns the getter of a text that a NUL ends in a place of its own.
func fixedText(from, to int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) >= to {
			v.Bytes(ended(l.Bytes[from:to])).At(from, to-from)
		}
	}
}

// ended returns the text that b begins with, up to a NUL.
func ended(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return text.Readable(b)
}

func getCookie(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if start(l.Bytes) == optionAt {
		dissect.Part(cookieAt, 4)(f, l, v)
	}
}

// getOptionType gets what an option is, but of the end, whose type is 0 for
// Wireshark.
func getOptionType(e tlv.Element, v *dissect.Values) {
	if e.Type == layout.End {
		v.Uint(0).At(e.Off, 1)
	} else if e.Type != layout.Pad {
		layout.Types(e, v)
	}
}

func getHardwareType(e tlv.Element, v *dissect.Values) {
	if identifies(e) {
		tlv.Number(0, 1)(e, v)
	}
}

func getClientEther(e tlv.Element, v *dissect.Values) {
	if identifies(e) {
		tlv.Part(1, 6)(e, v)
	}
}

// identifies reports whether a client identifier is an Ethernet address (RFC 2132
// §9.14).
func identifies(e tlv.Element) bool { return len(e.Value) == 7 && e.Value[0] == hardwareEthernet }

// agentOption returns the getter of a suboption of relay agents (RFC 3046).
func agentOption(code uint64) dissect.Getter {
	sub := tlv.Layout{Type: 1, Length: 1}
	return layout.Of(optionRelayAgent, func(e tlv.Element, v *dissect.Values) {
		if x, ok := sub.Find(e.Value, 0, code); ok && len(x.Value) > 0 {
			off, _ := e.Bytes()
			at, n := x.Bytes()
			v.Bytes(x.Value).At(off+at, n)
		}
	})
}

// getTrailer gets what follows the end of the options.
func getTrailer(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	e, ok := layout.Find(l.Bytes, start(l.Bytes), layout.End)
	if off := e.Off + 1; ok && off < len(l.Bytes) {
		v.Bytes(l.Bytes[off:]).At(off, len(l.Bytes)-off)
	}
}

var outline = dissect.Outline{
	Summary:  appendSummary,
	Headings: addOptions,
	Branches: []dissect.Branch{
		{Above: "dhcp.flags", Below: []string{"dhcp.flags.*"}},
		{Above: "dhcp.fqdn.flags", Below: []string{"dhcp.fqdn.rcode1", "dhcp.fqdn.rcode2", "dhcp.fqdn.name"}},
	},
	Hidden:   []string{"dhcp.option.type", "dhcp.option.value"},
	Last:     []string{"dhcp.option.padding"},
	Wordings: []dissect.Wording{{Field: "dhcp.cookie", Say: sayCookie}},
	Conditions: []dissect.Condition{
		{Holds: layout.Any(unusual), Fields: unusualFields()},
		{Holds: layout.Any(func(t uint64) bool { return t == optionFQDN }), Fields: []string{"dhcp.fqdn.*"}},
		{Holds: layout.Any(func(t uint64) bool { return t == optionRelayAgent }),
			Fields: []string{"dhcp.option.agent_information_option.*"}},
	},
}

// unusualFields are the fields of options that few messages have.
func unusualFields() (names []string) {
	for _, o := range options {
		if unusual(o.code) && o.name != "" {
			names = append(names, "dhcp.option."+o.name)
		}
	}
	return names
}

func sayCookie(dst []byte, _ *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte {
	return append(dst, ": DHCP"...)
}

func appendSummary(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	if m, ok := l.Message.(*Message); ok && m.Type.String() != "" {
		dst = append(append(append(dst, " ("...), m.Type.String()...), ')')
	}
	return dst
}

// addOptions adds a heading for each option, with its values below.
func addOptions(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	const most = 256
	n := 0
	for e := range layout.All(l.Bytes, start(l.Bytes)) {
		if e.Type == layout.Pad {
			continue
		}
		if n++; n > most {
			return
		}
		dst := strconv.AppendUint(append(h.Begin(), "Option: ("...), e.Type, 10)
		dst = append(append(dst, ") "...), optionName(e.Type)...)
		if e.Type == optionMessageType && len(e.Value) > 0 {
			dst = append(append(append(dst, " ("...), Type(e.Value[0]).String()...), ')')
		}
		h.Add(0, "", dst, e.Off, e.Head+len(e.Value))
	}
}
