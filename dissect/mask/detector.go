package mask

import (
	"netsniff/dissect"
	"netsniff/dissect/detect"
)

// Detector knows the protocols that have secrets, and finds out which of them
// a tunnel carries. It is immutable and shared by all readers.
type Detector struct {
	tunnels   *detect.Detector
	protocols []*dissect.Protocol
	preceding []*dissect.Protocol
	packets   *detect.Packets
}

// NewDetector returns a detector for those of list that have secrets.
func NewDetector(list []*dissect.Protocol) *Detector {
	d := &Detector{tunnels: detect.New(list), packets: detect.NewPackets(list)}
	for _, p := range list {
		if p.Secrets != nil {
			d.protocols = append(d.protocols, p)
		}
		if p.Precedes != nil {
			d.preceding = append(d.preceding, p)
		}
	}
	return d
}

// precedes is Protocol.Precedes of whichever protocol b begins.
func (d *Detector) precedes(b []byte) int {
	n := -1
	for _, p := range d.preceding {
		n = max(n, p.Precedes(b))
	}
	return n
}
