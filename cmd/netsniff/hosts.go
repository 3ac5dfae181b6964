package main

import (
	"slices"
	"strings"

	"netsniff/capture"
)

// hosts are addresses that a flag names (pflag.Value).
type hosts []capture.Addr

// Set reads addresses with commas between them.
func (h *hosts) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		var a capture.Addr
		if err := a.UnmarshalText([]byte(name)); err != nil {
			return err
		}
		*h = append(*h, a)
	}
	return nil
}

func (h *hosts) String() string { return "" }

// Type is how help calls the value.
func (h *hosts) Type() string { return "addresses" }

// have reports whether a frame is from or to one of the hosts.
func (h hosts) have(p *capture.Packet) bool {
	return slices.ContainsFunc(h, func(a capture.Addr) bool { return p.Src == a || p.Dst == a })
}
