package detect

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// announcers are the protocols whose connections announce others.
type announcers struct {
	any              bool
	tcpPorts         []uint16
	udpPorts         []uint16
	streams, packets []*dissect.Protocol // those that bytes show
}

func newAnnouncers(protocols []*dissect.Protocol) (a announcers) {
	for _, p := range protocols {
		if !p.Announces {
			continue
		}
		if p.NewStream != nil || p.NewContent != nil || p.NewContentDialogue != nil {
			a.any, a.tcpPorts = true, append(a.tcpPorts, p.TCP...)
			if p.Sniff != nil {
				a.streams = append(a.streams, p)
			}
		}
		if p.NewDatagram != nil {
			a.any, a.udpPorts = true, append(a.udpPorts, p.UDP...)
			if p.Sniff != nil {
				a.packets = append(a.packets, p)
			}
		}
	}
	return a
}

// Announces reports whether any protocol announces connections.
func (d *Detector) Announces() bool { return d.announce.any }

// Suspicion tells whether a connection may announce others: its ports or its
// first bytes are those of a protocol that does. It is much cheaper than to find
// out the protocol, and depends on the frames of its connection alone, so it is
// known before anybody reads them.
type Suspicion struct {
	raised bool
	begun  bool
	looks  [2]uint8
}

// maxSuspicious bounds how often a direction is looked at: a few times more than
// a Decision needs, which leaves out what is sent again.
const maxSuspicious = maxLooks + 4

// Look takes the next payload of c, whose ends but nothing else it reads, and
// reports whether c may announce.
func (s *Suspicion) Look(d *Detector, c *dissect.Conn, dir dissect.Dir, b []byte) bool {
	if s.raised || len(b) == 0 || s.looks[dir] >= maxSuspicious {
		return s.raised
	}
	s.looks[dir]++
	ports, list, from := d.announce.tcpPorts, d.announce.streams, dissect.FromClient
	switch {
	case c.Transport == capture.ProtoSCTP:
		return false
	case c.Transport == capture.ProtoUDP:
		ports, list, from = d.announce.udpPorts, d.announce.packets, dissect.FromDatagram
	case dir == dissect.ToClient:
		from = dissect.FromServer
	}
	if !s.begun {
		s.begun = true
		s.raised = slices.Contains(ports, c.Client.Port) || slices.Contains(ports, c.Server.Port)
	}
	s.raised = s.raised || shows(list, from, b)
	return s.raised
}

// shows reports whether b is of one of the protocols, without doubt. Where their
// code breaks, it may be.
func shows(list []*dissect.Protocol, from dissect.Origin, b []byte) (found bool) {
	defer func() {
		if recover() != nil {
			found = true
		}
	}()
	return sniff(list, from, b) != nil
}
