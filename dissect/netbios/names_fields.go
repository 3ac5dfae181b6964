package netbios

import (
	"strconv"

	"netsniff/dissect"
)

var nameFields = []dissect.Field{
	{Name: "nbns.id", Title: "Transaction ID", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(0, 2)},
	{Name: "nbns.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "nbns.flags.response", Title: "Response", Type: dissect.Bool, Get: dissect.Bits(2, 2, 15, 1)},
	{Name: "nbns.flags.opcode", Title: "Opcode", Type: dissect.Uint, Names: opcodeName, Get: dissect.Bits(2, 2, 11, 4)},
	{Name: "nbns.flags.authoritative", Title: "Authoritative", Type: dissect.Bool, Get: answers(dissect.Bits(2, 2, 10, 1))},
	{Name: "nbns.flags.truncated", Title: "Truncated", Type: dissect.Bool, Get: dissect.Bits(2, 2, 9, 1)},
	{Name: "nbns.flags.recdesired", Title: "Recursion desired", Type: dissect.Bool, Get: dissect.Bits(2, 2, 8, 1)},
	{Name: "nbns.flags.recavail", Title: "Recursion available", Type: dissect.Bool, Get: answers(dissect.Bits(2, 2, 7, 1))},
	{Name: "nbns.flags.broadcast", Title: "Broadcast", Type: dissect.Bool, Get: dissect.Bits(2, 2, 4, 1)},
	{Name: "nbns.flags.rcode", Title: "Reply code", Type: dissect.Uint, Names: rcodeName,
		Get: answers(dissect.Bits(2, 2, 0, 4))},
	{Name: "nbns.count.queries", Title: "Questions", Type: dissect.Uint, Get: dissect.Number(4, 2)},
	{Name: "nbns.count.answers", Title: "Answer RRs", Type: dissect.Uint, Get: dissect.Number(6, 2)},
	{Name: "nbns.count.auth_rr", Title: "Authority RRs", Type: dissect.Uint, Get: dissect.Number(8, 2)},
	{Name: "nbns.count.add_rr", Title: "Additional RRs", Type: dissect.Uint, Get: dissect.Number(10, 2)},
	{Name: "nbns.name", Title: "Name", Type: dissect.String, Get: entries(getName)},
	{Name: "nbns.type", Title: "Type", Type: dissect.Uint, Names: typeTitle, Get: entries(getType)},
	{Name: "nbns.class", Title: "Class", Type: dissect.Uint, Names: classTitle, Get: entries(getClass)},
	{Name: "nbns.ttl", Title: "Time to live", Type: dissect.Uint, Get: entries(getTTL)},
	{Name: "nbns.data_length", Title: "Data length", Type: dissect.Uint, Get: entries(getDataLength)},
	{Name: "nbns.nb_flags", Title: "Name flags", Type: dissect.Uint, Base: dissect.Hex4, Get: addresses(getAddressFlags)},
	{Name: "nbns.nb_flags.group", Title: "Name type", Type: dissect.Bool, Get: addresses(getGroup)},
	{Name: "nbns.nb_flags.ont", Title: "ONT", Type: dissect.Uint, Names: nodeName, Get: addresses(getNode)},
	{Name: "nbns.addr", Title: "Addr", Type: dissect.IPv4, Get: addresses(getAddress)},
	{Name: "nbns.number_of_names", Title: "Number of names", Type: dissect.Uint, Get: entries(getNameCount)},
	{Name: "nbns.netbios_name", Title: "Name", Type: dissect.String, Get: statusNames(getStatusName)},
	{Name: "nbns.name_flags", Title: "Name flags", Type: dissect.Uint, Base: dissect.Hex4, Get: statusNames(getStatusFlags)},
	{Name: "nbns.unit_id", Title: "Unit ID", Type: dissect.Ether, Get: entries(getUnit)},
}

func opcodeName(o uint64) string { return opcodeNames[Opcode(o)] }

func typeTitle(t uint64) string {
	if e := (Entry{Type: uint16(t)}); e.typeName() != "Unknown" {
		return e.typeName()
	}
	return ""
}

func classTitle(c uint64) string {
	if c == 1 {
		return "IN"
	}
	return ""
}

func nodeName(n uint64) string { return [...]string{"B-node", "P-node", "M-node", "H-node"}[n&3] }

// answers returns the getter of what only responses have.
func answers(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*NameMessage); ok && m.response() {
			get(f, l, v)
		}
	}
}

// entries returns the getter that has get look at questions and records.
func entries(get func(m *NameMessage, e *Entry, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *NameMessage, v *dissect.Values) {
		for i := range m.Entries {
			if e := &m.Entries[i]; e.nameLen > 0 {
				get(m, e, v)
			}
		}
	})
}

// getName gets the name and, of a record, what its last byte stands for.
func getName(m *NameMessage, e *Entry, v *dissect.Values) {
	if !e.Record || e.Type != typeNB {
		v.Bytes(m.name(e)).At(e.Off, e.nameLen)
		return
	}
	v.End(appendKind(append(v.Begin(), m.name(e)...), m.name(e))).At(e.Off, e.nameLen)
}

// appendKind appends what the last byte of a name stands for: " (Server service)".
func appendKind(dst, name []byte) []byte {
	n := len(name)
	if n <= 4 || name[n-4] != '<' {
		return dst
	}
	k, err := strconv.ParseUint(string(name[n-3:n-1]), 16, 8)
	if err != nil {
		return dst
	}
	kind := kinds[byte(k)]
	if kind == "" {
		kind = "Unknown"
	}
	return append(append(append(dst, " ("...), kind...), ')')
}

func getType(_ *NameMessage, e *Entry, v *dissect.Values) {
	v.Uint(uint64(e.Type)).At(e.Off+e.nameLen, 2)
}

func getClass(_ *NameMessage, e *Entry, v *dissect.Values) {
	v.Uint(uint64(e.Class)).At(e.Off+e.nameLen+2, 2)
}

func getTTL(_ *NameMessage, e *Entry, v *dissect.Values) {
	if e.dataOff > 0 {
		v.Uint(uint64(e.TTL)).At(e.dataOff-6, 4)
	}
}

func getDataLength(m *NameMessage, e *Entry, v *dissect.Values) {
	if e.dataOff > 0 {
		v.Uint(uint64(m.word(e.dataOff-2))).At(e.dataOff-2, 2)
	}
}

// addresses returns the getter that has get look at each address of a name: where
// it stands, and its bytes.
func addresses(get func(off int, b []byte, v *dissect.Values)) dissect.Getter {
	return entries(func(m *NameMessage, e *Entry, v *dissect.Values) {
		if e.Type != typeNB || m.opcode() == opWait {
			return
		}
		for i := 0; i+addressLen <= len(e.Data); i += addressLen {
			get(e.dataOff+i, e.Data[i:i+addressLen], v)
		}
	})
}

func getAddressFlags(off int, b []byte, v *dissect.Values) { v.Uint(uint64(be.Uint16(b))).At(off, 2) }

func getGroup(off int, b []byte, v *dissect.Values) {
	v.Uint(uint64(b[0]>>7)).Masked(0x8000).At(off, 2)
}

func getNode(off int, b []byte, v *dissect.Values) {
	v.Uint(uint64(b[0]>>5&3)).Masked(0x6000).At(off, 2)
}

func getAddress(off int, b []byte, v *dissect.Values) { v.Bytes(b[2:]).At(off+2, 4) }

// statusLen is an entry of a node's names: name and flags (RFC 1002 §4.2.18).
const statusLen = encodedLen + 2

func getNameCount(_ *NameMessage, e *Entry, v *dissect.Values) {
	if e.Type == typeNBSTAT && len(e.Data) > 0 {
		v.Uint(uint64(e.Data[0])).At(e.dataOff, 1)
	}
}

// statusNames returns the getter that has get look at each name of a node.
func statusNames(get func(off int, b []byte, v *dissect.Values)) dissect.Getter {
	return entries(func(_ *NameMessage, e *Entry, v *dissect.Values) {
		if e.Type != typeNBSTAT || len(e.Data) == 0 {
			return
		}
		for i, n := 1, int(e.Data[0]); n > 0 && i+statusLen <= len(e.Data); i, n = i+statusLen, n-1 {
			get(e.dataOff+i, e.Data[i:i+statusLen], v)
		}
	})
}

func getStatusName(off int, b []byte, v *dissect.Values) {
	v.End(appendName(v.Begin(), b[:encodedLen])).At(off, encodedLen)
}

func getStatusFlags(off int, b []byte, v *dissect.Values) {
	v.Uint(uint64(be.Uint16(b[encodedLen:]))).At(off+encodedLen, 2)
}

func getUnit(_ *NameMessage, e *Entry, v *dissect.Values) {
	if e.Type != typeNBSTAT || len(e.Data) == 0 {
		return
	}
	if i := 1 + int(e.Data[0])*statusLen; i+6 <= len(e.Data) {
		v.Bytes(e.Data[i:i+6]).At(e.dataOff+i, 6)
	}
}

var nameOutline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "nbns.flags", Below: []string{"nbns.flags.*"}},
		{Above: "nbns.nb_flags", Below: []string{"nbns.nb_flags.*"}},
	},
	Headings: addEntries,
	Wordings: []dissect.Wording{{Field: "nbns.name", Say: sayKind}},
}

// sayKind appends a name and what its last byte stands for.
func sayKind(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = append(append(dst, ": "...), v.B...)
	return appendKind(dst, v.B)
}

var sections = [...]string{"Queries", "Answers", "Authoritative nameservers", "Additional records"}

// addEntries adds a heading for each section, and below it one for each entry.
func addEntries(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*NameMessage)
	if !ok {
		return
	}
	last := -1
	for i := range m.Entries {
		e := &m.Entries[i]
		if int(e.Section) != last {
			last = int(e.Section)
			h.Add(0, "nbns."+sections[last], append(h.Begin(), sections[last]...), e.Off, 0)
		}
		dst := append(append(append(h.Begin(), m.name(e)...), ": type "...), e.typeName()...)
		h.Add(1, "", append(append(dst, ", class "...), classTitle(uint64(e.Class))...), e.Off,
			min(e.Len, len(m.Bytes)-e.Off))
	}
}
