// Package frame describes the captured record itself: when it was captured,
// how long it is and what it carries.
package frame

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Protocol is the pseudo-protocol that every frame carries once.
var Protocol = dissect.Protocol{
	Name:    "frame",
	Title:   "Frame",
	Column:  "Frame",
	Outline: &outline,
	Fields: []dissect.Field{
		{Name: "frame.number", Title: "Frame Number", Type: dissect.Uint, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.Frame) })},
		{Name: "frame.len", Title: "Frame length on the wire", Type: dissect.Uint, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.WireLen) })},
		{Name: "frame.cap_len", Title: "Frame length stored into the capture file", Type: dissect.Uint, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.CapLen) })},
		{Name: "frame.time", Title: "Arrival Time", Type: dissect.AbsTime, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At) })},
		{Name: "frame.time_epoch", Title: "Epoch Time", Type: dissect.RelTime, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At) })},
		{Name: "frame.time_relative", Title: "Time since reference or first frame", Type: dissect.RelTime, Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At - f.First) })},
		{Name: "frame.time_delta", Title: "Time delta from previous captured frame", Type: dissect.RelTime, Get: number(sincePrevious)},
		{Name: "frame.time_delta_displayed", Title: "Time delta from previous displayed frame", Type: dissect.RelTime, Get: number(sinceShown)},
		{Name: "frame.offset_shift", Title: "Time shift for this packet", Type: dissect.RelTime, Get: number(none)},
		{Name: "frame.interface_id", Title: "Interface id", Type: dissect.Uint, Get: getInterface},
		{Name: "frame.interface_name", Title: "Interface name", Type: dissect.String, Get: about(func(i *capture.Interface) string { return i.Name })},
		{Name: "frame.interface_description", Title: "Interface description", Type: dissect.String, Get: about(func(i *capture.Interface) string { return i.Description })},
		{Name: "frame.encap_type", Title: "Encapsulation type", Type: dissect.Int, Names: encapsulationName, Get: getEncapsulation},
		{Name: "frame.marked", Title: "Frame is marked", Type: dissect.Bool, Get: number(none)},
		{Name: "frame.ignored", Title: "Frame is ignored", Type: dissect.Bool, Get: number(none)},
		{Name: "frame.protocols", Title: "Protocols in frame", Type: dissect.String, Get: getProtocols},
		{Name: "frame.comment", Title: "Comment", Type: dissect.String, Get: getComment},
	},
}

// number returns the getter of a number that every frame has.
func number(of func(*dissect.Frame) uint64) dissect.Getter {
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(of(f)) }
}

// none is what marks and shifts are: only an analyst at a screen sets them.
func none(*dissect.Frame) uint64 { return 0 }

func sincePrevious(f *dissect.Frame) uint64 { return uint64(f.At - f.Previous) }

func sinceShown(f *dissect.Frame) uint64 { return uint64(f.At - f.Shown) }

func getComment(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if f.Comment != "" {
		v.Text(f.Comment)
	}
}

// getProtocols appends the names of all layers, outermost first and joined by
// colons; what tells the next one by its EtherType is named as well.
func getProtocols(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	var buf [128]byte
	b := buf[:0]
	for _, h := range f.All() {
		b = appendName(b, headerName(h.Proto))
		if namesType(f, h) {
			b = appendName(b, "ethertype")
		}
	}
	if f.Transport == capture.ProtoTCP && reassembly.HasOption(f.TCP.Options, reassembly.OptionMultipath) {
		b = appendName(b, "mptcp")
	}
	for _, h := range f.Quoted() {
		b = appendName(b, headerName(h.Proto))
	}
	var names [maxMessages]string
	for _, name := range appendMessages(names[:0], f, true) {
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
	for _, h := range f.All() {
		switch h.Proto {
		case capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment, capture.ProtoIPv6DestOpts:
		case capture.ProtoVXLANGPE:
			dst = append(dst, capture.ProtoVXLAN.String())
		default:
			dst = append(dst, headerName(h.Proto))
		}
	}
	if f.Transport == capture.ProtoICMP || f.Transport == capture.ProtoICMPv6 {
		return dst
	}
	return appendMessages(dst, f, false)
}

// appendMessages appends the names of what follows the headers; one that
// follows itself is named once. If all are to be named, each message is, and
// bodies that nobody reads are data; else each protocol once.
func appendMessages(dst []string, f *dissect.Frame, all bool) []string {
	last, from := "", len(dst)
	for _, l := range f.Messages() {
		// Messages of protocols with headers are the rows of those headers.
		if l.Protocol != nil && len(l.Protocol.Headers) == 0 && l.Protocol.Name != last {
			last = l.Protocol.Name
			if all || !slices.Contains(dst[from:], last) {
				dst = append(dst, last)
			}
		}
		if all && l.Data > 0 {
			dst = append(dst, "data")
		}
	}
	switch p := f.Recognised; {
	case p != nil:
		dst = append(dst, p.Name)
	case f.Unclaimed() != nil:
		dst = append(dst, "data")
	}
	return dst
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
var typeEnds = map[capture.Proto]struct {
	n      uint16
	length bool
}{
	capture.ProtoEthernet: {14, true}, capture.ProtoVLAN: {4, true}, capture.ProtoSLL: {16, true}, capture.ProtoVNTag: {6, true},
	capture.ProtoETag: {8, false}, capture.ProtoCMD: {8, false}, capture.ProtoTTag: {8, false}, capture.ProtoMACsec: {8, false},
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
	end, ok := typeEnds[h.Proto]
	if !ok || h.Len < end.n || h.Proto == capture.ProtoMACsec && h.Len%end.n != 0 {
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
	}
	return p.String()
}
