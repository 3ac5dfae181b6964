package rubric

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// units are what numbers may have behind them, with what they are worth of their
// base: seconds, bytes, bits per second, or a share.
var units = map[string]struct {
	base   string
	factor float64
}{
	"s": {"s", 1}, "sec": {"s", 1}, "seconds": {"s", 1}, "second": {"s", 1}, "秒": {"s", 1},
	"ms": {"s", 1e-3}, "毫秒": {"s", 1e-3}, "us": {"s", 1e-6}, "µs": {"s", 1e-6}, "μs": {"s", 1e-6}, "微秒": {"s",
		1e-6}, "ns": {"s", 1e-9},
	"min": {"s", 60}, "h": {"s", 3600},
	"b": {"B", 1}, "byte": {"B", 1}, "bytes": {"B", 1}, "字节": {"B", 1}, "octets": {"B", 1},
	"kb": {"B", 1e3}, "mb": {"B", 1e6}, "kib": {"B", 1 << 10}, "mib": {"B", 1 << 20},
	"bit/s": {"bit/s", 1}, "bits/s": {"bit/s", 1}, "bps": {"bit/s", 1}, "kbit/s": {"bit/s", 1e3}, "kbps": {"bit/s", 1e3},
	"mbit/s": {"bit/s", 1e6}, "mbps": {"bit/s", 1e6}, "gbit/s": {"bit/s", 1e9},
	"b/s": {"bit/s", 8}, "byte/s": {"bit/s", 8}, "bytes/s": {"bit/s", 8}, "bytes/sec": {"bit/s", 8}, "字节/秒": {"bit/s", 8},
	"kb/s": {"bit/s", 8e3}, "mb/s": {"bit/s", 8e6}, "kib/s": {"bit/s", 8 << 10}, "mib/s": {"bit/s", 8 << 20},
	"%": {"%", 1},
}

// UnitNames are those a rubric may name.
func UnitNames() []string {
	return []string{"s", "ms", "us", "min", "B", "kB", "MB", "KiB", "MiB", "bit/s", "kbit/s", "Mbit/s", "B/s", "kB/s",
		"MB/s", "%"}
}

// Unit returns what a unit is worth of its base. Case counts only where B and b
// differ: Mb/s and Mbps are bits, MB/s are bytes.
func Unit(name string) (base string, factor float64, ok bool) {
	n := strings.ReplaceAll(strings.TrimSpace(name), " ", "")
	if strings.HasSuffix(n, "b/s") && n != "b/s" {
		n = strings.TrimSuffix(n, "b/s") + "bit/s"
	}
	u, ok := units[strings.ToLower(n)]
	return u.base, u.factor, ok
}

// Number reads a number with an optional unit, as people write it: blanks and
// commas between thousands, a fullwidth comma, 0x, 1.5e6. unit is empty if there is
// none, rest what is no unit.
func Number(s string) (value float64, unit string, ok bool) {
	s = strings.TrimSpace(strings.NewReplacer("，", ",", "\u00a0", " ", "　", " ", "≈", "", "~", "").Replace(s))
	if h, isHex := strings.CutPrefix(strings.ToLower(s), "0x"); isHex {
		n, err := strconv.ParseUint(h, 16, 64)
		return float64(n), "", err == nil
	}
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || strings.IndexByte("+-.,", s[end]) >= 0 || s[end] == ' ' &&
		end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9' ||
		(s[end] == 'e' || s[end] == 'E') && end > 0 && end+1 < len(s) && strings.IndexByte("+-0123456789", s[end+1]) >= 0) {
		end++
	}
	digits, ok := ungrouped(s[:end])
	if !ok {
		return 0, "", false
	}
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, "", false
	}
	return value, strings.TrimSpace(s[end:]), true
}

// ungrouped takes the marks between thousands out. A single comma that is not
// followed by three digits is a decimal point.
func ungrouped(s string) (string, bool) {
	s = strings.ReplaceAll(s, " ", "")
	if !strings.Contains(s, ",") {
		return s, s != ""
	}
	parts := strings.Split(strings.SplitN(s, ".", 2)[0], ",")
	groups := true
	for _, p := range parts[1:] {
		groups = groups && len(p) == 3
	}
	switch {
	case groups:
		return strings.ReplaceAll(s, ",", ""), true
	case len(parts) == 2 && !strings.Contains(s, "."):
		return strings.Replace(s, ",", ".", 1), true
	}
	return "", false
}

// Duration reads a time; a number without a unit is seconds.
func Duration(s string) (float64, bool) {
	v, unit, ok := Number(s)
	if !ok {
		return 0, false
	}
	if unit == "" {
		return v, true
	}
	base, factor, known := Unit(unit)
	return v * factor, known && base == "s"
}

// ParseRange reads 3, 3.., ..5 and 3..5.
func ParseRange(s string) (Range, bool) {
	s = strings.ReplaceAll(s, " ", "")
	low, high, dots := strings.Cut(s, "..")
	if !dots {
		n, err := strconv.ParseInt(s, 10, 64)
		return Range{n, n}, err == nil && n >= 0
	}
	r := Range{0, -1}
	var err1, err2 error
	if low != "" {
		r.Min, err1 = strconv.ParseInt(low, 10, 64)
	}
	if high != "" {
		r.Max, err2 = strconv.ParseInt(high, 10, 64)
	}
	return r, err1 == nil && err2 == nil && (low != "" || high != "") && r.Min >= 0 && (high == "" || r.Max >= r.Min)
}

// ParseTolerance reads "2%", "0.1 ms", "5" and two of them with "or" between them.
// Times are made seconds, other units their base.
func ParseTolerance(s string) (t Tolerance, ok bool) {
	for part := range strings.SplitSeq(s, " or ") {
		v, unit, good := Number(part)
		if !good || v < 0 {
			return t, false
		}
		switch base, factor, known := Unit(unit); {
		case unit == "%":
			t.Share = max(t.Share, v/100)
		case unit == "":
			t.Bare = max(t.Bare, v)
		case known && base != "%":
			t.Absolute = max(t.Absolute, v*factor)
		default:
			return t, false
		}
	}
	return t, true
}

// layouts of times. All have a zone: a rubric must mean the same everywhere.
var layouts = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00"}

// Moment reads a time with a zone, as seconds since 1970.
func Moment(s string) (float64, bool) {
	for _, l := range layouts {
		if t, err := time.Parse(l, strings.TrimSpace(s)); err == nil {
			return float64(t.UnixNano()) / 1e9, true
		}
	}
	return 0, false
}

func oneOf(s string, words []string) int { return slices.Index(words, s) }
