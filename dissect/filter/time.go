package filter

import (
	"strconv"
	"strings"
	"time"
)

// timeLayouts are the forms of points in time. Times without a zone are local.
var timeLayouts = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02",
	"Jan _2, 2006 15:04:05",
	"Jan _2, 2006 15:04",
}

// parseTime reads a point in time as nanoseconds since 1970.
func parseTime(s string) (int64, bool) {
	zone := time.Local
	if bare, utc := strings.CutSuffix(s, " UTC"); utc {
		s, zone = bare, time.UTC
	}
	if len(s) > len("2006-01-02") && s[len("2006-01-02")] == ' ' && isDigit(s[0]) {
		s = s[:len("2006-01-02")] + "T" + s[len("2006-01-02 "):]
	}
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UnixNano(), true
		}
	}
	return 0, false
}

// parseSeconds reads a duration in seconds as nanoseconds, exactly.
func parseSeconds(s string) (int64, bool) {
	s = strings.TrimSuffix(s, "s")
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" && fraction != "" {
		whole = "0"
	}
	const digits = 9
	if len(fraction) > digits {
		fraction = fraction[:digits]
	}
	fraction += strings.Repeat("0", digits-len(fraction))
	seconds, err := strconv.ParseUint(whole, 10, 33)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(fraction, 10, 64)
	return int64(seconds)*int64(time.Second) + int64(n), err == nil
}
