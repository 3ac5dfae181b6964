package igmp

import (
	"netsniff/capture"
	"netsniff/dissect"
)

var outline = dissect.Outline{
	Headings: addRecords,
	Computed: []string{"igmp.version", "igmp.checksum.status"},
}

// addRecords adds a heading for each group record: its group and its type.
func addRecords(f *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	eachRecord(f, l, func(x record, at, size int) {
		text := capture.AppendIPv4(append(h.Begin(), "Group Record : "...), x.group)
		text = append(append(text, "  "...), x.Type.String()...)
		h.Add(0, "", text, at, size)
	})
}
