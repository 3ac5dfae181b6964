package index

import (
	"encoding/hex"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/filter"
)

// Found is what an index says of a filter.
type Found struct {
	// Exact: the frames that match are Frames, and the capture need not be read.
	Exact  bool
	Frames []uint32
	// Last is the last frame that matches, or may; 0: none does.
	Last uint32
	// Hosts are those whose frames must be dissected for all that match; nil: all of them.
	Hosts []string
}

// mostHosts is how many hosts are named: of more, all are dissected.
const mostHosts = 1 << 16

// Search says which frames may match a filter.
func (x *Index) Search(f *filter.Filter) (found Found) {
	outlook := f.Outlook(x.known)
	byShape := make([]dissect.Match, len(x.shapeList))
	for i, shape := range x.shapeList {
		byShape[i] = outlook.Of(shape, nil, nil)
	}
	found.Exact = true
	var open []bool // values of frames that may match; nil: no frame needs more than its digest
	message, s := new(values), new(filter.Scratch)
	frame := frameOf(x.digest, message)
	for i, shape := range x.shapeOf {
		answer := byShape[shape]
		if answer == dissect.Maybe {
			frame.Frame, message.text = uint32(i+1), x.valuesList[x.valuesOf[i]]
			answer = outlook.Of(x.shapeList[shape], frame, s)
		}
		if answer == dissect.No {
			continue
		}
		found.Last = uint32(i + 1)
		if answer == dissect.Maybe {
			found.Exact = false
		}
		if found.Exact {
			found.Frames = append(found.Frames, found.Last)
		}
		if open == nil {
			open = make([]bool, len(x.valuesList))
		}
		open[x.valuesOf[i]] = true
	}
	if !found.Exact {
		found.Frames, found.Hosts = nil, x.hosts(open)
	}
	return found
}

// hosts returns the addresses of frames with the values that are open; nil if one has none, or
// there are too many.
func (x *Index) hosts(open []bool) (list []string) {
	seen := map[string]bool{}
	for i, text := range x.valuesList {
		if !open[i] {
			continue
		}
		routed := false
		for field := range tcp {
			for list := (&values{text}).of(field); list != ""; {
				var value string
				value, list, _ = strings.Cut(list, ",")
				seen[value], routed = true, true
			}
		}
		if !routed || len(seen) > mostHosts {
			return nil
		}
	}
	for value := range seen {
		b, _ := hex.DecodeString(value) // Rows wrote it
		a := capture.Addr{}
		if a.Set(capture.AddrIPv4, b); len(b) == 16 {
			a.Set(capture.AddrIPv6, b)
		}
		list = append(list, a.String())
	}
	return list
}
