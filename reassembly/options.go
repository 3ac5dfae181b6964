package reassembly

import "encoding/binary"

// TCP option kinds (IANA TCP Parameters).
const (
	OptionEnd            = 0
	OptionNop            = 1
	OptionMSS            = 2   // RFC 9293 §3.7.1
	OptionWindowScale    = 3   // RFC 7323 §2
	OptionSACKPermitted  = 4   // RFC 2018 §2
	OptionSACK           = 5   // RFC 2018 §3
	OptionEcho           = 6   // RFC 1072 §3
	OptionEchoReply      = 7   // RFC 1072 §3
	OptionTimestamps     = 8   // RFC 7323 §3
	OptionCC             = 11  // RFC 1644 §3.1
	OptionCCNew          = 12  // RFC 1644 §3.1
	OptionCCEcho         = 13  // RFC 1644 §3.1
	OptionMD5            = 19  // RFC 2385
	OptionQuickStart     = 27  // RFC 4782 §4.1
	OptionUserTimeout    = 28  // RFC 5482
	OptionAuthentication = 29  // RFC 5925
	OptionMultipath      = 30  // RFC 8684
	OptionFastOpen       = 34  // RFC 7413
	OptionAccurateECN0   = 172 // draft-ietf-tcpm-accurate-ecn §3.2.3
	OptionAccurateECN1   = 174 // draft-ietf-tcpm-accurate-ecn §3.2.3
	OptionExperiment1    = 253 // RFC 6994
	OptionExperiment2    = 254 // RFC 6994
)

// maxScale is the largest shift RFC 7323 §2.3 allows.
const maxScale = 14

// NextOption takes the first option off b and returns its kind, its value
// without kind and length, and what follows. ok is false at the end of the
// list or when its length makes no sense.
func NextOption(b []byte) (kind byte, value, rest []byte, ok bool) {
	if len(b) == 0 || b[0] == OptionEnd {
		return 0, nil, nil, false
	}
	if b[0] == OptionNop {
		return OptionNop, nil, b[1:], true
	}
	if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
		return b[0], nil, nil, false
	}
	return b[0], b[2:b[1]], b[b[1]:], true
}

// HasOption reports whether an option of the given kind is in the list b, up to
// the first whose length makes no sense.
func HasOption(b []byte, want byte) bool {
	for len(b) > 0 {
		kind, _, rest, ok := NextOption(b)
		if !ok {
			return false
		}
		if kind == want {
			return true
		}
		b = rest
	}
	return false
}

// sackBlock is the length of a block of the SACK option (RFC 2018 §3).
const sackBlock = 8

// sackedBytes returns how many bytes the blocks of a SACK option cover.
func sackedBytes(options []byte) (n uint32) {
	for b := options; ; {
		kind, value, rest, ok := NextOption(b)
		if !ok {
			return n
		}
		for ; kind == OptionSACK && len(value) >= sackBlock; value = value[sackBlock:] {
			n += binary.BigEndian.Uint32(value[4:]) - binary.BigEndian.Uint32(value)
		}
		b = rest
	}
}

// scaleOption returns the window scale that a SYN's options ask for.
func scaleOption(options []byte) int8 {
	for b := options; ; {
		kind, value, rest, ok := NextOption(b)
		if !ok {
			return ScaleUnused
		}
		if kind == OptionWindowScale && len(value) == 1 {
			return int8(min(value[0], maxScale))
		}
		b = rest
	}
}
