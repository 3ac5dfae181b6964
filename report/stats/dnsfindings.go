package stats

import (
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

// lookup remarks what a DNS lookup tells beside its outcome.
func (c *findings) lookup(x *dissect.Exchange, l *dns.Lookup) {
	if l.Contradicts {
		c.add(event{key: of(dnsContradiction, x.Conn), what: strings.TrimSpace(x.Method + " " + shortName(x.Subject)),
			at: x.Reply.Last})
	}
	c.cuts.lookup(x, l)
	if !c.tunnels.lookup(x) {
		c.lost.Beyond[dissect.Domains]++
	}
}

// tunnels counts names that may carry data: many, long ones, below one domain.
type tunnels map[tunnelKey]*tunnel

type tunnelKey struct {
	findingKey
	domain string
}

type tunnel struct {
	names uint64
	last  string
	marks []reassembly.Mark // the first ones
}

const (
	// longName is what stands before the domain from which on a name may carry
	// data; hashes that are asked for (40 digits) are shorter.
	longName = 52
	// manyNames below one domain are not asked for by chance.
	manyNames  = 20
	maxTunnels = 4096
)

// lookup counts the name of a lookup if it is long. It returns false if there is no
// room for its domain.
func (t tunnels) lookup(x *dissect.Exchange) bool {
	before, domain := splitDomain(x.Subject)
	if len(before) < longName {
		return true
	}
	key := tunnelKey{of(dnsTunnel, x.Conn), strings.ToLower(domain)}
	y := t[key]
	if y == nil {
		if len(t) >= maxTunnels {
			return false
		}
		y = new(tunnel)
		t[key] = y
	}
	if y.last == before {
		return true
	}
	y.last = before
	if y.names++; len(y.marks) < maxExamples {
		y.marks = append(y.marks, x.Request.First)
	}
	return true
}

// splitDomain returns the last two labels of a name, three if the second is as
// short as that of "co.uk", and what stands before them.
func splitDomain(name string) (before, domain string) {
	const labels, short = 2, 3
	at, n := len(name), 0
	for n < labels && at > 0 {
		end := at
		at = strings.LastIndexByte(name[:at], '.')
		if n++; n == labels && end-at-1 <= short && at > 0 {
			at = strings.LastIndexByte(name[:at], '.')
		}
	}
	if at <= 0 {
		return "", name
	}
	return name[:at], name[at+1:]
}

// merge takes over what another worker counted.
func (t tunnels) merge(o tunnels) {
	for key, y := range o {
		if x := t[key]; x != nil {
			x.names += y.names
			x.marks = append(x.marks, y.marks...)
		} else {
			t[key] = y
		}
	}
}

// remark adds those that are enough as findings.
func (t tunnels) remark(c *findings) {
	for key, x := range t {
		if x.names < manyNames {
			continue
		}
		for i, m := range x.marks {
			n := uint64(1)
			if i == 0 {
				n = x.names - uint64(len(x.marks)-1)
			}
			c.add(event{key: key.findingKey, what: "*." + shortName(key.domain), at: m, n: n})
		}
	}
}
