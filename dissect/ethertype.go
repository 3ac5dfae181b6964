package dissect

import (
	"encoding/binary"

	"netsniff/capture"
)

// etherProtocols are the EtherTypes of protocols that nobody here dissects, with
// Wireshark's names for them (https://www.iana.org/assignments/ieee-802-numbers).
var etherProtocols = map[uint16]string{
	0x0bad: "vines_ip", 0x22ea: "mrp-msrp", 0x22f0: "ieee1722", 0x22f3: "trill", 0x6003: "dec_dna", 0x6004: "lat", 0x809b: "llap", 0x80f3: "aarp",
	0x80ff: "wcp", 0x8137: "ipx", 0x8808: "macc", 0x8809: "slow", 0x887b: "homeplug", 0x888e: "eapol", 0x8892: "pn_rt", 0x8899: "realtek",
	0x88a2: "aoe", 0x88a4: "ecatf", 0x88b8: "goose", 0x88ba: "sv", 0x88cc: "lldp", 0x88d9: "lltd", 0x88e1: "homeplug-av", 0x88f5: "mrp-mvrp",
	0x88f7: "ptp", 0x8902: "cfm", 0x8906: "fcoe", 0x890d: "wlan", 0x8914: "fip", 0x8915: "infiniband", 0x9000: "loop",
}

// EtherProtocol returns the name of what an Ethernet frame carries if nobody
// here dissects it, "" if that is not known.
func (f *Frame) EtherProtocol() string {
	h := f.Last()
	if h.Proto != capture.ProtoEthernet && h.Proto != capture.ProtoVLAN {
		return ""
	}
	b := f.Headers.Bytes(h)
	if h.Len < 2 || len(b) < int(h.Len) {
		return ""
	}
	return etherProtocols[binary.BigEndian.Uint16(b[h.Len-2:])]
}
