package table

import (
	"testing"
	"time"

	"netsniff/capture"
)

// TestTell: moments are told as dates of the zone, after rows were sorted by them;
// other durations stay, and so does what is not known.
func TestTell(t *testing.T) {
	x := Table{Columns: []Column{{Name: "bar", Type: Bar, Of: "start"}, {Name: "start", Type: Duration, Moment: true},
		{Name: "took", Type: Duration}},
		Rows: RowList{{Nanoseconds(2e9), Nanoseconds(1e9)}, {Nanoseconds(1e9), Nanoseconds(1e9)},
			{None(), Nanoseconds(1e9)}}}
	x.Sort(ParseOrder("start"))
	origin := capture.Stamp(time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC).UnixNano())
	x.Tell(Clock{Origin: origin, Zone: time.FixedZone("CST", 8*3600), Layout: "2006-01-02 15:04:05.000000 -07:00"})
	var got []string
	for i := range x.Len() {
		row := x.Row(i, nil)
		got = append(got, row[0].Text)
		if row[1].bits != 1e9 {
			t.Errorf("row %d: %+v", i, row[1])
		}
	}
	want := []string{"2024-05-01 20:00:01.000000 +08:00", "2024-05-01 20:00:02.000000 +08:00", ""}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: %q, want %q", i, got[i], want[i])
		}
	}
}
