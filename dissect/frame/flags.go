package frame

import (
	"math"
	"math/bits"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// flagFields are the flags word of a pcapng packet and its parts.
var flagFields = []dissect.Field{
	{Name: "frame.packet_flags", Title: "Packet flags", Type: dissect.Uint, Base: dissect.Hex8,
		Get: ofFlags(math.MaxUint32)},
	part("direction", "Direction", dissect.Hex8, directionName, capture.FlagsDirection),
	part("reception_type", "Reception type", dissect.Dec, receptionName, capture.FlagsReception),
	part("fcs_length", "FCS length", dissect.Dec, nil, capture.FlagsFCSLength),
	part("reserved", "Reserved", dissect.Dec, nil, capture.FlagsReserved),
	failure("crc_error", "CRC error", capture.FlagsCRCError),
	failure("packet_too_error", "Packet too long error", capture.FlagsTooLong),
	failure("packet_too_short_error", "Packet too short error", capture.FlagsTooShort),
	failure("wrong_inter_frame_gap_error", "Wrong interframe gap error", capture.FlagsWrongGap),
	failure("unaligned_frame_error", "Unaligned frame error", capture.FlagsUnaligned),
	failure("start_frame_delimiter_error", "Start frame delimiter error", capture.FlagsDelimiterError),
	failure("preamble_error", "Preamble error", capture.FlagsPreambleError),
	failure("symbol_error", "Symbol error", capture.FlagsSymbolError),
}

// part describes a number among the flags.
func part(name, title string, base dissect.Base, names func(uint64) string, mask capture.PacketFlags) dissect.Field {
	return dissect.Field{Name: "frame.packet_flags_" + name, Title: title, Type: dissect.Uint, Base: base, Names: names,
		Get: ofFlags(mask)}
}

// failure describes an error of the link layer.
func failure(name, title string, mask capture.PacketFlags) dissect.Field {
	return dissect.Field{Name: "frame.packet_flags_" + name, Title: title, Type: dissect.Bool, Get: ofFlags(mask)}
}

// ofFlags returns the getter of some bits of the flags.
func ofFlags(mask capture.PacketFlags) dissect.Getter {
	shift := bits.TrailingZeros32(uint32(mask))
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		if f.Flagged {
			v.Uint(uint64(f.Flags & mask >> shift)).Masked(uint64(mask))
		}
	}
}

func directionName(n uint64) string { return capture.Direction(n).String() }

// receptions are the kinds of reception (draft-ietf-opsawg-pcapng §4.3.1).
var receptions = [...]string{"Not specified", "Unicast", "Multicast", "Broadcast", "Promiscuous"}

func receptionName(n uint64) string {
	if n < uint64(len(receptions)) {
		return receptions[n]
	}
	return ""
}

func sayDirection(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = append(append(dst, ": "...), directionName(v.U)...)
	return append(strconv.AppendUint(append(dst, " (0x"...), v.U, 16), ')')
}

// getDirection appends what Wireshark calls the point-to-point direction.
func getDirection(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	switch f.Flags.Direction() {
	case capture.Inbound:
		v.Int(received)
	case capture.Outbound:
		v.Int(sent)
	}
}

// Point-to-point directions.
const (
	sent     = 0
	received = 1
)

func pointToPointName(n uint64) string {
	if n == sent {
		return "Sent"
	}
	return "Received"
}

// flagNames are the names of the parts.
func flagNames() (names []string) {
	for i := range flagFields[1:] {
		names = append(names, flagFields[1+i].Name)
	}
	return names
}
