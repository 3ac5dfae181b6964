package lldp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// organization is one that defines elements of its own.
type organization struct {
	oui      uint32
	title    string
	short    string // as the line of an element begins
	subtypes []string
}

var (
	ieee8021 = organization{0x0080c2, "IEEE", "IEEE", []string{
		1: "Port VLAN ID", 2: "Port and Protocol VLAN ID", 3: "VLAN Name", 4: "Protocol Identity",
		5: "VID Usage Digest", 6: "Management VID",
		7: "Link Aggregation",
	}}
	ieee8023 = organization{0x00120f, "Ieee 802.3", "Ieee 802.3", []string{
		1: "MAC/PHY Configuration/Status", 2: "Power Via MDI", 3: "Link Aggregation", 4: "Maximum Frame Size",
		5: "Energy Efficient Ethernet",
	}}
	media = organization{0x0012bb, "Telecommunications Industry Association TR-41 Committee",
		"Telecommunications Industry Association TR-41 Committee", []string{
			1: "Media Capabilities", 2: "Network Policy", 3: "Location Identification", 4: "Extended Power-via-MDI",
			5: "Inventory - Hardware Revision",
			6: "Inventory - Firmware Revision", 7: "Inventory - Software Revision", 8: "Inventory - Serial Number",
			9:  "Inventory - Manufacturer Name",
			10: "Inventory - Model Name", 11: "Inventory - Asset ID",
		}}
	organizations = [...]*organization{&ieee8021, &ieee8023, &media}
)

// ouiLen is what the elements of organizations begin with, before their subtype.
const ouiLen = 3

func ouiOf(b []byte) uint32 { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }

// name returns the name of a subtype.
func (o *organization) name(u uint64) string {
	if u < uint64(len(o.subtypes)) && o.subtypes[u] != "" {
		return o.subtypes[u]
	}
	return "Unknown subtype"
}

// subtype is the getter of the subtypes of the organization's elements.
func (o *organization) subtype(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	elements(Organization, func(x element, v *dissect.Values) {
		if len(x.value) > ouiLen && ouiOf(x.value) == o.oui {
			addNumber(x, ouiLen, 1, v)
		}
	})(f, l, v)
}

// number returns the getter of a number in the elements of a subtype.
func (o *organization) number(subtype byte, off, n int) dissect.Getter {
	return o.each(subtype, func(x element, v *dissect.Values) { addNumber(x, ouiLen+1+off, n, v) })
}

// rest returns the getter of what the elements of a subtype have from off on.
func (o *organization) rest(subtype byte, off int) dissect.Getter {
	return o.each(subtype, func(x element, v *dissect.Values) {
		if from := ouiLen + 1 + off; len(x.value) >= from {
			v.Bytes(x.value[from:]).At(x.at+headLen+from, len(x.value)-from)
		}
	})
}

func (o *organization) each(subtype byte, get func(x element, v *dissect.Values)) dissect.Getter {
	return elements(Organization, func(x element, v *dissect.Values) {
		if len(x.value) > ouiLen && ouiOf(x.value) == o.oui && x.value[ouiLen] == subtype {
			get(x, v)
		}
	})
}

func organizationOf(oui uint32) *organization {
	for _, o := range organizations {
		if o.oui == oui {
			return o
		}
	}
	return nil
}

func sayOUI(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = capture.AppendEther(append(dst, ": "...), []byte{byte(v.U >> 16), byte(v.U >> 8), byte(v.U)})
	if o := organizationOf(uint32(v.U)); o != nil {
		dst = append(append(append(dst, " ("...), o.title...), ')')
	}
	return dst
}

// addHeadings adds a line for each element.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	each(l.Bytes, func(x element) { h.Add(0, "", appendHeading(h.Begin(), x), x.at, headLen+x.size) })
}

func appendHeading(dst []byte, x element) []byte {
	switch x.Type {
	case ChassisID, PortID:
		if len(x.value) == 0 {
			break
		}
		f := formOf(x.Type, x.value[0])
		dst = append(dst, [...]string{ChassisID: "Chassis", PortID: "Port"}[x.Type]...)
		dst = append(append(append(dst, " Subtype = "...), formNames[f]...), ", Id: "...)
		return appendValue(dst, f, x)
	case TimeToLive:
		if len(x.value) == 2 {
			return append(strconv.AppendUint(append(dst, "Time To Live = "...), uint64(be.Uint16(x.value)), 10), " sec"...)
		}
	case PortDescription, SystemName, SystemDescription:
		return append(append(append(dst, x.Type.String()...), " = "...), x.value...)
	case SystemCapabilities:
		return append(dst, "Capabilities"...)
	case Organization:
		return appendOrganization(dst, x)
	}
	return append(dst, x.Type.String()...)
}

func appendOrganization(dst []byte, x element) []byte {
	if len(x.value) <= ouiLen {
		return append(dst, x.Type.String()...)
	}
	if o := organizationOf(ouiOf(x.value)); o != nil {
		return append(append(append(dst, o.short...), " - "...), o.name(uint64(x.value[ouiLen]))...)
	}
	return append(dst, "Unknown - Unknown"...)
}
