package slow

import "netsniff/dissect"

// stateFlags are the flags of an end, lowest first, with the words for not set
// and set.
var stateFlags = [8]struct {
	name, title string
	words       [2]string
}{
	{"activity", "LACP Activity", [2]string{"Passive", "Active"}},
	{"timeout", "LACP Timeout", [2]string{"Long Timeout", "Short Timeout"}},
	{"aggregation", "Aggregation", [2]string{"Individual", "Aggregatable"}},
	{"synchronization", "Synchronization", [2]string{"Out of Sync", "In Sync"}},
	{"collecting", "Collecting", [2]string{"Disabled", "Enabled"}},
	{"distributing", "Distributing", [2]string{"Disabled", "Enabled"}},
	{"defaulted", "Defaulted", [2]string{"No", "Yes"}},
	{"expired", "Expired", [2]string{"No", "Yes"}},
}

var fields = append(append([]dissect.Field{
	{Name: "lacp.version", Title: "LACP Version", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
	{Name: "lacp.tlv_type", Title: "TLV Type", Type: dissect.Uint, Base: dissect.Hex2, Names: typeName, Get: elements(0)},
	{Name: "lacp.tlv_length", Title: "TLV Length", Type: dissect.Uint, Base: dissect.Hex2, Get: elements(1)},
}, end("actor", "Actor", "Actor System ID", actorAt)...), append(end("partner", "Partner", "Partner System", partnerAt),
	dissect.Field{Name: "lacp.coll_max_delay", Title: "Collector Max Delay", Type: dissect.Uint, Get: dissect.Number(44, 2)},
)...)

// end returns the fields of what is said of one end, which begins at at.
func end(name, title, system string, at int) []dissect.Field {
	prefix := "lacp." + name + "."
	list := []dissect.Field{
		{Name: prefix + "sys_priority", Title: title + " System Priority", Type: dissect.Uint, Get: dissect.Number(at+2, 2)},
		{Name: prefix + "sysid", Title: system, Type: dissect.Ether, Get: dissect.Part(at+systemAt, 6)},
		{Name: prefix + "key", Title: title + " Key", Type: dissect.Uint, Get: dissect.Number(at+keyAt, 2)},
		{Name: prefix + "port_priority", Title: title + " Port Priority", Type: dissect.Uint, Get: dissect.Number(at+12, 2)},
		{Name: prefix + "port", Title: title + " Port", Type: dissect.Uint, Get: dissect.Number(at+portAt, 2)},
		{Name: prefix + "state", Title: title + " State", Type: dissect.Uint, Base: dissect.Hex2,
			Get: dissect.Number(at+stateAt, 1)},
	}
	for i, x := range stateFlags {
		list = append(list, dissect.Field{Name: prefix + "state." + x.name, Title: x.title, Type: dissect.Bool,
			Names: func(u uint64) string { return x.words[u&1] }, Get: dissect.Bits(at+stateAt, 1, i, 1)})
	}
	return append(list, dissect.Field{Name: prefix + "state_str", Title: title + " State Flags", Type: dissect.String,
		Get: func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			if len(l.Bytes) > at+stateAt {
				v.End(appendState(v.Begin(), l.Bytes[at+stateAt]))
			}
		}})
}

var elementNames = [...]string{"Terminator", "Actor Information", "Partner Information", "Collector Information"}

func typeName(u uint64) string {
	if u < uint64(len(elementNames)) {
		return elementNames[u]
	}
	return "Unknown"
}

// elements returns the getter of a byte of the heads of elements.
func elements(off int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for at := actorAt; at+1 < len(l.Bytes); at += int(l.Bytes[at+1]) {
			v.Uint(uint64(l.Bytes[at+off])).At(at+off, 1)
			if l.Bytes[at] == 0 || l.Bytes[at+1] < 2 {
				return
			}
		}
	}
}

var outline = dissect.Outline{
	Sorted: true,
	Branches: []dissect.Branch{
		{Above: "lacp.actor.state", Below: []string{"lacp.actor.state.*"}},
		{Above: "lacp.partner.state", Below: []string{"lacp.partner.state.*"}},
	},
	Wordings: []dissect.Wording{{Field: "lacp.actor.state", Say: sayState}, {Field: "lacp.partner.state", Say: sayState}},
	Computed: []string{"lacp.actor.state_str", "lacp.partner.state_str"},
}
