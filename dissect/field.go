package dissect

// Type is the type of a field's values: it decides how they print, which
// comparisons a filter allows and how they look in JSON.
type Type uint8

// Field types.
const (
	Label    Type = iota // presence only; prints its text
	Bool                 // prints 1 or 0 (True or False in detail trees)
	Uint                 // unsigned number, printed as Base says
	Int                  // signed number
	Double               // number with a fraction
	String               // text, bytes as they were on the wire
	Octets               // bytes, printed as hex pairs
	IPv4                 // 4 bytes
	IPv6                 // 16 bytes
	Ether                // 6 bytes
	AbsTime              // nanoseconds since 1970 (U), or NoTime
	RelTime              // nanoseconds (U as int64), printed as seconds
	FrameNum             // number of another frame
)

var typeNames = [...]string{
	"label", "bool", "uint", "int", "double", "string", "bytes", "ipv4", "ipv6", "ether", "time", "duration", "frame",
}

func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return "unknown"
}

// Textual reports whether values print as they came from the wire.
func (t Type) Textual() bool { return t == String || t == Label }

// NoTime is the value of an AbsTime whose bytes say that there is none.
const NoTime = 1<<63 | 1

// Base says how a Uint prints.
type Base uint8

// Number bases; HexN pads to N digits and prints the 0x.
const (
	Dec Base = iota
	Hex2
	Hex4
	Hex6
	Hex8
	Hex16
	Oct
	Named // as Dec; details say only the word, if there is one
	Hex1
	Hex3
	Hex5
)

// Field is one named field of a protocol.
type Field struct {
	Name  string // Wireshark's name: "http.request.method"
	Title string // Wireshark's label: "Request Method"
	Type  Type
	Base  Base
	// Names gives a number its word in detail trees ("A (Host Address)"), or "".
	Names func(uint64) string
	// Get appends the field's values in layer l of f, in wire order; nothing
	// if the layer does not have it.
	Get func(f *Frame, l *Layer, v *Values)
	// Little: numbers and bits have the lowest byte first.
	Little bool
	// Words says that values may have encoded words (RFC 2047) or parameters
	// (RFC 2231): filters compare what a person reads as well as what was sent.
	Words bool
	// Body says that values come from the body of a message, which is kept
	// only if somebody asks (Engine.Want).
	Body bool
}
