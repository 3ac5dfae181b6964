package table

import (
	"bytes"
	"strconv"
	"strings"
)

// unit is how text writes the numbers of a column, so that they can be
// compared at a glance: by the greatest of them.
type unit struct {
	of   Type
	most float64
	fine int // Duration: the digits behind the point that some value needs, in seconds
}

// scale is a multiple of the unit that JSON and CSV have.
type scale struct {
	least  float64 // of the greatest number of the column
	by     float64
	digits int
	name   string
}

var scales = [...][]scale{
	Duration:  {{1, 1, 6, " s"}, {1e-3, 1e3, 3, " ms"}, {0, 1e6, 3, " µs"}},
	Rate:      {{1e9, 1e-9, 3, " Gbit/s"}, {1e6, 1e-6, 3, " Mbit/s"}, {1e3, 1e-3, 3, " kbit/s"}, {0, 1, 3, " bit/s"}},
	Frequency: {{0, 1, 3, "/s"}},
	Percent:   {{0, 1, 2, " %"}},
}

// unitOf returns the unit of a column whose only value is v.
func unitOf(t Type, v Value) unit {
	u := unit{of: t}
	if v.known && t.numeric() && t != Time {
		u.most = max(u.number(v), -u.number(v))
	}
	if v.known && t == Duration {
		for ns, n := int64(v.bits), 9; n > 0 && ns != 0; ns, n = ns/10, n-1 {
			if ns%10 != 0 {
				u.fine = n
				break
			}
		}
	}
	return u
}

func (u unit) max(v unit) unit {
	v.most, v.fine = max(u.most, v.most), max(u.fine, v.fine)
	return v
}

// number returns a value in the unit that JSON and CSV have.
func (u unit) number(v Value) float64 {
	switch u.of {
	case Duration:
		return float64(int64(v.bits)) / 1e9
	case Rate, Frequency, Percent:
		return v.real()
	}
	return float64(int64(v.bits))
}

// append appends a known value.
func (u unit) append(dst []byte, v Value) []byte {
	switch u.of {
	case Count, Bytes:
		return appendGrouped(dst, int64(v.bits))
	case List:
		return append(dst, strings.Join(v.list(), ", ")...)
	case Path:
		last := v.Text[strings.LastIndexByte(v.Text, ':')+1:]
		return append(append(dst, bytes.Repeat([]byte("  "), strings.Count(v.Text, ":"))...), last...)
	case Duration, Rate, Frequency, Percent:
		s := u.scale()
		dst = strconv.AppendFloat(dst, u.number(v)*s.by, 'f', s.digits, 64)
		return append(dst, s.name...)
	}
	return appendPlain(dst, u.of, v)
}

func (u unit) scale() scale {
	list := scales[u.of]
	if u.most == 0 {
		return scale{by: 1, name: list[0].name} // there are zeros only
	}
	for _, s := range list {
		if u.most >= s.least {
			return s.trimmed(u)
		}
	}
	return list[len(list)-1].trimmed(u)
}

// trimmed leaves out the digits of durations that are 0 in all values.
func (s scale) trimmed(u unit) scale {
	if u.of == Duration {
		s.digits = min(s.digits, max(0, u.fine-len(strconv.Itoa(int(s.by)))+1))
	}
	return s
}
