package ip

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Types of options (RFC 791 §3.1; RFC 1063, RFC 2113 §2.1).
const (
	optionEnd          = 0
	optionNop          = 1
	optionRecordRoute  = 7
	optionMTUProbe     = 11
	optionMTUReply     = 12
	optionTimestamp    = 68
	optionSecurity     = 130
	optionLooseRoute   = 131
	optionStream       = 136
	optionStrictRoute  = 137
	optionRouterAlert  = 148
	optionFirstPointer = 4 // where the first address of a route stands, counted from 1
)

// optionNames are what lines call options, by their type.
var optionNames = [256]string{
	optionEnd: "End of Options List (EOL)", optionNop: "No-Operation (NOP)", optionRecordRoute: "Record Route",
	optionMTUProbe: "MTU Probe",
	optionMTUReply: "MTU Reply", optionTimestamp: "Time Stamp", optionSecurity: "Security",
	optionLooseRoute: "Loose Source Route",
	optionStream:     "Stream ID", optionStrictRoute: "Strict Source Route", optionRouterAlert: "Router Alert",
}

// optionNumbers are the same, by the number within the type.
var optionNumbers = [32]string{
	0: "End of Option List (EOL)", 1: "No-Operation (NOP)", 2: "Security", 3: "Loose source route", 4: "Time stamp",
	7: "Record route",
	8: "Stream identifier", 9: "Strict source route", 11: "MTU probe", 12: "MTU Reply", 20: "Router Alert",
}

var optionClasses = [4]string{"Control", "Reserved for future use", "Debugging and measurement", "Reserved for future use"}

func optionNumber(u uint64) string { return optionNumbers[u&31] }

func optionClass(u uint64) string { return optionClasses[u&3] }

// copied says of an option whether every fragment has it.
func copied(u uint64) string { return [2]string{"No", "Yes"}[u&1] }

// alerted are the values of a router alert (RFC 2113 §2.1).
func alerted(u uint64) string {
	if u == 0 {
		return "Router shall examine packet"
	}
	return "Reserved"
}

// eachOption returns a getter that looks at every option of a header (RFC 791
// §3.1). do gets the option as far as it is there, at least its type, and where
// it stands.
func eachOption(do func(b []byte, at int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		walkOptions(f, l, func(b []byte, at int) { do(b, at, v) })
	}
}

func walkOptions(f *dissect.Frame, l *dissect.Layer, do func(b []byte, at int)) {
	b := f.Headers.Bytes(l.Header)
	b = b[:min(len(b), int(l.Header.Len))]
	for off := headLen4; off < len(b); {
		n := optionLen(b[off:])
		do(b[off:off+min(max(n, 1), len(b)-off)], int(l.Header.Off)+off)
		if n == 0 {
			return
		}
		off += n
	}
}

// optionLen returns the length of the option at the start of b, 0 if nothing
// follows it.
func optionLen(b []byte) int {
	switch {
	case b[0] == optionEnd:
		return 0
	case b[0] == optionNop:
		return 1
	case len(b) > 1 && b[1] >= 2:
		return int(b[1])
	}
	return 0
}

// optionType returns what appends width bits, shift from the lowest, of the
// type of an option.
func optionType(shift, width int) func(b []byte, at int, v *dissect.Values) {
	mask := byte(1<<width - 1)
	return func(b []byte, at int, v *dissect.Values) {
		x := v.Uint(uint64(b[0] >> shift & mask))
		if width < 8 {
			x.Masked(uint64(mask) << shift)
		}
		x.At(at, 1)
	}
}

// optionPart returns the getter of the number of n bytes at off of options of
// some types.
func optionPart(off, n int, types ...byte) dissect.Getter {
	return eachOption(func(b []byte, at int, v *dissect.Values) {
		if !oneOf(b[0], types) || len(b) < off+n {
			return
		}
		u := uint64(b[off])
		if n == 2 {
			u = uint64(binary.BigEndian.Uint16(b[off:]))
		}
		v.Uint(u).At(at+off, n)
	})
}

func oneOf(t byte, types []byte) bool {
	for _, x := range types {
		if t == x {
			return true
		}
	}
	return false
}

// hop says of an address of a route what the pointer makes of it.
type hop uint8

const (
	passed hop = iota // recorded on the way
	ahead             // of a source route, still to be visited
	empty             // of a recorded route, not yet written
)

// hops returns the getter of those addresses of routes that are of a kind. The
// last address of a source route is the destination, not a hop.
func hops(kind hop) dissect.Getter {
	return eachOption(func(b []byte, at int, v *dissect.Values) {
		if !oneOf(b[0], []byte{optionRecordRoute, optionLooseRoute, optionStrictRoute}) || len(b) < 3 {
			return
		}
		end := len(b)
		if b[0] != optionRecordRoute {
			end -= 4
		}
		for off := optionFirstPointer - 1; off+4 <= end; off += 4 {
			is := passed
			switch before := off+1 < int(b[2]); {
			case before:
			case b[0] == optionRecordRoute:
				is = empty
			default:
				is = ahead
			}
			if is == kind {
				v.Bytes(b[off:off+4]).At(at+off, 4)
			}
		}
	})
}

// addOptions adds a heading above the options of a header and one for each.
func addOptions(f *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	if !hasOptions4(f, l) {
		return
	}
	b := f.Headers.Bytes(l.Header)
	if len(b) <= headLen4 {
		return
	}
	n := min(len(b), int(l.Header.Len)) - headLen4
	title := dissect.AppendLength(append(h.Begin(), "Options: "...), n)
	walkOptions(f, l, func(b []byte, _ int) {
		if name := optionNames[b[0]]; name != "" && b[0] > optionNop {
			title = append(append(title, ", "...), name...)
		}
	})
	h.Add(0, "", title, int(l.Header.Off)+headLen4, n)
	walkOptions(f, l, func(b []byte, at int) {
		h.Add(1, "", appendOption(h.Begin(), b), at, len(b))
	})
}

// appendOption appends the line of an option.
func appendOption(dst, b []byte) []byte {
	if name := optionNames[b[0]]; name != "" {
		dst = append(append(dst, "IP Option - "...), name...)
	} else {
		dst = append(dst, "Unknown (0x"...)
		dst = append(text.AppendHex(dst, uint64(b[0]), 2), ')')
	}
	if b[0] > optionNop {
		dst = dissect.AppendLength(append(dst, ' '), len(b))
	}
	if b[0] == optionRouterAlert && len(b) >= 4 {
		u := uint64(binary.BigEndian.Uint16(b[2:]))
		dst = append(append(dst, ": "...), alerted(u)...)
		dst = strconv.AppendUint(append(dst, " ("...), u, 10)
		dst = append(dst, ')')
	}
	return dst
}
