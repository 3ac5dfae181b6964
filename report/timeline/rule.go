package timeline

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Rule is what colours a row, as people know it from Wireshark: the first of its default
// colouring rules that the frame fits.
type Rule uint8

// Rules.
const (
	NoRule Rule = iota
	BadTCP
	ICMPError
	ARP
	ICMP
	Reset
	SMB
	Web
	Routing
	OpenClose
	OverTCP
	OverUDP
)

var ruleNames = [...]string{"", "bad-tcp", "icmp-error", "arp", "icmp", "reset", "smb", "web", "routing", "open-close",
	"tcp", "udp"}

func (r Rule) String() string { return ruleNames[r] }

// ruled are the rules by Protocol column, those of a family by how its columns begin.
var ruled = []struct {
	column string
	rule   Rule
}{
	{"ARP", ARP}, {"ICMP", ICMP}, {"SMB", SMB}, {"NBSS", SMB}, {"NBNS", SMB}, {"NBDS", SMB}, {"BROWSER", SMB},
	{"HTTP", Web}, {"WebSocket", Web},
	{"OSPF", Routing}, {"EIGRP", Routing}, {"RIP", Routing}, {"BGP", Routing}, {"HSRP", Routing}, {"VRRP", Routing},
	{"CDP", Routing}, {"GRE", Routing}, {"IGMP", Routing},
}

// RuleOf returns the rule of a frame whose Protocol column is known.
func RuleOf(f *dissect.Frame, column string) Rule {
	const harmless = reassembly.WindowUpdate | reassembly.KeepAlive | reassembly.KeepAliveAck
	tcp := f.Transport == capture.ProtoTCP
	switch {
	case f.Segment != nil && f.Segment.Flags&^harmless != 0:
		return BadTCP
	case column == "ICMP" && typed(f, 3, 4, 5, 11), column == "ICMPv6" && typed(f, 1, 2, 3, 4):
		return ICMPError
	case tcp && f.TCP.Flags&capture.RST != 0:
		return Reset
	}
	for i := range ruled {
		if strings.HasPrefix(column, ruled[i].column) {
			return ruled[i].rule
		}
	}
	switch {
	case tcp && (f.SrcPort == 80 || f.DstPort == 80):
		return Web
	case tcp && f.TCP.Flags&(capture.SYN|capture.FIN) != 0:
		return OpenClose
	case tcp:
		return OverTCP
	case f.Transport == capture.ProtoUDP:
		return OverUDP
	}
	return NoRule
}

// typed reports whether the frame's ICMP message has one of these types.
func typed(f *dissect.Frame, types ...byte) bool {
	b := f.Headers.Bytes(f.Last())
	for _, t := range types {
		if len(b) > 0 && b[0] == t {
			return true
		}
	}
	return false
}
