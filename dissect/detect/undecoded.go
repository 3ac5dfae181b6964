package detect

import "netsniff/dissect"

// undecoded lists the protocols that no dissector reads but whose frames can be
// told: by their ports, by their bytes or by both.
type undecoded struct {
	tcp, udp map[uint16]*dissect.Protocol
	sniff    []*dissect.Protocol
}

func newUndecoded(protocols []*dissect.Protocol) undecoded {
	u := undecoded{tcp: map[uint16]*dissect.Protocol{}, udp: map[uint16]*dissect.Protocol{}}
	for _, p := range protocols {
		if !p.Undecoded {
			continue
		}
		addPorts(u.tcp, p.TCP, p)
		addPorts(u.udp, p.UDP, p)
		if p.Sniff != nil {
			u.sniff = append(u.sniff, p)
		}
	}
	return u
}

// Recognise returns the protocol without a dissector whose bytes b of c are: by
// what they show without doubt, else known, what others of c were of, else what
// the port allows them to be. byPorts is false where ports tell nothing.
func (d *Detector) Recognise(c *dissect.Conn, known *dissect.Protocol, byPorts bool, from dissect.Origin,
	b []byte) *dissect.Protocol {
	if p := sniff(d.undecoded.sniff, from, b); p != nil {
		return p
	}
	if known != nil || !byPorts {
		return known
	}
	ports := d.undecoded.tcp
	if from == dissect.FromDatagram {
		ports = d.undecoded.udp
	}
	if p := byPort(ports, c.Client.Port, c.Server.Port); p != nil && ask(p, from, b) != dissect.No {
		return p
	}
	return nil
}
