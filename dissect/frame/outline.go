package frame

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary: appendSummary,
	Computed: []string{"frame.offset_shift", "frame.time_delta", "frame.time_delta_displayed", "frame.time_relative",
		"frame.marked", "frame.ignored", "frame.protocols"},
	Wordings: []dissect.Wording{
		{Field: "frame.len", Title: "Frame Length", Say: sayLength},
		{Field: "frame.cap_len", Title: "Capture Length", Say: sayLength},
		{Field: "frame.interface_id", Say: sayInterface},
		{Field: "frame.packet_flags", Bitless: true},
		{Field: "frame.packet_flags_direction", Say: sayDirection},
	},
	Conditions: []dissect.Condition{{
		Holds:  func(f *dissect.Frame, _ *dissect.Layer) bool { return f.On != nil },
		Fields: []string{"frame.section_number", "frame.interface_*"},
	}, {
		Holds:  func(f *dissect.Frame, _ *dissect.Layer) bool { return f.Flagged },
		Fields: append(flagNames(), "frame.packet_flags", "frame.p2p_dir"),
	}},
	Branches: []dissect.Branch{
		{Above: "frame.interface_id", Below: []string{"frame.interface_name", "frame.interface_description"}},
		{Above: "frame.packet_flags", Below: flagNames()},
	},
}

// appendSummary appends the frame's number and lengths.
func appendSummary(dst []byte, f *dissect.Frame, _ *dissect.Layer) []byte {
	dst = strconv.AppendUint(append(dst, ' '), uint64(f.Frame), 10)
	dst = appendLength(append(dst, ": "...), f.WireLen, " on wire")
	dst = appendLength(append(dst, ", "...), f.CapLen, " captured")
	if f.On != nil {
		dst = append(append(dst, " on interface "...), interfaceName(f.On)...)
		dst = strconv.AppendInt(append(dst, ", id "...), int64(f.Interface), 10)
	}
	switch f.Flags.Direction() {
	case capture.Inbound:
		dst = append(dst, " (inbound)"...)
	case capture.Outbound:
		dst = append(dst, " (outbound)"...)
	}
	return dst
}

// interfaceName returns the name of an interface, or that it has none.
func interfaceName(i *capture.Interface) string {
	if i.Name == "" {
		return "unknown"
	}
	return i.Name
}

func sayInterface(dst []byte, f *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return append(append(append(dst, " ("...), interfaceName(f.On)...), ')')
}

func sayLength(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return appendLength(append(dst, ": "...), int(v.U), "")
}

func appendLength(dst []byte, n int, where string) []byte {
	dst = strconv.AppendInt(dst, int64(n), 10)
	dst = append(append(dst, " bytes"...), where...)
	dst = strconv.AppendInt(append(dst, " ("...), 8*int64(n), 10)
	return append(dst, " bits)"...)
}
