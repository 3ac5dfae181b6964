package tap

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// kind is a kind of ends.
type kind struct {
	name, title string
	ports       bool
	ends        func(f *dissect.Frame) (src, dst end, ok bool)
}

// end is an address with its port, if there is one.
type end struct {
	addr capture.Addr
	port uint16
}

// kinds are those that tell conversations and endpoints.
var kinds = []kind{
	{"eth", "Ethernet", false, etherEnds},
	{"ipv6", "IPv6", false, addresses(capture.AddrIPv6)},
	{"ip", "IPv4", false, addresses(capture.AddrIPv4)},
	{"tcp", "TCP", true, portEnds(capture.ProtoTCP)},
	{"udp", "UDP", true, portEnds(capture.ProtoUDP)},
}

func etherEnds(f *dissect.Frame) (src, dst end, ok bool) {
	for _, h := range f.All() {
		if h.Proto == capture.ProtoEthernet {
			if b := f.Headers.Bytes(h); len(b) >= 12 {
				src.addr.Kind, dst.addr.Kind = capture.AddrEther, capture.AddrEther
				copy(dst.addr.B[:], b[:6])
				copy(src.addr.B[:], b[6:12])
				return src, dst, true
			}
		}
	}
	return src, dst, false
}

func addresses(k capture.AddrKind) func(f *dissect.Frame) (src, dst end, ok bool) {
	return func(f *dissect.Frame) (src, dst end, ok bool) {
		return end{addr: f.Src}, end{addr: f.Dst}, f.Src.Kind == k
	}
}

func portEnds(p capture.Proto) func(f *dissect.Frame) (src, dst end, ok bool) {
	return func(f *dissect.Frame) (src, dst end, ok bool) {
		return end{f.Src, f.SrcPort}, end{f.Dst, f.DstPort}, f.Transport == p && f.Conn != nil
	}
}

func (e end) text(ports bool) string {
	if !ports {
		return e.addr.String()
	}
	return e.addr.String() + ":" + strconv.Itoa(int(e.port))
}

// traffic is what went one way.
type traffic struct{ frames, bytes uint64 }

func (t *traffic) add(f *dissect.Frame) {
	t.frames++
	t.bytes += uint64(f.WireLen)
}

// conversation is what two ends said to each other; a spoke first.
type conversation struct {
	a, b        end
	toA, toB    traffic
	first, last capture.Stamp
}

type conversations struct {
	*kind
	match  Match
	filter string
	list   []*conversation
	index  map[[2]end]*conversation
	stream map[uint32]*conversation // by number, where ports are used again
	lost   uint64
}

func newConversations(c *Context, k *kind, filter string) (Tap, error) {
	m, shown, err := c.filtered(filter)
	return &conversations{kind: k, match: m, filter: shown, index: map[[2]end]*conversation{},
		stream: map[uint32]*conversation{}}, err
}

// Lost implements Tap.
func (x *conversations) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *conversations) Frame(f *dissect.Frame) {
	src, dst, ok := x.ends(f)
	if !ok || x.match != nil && !x.match(f) {
		return
	}
	v := x.find(f, src, dst)
	switch {
	case v == nil:
		x.lost++
		return
	case v.a == src:
		v.toB.add(f)
	default:
		v.toA.add(f)
	}
	v.last = f.At - f.First
}

func (x *conversations) find(f *dissect.Frame, src, dst end) *conversation {
	if x.ports {
		if v := x.stream[f.Conn.ID]; v != nil {
			return v
		}
	} else if v := cmp.Or(x.index[[2]end{src, dst}], x.index[[2]end{dst, src}]); v != nil {
		return v
	}
	if len(x.list) >= maxEntries {
		return nil
	}
	v := &conversation{a: src, b: dst, first: f.At - f.First}
	x.list = append(x.list, v)
	if x.ports {
		x.stream[f.Conn.ID] = v
	} else {
		x.index[[2]end{src, dst}] = v
	}
	return v
}

var rule = strings.Repeat("=", 80) + "\n"

// Append implements Tap.
func (x *conversations) Append(dst []byte) []byte {
	width := 20
	if x.ports {
		width = 26
	}
	dst = fmt.Appendf(dst, "%s%s Conversations\nFilter:%s\n", rule, x.title, x.filter)
	pad := 2*width + 7
	dst = fmt.Appendf(dst, "%*s|       <-      | |       ->      | |     Total     |    Relative    |   Duration   |\n",
		pad, "")
	dst = fmt.Appendf(dst, "%*s| Frames  Bytes | | Frames  Bytes | | Frames  Bytes |      Start     |              |\n",
		pad, "")
	slices.SortStableFunc(x.list, func(a, b *conversation) int {
		return cmp.Compare(b.toA.frames+b.toB.frames, a.toA.frames+a.toB.frames)
	})
	for _, v := range x.list {
		dst = fmt.Appendf(dst, "%-*s <-> %-*s", width, v.a.text(x.ports), width, v.b.text(x.ports))
		for _, t := range []traffic{v.toA, v.toB, {v.toA.frames + v.toB.frames, v.toA.bytes + v.toB.bytes}} {
			dst = fmt.Appendf(dst, "  %6d %-9s", t.frames, size(t.bytes))
		}
		dst = fmt.Appendf(dst, "  %14.9f   %12.4f\n", float64(v.first)/1e9, float64(v.last-v.first)/1e9)
	}
	return append(dst, rule...)
}

// size shortens a number of bytes beyond 10,000.
func size(n uint64) string {
	units := []string{" bytes", " kB", " MB", " GB", " TB"}
	for n >= 10_000 && len(units) > 1 {
		n, units = n/1000, units[1:]
	}
	return strconv.FormatUint(n, 10) + units[0]
}

// endpoint is what one end sent and received.
type endpoint struct {
	end
	sent, received traffic
}

type endpoints struct {
	*kind
	match  Match
	filter string
	list   []*endpoint
	index  map[end]*endpoint
	lost   uint64
}

func newEndpoints(c *Context, k *kind, filter string) (Tap, error) {
	m, shown, err := c.filtered(filter)
	return &endpoints{kind: k, match: m, filter: shown, index: map[end]*endpoint{}}, err
}

// Lost implements Tap.
func (x *endpoints) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *endpoints) Frame(f *dissect.Frame) {
	src, dst, ok := x.ends(f)
	if !ok || x.match != nil && !x.match(f) {
		return
	}
	if e := x.find(src); e != nil {
		e.sent.add(f)
	}
	if e := x.find(dst); e != nil {
		e.received.add(f)
	}
}

func (x *endpoints) find(e end) *endpoint {
	v := x.index[e]
	if v == nil && len(x.list) < maxEntries {
		v = &endpoint{end: e}
		x.index[e], x.list = v, append(x.list, v)
	}
	if v == nil {
		x.lost++
	}
	return v
}

// Append implements Tap.
func (x *endpoints) Append(dst []byte) []byte {
	port := "|"
	if x.ports {
		port = "|  Port  ||"
	}
	dst = fmt.Appendf(dst, "%s%s Endpoints\nFilter:%s\n%23s%s  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |\n",
		rule, x.title, x.filter, "", port)
	slices.SortStableFunc(x.list, func(a, b *endpoint) int {
		return cmp.Compare(b.sent.frames+b.received.frames, a.sent.frames+a.received.frames)
	})
	for _, e := range x.list {
		dst = fmt.Appendf(dst, "%-20s      ", e.addr)
		if x.ports {
			dst = fmt.Appendf(dst, "%5d     ", e.port)
		}
		dst = fmt.Appendf(dst, "%6d     %9d     %6d       %9d      %6d       %9d   \n", e.sent.frames+e.received.frames,
			e.sent.bytes+e.received.bytes, e.sent.frames, e.sent.bytes, e.received.frames, e.received.bytes)
	}
	return append(dst, rule...)
}
