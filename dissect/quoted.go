package dissect

// A QuotedDissector is a DatagramDissector that reads a datagram which an ICMP
// error quotes: it has fields, but is no part of what is said.
type QuotedDissector interface {
	// Quoted emits the message in b, quietly: the payload of the datagram as
	// far as it is quoted. wire is its length when it was sent.
	Quoted(f *Frame, b []byte, wire int)
}
