package stp

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "stp.protocol", Title: "Protocol Identifier", Type: dissect.Uint, Base: dissect.Hex4, Names: protocolName,
		Get: dissect.Number(0, 2)},
	{Name: "stp.version", Title: "Protocol Version Identifier", Type: dissect.Uint,
		Names: func(u uint64) string { return Version(u).String() }, Get: dissect.Number(versionAt, 1)},
	{Name: "stp.type", Title: "BPDU Type", Type: dissect.Uint, Base: dissect.Hex2,
		Names: func(u uint64) string { return Type(u).String() }, Get: dissect.Number(typeAt, 1)},
	{Name: "stp.type.unknown", Title: "Unknown BPDU type data", Type: dissect.Label, Get: getUnknown},
	{Name: "stp.flags", Title: "BPDU flags", Type: dissect.Uint, Base: dissect.Hex2, Get: root(dissect.Number(flagsAt, 1))},
	{Name: "stp.flags.tcack", Title: "Topology Change Acknowledgment", Type: dissect.Bool, Names: yesNo,
		Get: flag(root, 7, 1)},
	{Name: "stp.flags.agreement", Title: "Agreement", Type: dissect.Bool, Names: yesNo, Get: flag(rapid, 6, 1)},
	{Name: "stp.flags.forwarding", Title: "Forwarding", Type: dissect.Bool, Names: yesNo, Get: flag(rapid, 5, 1)},
	{Name: "stp.flags.learning", Title: "Learning", Type: dissect.Bool, Names: yesNo, Get: flag(rapid, 4, 1)},
	{Name: "stp.flags.port_role", Title: "Port Role", Type: dissect.Uint, Names: roleName, Get: flag(rapid, roleShift, 2)},
	{Name: "stp.flags.proposal", Title: "Proposal", Type: dissect.Bool, Names: yesNo, Get: flag(rapid, 1, 1)},
	{Name: "stp.flags.tc", Title: "Topology Change", Type: dissect.Bool, Names: yesNo, Get: flag(root, 0, 1)},
	{Name: "stp.root.prio", Title: "Root Bridge Priority", Type: dissect.Uint, Get: root(priority(rootAt))},
	{Name: "stp.root.ext", Title: "Root Bridge System ID Extension", Type: dissect.Uint, Get: root(extension(rootAt))},
	{Name: "stp.root.hw", Title: "Root Bridge System ID", Type: dissect.Ether, Get: root(dissect.Part(rootAt+2, 6))},
	{Name: "stp.root.cost", Title: "Root Path Cost", Type: dissect.Uint, Get: root(dissect.Number(costAt, 4))},
	{Name: "stp.bridge.prio", Title: "Bridge Priority", Type: dissect.Uint, Get: root(priority(bridgeAt))},
	{Name: "stp.bridge.ext", Title: "Bridge System ID Extension", Type: dissect.Uint, Get: root(extension(bridgeAt))},
	{Name: "stp.bridge.hw", Title: "Bridge System ID", Type: dissect.Ether, Get: root(dissect.Part(bridgeAt+2, 6))},
	{Name: "stp.port", Title: "Port identifier", Type: dissect.Uint, Base: dissect.Hex4,
		Get: root(dissect.Number(portAt, 2))},
	{Name: "stp.msg_age", Title: "Message Age", Type: dissect.Double, Get: root(seconds(agesAt))},
	{Name: "stp.max_age", Title: "Max Age", Type: dissect.Double, Get: root(seconds(agesAt + 2))},
	{Name: "stp.hello", Title: "Hello Time", Type: dissect.Double, Get: root(seconds(agesAt + 4))},
	{Name: "stp.forward", Title: "Forward Delay", Type: dissect.Double, Get: root(seconds(agesAt + 6))},
	{Name: "stp.version_1_length", Title: "Version 1 Length", Type: dissect.Uint, Get: rapid(dissect.Number(confLen, 1))},
	{Name: "mstp.version_3_length", Title: "Version 3 Length", Type: dissect.Uint, Get: mst(dissect.Number(length3At, 2))},
	{Name: "mstp.config_format_selector", Title: "MST Config ID format selector", Type: dissect.Uint,
		Get: mst(dissect.Number(extAt, 1))},
	{Name: "mstp.config_name", Title: "MST Config name", Type: dissect.String, Get: mst(getConfigName)},
	{Name: "mstp.config_revision_level", Title: "MST Config revision", Type: dissect.Uint,
		Get: mst(dissect.Number(extAt+33, 2))},
	{Name: "mstp.config_digest", Title: "MST Config digest", Type: dissect.Octets, Get: mst(dissect.Part(extAt+35, 16))},
	{Name: "mstp.cist_internal_root_path_cost", Title: "CIST Internal Root Path Cost", Type: dissect.Uint,
		Get: mst(dissect.Number(cistAt-4, 4))},
	{Name: "mstp.cist_bridge.prio", Title: "CIST Bridge Priority", Type: dissect.Uint, Get: mst(priority(cistAt))},
	{Name: "mstp.cist_bridge.ext", Title: "CIST Bridge Identifier System ID Extension", Type: dissect.Uint,
		Get: mst(extension(cistAt))},
	{Name: "mstp.cist_bridge.hw", Title: "CIST Bridge Identifier System ID", Type: dissect.Ether,
		Get: mst(dissect.Part(cistAt+2, 6))},
	{Name: "mstp.cist_remaining_hops", Title: "CIST Remaining hops", Type: dissect.Uint,
		Get: mst(dissect.Number(cistAt+8, 1))},
	{Name: "mstp.msti.flags", Title: "MSTI flags", Type: dissect.Uint, Base: dissect.Hex2, Get: each(0, 1, 0, 8)},
	{Name: "mstp.msti.priority", Title: "Priority", Type: dissect.Uint, Base: dissect.Hex1, Get: each(1, 1, 4, 4)},
	{Name: "mstp.msti.msti_id", Title: "MSTID", Type: dissect.Uint, Get: each(1, 2, 0, 12)},
	{Name: "mstp.msti.root.hw", Title: "Regional Root", Type: dissect.Ether, Get: getInstanceRoot},
	{Name: "mstp.msti.root_cost", Title: "Internal root path cost", Type: dissect.Uint, Get: each(9, 4, 0, 32)},
	{Name: "mstp.msti.bridge_priority", Title: "Bridge Identifier Priority", Type: dissect.Uint, Get: high(13)},
	{Name: "mstp.msti.port_priority", Title: "Port identifier priority", Type: dissect.Uint, Get: high(14)},
	{Name: "mstp.msti.remaining_hops", Title: "Remaining hops", Type: dissect.Uint, Get: each(15, 1, 0, 8)},
	{Name: "stp.pvst.tlvtype", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Names: originName, Get: pvst(0)},
	{Name: "stp.pvst.tlvlen", Title: "Length", Type: dissect.Uint, Get: pvst(2)},
	{Name: "stp.pvst.origvlan", Title: "Originating VLAN", Type: dissect.Uint, Get: pvst(4)},
}

// cistAt is the bridge identifier of the common and internal spanning tree.
const cistAt = extAt + 55

func protocolName(u uint64) string {
	if u == 0 {
		return "Spanning Tree Protocol"
	}
	return "Unknown"
}

func originName(u uint64) string {
	if u == 0 {
		return "Originating VLAN"
	}
	return ""
}

func yesNo(u uint64) string { return [...]string{"No", "Yes"}[u&1] }

func roleName(u uint64) string {
	return [...]string{"Master/Unknown", "Alternate or Backup", "Root", "Designated"}[u&3]
}

// root, rapid and mst return getters that read BPDUs which tell the root, those
// of RSTP and its successors, and those with the extension of MSTP.
func root(get dissect.Getter) dissect.Getter  { return only(tellsRoot, get) }
func rapid(get dissect.Getter) dissect.Getter { return only(isRapid, get) }
func mst(get dissect.Getter) dissect.Getter   { return only(multiple, get) }

func isRapid(b []byte) bool { return tellsRoot(b) && Type(b[typeAt]) == Rapid }

func only(holds func(b []byte) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if holds(l.Bytes) {
			get(f, l, v)
		}
	}
}

func getUnknown(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := l.Bytes; len(b) >= headLen && !tellsRoot(b) && Type(b[typeAt]) != TopologyChange {
		v.Mark()
	}
}

// priority and extension return getters of the two parts of a bridge
// identifier's first two bytes.
func priority(at int) dissect.Getter  { return identifier(at, 0xf000) }
func extension(at int) dissect.Getter { return identifier(at, 0x0fff) }

func identifier(at int, mask uint16) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := l.Bytes; len(b) >= at+2 {
			v.Uint(uint64(be.Uint16(b[at:])&mask)).At(at, 2)
		}
	}
}

// seconds returns the getter of a time in units of 1/256 seconds.
func seconds(at int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := l.Bytes; len(b) >= at+2 {
			v.Double(float64(be.Uint16(b[at:]))/256).At(at, 2)
		}
	}
}

func getConfigName(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	const at, n = extAt + 1, 32
	if b := l.Bytes; len(b) >= at+n {
		name, _, _ := bytes.Cut(b[at:at+n], []byte{0})
		v.Bytes(name).At(at, n)
	}
}

// each returns the getter of width bits of a number of n bytes in every MST
// instance.
func each(off, n, shift, width int) dissect.Getter {
	mask := uint64(1)<<width - 1
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachInstance(l.Bytes, func(x []byte, at int) {
			u := uint64(0)
			for _, c := range x[off : off+n] {
				u = u<<8 | uint64(c)
			}
			value := v.Uint(u >> shift & mask)
			value.At(at+off, n)
			if width < 8*n {
				value.Masked(mask << shift)
			}
		})
	}
}

// flag returns the getter of width bits of the flags of a BPDU and of its
// instances.
func flag(of func(dissect.Getter) dissect.Getter, shift, width int) dissect.Getter {
	return dissect.Both(of(dissect.Bits(flagsAt, 1, shift, width)), each(0, 1, shift, width))
}

// high returns the getter of the upper half of a byte, which is shown without
// its place.
func high(off int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachInstance(l.Bytes, func(x []byte, at int) { v.Uint(uint64(x[off]>>4)).At(at+off, 1) })
	}
}

func getInstanceRoot(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	eachInstance(l.Bytes, func(x []byte, at int) { v.Bytes(x[3:9]).At(at+3, 6) })
}

// pvst returns the getter of a number in Cisco's element.
func pvst(off int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if at := vlanAt(l.Bytes); at > 0 {
			v.Uint(uint64(be.Uint16(l.Bytes[at+off:]))).At(at+off, 2)
		}
	}
}

// flagNames are the flags that the line of all of them names, highest first.
var flagNames = [...]struct {
	flag byte
	name string
}{
	{flagAck, "Topology Change Acknowledgment"}, {flagAgreement, "Agreement"}, {flagForward, "Forwarding"},
	{flagLearning, "Learning"},
	{0, "Port Role: "}, {flagProposal, "Proposal"}, {flagChange, "Topology Change"},
}

// sayFlags says which flags are set.
func sayFlags(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = text.AppendHex(append(dst, ": 0x"...), v.U, 2)
	rapid := Type(l.Bytes[typeAt]) == Rapid
	for _, x := range flagNames {
		switch {
		case !rapid && x.flag != flagAck && x.flag != flagChange:
		case x.flag == 0:
			dst = append(append(append(dst, ", "...), x.name...), roleName(v.U>>roleShift)...)
		case byte(v.U)&x.flag != 0:
			dst = append(append(dst, ", "...), x.name...)
		}
	}
	return dst
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "stp.flags", Below: []string{"stp.flags.*"}},
		{Above: "mstp.msti.flags", Below: []string{"stp.flags.*"}}},
	Headings: addHeadings,
	Wordings: []dissect.Wording{{Field: "stp.flags", Say: sayFlags}, {Field: "mstp.msti.flags", Say: sayFlags}},
}

// addHeadings adds the lines of bridge identifiers, the MST extension, its
// instances and Cisco's VLAN.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	b := l.Bytes
	add := func(depth int, title string, at int) {
		if len(b) >= at+8 {
			h.Add(depth, "", appendIdentifier(append(h.Begin(), title...), b[at:], " / "), at, 8)
		}
	}
	if !tellsRoot(b) {
		return
	}
	add(0, "Root Identifier: ", rootAt)
	add(0, "Bridge Identifier: ", bridgeAt)
	if multiple(b) && len(b) > extAt {
		h.Add(0, "", append(h.Begin(), "MST Extension"...), extAt, min(len(b)-extAt, int(be.Uint16(b[length3At:]))))
		add(1, "CIST Bridge Identifier: ", cistAt)
		eachInstance(b, func(x []byte, at int) {
			text := strconv.AppendUint(append(h.Begin(), "MSTID "...), uint64(be.Uint16(x[1:])&0xfff), 10)
			text = strconv.AppendUint(append(text, ", Regional Root Identifier "...), uint64(be.Uint16(x[1:])&0xf000), 10)
			h.Add(1, "", capture.AppendEther(append(text, " / "...), x[3:9]), at, instance)
		})
	}
	if at := vlanAt(b); at > 0 {
		h.Add(0, "", strconv.AppendUint(append(h.Begin(), "Originating VLAN (PVID): "...), uint64(be.Uint16(b[at+4:])),
			10), at, 6)
	}
}
