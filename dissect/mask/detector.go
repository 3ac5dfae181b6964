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
}

// NewDetector returns a detector for those of list that have secrets.
func NewDetector(list []*dissect.Protocol) *Detector {
	d := &Detector{tunnels: detect.New(list)}
	for _, p := range list {
		if p.Secrets != nil {
			d.protocols = append(d.protocols, p)
		}
	}
	return d
}
