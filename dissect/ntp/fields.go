package ntp

import (
	"strconv"

	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "ntp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(0, 1)},
	{Name: "ntp.flags.li", Title: "Leap Indicator", Type: dissect.Uint, Names: leapName,
		Get: timing(dissect.Bits(0, 1, 6, 2))},
	{Name: "ntp.flags.vn", Title: "Version number", Type: dissect.Uint, Names: versionName, Get: dissect.Bits(0, 1, 3, 3)},
	{Name: "ntp.flags.mode", Title: "Mode", Type: dissect.Uint,
		Names: func(u uint64) string { return Mode(u).String() }, Get: dissect.Bits(0, 1, 0, 3)},
	{Name: "ntp.stratum", Title: "Peer Clock Stratum", Type: dissect.Uint, Names: stratumName,
		Get: timing(dissect.Number(1, 1))},
	{Name: "ntp.ppoll", Title: "Peer Polling Interval", Type: dissect.Uint, Get: timing(dissect.Number(2, 1))},
	{Name: "ntp.precision", Title: "Peer Clock Precision", Type: dissect.Int, Get: timing(getPrecision)},
	{Name: "ntp.rootdelay", Title: "Root Delay", Type: dissect.Uint, Get: timing(dissect.Number(4, 4))},
	{Name: "ntp.rootdispersion", Title: "Root Dispersion", Type: dissect.Uint, Get: timing(dissect.Number(8, 4))},
	{Name: "ntp.refid", Title: "Reference ID", Type: dissect.Octets, Get: timing(dissect.Part(12, 4))},
	{Name: "ntp.reftime", Title: "Reference Timestamp", Type: dissect.AbsTime, Get: timing(getStamp(16))},
	{Name: "ntp.org", Title: "Origin Timestamp", Type: dissect.AbsTime, Get: timing(getStamp(originAt))},
	{Name: "ntp.rec", Title: "Receive Timestamp", Type: dissect.AbsTime, Get: timing(getStamp(receiveAt))},
	{Name: "ntp.xmt", Title: "Transmit Timestamp", Type: dissect.AbsTime, Get: timing(getStamp(transmitAt))},
	{Name: "ntp.keyid", Title: "Key ID", Type: dissect.Octets, Get: timing(dissect.Part(headLen, 4))},
	{Name: "ntp.mac", Title: "Message Authentication Code", Type: dissect.Octets, Get: timing(dissect.Part(headLen+4, 16))},
}

// timing returns the getter of what packets have that tell the time.
func timing(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) > 0 && Mode(l.Bytes[0]&7) < Control {
			get(f, l, v)
		}
	}
}

func leapName(u uint64) string {
	return [...]string{"no warning", "last minute of the day has 61 seconds", "last minute of the day has 59 seconds",
		"unknown (clock unsynchronized)"}[u&3]
}

func stratumName(u uint64) string {
	switch {
	case u == 0:
		return "unspecified or invalid"
	case u == 1:
		return "primary reference"
	case u < 16:
		return "secondary reference"
	case u == 16:
		return "unsynchronized"
	}
	return "reserved"
}

func getPrecision(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if len(l.Bytes) > 3 {
		v.Int(int64(int8(l.Bytes[3]))).At(3, 1)
	}
}

// saySeconds says a number with 16 bits of a fraction as seconds.
func saySeconds(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	return append(strconv.AppendFloat(append(dst, ": "...), float64(v.U)/65536, 'f', 6, 64), " seconds"...)
}

// getStamp returns the getter of a timestamp; 0 is none.
func getStamp(off int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) < off+8 {
			return
		}
		at := uint64(dissect.NoTime)
		if be.Uint64(l.Bytes[off:]) != 0 {
			at = uint64(stamp(l.Bytes[off:]))
		}
		v.Uint(at).At(off, 8)
	}
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "ntp.flags", Below: []string{"ntp.flags.*"}}},
	Wordings: []dissect.Wording{{Field: "ntp.root*", Say: saySeconds}},
}
