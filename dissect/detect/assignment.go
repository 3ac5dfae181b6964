package detect

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Assignment says which protocol connections carry that have one of the ports,
// whatever their bytes look like: "decode as".
type Assignment struct {
	Transport capture.Proto // TCP or UDP
	From, To  uint16        // the first and the last port
	Protocol  *dissect.Protocol
}

// assigned are the protocols of assignments by port; nil maps without any.
type assigned struct{ tcp, udp map[uint16]*dissect.Protocol }

// Assign has d keep to the assignments, of several for a port to the last. It is
// called before d is used. A protocol that its transport does not carry leaves
// the bytes to nobody.
func (d *Detector) Assign(list []Assignment) {
	for _, a := range list {
		ports, proposed, told, read := &d.assigned.udp, d.udp, d.undecoded.udp, a.Protocol.NewDatagram != nil
		if a.Transport == capture.ProtoTCP {
			ports, proposed, told, read = &d.assigned.tcp, d.tcp, d.undecoded.tcp, a.Protocol.NewStream != nil
		}
		if *ports == nil {
			*ports = map[uint16]*dissect.Protocol{}
		}
		for n := int(a.From); n <= int(a.To); n++ {
			port := uint16(n)
			(*ports)[port] = a.Protocol
			if read {
				proposed[port] = a.Protocol
			} else {
				delete(proposed, port)
				told[port] = a.Protocol
			}
		}
	}
}

// assign makes x the decision that an assignment asks for, if one fits c.
func (x *Decision) assign(ports map[uint16]*dissect.Protocol, c *dissect.Conn) bool {
	if len(ports) == 0 {
		return false
	}
	p := byPort(ports, c.Client.Port, c.Server.Port)
	switch {
	case p == nil:
		return false
	case p.NewStream == nil && c.Transport == capture.ProtoTCP, p.NewDatagram == nil && c.Transport == capture.ProtoUDP:
		*x = Decision{begun: true, foreign: true}
	default:
		*x = *Handed(p)
	}
	return true
}
