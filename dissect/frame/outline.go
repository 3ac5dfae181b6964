package frame

import (
	"strconv"

	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary:  appendSummary,
	Computed: []string{"frame.offset_shift", "frame.time_delta", "frame.time_delta_displayed", "frame.time_relative", "frame.marked", "frame.ignored", "frame.protocols"},
	Last:     []string{"frame.number", "frame.len", "frame.cap_len", "frame.marked", "frame.ignored", "frame.protocols", "frame.comment"},
	Units:    []dissect.Unit{{Field: "frame.len", Name: "bytes"}, {Field: "frame.cap_len", Name: "bytes"}},
	Branches: []dissect.Branch{{Above: "frame.interface_id", Below: []string{"frame.interface_name", "frame.interface_description"}}},
}

// appendSummary appends the frame's number and lengths.
func appendSummary(dst []byte, f *dissect.Frame, _ *dissect.Layer) []byte {
	dst = strconv.AppendUint(append(dst, ' '), uint64(f.Frame), 10)
	dst = appendLength(append(dst, ": "...), f.WireLen, " on wire")
	return appendLength(append(dst, ", "...), f.CapLen, " captured")
}

func appendLength(dst []byte, n int, where string) []byte {
	dst = strconv.AppendInt(dst, int64(n), 10)
	dst = append(append(dst, " bytes"...), where...)
	dst = strconv.AppendInt(append(dst, " ("...), 8*int64(n), 10)
	return append(dst, " bits)"...)
}
