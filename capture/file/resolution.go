package file

import (
	"math"
	"math/bits"

	"netsniff/capture"
)

const nanoDigits = 9

// resolution turns the time stamps of a pcapng interface into nanoseconds
// (if_tsresol and if_tsoffset, draft-ietf-opsawg-pcapng §4.2). Stamps outside
// the range of capture.Stamp become its nearest end.
type resolution struct {
	mul    uint64 // ns in a unit
	div    uint64 // units in a ns, 0 when a unit is shorter than any stamp can tell; used iff mul is 0
	shift  uint   // a unit is 2^-shift s; used iff binary
	binary bool
	offset capture.Stamp // if_tsoffset
}

// microseconds is the resolution of an interface that names none.
const microseconds = 6

var powersOf10 = [...]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// parseResolution takes the value of if_tsresol (a power of 10, or of 2 when
// the highest bit is set) and of if_tsoffset in seconds. Precision is the
// number of decimal digits that keep the stamps, at most 9.
func parseResolution(tsresol byte, tsoffset int64) (r resolution, precision int) {
	const limit = math.MaxInt64 / 1_000_000_000
	r.offset = capture.Stamp(max(-limit, min(tsoffset, limit))) * 1e9
	exponent := int(tsresol & 0x7f)
	switch {
	case tsresol >= 0x80:
		r.binary, r.shift = true, uint(exponent)
		if exponent == 0 {
			return r, 0
		}
		return r, nanoDigits
	case exponent <= nanoDigits:
		r.mul = powersOf10[nanoDigits-exponent]
		return r, exponent
	case exponent-nanoDigits < len(powersOf10):
		r.div = powersOf10[exponent-nanoDigits]
	}
	return r, nanoDigits
}

// stamp converts a time stamp in units.
func (r *resolution) stamp(units uint64) capture.Stamp {
	var hi, lo uint64
	switch {
	case r.binary:
		hi, lo = bits.Mul64(units, 1e9)
		if r.shift < 64 {
			hi, lo = hi>>r.shift, hi<<(64-r.shift)|lo>>r.shift
		} else {
			hi, lo = 0, hi>>(r.shift-64)
		}
	case r.mul != 0:
		hi, lo = bits.Mul64(units, r.mul)
	case r.div != 0:
		lo = units / r.div
	}
	ns := capture.Stamp(math.MaxInt64)
	if hi == 0 && lo < math.MaxInt64 {
		ns = capture.Stamp(lo)
	}
	if r.offset > 0 && ns > math.MaxInt64-r.offset {
		return math.MaxInt64
	}
	return ns + r.offset
}
