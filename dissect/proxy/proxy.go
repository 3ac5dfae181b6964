// Package proxy dissects the header that a proxy puts in front of a connection
// to tell whom it speaks for: the PROXY protocol, versions 1 and 2
// (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt). What follows the
// header is read as if the connection began there.
package proxy

import (
	"netsniff/dissect"
)

// Protocol is the PROXY protocol.
var Protocol = dissect.Protocol{
	Name:        "proxy",
	Title:       "PROXY Protocol",
	Column:      "PROXY",
	Sniff:       sniff,
	Precedes:    length,
	NewStream:   func(c *dissect.Conn) dissect.StreamDissector { return &dissector{conn: c} },
	NewDialogue: func(s dissect.Session) dissect.Dialogue { return &dialogue{session: s} },
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a header by its beginning; who sends it is the client, also where
// that was not seen.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram && length(b) >= 0 && len(b) >= leastSign {
		return dissect.Yes
	}
	return dissect.No
}

type dissector struct {
	conn   *dissect.Conn
	header Header
}

// Dissect reads the header.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	n := length(in.Bytes)
	switch {
	case n < 0, n > len(in.Bytes) && in.Last, n == 0 && in.Last:
		return dissect.Reject()
	case n == 0:
		return dissect.MoreSegment()
	case n > len(in.Bytes):
		return dissect.More(n - len(in.Bytes))
	}
	d.header.read(in.Bytes[:n])
	f.Emit(dissect.Layer{Message: &d.header, Quiet: true, Column: d.header.Version.String()})
	d.conn.More().Proxied = d.header.proxied()
	d.conn.Restart(in.Dir, in.Bytes[n:])
	return dissect.Done(n)
}

// Gap has nothing to forget.
func (d *dissector) Gap(dissect.Dir, int64) {}
