package frame

import (
	"netsniff/capture"
	"netsniff/dissect"
)

func getInterface(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if f.On != nil {
		v.Uint(uint64(f.Interface))
	}
}

func getSection(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if f.On != nil && f.On.Section > 0 {
		v.Uint(uint64(f.On.Section))
	}
}

// about returns the getter of what a capture says of the interface.
func about(of func(*capture.Interface) string) dissect.Getter {
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		if f.On == nil {
			return
		}
		if s := of(f.On); s != "" {
			v.Text(s)
		}
	}
}

// encapsulation is Wireshark's own number and name of a link type.
type encapsulation struct {
	number uint64
	name   string
}

var encapsulations = map[capture.LinkType]encapsulation{
	capture.LinkNull:     {15, "NULL/Loopback"},
	capture.LinkEthernet: {1, "Ethernet"},
	capture.LinkPPP:      {4, "PPP"},
	capture.LinkRawBSD:   {7, "Raw IP"},
	capture.LinkRawOBSD:  {7, "Raw IP"},
	capture.LinkPPPHDLC:  {4, "PPP"},
	capture.LinkPPPoE:    {139, "PPP-over-Ethernet session"},
	capture.LinkRaw:      {7, "Raw IP"},
	capture.LinkCHDLC:    {28, "Cisco HDLC"},
	capture.LinkLoop:     {174, "OpenBSD loopback"},
	capture.LinkSLL:      {25, "Linux cooked-mode capture v1"},
	capture.LinkIPNET:    {124, "Solaris IPNET"},
	capture.LinkIPv4:     {129, "Raw IPv4"},
	capture.LinkIPv6:     {130, "Raw IPv6"},
	capture.LinkARCnet:   {9, "Linux ARCNET"},
	capture.LinkUser2:    {47, "USER 2"},
	capture.LinkNFLOG:    {141, "NFLOG"},
	capture.LinkIPoIB:    {180, "IP over IB"},
	capture.LinkPKTAP:    {171, "Apple PKTAP"},
	capture.LinkSLL2:     {210, "Linux cooked-mode capture v2"},
}

func getEncapsulation(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if e, ok := encapsulations[f.Link]; ok {
		v.Uint(e.number)
	}
}

// LinkName returns what Wireshark calls a link type, "" if it is not known.
func LinkName(t capture.LinkType) string { return encapsulations[t].name }

// encapsulationNames are the names by number: every frame prints one.
var encapsulationNames = func() map[uint64]string {
	names := make(map[uint64]string, len(encapsulations))
	for _, e := range encapsulations {
		names[e.number] = e.name
	}
	return names
}()

func encapsulationName(n uint64) string { return encapsulationNames[n] }
