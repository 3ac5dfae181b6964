package tap

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// definition says what a tree counts.
type definition struct {
	name, title string
	begin       func(t *tree)
	frame       func(t *tree, f *dissect.Frame, at capture.Stamp)
}

// trees are all trees, by their names in front of ",tree".
var trees = []definition{
	{"plen", "Packet Lengths", beginLengths, countLength},
	{"ip_hosts", "IPv4 Statistics/All Addresses", of(capture.ProtoIPv4, "All Addresses"), eachHeader(countHosts)},
	{"ip_srcdst", "IPv4 Statistics/Source and Destination Addresses",
		of(capture.ProtoIPv4, "Source IPv4 Addresses", "Destination IPv4 Addresses"), eachHeader(countEnds)},
	{"ptype", "IPv4 Statistics/IP Protocol Types", of(capture.ProtoIPv4, "IP Protocol Types"), eachHeader(countTypes)},
	{"dests", "IPv4 Statistics/Destinations and Ports", of(capture.ProtoIPv4, "Destinations and Ports"),
		eachHeader(countDestinations)},
	{"ipv6_hosts", "IPv6 Statistics/All Addresses", of(capture.ProtoIPv6, "All Addresses"), eachHeader(countHosts)},
	{"ipv6_srcdst", "IPv6 Statistics/Source and Destination Addresses",
		of(capture.ProtoIPv6, "Source IPv6 Addresses", "Destination IPv6 Addresses"), eachHeader(countEnds)},
	{"ipv6_ptype", "IPv6 Statistics/IP Protocol Types", of(capture.ProtoIPv6, "IP Protocol Types"), eachHeader(countTypes)},
	{"ipv6_dests", "IPv6 Statistics/Destinations and Ports", of(capture.ProtoIPv6, "Destinations and Ports"),
		eachHeader(countDestinations)},
	{"http", "HTTP/Packet Counter", beginHTTP, eachHTTP(countHTTP)},
	{"http_seq", "HTTP/Request Sequences", beginSequences, eachHTTP(countSequence)},
	{"http_req", "HTTP/Requests", beginHTTP, eachHTTP(countRequest)},
	{"dns", "DNS", beginDNS, countDNS},
	{"http_srv", "HTTP/Load Distribution", beginHTTP, eachHTTP(countServer)},
}

// Frame implements Tap.
func (t *tree) Frame(f *dissect.Frame) {
	if t.match != nil && !t.match(f) {
		return
	}
	t.frame(t, f, f.At-f.First)
}

// lengths are the ranges of plen.
var lengths = []struct {
	name string
	upTo int
}{
	{"0-19", 19}, {"20-39", 39}, {"40-79", 79}, {"80-159", 159}, {"160-319", 319}, {"320-639", 639},
	{"640-1279", 1279}, {"1280-2559", 2559}, {"2560-5119", 5119}, {"5120 and greater", 1<<31 - 1},
}

func beginLengths(t *tree) {
	n := t.top("Packet Lengths")
	n.kept, n.averaged = true, true
	for _, x := range lengths {
		n.child(t, x.name).averaged = true
	}
}

func countLength(t *tree, f *dissect.Frame, at capture.Stamp) {
	t.touch(at)
	n := t.top("Packet Lengths")
	n.value(at, float64(f.WireLen))
	for _, x := range lengths {
		if f.WireLen <= x.upTo {
			n.child(t, x.name).value(at, float64(f.WireLen))
			return
		}
	}
}

// network is which headers a tree is about.
type network struct {
	proto capture.Proto
	name  string // IPv4 or IPv6
}

func of(p capture.Proto, tops ...string) func(t *tree) {
	return func(t *tree) {
		for _, name := range tops {
			t.top(name)
		}
		n := network{p, "IPv4"}
		if p == capture.ProtoIPv6 {
			n.name = "IPv6"
		}
		t.state = n
	}
}

// eachHeader calls count with each header of the tree's kind. In tunnels all count for
// the innermost addresses, as in tshark.
func eachHeader(count func(t *tree, n network, f *dissect.Frame, at capture.Stamp)) func(*tree, *dissect.Frame,
	capture.Stamp) {
	return func(t *tree, f *dissect.Frame, at capture.Stamp) {
		n := t.state.(network)
		for _, h := range f.All() {
			if h.Proto == n.proto {
				t.touch(at)
				count(t, n, f, at)
			}
		}
	}
}

func countHosts(t *tree, _ network, f *dissect.Frame, at capture.Stamp) {
	n := t.top("All Addresses").tick(at)
	n.child(t, f.Src.String()).tick(at)
	n.child(t, f.Dst.String()).tick(at)
}

func countEnds(t *tree, x network, f *dissect.Frame, at capture.Stamp) {
	t.top("Source "+x.name+" Addresses").tick(at).child(t, f.Src.String()).tick(at)
	t.top("Destination "+x.name+" Addresses").tick(at).child(t, f.Dst.String()).tick(at)
}

// transport names what has ports in a frame.
func transport(f *dissect.Frame) string {
	switch f.Transport {
	case capture.ProtoTCP:
		return "TCP"
	case capture.ProtoUDP:
		return "UDP"
	}
	return "NONE"
}

func countTypes(t *tree, _ network, f *dissect.Frame, at capture.Stamp) {
	t.top("IP Protocol Types").tick(at).child(t, transport(f)).tick(at)
}

func countDestinations(t *tree, _ network, f *dissect.Frame, at capture.Stamp) {
	t.top("Destinations and Ports").tick(at).child(t, f.Dst.String()).tick(at).
		child(t, transport(f)).tick(at).child(t, strconv.Itoa(int(f.DstPort))).tick(at)
}
