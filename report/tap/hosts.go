package tap

import (
	"fmt"
	"net/netip"
	"strings"

	"netsniff/dissect"
)

// hosts lists the names that answers of DNS give to addresses.
type hosts struct {
	files         []string
	four, six     reader
	names4, types reader
	list          [2][]string // IPv4, IPv6
	known         map[string]bool
	lost          uint64
}

// newHosts reads [ip|ipv4|ipv6]...; all are listed without.
func newHosts(c *Context, _ string) (Tap, error) {
	return &hosts{files: c.Files, four: c.reader("dns.a"), six: c.reader("dns.aaaa"), names4: c.reader("dns.resp.name"),
		types: c.reader("dns.resp.type"), known: map[string]bool{}}, nil
}

// Lost implements Tap.
func (x *hosts) Lost() uint64 { return x.lost }

// Types of records with addresses (RFC 1035, RFC 3596).
const typeA, typeAAAA = 1, 28

// Frame implements Tap.
func (x *hosts) Frame(f *dissect.Frame) {
	four, six := x.four.all(f), x.six.all(f)
	if len(four)+len(six) == 0 {
		return
	}
	names, types := x.names4.all(f), x.types.all(f)
	for i := 0; i < len(names) && i < len(types); i++ {
		var b []byte
		family := 0
		switch {
		case types[i].U == typeA && len(four) > 0:
			b, four = four[0].B, four[1:]
		case types[i].U == typeAAAA && len(six) > 0:
			b, six, family = six[0].B, six[1:], 1
		default:
			continue
		}
		line := address(b) + "\t" + string(names[i].B)
		switch {
		case x.known[line]:
		case len(x.known) >= maxEntries:
			x.lost++
		default:
			x.known[line] = true
			x.list[family] = append(x.list[family], line)
		}
	}
}

// address writes the bytes of an address; "" if they are none.
func address(b []byte) string {
	a, ok := netip.AddrFromSlice(b)
	if !ok {
		return ""
	}
	return a.String()
}

// Append implements Tap.
func (x *hosts) Append(dst []byte) []byte {
	dst = fmt.Appendf(dst, "# TShark hosts output\n#\n# Host data gathered from %s\n\n", strings.Join(x.files, " "))
	for _, list := range x.list {
		for _, line := range list {
			dst = append(append(dst, line...), '\n')
		}
	}
	return dst
}
