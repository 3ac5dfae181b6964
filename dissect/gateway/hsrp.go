package gateway

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// HSRP is Cisco's Hot Standby Router Protocol, version 1.
var HSRP = dissect.Protocol{
	Name: "hsrp", Title: "Cisco Hot Standby Router Protocol", Column: "HSRP",
	UDP: []uint16{1985, 2029}, PacketSecrets: tellHSRP,
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector {
		return dissect.Shared[hsrpDissector](c)
	},
	Fields: []dissect.Field{
		{Name: "hsrp.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
		{Name: "hsrp.opcode", Title: "Op Code", Type: dissect.Uint, Names: opcodeName, Get: dissect.Number(1, 1)},
		{Name: "hsrp.state", Title: "State", Type: dissect.Uint, Names: stateName, Get: standby(dissect.Number(2, 1))},
		{Name: "hsrp.hellotime", Title: "Hellotime", Type: dissect.Uint, Get: standby(dissect.Number(3, 1))},
		{Name: "hsrp.holdtime", Title: "Holdtime", Type: dissect.Uint, Get: standby(dissect.Number(4, 1))},
		{Name: "hsrp.priority", Title: "Priority", Type: dissect.Uint, Get: standby(dissect.Number(5, 1))},
		{Name: "hsrp.group", Title: "Group", Type: dissect.Uint, Get: standby(dissect.Number(6, 1))},
		{Name: "hsrp.reserved", Title: "Reserved", Type: dissect.Uint, Get: standby(dissect.Number(7, 1))},
		{Name: "hsrp.auth_data", Title: "Authentication Data", Type: dissect.String, Get: standby(getAuth(8, 16))},
		{Name: "hsrp.virt_ip", Title: "Virtual IP Address", Type: dissect.IPv4, Get: standby(dissect.Part(16, 4))},
		{Name: "hsrp.adv.tlvtype", Title: "Type", Type: dissect.Uint, Names: advertisedName,
			Get: advertise(dissect.Number(2, 2))},
		{Name: "hsrp.adv.tlvlength", Title: "Length", Type: dissect.Uint, Get: advertise(dissect.Number(4, 2))},
		{Name: "hsrp.adv.state", Title: "Adv. State", Type: dissect.Uint, Names: advStateName,
			Get: advertise(dissect.Number(6, 1))},
		{Name: "hsrp.adv.activegrp", Title: "Adv. Active groups", Type: dissect.Uint, Get: advertise(dissect.Number(8, 2))},
		{Name: "hsrp.adv.passivegrp", Title: "Adv. Passive groups", Type: dissect.Uint,
			Get: advertise(dissect.Number(10, 2))},
	},
	Outline: &dissect.Outline{Wordings: []dissect.Wording{
		{Field: "hsrp.hellotime", Say: sayDefault(3)}, {Field: "hsrp.holdtime", Say: sayDefault(10)},
	}},
}

// HSRP2 is its version 2, which has elements of type and length.
var HSRP2 = dissect.Protocol{
	Name: "hsrp2", Title: "Cisco Hot Standby Router Protocol", Column: "HSRPv2",
	Fields: []dissect.Field{
		{Name: "hsrp2.version", Title: "Version", Type: dissect.Uint, Get: group(dissect.Number(2, 1))},
		{Name: "hsrp2.opcode", Title: "Op Code", Type: dissect.Uint, Names: opcodeName, Get: group(dissect.Number(3, 1))},
		{Name: "hsrp2.state", Title: "State", Type: dissect.Uint, Names: state2Name, Get: group(dissect.Number(4, 1))},
		{Name: "hsrp2.ipversion", Title: "IP Ver.", Type: dissect.Uint, Names: ipName, Get: group(dissect.Number(5, 1))},
		{Name: "hsrp2.group", Title: "Group", Type: dissect.Uint, Get: group(dissect.Number(6, 2))},
		{Name: "hsrp2.identifier", Title: "Identifier", Type: dissect.Ether, Get: group(dissect.Part(8, 6))},
		{Name: "hsrp2.priority", Title: "Priority", Type: dissect.Uint, Get: group(dissect.Number(14, 4))},
		{Name: "hsrp2.hellotime", Title: "Hellotime", Type: dissect.Uint, Get: group(dissect.Number(18, 4))},
		{Name: "hsrp2.holdtime", Title: "Holdtime", Type: dissect.Uint, Get: group(dissect.Number(22, 4))},
		{Name: "hsrp2.virt_ip", Title: "Virtual IP Address", Type: dissect.IPv4, Get: virtual(4, 4)},
		{Name: "hsrp2.virt_ip_v6", Title: "Virtual IPv6 Address", Type: dissect.IPv6, Get: virtual(6, 16)},
		{Name: "hsrp2.active_groups", Title: "Active Groups", Type: dissect.Uint,
			Get: element(interfaceState, dissect.Number(2, 2))},
		{Name: "hsrp2.passive_groups", Title: "Passive Groups", Type: dissect.Uint,
			Get: element(interfaceState, dissect.Number(4, 2))},
		{Name: "hsrp2.auth_data", Title: "Authentication Data", Type: dissect.String, Get: getText},
	},
	Outline: &dissect.Outline{
		Headings: addElements,
		Wordings: []dissect.Wording{{Field: "hsrp2.hellotime", Say: sayDefault(3000)},
			{Field: "hsrp2.holdtime", Say: sayDefault(10000)}},
	},
}

// Opcodes, and the length of a message of version 1.
const (
	opAdvertise = 3
	hsrpLen     = 20
	groupLen    = 42 // the element of version 2 about a group, with its head
)

// Elements of version 2.
const (
	groupState     = 1
	interfaceState = 2
	textAuth       = 3
)

var (
	opcodeNames     = [...]string{"Hello", "Coup", "Resign", "Advertise"}
	advertisedNames = [...]string{1: "HSRP interface state", 2: "IP redundancy"}
	advStateNames   = [...]string{1: "Dormant", 2: "Passive", 3: "Active"}
	state2Names     = [...]string{1: "Init", 2: "Learn", 3: "Listen", 4: "Speak", 5: "Standby", 6: "Active"}
)

func nth(names []string, u uint64) string {
	if u < uint64(len(names)) && names[u] != "" {
		return names[u]
	}
	return "Unknown"
}

func opcodeName(u uint64) string     { return nth(opcodeNames[:], u) }
func advertisedName(u uint64) string { return nth(advertisedNames[:], u) }
func advStateName(u uint64) string   { return nth(advStateNames[:], u) }
func state2Name(u uint64) string     { return nth(state2Names[:], u) }

func ipName(u uint64) string {
	switch u {
	case 4:
		return "IPv4"
	case 6:
		return "IPv6"
	}
	return "Unknown"
}

// stateName returns the name of a state of version 1.
func stateName(u uint64) string {
	switch u {
	case 0:
		return "Initial"
	case 1:
		return "Learn"
	case 2:
		return "Listen"
	case 4:
		return "Speak"
	case 8:
		return "Standby"
	case 16:
		return "Active"
	}
	return "Unknown"
}

// only returns a getter that reads messages for which holds is true.
func only(holds func(b []byte) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if holds(l.Bytes) {
			get(f, l, v)
		}
	}
}

func standby(get dissect.Getter) dissect.Getter {
	return only(func(b []byte) bool { return len(b) > 1 && b[1] < opAdvertise }, get)
}

func advertise(get dissect.Getter) dissect.Getter {
	return only(func(b []byte) bool { return len(b) > 1 && b[1] == opAdvertise }, get)
}

// element returns a getter that reads messages of version 2 which begin with an
// element of type t.
func element(t byte, get dissect.Getter) dissect.Getter {
	return only(func(b []byte) bool { return len(b) > 1 && b[0] == t }, get)
}

func group(get dissect.Getter) dissect.Getter { return element(groupState, get) }

func virtual(version byte, n int) dissect.Getter {
	return only(func(b []byte) bool { return len(b) >= groupLen && b[0] == groupState && b[5] == version },
		dissect.Part(26, n))
}

func getAuth(from, to int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) >= to {
			v.Bytes(trimmed(l.Bytes[from:to])).At(from, to-from)
		}
	}
}

// getText appends the password that follows what is said of the group.
func getText(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := l.Bytes; len(b) >= groupLen+10 && b[groupLen] == textAuth {
		getAuth(groupLen+2, groupLen+10)(f, l, v)
	}
}

func sayDefault(usual uint64) dissect.Sayer {
	return func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		dst = append(dst, ": "...)
		if v.U != usual {
			return append(strconv.AppendUint(append(dst, "Non-Default ("...), v.U, 10), ')')
		}
		return append(strconv.AppendUint(append(dst, "Default ("...), v.U, 10), ')')
	}
}

// addElements adds a line for each element.
func addElements(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	b := l.Bytes
	for at := 0; at+2 <= len(b); at += 2 + int(b[at+1]) {
		name := nth([]string{groupState: "Group State TLV", interfaceState: "Interface State TLV",
			textAuth: "Text Authentication TLV"}, uint64(b[at]))
		text := strconv.AppendUint(append(append(h.Begin(), name...), ": Type="...), uint64(b[at]), 10)
		h.Add(0, "", strconv.AppendUint(append(text, " Len="...), uint64(b[at+1]), 10), at, 2+int(b[at+1]))
	}
}

type hsrpDissector struct{ row dissect.PacketRow }

// Datagram emits a message; those of version 2 have a group of their own.
func (d *hsrpDissector) Datagram(f *dissect.Frame, b []byte) bool {
	if len(b) < 2 {
		return false
	}
	if second(f.Dst) {
		d.row = dissect.NewPacketRow(f, b, appendHSRP2)
		f.Emit(dissect.Layer{Message: &d.row, Protocol: &HSRP2})
		return true
	}
	d.row = dissect.NewPacketRow(f, b, appendHSRP)
	f.Emit(dissect.Layer{Message: &d.row})
	return true
}

// second reports whether an address is a multicast group of version 2.
func second(a capture.Addr) bool {
	return a.Kind == capture.AddrIPv4 && [4]byte(a.B[:4]) == [4]byte{224, 0, 0, 102} ||
		a.Kind == capture.AddrIPv6 && a.B == [16]byte{0: 0xff, 1: 0x02, 15: 0x66}
}

// appendHSRP appends what a router says, and the state it is in.
func appendHSRP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	dst = append(dst, opcodeName(uint64(b[1]))...)
	switch {
	case b[1] > opAdvertise:
		return dst
	case b[1] == opAdvertise && len(b) > 6:
		dst = append(append(append(dst, " (state "...), advStateName(uint64(b[6]))...), ')')
		return r.AppendFitting(dst, 16)
	case b[1] < opAdvertise && len(b) > 2:
		dst = append(append(append(dst, " (state "...), stateName(uint64(b[2]))...), ')')
	}
	return r.AppendFitting(dst, hsrpLen)
}

func appendHSRP2(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	switch {
	case b[0] == interfaceState && len(b) >= 6:
		dst = strconv.AppendUint(append(dst, "Interface State TLV (Act="...), uint64(be.Uint16(b[2:])), 10)
		dst = strconv.AppendUint(append(dst, " Pass="...), uint64(be.Uint16(b[4:])), 10)
		return append(dst, ')')
	case b[0] == groupState && len(b) > 4:
		dst = append(append(dst, opcodeName(uint64(b[3]))...), " (state "...)
		dst = append(append(dst, state2Name(uint64(b[4]))...), ')')
		return r.AppendFitting(dst, groupLen)
	case b[0] == groupState:
		return r.AppendFitting(dst, groupLen)
	}
	return append(dst, "Unknown TLV"...)
}
