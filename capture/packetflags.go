package capture

// PacketFlags is what the link layer told of a frame: the flags word of a pcapng
// packet (draft-ietf-opsawg-pcapng §4.3.1).
type PacketFlags uint32

// Parts of PacketFlags.
const (
	FlagsDirection PacketFlags = 0x3
	FlagsReception PacketFlags = 0x1c
	FlagsFCSLength PacketFlags = 0x1e0 // bytes, 0: not known
	FlagsReserved  PacketFlags = 0xfe00

	FlagsCRCError       PacketFlags = 1 << 24
	FlagsTooLong        PacketFlags = 1 << 25
	FlagsTooShort       PacketFlags = 1 << 26
	FlagsWrongGap       PacketFlags = 1 << 27
	FlagsUnaligned      PacketFlags = 1 << 28
	FlagsDelimiterError PacketFlags = 1 << 29
	FlagsPreambleError  PacketFlags = 1 << 30
	FlagsSymbolError    PacketFlags = 1 << 31
)

// Direction is the way that a frame went through its interface.
type Direction uint8

// Directions; 3 means nothing.
const (
	DirectionUnknown Direction = iota
	Inbound
	Outbound
)

// String returns the word for d.
func (d Direction) String() string {
	switch d {
	case Inbound:
		return "Inbound"
	case Outbound:
		return "Outbound"
	}
	return "Unknown"
}

// Direction returns which way the frame went.
func (f PacketFlags) Direction() Direction { return Direction(f & FlagsDirection) }
