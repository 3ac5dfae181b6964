package timeline

import (
	"strconv"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
)

// TimeFormat is how rows tell the time: the values of -t.
type TimeFormat uint8

// Time formats.
const (
	Relative       TimeFormat = iota // r: seconds since the first frame
	Absolute                         // a: time of day
	AbsoluteDate                     // ad: date and time
	Delta                            // d: seconds since the frame before
	DeltaDisplayed                   // dd: seconds since the row before
	Epoch                            // e: seconds since 1970-01-01 UTC
	UTC                              // u: time of day, UTC
	UTCDate                          // ud: date and time, UTC
	AbsoluteDay                      // adoy: year, day of the year and time
	UTCDay                           // udoy: the same, UTC
)

var timeFormats = [...]string{"r", "a", "ad", "d", "dd", "e", "u", "ud", "adoy", "udoy"}

func (f TimeFormat) String() string { return timeFormats[f] }

// TimeFormats lists the names that ParseTimeFormat takes.
func TimeFormats() []string { return timeFormats[:] }

// ParseTimeFormat returns the format that -t names.
func ParseTimeFormat(s string) (TimeFormat, bool) {
	for i, name := range timeFormats {
		if s == name {
			return TimeFormat(i), true
		}
	}
	return 0, false
}

// Clock appends the times of frames.
type Clock struct {
	Format TimeFormat
	Zone   *time.Location // of Absolute, AbsoluteDate and AbsoluteDay; nil: the machine's
	// Hours divides relative times into hours, minutes and seconds: "1h  2m  3.5s".
	Hours bool

	shown     capture.Stamp // time of the row before
	haveShown bool
}

// Append appends the time of f.
func (c *Clock) Append(dst []byte, f *dissect.Frame) []byte { return c.appendRight(dst, f, 0) }

// appendRight appends the time of f, right-aligned in width columns.
func (c *Clock) appendRight(dst []byte, f *dissect.Frame, width int) []byte {
	n, digits := len(dst), int(f.Precision)
	switch c.Format {
	case Absolute, AbsoluteDate, AbsoluteDay:
		return shift(c.absolute(dst, f.At, digits, c.Zone), n, width)
	case UTC, UTCDate, UTCDay:
		return shift(c.absolute(dst, f.At, digits, time.UTC), n, width)
	}
	d := c.since(f)
	if c.Hours && c.Format != Epoch {
		return shift(c.appendHours(dst, d, digits), n, width)
	}
	return d.AppendSeconds(pad(dst, width-d.SecondsLen(digits)), digits)
}

// since returns the duration that the format tells, or the time since 1970.
func (c *Clock) since(f *dissect.Frame) capture.Stamp {
	switch c.Format {
	case Delta:
		return f.At - f.Previous
	case DeltaDisplayed:
		d := capture.Stamp(0)
		if c.haveShown {
			d = f.At - c.shown
		}
		c.shown, c.haveShown = f.At, true
		return d
	case Epoch:
		return f.At
	default:
		return f.At - f.First
	}
}

func (c *Clock) absolute(dst []byte, at capture.Stamp, digits int, zone *time.Location) []byte {
	if zone == nil {
		zone = time.Local
	}
	t := at.Time().In(zone)
	switch c.Format {
	case AbsoluteDate, UTCDate:
		dst = t.AppendFormat(dst, "2006-01-02 ")
	case AbsoluteDay, UTCDay:
		dst = t.AppendFormat(dst, "2006/002 ")
	}
	dst = t.AppendFormat(dst, "15:04:05")
	return capture.AppendFraction(dst, t.Nanosecond(), digits)
}

// appendHours appends a duration as Hours asks. Units but for the first take two places.
func (c *Clock) appendHours(dst []byte, d capture.Stamp, digits int) []byte {
	if d < 0 {
		dst, d = append(dst, "- "...), -d
	}
	hours, minutes, seconds := int64(d)/3600e9, int64(d)/60e9%60, int64(d)/1e9%60
	if hours > 0 {
		dst = append(strconv.AppendInt(dst, hours, 10), "h "...)
	}
	if hours > 0 || minutes > 0 {
		dst = append(appendPlaces(dst, minutes, hours > 0), "m "...)
		dst = appendPlaces(dst, seconds, true)
	} else {
		dst = appendPlaces(dst, seconds, false)
	}
	return append(capture.AppendFraction(dst, int(int64(d)%1e9), digits), 's')
}

// appendPlaces appends a number below 100, on two places if it must.
func appendPlaces(dst []byte, n int64, two bool) []byte {
	if two && n < 10 {
		dst = append(dst, ' ')
	}
	return strconv.AppendInt(dst, n, 10)
}
