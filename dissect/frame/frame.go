// Package frame describes the captured record itself: when it was captured,
// how long it is and what it carries.
package frame

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is the pseudo-protocol that every frame carries once.
var Protocol = dissect.Protocol{
	Name:    "frame",
	Title:   "Frame",
	Column:  "Frame",
	Outline: &outline,
	Fields: slices.Concat([]dissect.Field{
		{Name: "frame.section_number", Title: "Section number", Type: dissect.Uint, Get: getSection},
		{Name: "frame.interface_id", Title: "Interface id", Type: dissect.Uint, Get: getInterface},
		{Name: "frame.interface_name", Title: "Interface name", Type: dissect.String, Get: about(interfaceName)},
		{Name: "frame.interface_description", Title: "Interface description", Type: dissect.String,
			Get: about(func(i *capture.Interface) string { return i.Description })},
	}, flagFields, []dissect.Field{
		{Name: "frame.encap_type", Title: "Encapsulation type", Type: dissect.Int, Names: encapsulationName,
			Get: getEncapsulation},
		{Name: "frame.time", Title: "Arrival Time", Type: dissect.AbsTime,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At) })},
		{Name: "frame.offset_shift", Title: "Time shift for this packet", Type: dissect.RelTime, Get: number(none)},
		{Name: "frame.time_epoch", Title: "Epoch Time", Type: dissect.RelTime,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At) })},
		{Name: "frame.time_delta", Title: "Time delta from previous captured frame", Type: dissect.RelTime,
			Get: number(sincePrevious)},
		{Name: "frame.time_delta_displayed", Title: "Time delta from previous displayed frame", Type: dissect.RelTime,
			Get: number(sinceShown)},
		{Name: "frame.time_relative", Title: "Time since reference or first frame", Type: dissect.RelTime,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.At - f.First) })},
		{Name: "frame.number", Title: "Frame Number", Type: dissect.Uint,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.Frame) })},
		{Name: "frame.len", Title: "Frame length on the wire", Type: dissect.Uint,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.WireLen) })},
		{Name: "frame.cap_len", Title: "Frame length stored into the capture file", Type: dissect.Uint,
			Get: number(func(f *dissect.Frame) uint64 { return uint64(f.CapLen) })},
		{Name: "frame.marked", Title: "Frame is marked", Type: dissect.Bool, Get: number(none)},
		{Name: "frame.ignored", Title: "Frame is ignored", Type: dissect.Bool, Get: number(none)},
		{Name: "frame.p2p_dir", Title: "Point-to-Point Direction", Type: dissect.Int, Names: pointToPointName,
			Get: getDirection},
		{Name: "frame.protocols", Title: "Protocols in frame", Type: dissect.String, Get: getProtocols},
		{Name: "frame.comment", Title: "Comment", Type: dissect.String, Get: getComment},
	}),
}

// number returns the getter of a number that every frame has.
func number(of func(*dissect.Frame) uint64) dissect.Getter {
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(of(f)) }
}

// none is what marks and shifts are: only an analyst at a screen sets them.
func none(*dissect.Frame) uint64 { return 0 }

func sincePrevious(f *dissect.Frame) uint64 { return uint64(f.At - f.Previous) }

func sinceShown(f *dissect.Frame) uint64 { return uint64(f.At - f.Shown) }

func getComment(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
	if f.Comment != "" {
		v.Text(f.Comment)
	}
}
