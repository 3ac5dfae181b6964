package frame

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// getProtocols appends the names of all layers, outermost first and joined by
// colons; what tells the next one by its EtherType is named as well.
func getProtocols(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	var buf [128]byte
	b := buf[:0]
	all := f.All()
	for i, h := range all {
		b = appendName(b, headerName(h.Proto))
		switch {
		case namesType(f, h):
			b = appendName(b, "ethertype")
		case h.Proto == capture.ProtoMPLS && i+1 < len(all) && all[i+1].Proto == capture.ProtoEthernet:
			b = appendName(b, pseudowire(h, all[i+1]))
		case h.Proto == capture.ProtoIGMP && h.Wire >= leastIGMP:
			b = appendName(b, "igmp") // Wireshark dissects the message in a layer of its own
		}
	}
	if f.Transport == capture.ProtoTCP && reassembly.HasOption(f.TCP.Options, reassembly.OptionMultipath) {
		b = appendName(b, "mptcp")
	}
	for _, h := range f.Quoted() {
		b = appendName(b, headerName(h.Proto))
	}
	var names [maxMessages]string
	for _, name := range appendMessages(names[:0], f, each) {
		b = appendName(b, name)
	}
	v.Copy(b)
}

// maxMessages is how many messages of a frame need no memory of their own.
const maxMessages = 16

// AppendProtocols appends the names of the protocols in a frame, outermost
// first, without the extension headers of IPv6, which belong to it, and without
// what messages carry: a body, a quoted packet, the data of an echo. Each
// protocol of messages is named once.
func AppendProtocols(dst []string, f *dissect.Frame) []string {
	return appendAbove(appendHeaders(dst, f), f, once)
}

// appendHeaders appends the names of the headers of a frame.
func appendHeaders(dst []string, f *dissect.Frame) []string {
	for _, h := range f.All() {
		switch h.Proto {
		case capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment, capture.ProtoIPv6DestOpts:
		case capture.ProtoVXLANGPE:
			dst = append(dst, capture.ProtoVXLAN.String())
		default:
			dst = append(dst, headerName(h.Proto))
		}
	}
	return dst
}

// AppendBranches appends what stands side by side in the tree of a frame, outermost first:
// as AppendProtocols, but each message, its body, and "tcp.segments" behind what was put
// together from several.
func AppendBranches(dst []string, f *dissect.Frame) []string {
	return appendAbove(appendHeaders(dst, f), f, branches)
}

// appendAbove appends the names of the messages of a frame, unless they are within an error
// or an echo.
func appendAbove(dst []string, f *dissect.Frame, n naming) []string {
	if f.Transport == capture.ProtoICMP || f.Transport == capture.ProtoICMPv6 {
		return dst
	}
	return appendMessages(dst, f, n)
}

// naming says which messages of a frame are named.
type naming uint8

const (
	once     naming = iota // each protocol once
	each                   // each message, unless it follows one of its protocol; bodies that nobody reads are data
	branches               // each message, and what was put together
)

// reassembled is the branch of what several segments made.
const reassembled = "tcp.segments"

// appendMessages appends the names of what follows the headers.
func appendMessages(dst []string, f *dissect.Frame, naming naming) []string {
	last, borne, from, all := "", "", len(dst), naming != once
	joined := naming == branches && f.Transport == capture.ProtoTCP && f.Whole.Segments() > 0
	var via *dissect.Protocol // of what is read at once
	for i, l := range f.Messages() {
		if naming == each && l.Protocol != nil && l.Protocol.Unnamed {
			continue
		}
		if i == 1 && naming == each && f.Whole.Segments() > 0 {
			last, via = "", nil // what earlier frames began is read apart from what follows it
		}
		if p := l.Protocol; naming == each && p != nil && p.Via != "" {
			switch {
			case p == via:
				last = p.Name
			case p.Via != last:
				dst = append(dst, p.Via)
			}
			via = p
		}
		if joined && i > 0 && l.Protocol == f.Messages()[0].Protocol {
			dst, joined = append(dst, reassembled), false
		}
		// Messages of protocols with headers are the rows of those headers.
		again := l.Protocol != nil && l.Protocol.Name == last && (naming != branches || l.Protocol.Name == borne)
		if l.Protocol != nil && len(l.Protocol.Headers) == 0 && !again {
			last = l.Protocol.Name
			if all || !slices.Contains(dst[from:], last) {
				dst = append(dst, last)
			}
		}
		_, bearer := l.Message.(dissect.Bearer)
		if !all || naming == branches && !bearer {
			continue // what it carries is below it
		}
		if x, ok := l.Message.(wrapper); ok && naming == each {
			if name := x.Wraps(); name != "" {
				dst, last = append(dst, name), ""
			}
		}
		if e, _ := f.EmbeddedLayer(&l, 0); e != nil && naming == each {
			dst, last = append(dst, e.Protocol.Name), ""
		}
		if x, ok := l.Message.(carrier); ok {
			if name := x.Bears(); name != "" {
				dst, last, borne = append(dst, name), "", name
				if naming == branches {
					last = name
				}
			}
		}
		if l.Data > 0 {
			dst = append(dst, "data")
		}
	}
	dst = appendUnread(dst, f, last, all)
	if joined && len(dst) > from {
		dst = append(dst, reassembled)
	}
	return dst
}

// appendUnread names what no message is made of, behind the messages of last.
func appendUnread(dst []string, f *dissect.Frame, last string, all bool) []string {
	switch p := f.Recognised; {
	case p != nil && p.Name == last && all && (f.Whole.Segments() == 0 || len(f.Messages()) > 1):
	case p != nil:
		if name := sessions[p.Name]; name != "" && all && f.Transport == capture.ProtoTCP {
			dst = append(dst, name)
		}
		dst = append(dst, p.Name)
	case f.Unclaimed() != nil:
		dst = append(dst, "data")
	case all && f.EtherProtocol() != "":
		dst = append(dst, f.EtherProtocol())
	}
	return dst
}

// A carrier is a message whose body is of a protocol that is named but not
// dissected; "" has none.
type carrier interface{ Bears() string }

// A wrapper is a message whose tokens are wrapped in what is named but not dissected; "" has none.
type wrapper interface{ Wraps() string }

// sessions are the protocols that carry others over TCP: nobody here dissects
// either.
var sessions = map[string]string{"smb": "nbss", "smb2": "nbss"}

// leastIGMP is the length of the shortest IGMP message (RFC 2236 §2).
const leastIGMP = 8

// pseudowire names what is between a label stack and an Ethernet header: a
// control word (RFC 4448 §4.6) or nothing.
func pseudowire(mpls, eth capture.Header) string {
	if eth.Off > mpls.Off+uint32(mpls.Len) {
		return "pwethheuristic:pwethcw"
	}
	return "pwethheuristic:pwethnocw"
}

func appendName(b []byte, name string) []byte {
	if name == "" {
		return b
	}
	if len(b) > 0 {
		b = append(b, ':')
	}
	return append(b, name...)
}

// typeEnds are the headers whose last two bytes are an EtherType: how long they
// are at least, and whether a length may stand there instead.
var typeEnds = [256]struct {
	n      uint16
	length bool
}{
	capture.ProtoEthernet: {14, true}, capture.ProtoVLAN: {4, true}, capture.ProtoSLL: {16, true},
	capture.ProtoVNTag: {6, true},
	capture.ProtoETag:  {8, false}, capture.ProtoCMD: {8, false}, capture.ProtoTTag: {8, false},
	capture.ProtoMACsec: {8, false},
}

// firstType is the higher byte of the first EtherType.
const firstType = 6

// namesType reports whether a header has an EtherType. A cooked header of the
// second version begins with it; MACsec has none in front of encrypted bytes.
func namesType(f *dissect.Frame, h capture.Header) bool {
	b := f.Headers.Bytes(h)
	if h.Proto == capture.ProtoSLL2 {
		return h.Len >= 2 && b[0] >= firstType
	}
	end := &typeEnds[h.Proto]
	if end.n == 0 || h.Len < end.n || h.Proto == capture.ProtoMACsec && h.Len%end.n != 0 {
		return false
	}
	return !end.length || b[h.Len-2] >= firstType
}

// headerName returns the name of a header in the list of protocols.
func headerName(p capture.Proto) string {
	switch p {
	case capture.ProtoSLL2:
		return "sll"
	case capture.ProtoPPPoE:
		return "pppoes"
	case capture.ProtoVXLANGPE:
		return "" // Wireshark does not name it
	case capture.ProtoIPv6Fragment:
		return "ipv6.fraghdr"
	case capture.ProtoRadiotap:
		return "radiotap:wlan_radio"
	case capture.ProtoCAPWAP:
		return "capwap.data"
	}
	return p.String()
}
