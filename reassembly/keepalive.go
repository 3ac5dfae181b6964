package reassembly

// IsProbe reports whether the payload b of the first segment of a direction
// that was captured may be the byte that some systems send to keep a connection
// open (RFC 9293 §3.8.4): it repeats what was sent before, and stands before
// what the stream says, not in it.
func IsProbe(b []byte) bool { return len(b) == 1 && (b[0] == 0 || b[0] == 0xff) }
