package icmpv6

// OptionType is the type of a neighbour discovery option.
type OptionType uint8

// Options that are read (RFC 4861 §4.6, RFC 8106, RFC 4191).
const (
	SourceLinkAddress OptionType = 1
	TargetLinkAddress OptionType = 2
	PrefixInformation OptionType = 3
	MTU               OptionType = 5
	RouteInformation  OptionType = 24
	DNSServers        OptionType = 25
)

// option is one option, with the bytes after type and length.
type option struct {
	Type OptionType
	Body []byte
	off  int // of Body in the message
}

// options walks through the options of a message.
type options struct {
	b   []byte
	off int
	// Cut is set if the last option was not there to its end.
	Cut bool
}

// Next returns the next option. An option of length zero ends them all
// (RFC 4861 §4.6 wants the packet discarded).
func (o *options) Next() (x option, ok bool) {
	rest := o.b[o.off:]
	if len(rest) == 0 {
		return x, false
	}
	if len(rest) < 2 {
		o.Cut = true
		return x, false
	}
	n := 8 * int(rest[1])
	if n == 0 {
		return x, false
	}
	if len(rest) < n {
		o.Cut = true
		return x, false
	}
	x = option{Type: OptionType(rest[0]), Body: rest[2:n], off: o.off + 2}
	o.off += n
	return x, true
}

// address returns the link-layer address in a source or target option: the
// length of the option only bounds it (RFC 2464 §6, RFC 4944 §8).
func (x option) address() []byte {
	switch len(x.Body) {
	case 6:
		return x.Body
	case 14:
		return x.Body[:8]
	}
	return nil
}
