package stats

import (
	"encoding/binary"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
)

// lookup remarks what a DNS lookup tells beside its outcome.
func (c *findings) lookup(x *dissect.Exchange, l *dns.Lookup) {
	what := strings.TrimSpace(x.Method + " " + shortName(x.Subject))
	if l.Contradicts {
		c.add(of(dnsContradiction, x.Conn), what, x.Reply.Last.Frame, 1)
	}
	if x.Reply.Seen() && l.Flags.Has(dns.FlagTruncated) {
		c.add(of(dnsTruncated, x.Conn), what, x.Reply.Last.Frame, 1)
	}
	c.tunnels.lookup(x)
}

// tunnels counts names that may carry data: many, long ones, below one domain.
type tunnels map[tunnelKey]*tunnel

type tunnelKey struct {
	findingKey
	domain string
}

type tunnel struct {
	names  uint64
	last   string
	frames []uint32 // the first ones
}

const (
	// longName is what stands before the domain from which on a name may carry
	// data; hashes that are asked for (40 digits) are shorter.
	longName = 52
	// manyNames below one domain are not asked for by chance.
	manyNames  = 20
	maxTunnels = 4096
)

// lookup counts the name of a lookup if it is long.
func (t tunnels) lookup(x *dissect.Exchange) {
	before, domain := splitDomain(x.Subject)
	if len(before) < longName {
		return
	}
	key := tunnelKey{of(dnsTunnel, x.Conn), strings.ToLower(domain)}
	y := t[key]
	if y == nil {
		if len(t) >= maxTunnels {
			return
		}
		y = new(tunnel)
		t[key] = y
	}
	if y.last == before {
		return
	}
	y.last = before
	if y.names++; len(y.frames) < maxFindingFrames {
		y.frames = append(y.frames, x.Request.First.Frame)
	}
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
			x.frames = append(x.frames, y.frames...)
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
		for i, frame := range x.frames {
			n := uint64(1)
			if i == 0 {
				n = x.names - uint64(len(x.frames)-1)
			}
			c.add(key.findingKey, "*."+shortName(key.domain), frame, n)
		}
	}
}

// unreachable remarks an ICMP error about a port of UDP: the host is there, and
// no program listens. It concerns who sent what is quoted.
func unreachable(f *dissect.Frame) (key findingKey, what string, ok bool) {
	if f.Transport != capture.ProtoICMP && f.Transport != capture.ProtoICMPv6 {
		return key, "", false
	}
	b := f.Headers.Bytes(f.Last())
	if len(b) < 2 || [2]byte(b) != portUnreachable[f.Transport == capture.ProtoICMPv6] {
		return key, "", false
	}
	list := f.Quoted()
	if len(list) == 0 || list[len(list)-1].Proto != capture.ProtoUDP {
		return key, "", false
	}
	if b = f.Headers.Bytes(list[len(list)-1]); len(b) < 4 {
		return key, "", false
	}
	key = findingKey{kind: udpPortUnreachable, client: f.Dst, server: f.Src} // traceroute tries many ports
	return key, "UDP " + strconv.Itoa(int(binary.BigEndian.Uint16(b[2:]))), true
}

// portUnreachable is type and code of the error, by whether it is ICMPv6 (RFC
// 792, RFC 4443 §3.1).
var portUnreachable = map[bool][2]byte{false: {3, 3}, true: {1, 4}}
