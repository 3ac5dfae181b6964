package wlan

import (
	"iter"

	"netsniff/dissect/tlv"
)

// Elements of management frames (IEEE 802.11-2020 §9.4.2).
const (
	ssidElement    = 0
	ratesElement   = 1
	channelElement = 3
	timElement     = 5
	countryElement = 7
	rsnElement     = 48
	moreRates      = 50
	vendorElement  = 221
)

// Categories of actions.
const blockAck = 3

var layout = tlv.Layout{Type: 1, Length: 1}

func elements(body []byte, from int) iter.Seq[tlv.Element] { return layout.All(body, from) }

// fixedLen returns the length of what a management frame has before its
// elements; -1 if nobody knows where they begin.
func fixedLen(k Kind, body []byte) int {
	switch k {
	case Beacon, ProbeResponse:
		return 12
	case ProbeRequest:
		return 0
	case AssociationRequest:
		return 4
	case ReassociationRequest:
		return 10
	case AssociationResponse, ReassociationResponse, Authentication:
		return 6
	case Disassociation, Deauthentication:
		return 2
	case 0x09: // ATIM carries nothing
		return len(body)
	}
	return -1
}

var elementNames = map[uint64]string{
	0: "SSID parameter set", 1: "Supported Rates", 3: "DS Parameter set", 5: "Traffic Indication Map (TIM)",
	7:  "Country Information",
	11: "QBSS Load Element", 32: "Power Constraint", 33: "Power Capability", 36: "Supported Channels", 42: "ERP Information",
	45: "HT Capabilities (802.11n D1.10)", 46: "QoS Capability", 48: "RSN Information", 50: "Extended Supported Rates",
	54: "Mobility Domain", 59: "Supported Operating Classes", 61: "HT Information (802.11n D1.10)",
	70: "RM Enabled Capabilities",
	72: "20/40 BSS Coexistence", 74: "Overlapping BSS Scan Parameters", 107: "Interworking", 113: "Mesh Configuration",
	114: "Mesh ID",
	127: "Extended Capabilities", 191: "VHT Capabilities", 192: "VHT Operation", 195: "VHT Tx Power Envelope",
	221: "Vendor Specific",
	255: "Element ID Extension",
}

func elementName(u uint64) string {
	if name := elementNames[u]; name != "" {
		return name
	}
	return "Unknown"
}
