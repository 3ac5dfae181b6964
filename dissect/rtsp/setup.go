package rtsp

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/rtp"
	"netsniff/dissect/sdp"
	"netsniff/dissect/text"
)

// negotiation follows which media a connection sets up. Both readers have one.
type negotiation struct {
	described []sdp.Media
	url       []byte // of the last SETUP
	channels  map[byte]channel
	expect    func(dissect.Expectation)
}

// channel is what the interleaved data of a number are.
type channel struct {
	setup   *rtp.Setup
	control bool // RTCP
}

const (
	// patience is how long media may take to come.
	patience = capture.Stamp(10 * 60 * 1e9)
	maxURL   = 1024
)

// take takes a message of a direction, which a frame brought.
func (n *negotiation) take(c *dissect.Conn, dir dissect.Dir, m *Message, frame uint32) {
	switch {
	case m.describes():
		n.described = sdp.Read(m.Body)
	case m.Request() && text.EqualFold(m.start.method, "SETUP"):
		n.url = append(n.url[:0], m.start.url[:min(len(m.start.url), maxURL)]...)
	case !m.Request() && m.start.code == 200:
		for t := range head.Items(m.Find("transport")) {
			n.transport(c, t, &rtp.Setup{Frame: frame, Method: "RTSP", Call: string(m.session())})
		}
	}
}

// transport takes a transport that a response tells (RFC 7826 §18.54).
func (n *negotiation) transport(c *dissect.Conn, t []byte, setup *rtp.Setup) {
	if !text.HasPrefixFold(t, "RTP/") {
		return
	}
	n.describe(setup)
	if a, b, ok := pair(head.Parameter(t, "interleaved")); ok && a < 256 && b < 256 {
		if n.channels == nil {
			n.channels = map[byte]channel{}
		}
		n.channels[byte(b)] = channel{setup, true}
		n.channels[byte(a)] = channel{setup, false}
		return
	}
	n.ends(t, "client_port", "destination", c.Client.Addr, setup)
	n.ends(t, "server_port", "source", c.Server.Addr, setup)
	n.ends(t, "port", "destination", capture.Addr{}, setup)
}

// describe adds what the description of the media that is set up says of it. Rows keep
// the numbers of payload types, as Wireshark's do.
func (n *negotiation) describe(setup *rtp.Setup) {
	for _, m := range n.described {
		if m.Control != "" && m.Control != "*" && bytes.HasSuffix(n.url, []byte(m.Control)) || len(n.described) == 1 {
			setup.Media = m.Kind
			for _, f := range m.Formats {
				f.Told = false
				setup.Formats = append(setup.Formats, f)
			}
			return
		}
	}
}

// ends has media expected at the ports of one side.
func (n *negotiation) ends(t []byte, ports, host string, addr capture.Addr, setup *rtp.Setup) {
	a, b, ok := pair(head.Parameter(t, ports))
	if !ok || a == 0 {
		return
	}
	var other capture.Addr
	const longest = 45
	if h := head.Unquoted(head.Parameter(t, host)); len(h) > 0 && len(h) <= longest && other.UnmarshalText(h) == nil &&
		other.Kind != capture.AddrEther {
		addr = other
	}
	if addr == (capture.Addr{}) {
		return
	}
	n.expect(dissect.Expectation{Transport: capture.ProtoUDP, To: dissect.Endpoint{Addr: addr, Port: a},
		Protocol: &rtp.Protocol, About: setup, For: patience, Stays: true})
	if b != a {
		n.expect(dissect.Expectation{Transport: capture.ProtoUDP, To: dissect.Endpoint{Addr: addr, Port: b},
			Protocol: &rtp.Control, About: setup, For: patience, Stays: true})
	}
}

// pair reads "6970-6971" or "6970", whose second port is the next.
func pair(b []byte) (first, second uint16, ok bool) {
	x, y, two := bytes.Cut(b, []byte("-"))
	n, ok := text.Number(x)
	if !ok || n > 0xfffe {
		return 0, 0, false
	}
	m := n + 1
	if two {
		if m, ok = text.Number(y); !ok || m > 0xffff {
			return 0, 0, false
		}
	}
	return uint16(n), uint16(m), true
}
