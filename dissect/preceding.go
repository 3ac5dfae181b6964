package dissect

// maxPreceding is how much is kept of what stands before a protocol: enough for
// the addresses of PROXY, and to tell its length.
const maxPreceding = 256

// Preceding reads a message that stands before another protocol
// (Protocol.Precedes), however it is cut. The zero value is ready.
type Preceding struct {
	Bytes []byte // as far as they are kept
	taken int
}

// Take takes the next bytes and returns how many of them belong to the message,
// whose end it tells; length is Protocol.Precedes. What turns out not to be one
// ends at once.
func (x *Preceding) Take(length func([]byte) int, b []byte) (n int, over bool) {
	x.Bytes = append(x.Bytes, b[:min(len(b), maxPreceding-len(x.Bytes))]...)
	whole := length(x.Bytes)
	switch rest := whole - x.taken; {
	case whole < 0:
		return 0, true
	case whole > 0 && rest <= len(b):
		x.Bytes = x.Bytes[:min(whole, len(x.Bytes))]
		return rest, true
	}
	x.taken += len(b)
	return len(b), false
}

// Begun reports whether bytes of the message have come that did not end it.
func (x *Preceding) Begun() bool { return x.taken > 0 }
