package engine

import (
	"slices"

	"netsniff/dissect"
)

// maxEnclosing is how many proxies one behind the other are told.
const maxEnclosing = 4

// enclosing is a layer that segments stand in behind the frame that said so.
type enclosing struct {
	layer dissect.Layer
	since uint32 // that frame
}

// surround puts the layers that segments stand in before the messages of the frame.
func (e *Engine) surround(f *dissect.Frame, around []enclosing) {
	for _, x := range slices.Backward(around) {
		if x.since != f.Frame {
			f.Surround(x.layer)
		}
	}
}
