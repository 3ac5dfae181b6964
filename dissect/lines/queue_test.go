package lines

import (
	"slices"
	"testing"
)

func TestQueueRemove(t *testing.T) {
	for i := range 4 {
		var q Queue[int]
		for n := range 6 {
			*q.Add() = n
		}
		q.Take()
		q.Take() // 2 3 4 5
		if got := q.Remove(i); got != i+2 {
			t.Errorf("Remove(%d) is %d", i, got)
		}
		want := slices.Delete([]int{2, 3, 4, 5}, i, i+1)
		for j, w := range want {
			if *q.At(j) != w {
				t.Errorf("after Remove(%d) %d is %d, want %d", i, j, *q.At(j), w)
			}
		}
		if q.Len() != len(want) {
			t.Errorf("after Remove(%d) %d are left", i, q.Len())
		}
	}
}
