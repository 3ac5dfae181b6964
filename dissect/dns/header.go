package dns

import "encoding/binary"

// Header is the fixed part of every message (RFC 1035 §4.1.1).
type Header struct {
	ID     uint16
	Flags  Flags
	Counts [sections]uint16 // records announced per section
}

const headerLen = 12

// Flags is the second word of the header.
type Flags uint16

// Flag bits (RFC 1035 §4.1.1, RFC 4035 §3; the LLMNR names are RFC 4795 §2.1.1).
const (
	FlagResponse           Flags = 0x8000
	FlagAuthoritative      Flags = 0x0400
	FlagTruncated          Flags = 0x0200
	FlagRecursionDesired   Flags = 0x0100
	FlagRecursionAvailable Flags = 0x0080
	FlagZ                  Flags = 0x0040
	FlagAuthenticated      Flags = 0x0020
	FlagCheckingDisabled   Flags = 0x0010
	FlagConflict                 = FlagAuthoritative
	FlagTentative                = FlagRecursionDesired
)

// Has reports whether all of the bits in x are set.
func (f Flags) Has(x Flags) bool { return f&x == x }

// Opcode returns the kind of query.
func (f Flags) Opcode() Opcode { return Opcode(f >> 11 & 15) }

// Rcode returns the response code without its EDNS extension.
func (f Flags) Rcode() Rcode { return Rcode(f & 15) }

// Opcode is a kind of query.
type Opcode uint8

// Opcodes (IANA registry of DNS parameters).
const (
	OpQuery    Opcode = 0
	OpInverse  Opcode = 1
	OpStatus   Opcode = 2
	OpNotify   Opcode = 4
	OpUpdate   Opcode = 5
	OpStateful Opcode = 6
)

var opcodeNames = [...]string{
	OpQuery:    "Standard query",
	OpInverse:  "Inverse query",
	OpStatus:   "Server status request",
	OpNotify:   "Zone change notification",
	OpUpdate:   "Dynamic update",
	OpStateful: "DNS Stateful operations (DSO)",
}

// String returns the opcode in words, or "" if it has none.
func (o Opcode) String() string { return wordAt(opcodeNames[:], uint64(o)) }

// Rcode is a response code.
type Rcode uint16

// Response codes that statistics ask for.
const (
	RcodeNoError    Rcode = 0
	RcodeFormat     Rcode = 1
	RcodeServerFail Rcode = 2
	RcodeNoSuchName Rcode = 3
	RcodeRefused    Rcode = 5
)

var rcodeNames = [...]string{
	0: "No error", 1: "Format error", 2: "Server failure", 3: "No such name", 4: "Not implemented",
	5: "Refused", 6: "Name exists", 7: "RRset exists", 8: "RRset does not exist", 9: "Not authoritative",
	10: "Name out of zone", 11: "DSO-Type not implemented",
	16: "Bad OPT Version or TSIG Signature Failure", 17: "Key not recognized", 18: "Signature out of time window",
	19: "Bad TKEY Mode", 20: "Duplicate key name", 21: "Algorithm not supported", 22: "Bad Truncation",
	23: "Bad/missing Server Cookie",
}

// String returns the response code in words, or "" if it has none.
func (r Rcode) String() string { return wordAt(rcodeNames[:], uint64(r)) }

// ParseHeader reads the header; ok is false if b is too short for it.
func ParseHeader(b []byte) (h Header, ok bool) {
	if len(b) < headerLen {
		return h, false
	}
	h.ID, h.Flags = binary.BigEndian.Uint16(b), Flags(binary.BigEndian.Uint16(b[2:]))
	for i := range h.Counts {
		h.Counts[i] = binary.BigEndian.Uint16(b[4+2*i:])
	}
	return h, true
}

// wordAt returns the word of n, or "" where the table has none.
func wordAt(words []string, n uint64) string {
	if n < uint64(len(words)) {
		return words[n]
	}
	return ""
}
