package dns

import (
	"bytes"

	"netsniff/dissect"
)

// ofRecords makes the Get of a field of questions or of records; want chooses
// the records, value appends what one of them has.
func ofRecords(want func(*Record) bool, value func(c *collector, r *Record)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		c := m.collector(v)
		it := m.Records()
		w := m.reader()
		for r := &m.record; it.Next(r); {
			if want(r) && r.Whole {
				value(c, r)
			}
			if r.Section == Question {
				continue
			}
			if w.run(r); w.fault != NoFault {
				return
			}
		}
	})
}

func isQuestion(r *Record) bool { return r.Section == Question }

func isResource(r *Record) bool { return r.Section != Question }

func isOPT(r *Record) bool { return r.Section != Question && r.Type == TypeOPT }

// isNamed leaves out SRV, whose owner has fields of its own.
func isNamed(r *Record) bool { return isResource(r) && r.Type != TypeSRV }

func isOpaque(r *Record) bool { return isResource(r) && r.Len > 0 && layoutOf(r.Type) == nil }

func isOrdinary(r *Record) bool { return r.Section != Question && r.Type != TypeOPT }

// fixedPart makes the Get of width bytes at off behind the owner name.
func fixedPart(want func(*Record) bool, off, width int, mask uint32) dissect.Getter {
	return ofRecords(want, func(c *collector, r *Record) {
		var u uint32
		for _, x := range c.m.Bytes[r.Fixed+off : r.Fixed+off+width] {
			u = u<<8 | uint32(x)
		}
		x := c.values.Uint(uint64(u & mask))
		if width < 4 && mask != 1<<(8*width)-1 {
			x.Masked(uint64(mask))
		}
		c.at(r.Fixed+off, width)
	})
}

// classPart is the class, without the bit that means something else in mDNS.
func classPart(want func(*Record) bool) dissect.Getter {
	return ofRecords(want, func(c *collector, r *Record) {
		u := r.Class
		if c.m.Flavor == Multicast {
			u &^= UniqueBit
		}
		c.values.Uint(uint64(u))
		c.at(r.Fixed+2, 2)
	})
}

// uniqueBit is that bit.
func uniqueBit(want func(*Record) bool) dissect.Getter {
	return ofRecords(want, func(c *collector, r *Record) {
		if c.m.Flavor == Multicast {
			c.values.Bool(r.Class&UniqueBit != 0)
			c.at(r.Fixed+2, 2)
		}
	})
}

func ownerName(want func(*Record) bool) dissect.Getter {
	return ofRecords(want, func(c *collector, r *Record) {
		n := c.name(c.m.Bytes, r.Name)
		c.at(r.Name, n.Used)
	})
}

// nameLength and labelCount are 0 for names of one character: analysts
// compare them with what Wireshark gives.
func nameLength(c *collector, r *Record) {
	n := ScanName(c.m.Bytes, r.Name).Length
	if n == 1 {
		n = 0
	}
	c.values.Uint(uint64(n))
	c.at(r.Name, r.Fixed-r.Name)
}

func labelCount(c *collector, r *Record) {
	mark := len(c.m.scratch)
	text, n := AppendName(c.m.scratch, c.m.Bytes, r.Name)
	c.m.scratch = text[:mark]
	labels := uint64(0)
	if n.Length > 1 {
		labels = 1
		for _, x := range text[mark:] {
			if x == '.' {
				labels++
			}
		}
	}
	c.values.Uint(labels)
	c.at(r.Name, r.Fixed-r.Name)
}

// serviceLabel makes the value of the nth label of the owner of SRV records,
// which names a service and a protocol (RFC 2782); the third is the rest.
func serviceLabel(n int) func(c *collector, r *Record) {
	return func(c *collector, r *Record) {
		c.name(c.m.Bytes, r.Name)
		c.at(r.Name, r.Fixed-r.Name)
		last := &c.values.List[len(c.values.List)-1]
		name := last.B
		for range n {
			_, after, found := bytes.Cut(name, []byte{'.'})
			if !found {
				c.values.List = c.values.List[:len(c.values.List)-1]
				return
			}
			name = after
		}
		if n < 2 {
			name, _, _ = bytes.Cut(name, []byte{'.'})
		}
		last.B = name
	}
}

func isSRV(r *Record) bool { return r.Section != Question && r.Type == TypeSRV }

// respType is the field of types: a record's own and those in its bitmaps.
var respType = u16("dns.resp.type", "Type", typeAbout).spec

func recordTypes(c *collector, r *Record) {
	c.values.Uint(uint64(r.Type))
	c.at(r.Fixed, 2)
	switch r.Type {
	case 30, 47, 50, 62:
		w := c.m.reader()
		w.want, w.out = respType, c
		w.run(r)
		w.want = nil
	}
}

// recordFields gives the fields of questions and records; base is how the
// payload size of EDNS prints.
func recordFields(base dissect.Base) []dissect.Field {
	return []dissect.Field{
		{Name: "dns.qry.name", Title: "Name", Type: dissect.String, Get: ownerName(isQuestion)},
		{Name: "dns.qry.name.len", Title: "Name Length", Type: dissect.Uint, Get: ofRecords(isQuestion, nameLength)},
		{Name: "dns.count.labels", Title: "Label Count", Type: dissect.Uint, Get: ofRecords(isQuestion, labelCount)},
		{Name: "dns.qry.type", Title: "Type", Type: dissect.Uint, Names: typeAbout, Get: fixedPart(isQuestion, 0, 2, 0xffff)},
		{Name: "dns.qry.class", Title: "Class", Type: dissect.Uint, Base: dissect.Hex4, Names: className, Get: classPart(isQuestion)},
		{Name: "dns.qry.qu", Title: `"QU" question`, Type: dissect.Bool, Get: uniqueBit(isQuestion)},
		{Name: "dns.resp.name", Title: "Name", Type: dissect.String, Get: ownerName(isNamed)},
		{Name: "dns.resp.type", Title: "Type", Type: dissect.Uint, Names: typeAbout, Get: ofRecords(isResource, recordTypes)},
		{Name: "dns.srv.service", Title: "Service", Type: dissect.String, Get: ofRecords(isSRV, serviceLabel(0))},
		{Name: "dns.srv.proto", Title: "Protocol", Type: dissect.String, Get: ofRecords(isSRV, serviceLabel(1))},
		{Name: "dns.srv.name", Title: "Name", Type: dissect.String, Get: ofRecords(isSRV, serviceLabel(2))},
		{Name: "dns.resp.class", Title: "Class", Type: dissect.Uint, Base: dissect.Hex4, Names: className, Get: classPart(isOrdinary)},
		{Name: "dns.resp.cache_flush", Title: "Cache flush", Type: dissect.Bool, Get: uniqueBit(isResource)},
		{Name: "dns.resp.ttl", Title: "Time to live", Type: dissect.Uint, Get: fixedPart(isOrdinary, 4, 4, 0xffffffff)},
		{Name: "dns.ttl.high_bit_set", Title: "The uppermost bit of the TTL is set (RFC 2181, section 8)", Type: dissect.Label,
			Get: ofRecords(isOrdinary, func(c *collector, r *Record) {
				if r.TTL>>31 != 0 {
					c.values.Mark()
				}
			})},
		{Name: "dns.resp.len", Title: "Data length", Type: dissect.Uint, Get: fixedPart(isResource, 8, 2, 0xffff)},
		{Name: "dns.data", Title: "Data", Type: dissect.Octets, Get: ofRecords(isOpaque, func(c *collector, r *Record) {
			c.values.Bytes(c.m.Bytes[r.Data : r.Data+r.Len])
			c.at(r.Data, r.Len)
		})},
		{Name: "dns.rr.udp_payload_size", Title: "UDP payload size", Type: dissect.Uint, Base: base, Get: ofRecords(isOPT, func(c *collector, r *Record) {
			u := r.Class
			if c.m.Flavor == Multicast {
				u &^= UniqueBit
			}
			c.values.Uint(uint64(u))
			c.at(r.Fixed+2, 2)
		})},
		{Name: "dns.resp.ext_rcode", Title: "Higher bits in extended RCODE", Type: dissect.Uint, Base: dissect.Hex2, Get: fixedPart(isOPT, 4, 1, 0xff)},
		{Name: "dns.resp.edns0_version", Title: "EDNS0 version", Type: dissect.Uint, Get: fixedPart(isOPT, 5, 1, 0xff)},
		{Name: "dns.resp.z", Title: "Z", Type: dissect.Uint, Base: dissect.Hex4, Get: fixedPart(isOPT, 6, 2, 0xffff)},
		{Name: "dns.resp.z.do", Title: "DO bit", Type: dissect.Bool, Get: ofRecords(isOPT, func(c *collector, r *Record) {
			c.values.Bool(r.TTL&0x8000 != 0).Masked(0x8000)
			c.at(r.Fixed+6, 2)
		})},
		{Name: "dns.resp.z.reserved", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex4, Get: fixedPart(isOPT, 6, 2, 0x7fff)},
	}
}

// surplusFields are about what follows the last record.
var surplusFields = []dissect.Field{
	{Name: "dns.extraneous.data", Title: "Extraneous Data Bytes", Type: dissect.Octets, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.surplus(); len(b) > 0 {
			v.Bytes(b)
		}
	})},
	{Name: "dns.extraneous.length", Title: "Extraneous Data Length", Type: dissect.Int, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if b := m.surplus(); len(b) > 0 {
			v.Int(int64(len(b)))
		}
	})},
	{Name: "dns.extraneous", Title: "Extraneous data", Type: dissect.Label, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if len(m.surplus()) > 0 {
			v.Mark()
		}
	})},
}

// dataFields makes a field of every spec that the layouts mention, each once.
func dataFields() []dissect.Field {
	all := make([][]part, 0, len(layouts)+3)
	all = append(all, layouts[:]...)
	all = append(all, winsLayout, winsReverseLayout, xpfLayout)
	var list []dissect.Field
	seen := make(map[*spec]bool)
	add := func(s *spec) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		list = append(list, dissect.Field{Name: s.name, Title: s.title, Type: s.typ, Base: s.base, Names: s.names,
			Get: dissect.Of(func(m *Message, v *dissect.Values) { m.collect(s, v) })})
	}
	for _, layout := range all {
		for i := range layout {
			add(layout[i].spec)
		}
	}
	for _, s := range specialSpecs {
		add(s)
	}
	return list
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
