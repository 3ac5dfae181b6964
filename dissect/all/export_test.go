package all

import "netsniff/dissect"

// Undecoded returns the protocols that netsniff knows and does not dissect.
func Undecoded() []*dissect.Protocol { return named }

// UndecodedBeside returns those that are left once the given ones are decoded.
func UndecodedBeside(decoded ...*dissect.Protocol) []*dissect.Protocol { return nameAll(decoded) }
