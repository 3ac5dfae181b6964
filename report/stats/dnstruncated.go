package stats

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
)

// truncations are DNS answers that did not fit into a datagram, and what became of
// them: the client has to ask again over TCP (RFC 7766 §5).
type truncations struct {
	list map[truncationKey]*truncation
	tcp  map[[2]capture.Addr]capture.Stamp // connections to a server's port 53, the last of each client
	lost uint64
}

type truncationKey struct {
	client, server capture.Addr
	kind           dns.Type
	name           string
}

// truncation is what came of the truncated answers about one name.
type truncation struct {
	event
	at              capture.Stamp // the last answer
	asked, answered bool          // over TCP, afterwards
}

// maxTruncations bounds the names that are watched, and the clients.
const maxTruncations = 4096

// lookup takes a lookup over either transport.
func (c *truncations) lookup(x *dissect.Exchange, l *dns.Lookup) {
	key := truncationKey{x.Conn.Client.Addr, x.Conn.Server.Addr, l.Type, strings.ToLower(shortName(x.Subject))}
	y := c.list[key]
	switch {
	case x.Conn.Transport == capture.ProtoTCP && y != nil:
		y.asked, y.answered = true, y.answered || x.Reply.Seen()
	case x.Outcome != dissect.Succeeded || !l.Flags.Has(dns.FlagTruncated) || x.Conn.Transport != capture.ProtoUDP:
	case y != nil:
		y.n++
		y.at = max(y.at, x.Reply.Last.At)
	case len(c.list) >= maxTruncations:
		c.lost++
	default:
		if c.list == nil {
			c.list = map[truncationKey]*truncation{}
		}
		what := strings.TrimSpace(x.Method + " " + shortName(x.Subject))
		c.list[key] = &truncation{event: event{key: of(dnsTruncated, x.Conn), what: what, at: x.Reply.Last, n: 1},
			at: x.Reply.Last.At}
	}
}

// closed notes a connection over which a client may have asked again. It returns
// false if there is no room for it.
func (c *truncations) closed(k *dissect.Conn) bool {
	if k.Transport != capture.ProtoTCP || k.Server.Port != 53 || k.Totals == nil {
		return true
	}
	if c.tcp == nil {
		c.tcp = map[[2]capture.Addr]capture.Stamp{}
	}
	ends := [2]capture.Addr{k.Client.Addr, k.Server.Addr}
	at, known := c.tcp[ends]
	if !known && len(c.tcp) >= maxTruncations {
		return false
	}
	c.tcp[ends] = max(at, k.Totals.First.At)
	return true
}

// merge takes over what another worker has: what two hosts say is in one of them.
func (c *truncations) merge(o *truncations) {
	c.lost += o.lost
	if c.list == nil {
		c.list = o.list
	} else {
		for k, x := range o.list {
			c.list[k] = x
		}
	}
	if c.tcp == nil {
		c.tcp = o.tcp
	} else {
		for k, at := range o.tcp {
			c.tcp[k] = max(c.tcp[k], at)
		}
	}
}

// tell remarks them. end is the time of the last frame of the capture.
func (c *truncations) tell(end capture.Stamp, said *findings) {
	for k, x := range c.list {
		e := x.event
		at, tried := c.tcp[[2]capture.Addr{k.client, k.server}]
		switch {
		case x.answered:
			e.what += " (asked again over TCP, answered)"
		case x.asked || tried && at >= e.at.At:
			e.key.kind = dnsTruncatedLost
			e.what += " (asked again over TCP, no answer)"
		case end-x.at < patience:
			e.what += " (the capture ends here)"
		default:
			e.key.kind = dnsTruncatedLost
			e.what += " (not asked again over TCP)"
		}
		said.add(e)
	}
	said.book.others[dnsTruncated] += c.lost
}
