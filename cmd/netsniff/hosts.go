package main

import (
	"strings"

	"netsniff/capture"
)

// hosts are addresses that a flag names (pflag.Value).
type hosts map[capture.Addr]struct{}

// Set reads addresses with commas between them.
func (h *hosts) Set(text string) error {
	if *h == nil {
		*h = hosts{}
	}
	for name := range strings.SplitSeq(text, ",") {
		var a capture.Addr
		if err := a.UnmarshalText([]byte(name)); err != nil {
			return err
		}
		(*h)[a] = struct{}{}
	}
	return nil
}

func (h *hosts) String() string { return "" }

// Type is how help calls the value.
func (h *hosts) Type() string { return "addresses" }

// have reports whether a frame is from or to one of the hosts.
func (h hosts) have(p *capture.Packet) bool {
	if _, sends := h[p.Src]; sends {
		return true
	}
	_, gets := h[p.Dst]
	return gets
}
