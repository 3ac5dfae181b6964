package all

import "netsniff/dissect"

// Undecoded returns the protocols that netsniff knows and does not dissect.
func Undecoded() []*dissect.Protocol { return named }
