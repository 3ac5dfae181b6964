package ospf

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "ospf.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
	{Name: "ospf.msg", Title: "Message Type", Type: dissect.Uint,
		Names: func(u uint64) string { return Type(u).String() }, Get: dissect.Number(1, 1)},
	{Name: "ospf.packet_length", Title: "Packet Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	{Name: "ospf.srcrouter", Title: "Source OSPF Router", Type: dissect.IPv4, Get: dissect.Part(4, 4)},
	{Name: "ospf.area_id", Title: "Area ID", Type: dissect.IPv4, Get: dissect.Part(8, 4)},
	{Name: "ospf.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(12, 2)},
	{Name: "ospf.auth.type", Title: "Auth Type", Type: dissect.Uint, Names: authName, Get: of(2, 0, dissect.Number(14, 2))},
	{Name: "ospf.auth.none", Title: "Auth Data (none)", Type: dissect.Octets, Get: authenticated(0, dissect.Part(16, 8))},
	{Name: "ospf.auth.simple", Title: "Auth Data (Simple)", Type: dissect.String,
		Get: authenticated(1, dissect.Part(16, 8))},
	{Name: "ospf.instance_id", Title: "Instance ID", Type: dissect.Uint, Get: of(3, 0, dissect.Number(14, 1))},
	{Name: "ospf.hello.network_mask", Title: "Network Mask", Type: dissect.IPv4,
		Get: of(2, Hello, dissect.Part(headLen2, 4))},
	{Name: "ospf.hello.interface_id", Title: "Interface ID", Type: dissect.Uint,
		Get: of(3, Hello, dissect.Number(headLen3, 4))},
	{Name: "ospf.hello.hello_interval", Title: "Hello Interval [sec]", Type: dissect.Uint,
		Get: dissect.Both(of(2, Hello, dissect.Number(headLen2+4, 2)), of(3, Hello, dissect.Number(headLen3+8, 2)))},
	{Name: "ospf.v2.options", Title: "Options", Type: dissect.Uint, Base: dissect.Hex2, Get: options2(0, 8)},
	{Name: "ospf.v2.options.dn", Title: "DN", Type: dissect.Bool, Get: options2(7, 1)},
	{Name: "ospf.v2.options.o", Title: "O", Type: dissect.Bool, Get: options2(6, 1)},
	{Name: "ospf.v2.options.dc", Title: "(DC) Demand Circuits", Type: dissect.Bool, Names: supported, Get: options2(5, 1)},
	{Name: "ospf.v2.options.l", Title: "(L) LLS Data block", Type: dissect.Bool, Names: present, Get: options2(4, 1)},
	{Name: "ospf.v2.options.n", Title: "(N) NSSA", Type: dissect.Bool, Names: supported, Get: options2(3, 1)},
	{Name: "ospf.v2.options.mc", Title: "(MC) Multicast", Type: dissect.Bool, Names: capable, Get: options2(2, 1)},
	{Name: "ospf.v2.options.e", Title: "(E) External Routing", Type: dissect.Bool, Names: capable, Get: options2(1, 1)},
	{Name: "ospf.v2.options.mt", Title: "(MT) Multi-Topology Routing", Type: dissect.Bool, Names: yesNo,
		Get: options2(0, 1)},
	{Name: "ospf.v3.options", Title: "Options", Type: dissect.Uint, Base: dissect.Hex6,
		Get: dissect.Both(of(3, Hello, dissect.Number(headLen3+5, 3)), of(3, Description, dissect.Number(headLen3+1, 3)))},
	{Name: "ospf.hello.router_priority", Title: "Router Priority", Type: dissect.Uint,
		Get: dissect.Both(of(2, Hello, dissect.Number(headLen2+7, 1)), of(3, Hello, dissect.Number(headLen3+4, 1)))},
	{Name: "ospf.hello.router_dead_interval", Title: "Router Dead Interval [sec]", Type: dissect.Uint,
		Get: dissect.Both(of(2, Hello, dissect.Number(headLen2+8, 4)), of(3, Hello, dissect.Number(headLen3+10, 2)))},
	{Name: "ospf.hello.designated_router", Title: "Designated Router", Type: dissect.IPv4,
		Get: hello(dissect.Part(headLen2+12, 4), dissect.Part(headLen3+12, 4))},
	{Name: "ospf.hello.backup_designated_router", Title: "Backup Designated Router", Type: dissect.IPv4,
		Get: hello(dissect.Part(headLen2+16, 4), dissect.Part(headLen3+16, 4))},
	{Name: "ospf.hello.active_neighbor", Title: "Active Neighbor", Type: dissect.IPv4, Get: getNeighbors},
	{Name: "ospf.db.interface_mtu", Title: "Interface MTU", Type: dissect.Uint,
		Get: dissect.Both(of(2, Description, dissect.Number(headLen2, 2)),
			of(3, Description, dissect.Number(headLen3+4, 2)))},
	{Name: "ospf.dbd", Title: "DB Description", Type: dissect.Uint, Base: dissect.Hex2, Get: describing(0, 8)},
	{Name: "ospf.dbd.r", Title: "(R) OOBResync", Type: dissect.Bool, Get: describing(3, 1)},
	{Name: "ospf.dbd.i", Title: "(I) Init", Type: dissect.Bool, Get: describing(2, 1)},
	{Name: "ospf.dbd.m", Title: "(M) More", Type: dissect.Bool, Get: describing(1, 1)},
	{Name: "ospf.dbd.ms", Title: "(MS) Master", Type: dissect.Bool, Names: yesNo, Get: describing(0, 1)},
	{Name: "ospf.db.dd_sequence", Title: "DD Sequence", Type: dissect.Uint,
		Get: dissect.Both(of(2, Description, dissect.Number(headLen2+4, 4)),
			of(3, Description, dissect.Number(headLen3+8, 4)))},
	{Name: "ospf.ls.number_of_lsas", Title: "Number of LSAs", Type: dissect.Uint,
		Get: dissect.Both(of(2, Update, dissect.Number(headLen2, 4)), of(3, Update, dissect.Number(headLen3, 4)))},
	{Name: "ospf.lsa.age", Title: "LS Age (seconds)", Type: dissect.Uint,
		Get: advertised(func(x lsa,
			v *dissect.Values) {
			v.Uint(uint64(be.Uint16(x.head)&0x7fff)).Masked(0x7fff).At(x.at, 2)
		})},
	{Name: "ospf.lsa.donotage", Title: "Do Not Age Flag", Type: dissect.Uint,
		Get: advertised(func(x lsa, v *dissect.Values) { v.Uint(uint64(x.head[0]>>7)).Masked(0x8000).At(x.at, 2) })},
	{Name: "ospf.lsa", Title: "LS Type", Type: dissect.Uint, Names: lsaName, Get: second(3, 1)},
	{Name: "ospf.lsa.id", Title: "Link State ID", Type: dissect.IPv4, Get: second(4, 0)},
	{Name: "ospf.advrouter", Title: "Advertising Router", Type: dissect.IPv4,
		Get: advertised(func(x lsa, v *dissect.Values) { v.Bytes(x.head[8:12]).At(x.at+8, 4) })},
	{Name: "ospf.lsa.seqnum", Title: "Sequence Number", Type: dissect.Uint, Base: dissect.Hex8,
		Get: advertised(func(x lsa, v *dissect.Values) { v.Uint(uint64(be.Uint32(x.head[12:]))).At(x.at+12, 4) })},
	{Name: "ospf.lsa.chksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4,
		Get: advertised(func(x lsa, v *dissect.Values) { v.Uint(uint64(be.Uint16(x.head[16:]))).At(x.at+16, 2) })},
	{Name: "ospf.lsa.length", Title: "Length", Type: dissect.Uint,
		Get: advertised(func(x lsa, v *dissect.Values) { v.Uint(uint64(be.Uint16(x.head[18:]))).At(x.at+18, 2) })},
	{Name: "ospf.lsa.router.linkid", Title: "Link ID", Type: dissect.IPv4,
		Get: links(func(b []byte, at int, v *dissect.Values) { v.Bytes(b[:4]).At(at, 4) })},
	{Name: "ospf.lsa.router.linkdata", Title: "Link Data", Type: dissect.IPv4,
		Get: links(func(b []byte, at int, v *dissect.Values) { v.Bytes(b[4:8]).At(at+4, 4) })},
	{Name: "ospf.lsa.router.linktype", Title: "Link Type", Type: dissect.Uint, Names: linkName,
		Get: links(func(b []byte, at int, v *dissect.Values) { v.Uint(uint64(b[8])).At(at+8, 1) })},
	{Name: "ospf.lsa.router.metric0", Title: "0 Metric", Type: dissect.Uint,
		Get: links(func(b []byte, at int, v *dissect.Values) { v.Uint(uint64(be.Uint16(b[10:]))).At(at+10, 2) })},
}

func supported(u uint64) string { return [...]string{"Not supported", "Supported"}[u&1] }
func present(u uint64) string   { return [...]string{"Not Present", "Present"}[u&1] }
func capable(u uint64) string   { return [...]string{"Not capable", "Capable"}[u&1] }
func yesNo(u uint64) string     { return [...]string{"No", "Yes"}[u&1] }

func authName(u uint64) string {
	switch u {
	case 0:
		return "Null"
	case 1:
		return "Simple password"
	case 2:
		return "Cryptographic"
	}
	return "Unknown"
}

func linkName(u uint64) string {
	names := [...]string{
		1: "Point-to-point connection to another router", 2: "Connection to a transit network",
		3: "Connection to a stub network", 4: "Virtual link",
	}
	if u < uint64(len(names)) {
		return names[u]
	}
	return "Unknown link type"
}

// of returns a getter that reads packets of a version and a type; 0: all types.
func of(version byte, t Type, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if w, u := typeOf(l.Bytes); w == version && (t == 0 || u == t) {
			get(f, l, v)
		}
	}
}

func hello(two, three dissect.Getter) dissect.Getter {
	return dissect.Both(of(2, Hello, two), of(3, Hello, three))
}

func authenticated(kind uint16, get dissect.Getter) dissect.Getter {
	return of(2, 0, func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if be.Uint16(l.Bytes[14:]) == kind {
			get(f, l, v)
		}
	})
}

// options2 returns the getter of width bits of the options of version 2, in
// hellos, descriptions and advertisements.
func options2(shift, width int) dissect.Getter {
	first := dissect.Both(of(2, Hello, dissect.Bits(headLen2+6, 1, shift, width)),
		of(2, Description, dissect.Bits(headLen2+2, 1, shift, width)))
	mask := uint64(1)<<width - 1
	return dissect.Both(first, of(2, 0, advertised(func(x lsa, v *dissect.Values) {
		value := v.Uint(uint64(x.head[2]) >> shift & mask)
		value.At(x.at+2, 1)
		if width < 8 {
			value.Masked(mask << shift)
		}
	})))
}

func describing(shift, width int) dissect.Getter {
	return dissect.Both(of(2, Description, dissect.Bits(headLen2+3, 1, shift, width)),
		of(3, Description, dissect.Bits(headLen3+7, 1, shift, width)))
}

func getNeighbors(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if _, t := typeOf(l.Bytes); t != Hello {
		return
	}
	for at := headLen(l.Bytes) + hello2; at+4 <= min(len(l.Bytes), int(be.Uint16(l.Bytes[2:]))); at += 4 {
		v.Bytes(l.Bytes[at:at+4]).At(at, 4)
	}
}

func advertised(get func(x lsa, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachLSA(l.Bytes, func(x lsa) { get(x, v) })
	}
}

// second returns the getter of a number of n bytes in the advertisements of
// version 2, or of an address if n is 0.
func second(off, n int) dissect.Getter {
	return of(2, 0, advertised(func(x lsa, v *dissect.Values) {
		if n == 0 {
			v.Bytes(x.head[off:off+4]).At(x.at+off, 4)
		} else {
			v.Uint(uint64(x.head[off])).At(x.at+off, n)
		}
	}))
}

func links(get func(link []byte, at int, v *dissect.Values)) dissect.Getter {
	return of(2, Update, advertised(func(x lsa, v *dissect.Values) {
		eachLink(x, func(link []byte, at int) { get(link, at, v) })
	}))
}

var outline = dissect.Outline{
	Headings: addHeadings,
	Branches: []dissect.Branch{
		{Above: "ospf.v2.options", Below: []string{"ospf.v2.options.*"}},
		{Above: "ospf.dbd", Below: []string{"ospf.dbd.*"}},
	},
	Wordings: []dissect.Wording{{Field: "ospf.area_id", Say: sayArea}},
}

func sayArea(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = capture.AppendIPv4(append(dst, ": "...), v.B)
	if be.Uint32(v.B) == 0 {
		dst = append(dst, " (Backbone)"...)
	}
	return dst
}

// bodies are the lines above what follows the header.
var bodies = [...]string{Hello: "OSPF Hello Packet", Description: "OSPF DB Description", Request: "Link State Request",
	Update: "LS Update Packet"}

// addHeadings adds the lines of the header, what follows it, and of each
// advertisement.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	b := l.Bytes
	version, t := typeOf(b)
	if version == 0 {
		return
	}
	n := headLen(b)
	h.Add(0, "", append(h.Begin(), "OSPF Header"...), 0, n)
	depth, size := 0, len(b)-n
	switch t {
	case Description:
		size = map[byte]int{2: dbd2, 3: dbd3}[version]
	case Update:
		depth = 1
	}
	if int(t) < len(bodies) && bodies[t] != "" && size > 0 {
		h.Add(0, "", append(h.Begin(), bodies[t]...), n, size)
	}
	eachLSA(b, func(x lsa) {
		text := h.Begin()
		if version == 2 {
			text = strconv.AppendUint(append(text, "LSA-type "...), uint64(x.head[3]), 10)
			text = append(append(append(text, " ("...), lsaName(uint64(x.head[3]))...), ')')
		} else {
			text = append(text, "LSA"...)
		}
		text = strconv.AppendUint(append(text, ", len "...), uint64(be.Uint16(x.head[18:])), 10)
		h.Add(depth, "", text, x.at, lsaLen+len(x.body))
	})
}
