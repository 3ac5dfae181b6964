package dissect

// Framing says how the messages of a protocol follow each other in a stream.
// The zero value says nothing.
type Framing struct {
	// Length returns the length of the message that begins with the at most 12
	// bytes given: 0 if they are too few to tell, less if none begins so.
	Length func(b []byte) int
	// Begun is set if a segment counts where a message begins, even if it ends
	// in another.
	Begun bool
}
