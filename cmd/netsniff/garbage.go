package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The heap may grow to heapBudget before garbage is collected, so that most
// captures are read without collecting at all. The more of it is in use, the
// oftener that happens, but never for less than minGarbage percent of what is
// in use: that would cost more time than memory is worth.
const (
	heapBudget = 58 << 20
	minGarbage = 50
)

// budgetHeap has the garbage collector keep to heapBudget, unless GOGC says
// how it should work.
func budgetHeap() {
	if os.Getenv("GOGC") != "" {
		return
	}
	new(collected).again()
}

// collected is garbage: its finalizer runs after every collection.
type collected struct{ _ [16]byte }

func (c *collected) again() {
	found := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/globals:bytes"},
		{Name: "/gc/scan/stack:bytes"}}
	metrics.Read(found)
	debug.SetGCPercent(garbageFor(int64(found[0].Value.Uint64()),
		int64(found[1].Value.Uint64()+found[2].Value.Uint64())))
	runtime.SetFinalizer(c, (*collected).again)
}

// garbageFor returns how much garbage may be beside live bytes of the heap, in
// percent of them and of the roots that are scanned with them, as the runtime
// counts it. It never collects before the heap has 4 MiB at 100 %.
func garbageFor(live, roots int64) int {
	const least = 4 << 20
	garbage := max(heapBudget-live, live*minGarbage/100)
	return int(max(min(garbage*100/max(live+roots, 1), (live+garbage)*100/least), 1))
}

// What a run may take beside three times --memory. The code of the program is not
// in it, nor what the system keeps for that.
const (
	beside   = 8 << 20 // the frames at hand, what tables begin with
	besideOf = 700     // a connection
)

// capHeap has garbage collected as often as it takes to stay within three times
// what may wait beside the connections, as far as that can be: what waits is
// bounded, so the rest is garbage. GOMEMLIMIT says otherwise.
func capHeap(waiting int64, conns int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(3*max(waiting, 16<<20) + beside + besideOf*int64(conns))
	}
}
