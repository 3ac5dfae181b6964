package timeline

import (
	"testing"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
)

func TestClock(t *testing.T) {
	const at = capture.Stamp(1795300660_036967_000) // 2026-11-21 22:37:40 UTC
	shanghai := time.FixedZone("CST", 8*3600)
	for _, x := range []struct {
		clock Clock
		since time.Duration
		want  string
	}{
		{Clock{Format: AbsoluteDate, Zone: shanghai}, 0, "2026-11-22 06:37:40.036967"},
		{Clock{Format: AbsoluteDay, Zone: shanghai}, 0, "2026/326 06:37:40.036967"},
		{Clock{Format: UTCDay, Zone: shanghai}, 0, "2026/325 22:37:40.036967"},
		{Clock{}, 3661500 * time.Millisecond, "3661.500000"},
		{Clock{Hours: true}, 0, "0.000000s"},
		{Clock{Hours: true}, 59999999 * time.Microsecond, "59.999999s"},
		{Clock{Hours: true}, 61 * time.Second, "1m  1.000000s"},
		{Clock{Hours: true}, 3661500 * time.Millisecond, "1h  1m  1.500000s"},
		{Clock{Hours: true}, 400000 * time.Second, "111h  6m 40.000000s"},
		{Clock{Hours: true}, -5 * time.Second, "- 5.000000s"},
		{Clock{Hours: true, Format: Epoch}, 0, "1795300660.036967"},
	} {
		f := &dissect.Frame{Packet: &capture.Packet{At: at, Precision: 6}, First: at - capture.Stamp(x.since)}
		if got := string(x.clock.Append(nil, f)); got != x.want {
			t.Errorf("%+v, %v: %s, want %s", x.clock, x.since, got, x.want)
		}
	}
}
