package main

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/spf13/pflag"
)

func TestGarbageFor(t *testing.T) {
	for _, c := range []struct {
		live, roots int64
		want        int
	}{
		{0, 0, 1450}, {0, 4 << 20, 1450}, {0, 8 << 20, 725}, {8 << 20, 0, 625}, {27 << 20, 4 << 20, 100},
		{100 << 20, 0, minGarbage}, {300 << 20, 20 << 20, 46},
	} {
		if got := garbageFor(c.live, c.roots); got != c.want {
			t.Errorf("%d bytes live, %d of roots: %d %%, want %d %%", c.live, c.roots, got, c.want)
		}
	}
}

// TestMaskedConnections: --mask hears connections, so it remembers as many as
// who does, but for those who say how many.
func TestMaskedConnections(t *testing.T) {
	for _, c := range []struct {
		args []string
		want int
	}{
		{nil, connsOfRows}, {[]string{"--mask"}, connsHeard}, {[]string{"--mask", "--connections", "70000"}, 70_000},
	} {
		o := &options{}
		f := pflag.NewFlagSet("test", pflag.ContinueOnError)
		f.BoolVar(&o.mask, "mask", false, "")
		o.declareEffort(f, "read", sameOutput, connsOfRows, leastUsed)
		if err := f.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		if o.masksFewer(f); o.conns != c.want {
			t.Errorf("%v: %d connections, want %d", c.args, o.conns, c.want)
		}
	}
}

// TestNothingIsCollectedFirst: a command that is over in ten milliseconds does not
// take half of them to collect what it began with.
func TestNothingIsCollectedFirst(t *testing.T) {
	t.Setenv("GOGC", "")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	budgetHeap()
	runtime.ReadMemStats(&after)
	debug.SetGCPercent(100)
	if after.NumForcedGC != before.NumForcedGC {
		t.Error("garbage was collected")
	}
}
