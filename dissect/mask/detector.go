package mask

import (
	"slices"

	"netsniff/dissect"
)

// Detector tells which of the protocols that have secrets a connection
// carries. It is immutable and shared by all readers.
type Detector struct {
	protocols []*dissect.Protocol
}

// NewDetector returns a detector for those of list that have secrets.
func NewDetector(list []*dissect.Protocol) *Detector {
	d := new(Detector)
	for _, p := range list {
		if p.Secrets != nil {
			d.protocols = append(d.protocols, p)
		}
	}
	return d
}

// byPort returns the protocol of a server port, nil if none has one of them.
func (d *Detector) byPort(a, b uint16) *dissect.Protocol {
	for _, p := range d.protocols {
		if slices.Contains(p.TCP, a) || slices.Contains(p.TCP, b) {
			return p
		}
	}
	return nil
}

// byBytes returns the protocol that bytes of a direction are of beyond doubt,
// nil if they tell none.
func (d *Detector) byBytes(dir dissect.Dir, b []byte) *dissect.Protocol {
	from := dissect.FromClient
	if dir == dissect.ToClient {
		from = dissect.FromServer
	}
	for _, p := range d.protocols {
		if p.Sniff != nil && p.Sniff(from, b) == dissect.Yes {
			return p
		}
	}
	return nil
}
