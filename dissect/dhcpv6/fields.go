package dhcpv6

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

var fields = []dissect.Field{
	{Name: "dhcpv6.msgtype", Title: "Message type", Type: dissect.Uint,
		Names: func(u uint64) string { return Type(u).String() }, Get: ofHeads(nil, 0, 1)},
	{Name: "dhcpv6.xid", Title: "Transaction ID", Type: dissect.Uint, Base: dissect.Hex6,
		Get: ofHeads(not(Type.relayed), 1, 3)},
	{Name: "dhcpv6.hopcount", Title: "Hopcount", Type: dissect.Uint, Get: ofHeads(Type.relayed, 1, 1)},
	{Name: "dhcpv6.linkaddr", Title: "Link address", Type: dissect.IPv6, Get: relayAddress(2)},
	{Name: "dhcpv6.peeraddr", Title: "Peer address", Type: dissect.IPv6, Get: relayAddress(18)},
	{Name: "dhcpv6.option.type", Title: "Option", Type: dissect.Uint, Names: optionName, Get: each(layout.Types)},
	{Name: "dhcpv6.option.length", Title: "Length", Type: dissect.Uint, Get: each(layout.Lengths)},
	{Name: "dhcpv6.duid.bytes", Title: "DUID", Type: dissect.Octets,
		Get: of(duid(0, tlv.Value), optionClientID, optionServerID)},
	{Name: "dhcpv6.duid.type", Title: "DUID Type", Type: dissect.Uint, Names: duidName,
		Get: of(duid(0, tlv.Number(0, 2)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duidllt.hwtype", Title: "Hardware type", Type: dissect.Uint, Names: hardwareName,
		Get: of(duid(1, tlv.Number(2, 2)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duidllt.time", Title: "DUID Time", Type: dissect.AbsTime,
		Get: of(duid(1, getTime), optionClientID, optionServerID)},
	{Name: "dhcpv6.duidllt.link_layer_addr", Title: "Link-layer address", Type: dissect.String,
		Get: of(duid(1, getLink(8)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duiden.enterprise", Title: "Enterprise ID", Type: dissect.Uint,
		Get: of(duid(2, tlv.Number(2, 4)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duiden.identifier", Title: "Identifier", Type: dissect.Octets,
		Get: of(duid(2, tlv.Part(6, -1)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duidll.hwtype", Title: "Hardware type", Type: dissect.Uint, Names: hardwareName,
		Get: of(duid(3, tlv.Number(2, 2)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duidll.link_layer_addr", Title: "Link-layer address", Type: dissect.String,
		Get: of(duid(3, getLink(4)), optionClientID, optionServerID)},
	{Name: "dhcpv6.duiduuid.bytes", Title: "UUID", Type: dissect.Octets,
		Get: of(duid(4, tlv.Part(2, -1)), optionClientID, optionServerID)},
	{Name: "dhcpv6.iaid", Title: "IAID", Type: dissect.String, Get: of(getIAID, optionIANA, optionIATA, optionIAPD)},
	{Name: "dhcpv6.iaid.t1", Title: "T1", Type: dissect.Uint, Get: of(tlv.Number(4, 4), optionIANA, optionIAPD)},
	{Name: "dhcpv6.iaid.t2", Title: "T2", Type: dissect.Uint, Get: of(tlv.Number(8, 4), optionIANA, optionIAPD)},
	{Name: "dhcpv6.iaaddr.ip", Title: "IPv6 address", Type: dissect.IPv6, Get: of(tlv.Part(0, 16), optionIAAddr)},
	{Name: "dhcpv6.iaaddr.pref_lifetime", Title: "Preferred lifetime", Type: dissect.Uint,
		Get: of(tlv.Number(16, 4), optionIAAddr)},
	{Name: "dhcpv6.iaaddr.valid_lifetime", Title: "Valid lifetime", Type: dissect.Uint,
		Get: of(tlv.Number(20, 4), optionIAAddr)},
	{Name: "dhcpv6.requested_option_code", Title: "Requested Option code", Type: dissect.Uint, Names: optionName,
		Get: of(tlv.Numbers(2), optionRequest)},
	{Name: "dhcpv6.option_preference", Title: "Pref-value", Type: dissect.Uint, Get: of(tlv.Number(0, 1), optionPreference)},
	{Name: "dhcpv6.elapsed_time", Title: "Elapsed time", Type: dissect.Uint, Get: of(getElapsed, optionElapsed)},
	{Name: "dhcpv6.unicast", Title: "IPv6 address", Type: dissect.IPv6, Get: of(tlv.Part(0, 16), optionUnicast)},
	{Name: "dhcpv6.status_code", Title: "Status Code", Type: dissect.Uint, Names: statusName,
		Get: of(tlv.Number(0, 2), optionStatus)},
	{Name: "dhcpv6.status_msg", Title: "Status Message", Type: dissect.String, Get: of(tlv.Part(2, -1), optionStatus)},
	{Name: "dhcpv6.vendorclass.enterprise", Title: "Enterprise ID", Type: dissect.Uint,
		Get: of(tlv.Number(0, 4), optionVendorClass)},
	{Name: "dhcpv6.vendorclass.data", Title: "vendor-class-data", Type: dissect.String,
		Get: of(getVendorClass, optionVendorClass)},
	{Name: "dhcpv6.vendoropts.enterprise", Title: "Enterprise ID", Type: dissect.Uint,
		Get: of(tlv.Number(0, 4), optionVendorOpts)},
	{Name: "dhcpv6.interface_id", Title: "Interface-ID", Type: dissect.Octets, Get: of(tlv.Value, optionInterfaceID)},
	{Name: "dhcpv6.reconf_msg", Title: "Reconfigure message type", Type: dissect.Uint,
		Get: of(tlv.Number(0, 1), optionReconfMsg)},
	{Name: "dhcpv6.dns_server", Title: "DNS server address", Type: dissect.IPv6, Get: of(tlv.List(16), optionDNSServers)},
	{Name: "dhcpv6.search_list_entry", Title: "List entry", Type: dissect.String, Get: of(getNames(0), optionDomainList)},
	{Name: "dhcpv6.iaprefix.pref_lifetime", Title: "Preferred lifetime", Type: dissect.Uint,
		Get: of(tlv.Number(0, 4), optionIAPrefix)},
	{Name: "dhcpv6.iaprefix.valid_lifetime", Title: "Valid lifetime", Type: dissect.Uint,
		Get: of(tlv.Number(4, 4), optionIAPrefix)},
	{Name: "dhcpv6.iaprefix.pref_len", Title: "Prefix length", Type: dissect.Uint,
		Get: of(tlv.Number(8, 1), optionIAPrefix)},
	{Name: "dhcpv6.iaprefix.pref_addr", Title: "Prefix address", Type: dissect.IPv6,
		Get: of(tlv.Part(9, 16), optionIAPrefix)},
	{Name: "dhcpv6.sntp_server", Title: "SNTP server address", Type: dissect.IPv6, Get: of(tlv.List(16), optionSNTP)},
	{Name: "dhcpv6.remoteid.enterprise", Title: "Enterprise ID", Type: dissect.Uint,
		Get: of(tlv.Number(0, 4), optionRemoteID)},
	{Name: "dhcpv6.subscriber_id", Title: "Subscriber-ID", Type: dissect.String, Get: of(tlv.Value, optionSubscriberID)},
	{Name: "dhcpv6.client_fqdn_flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2,
		Get: of(tlv.Number(0, 1), optionClientFQDN)},
	{Name: "dhcpv6.client_domain", Title: "Client Domain Name", Type: dissect.String,
		Get: of(getNames(1), optionClientFQDN)},
}

func not(is func(Type) bool) func(Type) bool { return func(t Type) bool { return !is(t) } }

// ofHeads returns the getter of the number of n octets at off of the heads of
// messages that is holds for; nil: all.
func ofHeads(is func(Type) bool, off, n int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		m, ok := l.Message.(*Message)
		if !ok {
			return
		}
		for _, h := range m.Heads {
			if is == nil || is(h.Type) {
				dissect.Number(h.Off+off, n)(f, l, v)
			}
		}
	}
}

func relayAddress(off int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		m, ok := l.Message.(*Message)
		if !ok {
			return
		}
		for _, h := range m.Heads {
			if h.Type.relayed() {
				dissect.Part(h.Off+off, 16)(f, l, v)
			}
		}
	}
}

// each returns the getter that has get look at every option.
func each(get tlv.Get) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		for i := range m.Options {
			get(m.Options[i].Element, v)
		}
	})
}

// of returns the getter that has get look at the options of some types.
func of(get tlv.Get, types ...uint64) dissect.Getter {
	return each(func(e tlv.Element, v *dissect.Values) {
		for _, t := range types {
			if e.Type == t {
				get(e, v)
			}
		}
	})
}

// duid has get look at identifiers of a type (RFC 8415 §11); 0: of any.
func duid(t uint16, get tlv.Get) tlv.Get {
	return func(e tlv.Element, v *dissect.Values) {
		if len(e.Value) >= 2 && (t == 0 || binary.BigEndian.Uint16(e.Value) == t) {
			get(e, v)
		}
	}
}

// epoch2000 is midnight of 2000-01-01 UTC in seconds since 1970.
const epoch2000 = 946684800

func getTime(e tlv.Element, v *dissect.Values) {
	if len(e.Value) >= 8 {
		at, _ := e.Bytes()
		v.Uint((epoch2000+uint64(binary.BigEndian.Uint32(e.Value[4:])))*1e9).At(at+4, 4)
	}
}

// getLink returns what gets a link-layer address that an identifier ends with.
func getLink(off int) tlv.Get {
	return func(e tlv.Element, v *dissect.Values) {
		if len(e.Value) <= off {
			return
		}
		at, n := e.Bytes()
		dst := v.Begin()
		for i, c := range e.Value[off:] {
			if i > 0 {
				dst = append(dst, ':')
			}
			dst = text.AppendHex(dst, uint64(c), 2)
		}
		v.End(dst).At(at+off, n-off)
	}
}

func getIAID(e tlv.Element, v *dissect.Values) {
	if len(e.Value) >= 4 {
		at, _ := e.Bytes()
		v.End(text.AppendHex(v.Begin(), uint64(binary.BigEndian.Uint32(e.Value)), 8)).At(at, 4)
	}
}

// getElapsed gets hundredths of a second as milliseconds.
func getElapsed(e tlv.Element, v *dissect.Values) {
	if len(e.Value) >= 2 {
		at, _ := e.Bytes()
		v.Uint(uint64(binary.BigEndian.Uint16(e.Value))*10).At(at, 2)
	}
}

// getVendorClass gets each of the texts behind the enterprise number (RFC 8415
// §21.16).
func getVendorClass(e tlv.Element, v *dissect.Values) {
	at, _ := e.Bytes()
	for i := 4; i+2 <= len(e.Value); {
		n := int(binary.BigEndian.Uint16(e.Value[i:]))
		if i += 2; i+n > len(e.Value) {
			return
		}
		v.Bytes(text.Readable(e.Value[i:i+n])).At(at+i, n)
		i += n
	}
}

// getNames returns what gets the domain names (RFC 8415 §10) from off on. The last
// may be a part of one.
func getNames(off int) tlv.Get {
	return func(e tlv.Element, v *dissect.Values) {
		at, _ := e.Bytes()
		for i := off; i < len(e.Value); {
			from, dst := i, v.Begin()
			whole := false
			for i < len(e.Value) && !whole {
				n := int(e.Value[i])
				if i++; n == 0 {
					whole = true
				} else if n > 63 || i+n > len(e.Value) {
					return
				} else {
					if i-1 > from {
						dst = append(dst, '.')
					}
					dst = append(dst, e.Value[i:i+n]...)
				}
				i += n
			}
			v.End(dst).At(at+from, i-from)
		}
	}
}

var outline = dissect.Outline{
	Headings: addOptions,
	Units:    []dissect.Unit{{Field: "dhcpv6.elapsed_time", Name: "ms"}},
}

// addOptions adds a heading for each option, below that of the option it is in.
func addOptions(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Options {
		o := &m.Options[i]
		dst := append(h.Begin(), optionName(o.Type)...)
		if optionName(o.Type) == "" {
			dst = strconv.AppendUint(append(dst, "Option "...), o.Type, 10)
		}
		h.Add(o.Depth, "", dst, o.Off, o.Head+len(o.Value))
	}
}
