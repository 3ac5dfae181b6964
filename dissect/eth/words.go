package eth

import "netsniff/dissect"

var wordings = []dissect.Wording{
	{Field: "eth.fcs", Say: dissect.SayUnverified(8)},
}

func administered(u uint64) string {
	if u != 0 {
		return "Locally administered address (this is NOT the factory default)"
	}
	return "Globally unique address (factory default)"
}

func addressed(u uint64) string {
	if u != 0 {
		return "Group address (multicast/broadcast)"
	}
	return "Individual address (unicast)"
}

// priorities are what the classes of IEEE 802.1Q §I.4 are for.
var priorities = [...]string{
	"Best Effort (default)", "Background", "Excellent Effort", "Critical Applications", "Video, < 100ms latency and jitter",
	"Voice, < 10ms latency and jitter", "Internetwork Control", "Network Control",
}

func priorityName(u uint64) string { return priorities[u&7] }

func eligible(u uint64) string {
	if u != 0 {
		return "Eligible"
	}
	return "Ineligible"
}
