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
	heapBudget = 112 << 20
	minGarbage = 40
)

// budgetHeap has the garbage collector keep to heapBudget, unless GOGC says
// how it should work.
func budgetHeap() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(garbageFor(4 << 20)) // 4 MB is the least heap at 100 %
	runtime.SetFinalizer(new(collected), (*collected).again)
}

// collected is garbage: its finalizer runs after every collection.
type collected struct{ _ [16]byte }

func (c *collected) again() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetGCPercent(garbageFor(int64(live[0].Value.Uint64())))
	runtime.SetFinalizer(c, (*collected).again)
}

// garbageFor returns how much garbage may be beside live bytes, in percent.
func garbageFor(live int64) int {
	live = max(live, 1<<20)
	return int(max((heapBudget-live)*100/live, minGarbage))
}
