package tap

import (
	"fmt"
	"strings"

	"netsniff/dissect"
)

// dhcpTypes are the words for types of messages, by number from 1.
var dhcpTypes = []string{
	"Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform", "Force Renew", "Lease query",
	"Lease Unassigned", "Lease Unknown", "Lease Active", "Bulk Lease Query", "Lease Query Done", "Active LeaseQuery",
	"Lease Query Status", "TLS",
}

// dhcpStat counts messages by type: dhcp,stat.
type dhcpStat struct {
	types  reader
	match  Match
	filter string
	counts []uint64
}

func newDHCPStat(c *Context, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	return &dhcpStat{types: c.reader("dhcp.option.dhcp"), match: m, filter: filter,
		counts: make([]uint64, len(dhcpTypes))}, err
}

// Frame implements Tap.
func (x *dhcpStat) Frame(f *dissect.Frame) {
	types := x.types.all(f)
	if len(types) == 0 || x.match != nil && !x.match(f) {
		return
	}
	for _, v := range types {
		if v.U > 0 && v.U <= uint64(len(x.counts)) {
			x.counts[v.U-1]++
		}
	}
}

// Lost implements Tap.
func (*dhcpStat) Lost() uint64 { return 0 }

// Append implements Tap.
func (x *dhcpStat) Append(dst []byte) []byte {
	line := strings.Repeat("=", 101)
	dst = fmt.Appendf(dst, "\n%s\nDHCP (BOOTP) Statistics:\nFilter for statistics: %s\nDHCP Message Type |Packets |\nDHCP Statistics\n",
		line, x.filter)
	for i, n := range x.counts {
		dst = fmt.Appendf(dst, "%-25s |%d |\n", dhcpTypes[i], n)
	}
	return fmt.Appendf(dst, "%s\n", line)
}
