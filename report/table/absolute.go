package table

import (
	"time"

	"netsniff/capture"
)

// Clock tells moments, which are columns of durations since the first frame, as
// dates.
type Clock struct {
	Origin capture.Stamp // the time of the first frame
	Zone   *time.Location
	Layout string // of package time; "": seconds since 1970-01-01 UTC
}

// Tell has the columns of moments, and those of times, say date and time in the zone
// of the clock. What sorts them afterwards compares these texts.
func (t *Table) Tell(c Clock) {
	var moments []moment
	columns := append([]Column(nil), t.Columns...)
	j := 0
	for i := range columns {
		if of := &columns[i]; of.Moment || of.Type == Time {
			x := moment{column: j}
			if of.Moment {
				x.origin = c.Origin
			}
			moments = append(moments, x)
			of.Type = Text
		}
		if columns[i].Type != Bar {
			j++
		}
	}
	if len(moments) > 0 && t.Rows != nil {
		t.Columns, t.Rows = columns, &dated{t.Rows, moments, c}
	}
}

// moment is a column that tells when something was.
type moment struct {
	column int           // those of bars do not count
	origin capture.Stamp // what its values are counted from
}

// dated are rows whose moments are dates.
type dated struct {
	Rows
	moments []moment
	clock   Clock
}

// Row implements Rows.
func (r *dated) Row(i int, dst []Value) []Value {
	from := len(dst)
	dst = r.Rows.Row(i, dst)
	for _, m := range r.moments {
		if v := &dst[from+m.column]; v.known {
			*v = String(r.clock.Text(m.origin + capture.Stamp(v.bits)))
		}
	}
	return dst
}

// Text returns a time as the clock tells it.
func (c *Clock) Text(at capture.Stamp) string {
	if c.Layout == "" {
		return string(at.AppendSeconds(nil, 6))
	}
	return at.Time().In(c.Zone).Format(c.Layout)
}
