package ntlmssp

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// AttributeType is the AvId of an AV_PAIR ([MS-NLMP] §2.2.2.1).
type AttributeType uint16

// Types of attributes.
const (
	EndOfList AttributeType = iota
	NetBIOSComputerName
	NetBIOSDomainName
	DNSComputerName
	DNSDomainName
	DNSTreeName
	Flags
	Timestamp
	Restrictions
	TargetName
	ChannelBindings
)

// attributes are the words for types and the ends of the names of their fields.
var attributes = [...]struct {
	words, field, title string
	kind                dissect.Type
}{
	EndOfList:           {"End of list", "", "", dissect.Label},
	NetBIOSComputerName: {"NetBIOS computer name", "nb_computer_name", "NetBIOS Computer Name", dissect.String},
	NetBIOSDomainName:   {"NetBIOS domain name", "nb_domain_name", "NetBIOS Domain Name", dissect.String},
	DNSComputerName:     {"DNS computer name", "dns_computer_name", "DNS Computer Name", dissect.String},
	DNSDomainName:       {"DNS domain name", "dns_domain_name", "DNS Domain Name", dissect.String},
	DNSTreeName:         {"DNS tree name", "dns_tree_name", "DNS Tree Name", dissect.String},
	Flags:               {"Flags", "flags", "Flags", dissect.Uint},
	Timestamp:           {"Timestamp", "timestamp", "Timestamp", dissect.AbsTime},
	Restrictions:        {"Restrictions", "restrictions", "Restrictions", dissect.Octets},
	TargetName:          {"Target Name", "target_name", "Target Name", dissect.String},
	ChannelBindings:     {"Channel Bindings", "channel_bindings", "Channel Bindings", dissect.Octets},
}

// String returns Wireshark's words for a type, "" for one that is not known.
func (t AttributeType) String() string {
	if int(t) < len(attributes) {
		return attributes[t].words
	}
	return ""
}

// maxAttributes bounds those that are read of a message: there are eleven types.
const maxAttributes = 32

const attributeHead = 4 // type and length

// attribute is an AV_PAIR and where it begins in the message.
type attribute struct {
	typ   AttributeType
	at    int
	value []byte
}

// eachAttribute calls f for the attributes of a message from one place to another, up
// to the end of the list, and returns where that is.
func (m *Message) eachAttribute(at, end int, f func(a attribute)) int {
	for n := 0; n < maxAttributes && at+attributeHead <= end; n++ {
		a := attribute{AttributeType(le.Uint16(m.Bytes[at:])), at, nil}
		long := int(le.Uint16(m.Bytes[at+2:]))
		if at+attributeHead+long > end {
			return at
		}
		a.value = m.Bytes[at+attributeHead:][:long]
		f(a)
		if at += attributeHead + long; a.typ == EndOfList {
			break
		}
	}
	return at
}

// append appends the words of an attribute.
func (a attribute) append(dst []byte) []byte {
	words := a.typ.String()
	if words == "" {
		words = "Unknown"
	}
	dst = append(append(dst, "Attribute: "...), words...)
	if int(a.typ) < len(attributes) && attributes[a.typ].kind == dissect.String {
		dst = text.AppendUTF16(append(dst, ": "...), a.value)
	}
	return dst
}

// attributeFields are the fields of the attributes of a list, which lists appear in
// under a name of their own.
func attributeFields(list, title string, each func(*Message, func(attribute))) []dissect.Field {
	every := func(get func(a attribute, v *dissect.Values)) dissect.Getter {
		return of(func(m *Message, v *dissect.Values) { each(m, func(a attribute) { get(a, v) }) })
	}
	fields := []dissect.Field{
		{Name: list + "item.type", Title: title + " Item Type", Type: dissect.Uint, Base: dissect.Hex4,
			Names: func(u uint64) string { return AttributeType(u).String() },
			Get:   every(func(a attribute, v *dissect.Values) { v.Uint(uint64(a.typ)).At(a.at, 2) })},
		{Name: list + "item.length", Title: title + " Item Length", Type: dissect.Uint,
			Get: every(func(a attribute, v *dissect.Values) { v.Uint(uint64(len(a.value))).At(a.at+2, 2) })},
	}
	for t, x := range attributes {
		if x.field == "" {
			continue
		}
		base := dissect.Dec
		if x.kind == dissect.Uint {
			base = dissect.Hex8
		}
		fields = append(fields, dissect.Field{Name: list + x.field, Title: x.title, Type: x.kind, Base: base,
			Get: every(func(a attribute, v *dissect.Values) {
				if a.typ == AttributeType(t) {
					a.put(v, x.kind)
				}
			})})
	}
	return fields
}

// put adds the value of an attribute.
func (a attribute) put(v *dissect.Values, kind dissect.Type) {
	var x *dissect.Value
	switch {
	case kind == dissect.String:
		x = v.End(text.AppendUTF16(v.Begin(), a.value))
	case kind == dissect.Octets:
		x = v.Bytes(a.value)
	case kind == dissect.Uint && len(a.value) >= 4:
		x = v.Uint(uint64(le.Uint32(a.value)))
	case kind == dissect.AbsTime && len(a.value) >= 8:
		x = v.Uint(windows.Time(le.Uint64(a.value)))
	default:
		return
	}
	x.At(a.at+attributeHead, len(a.value))
}
