package arp

import "netsniff/dissect"

var outline = dissect.Outline{
	Summary: appendSummary,
	Branches: []dissect.Branch{{
		Above: "arp.duplicate-address-detected",
		Below: []string{"arp.duplicate-address-frame", "arp.seconds-since-duplicate-address-frame"},
	}},
	Computed: []string{"arp.is*", "arp.duplicate-address-*", "arp.seconds-since-duplicate-address-frame"},
}

// appendSummary appends the operation.
func appendSummary(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 8 {
		return dst
	}
	if name := opName(uint64(b[6])<<8 | uint64(b[7])); name != "" {
		dst = append(append(append(dst, " ("...), name...), ')')
	}
	return dst
}
