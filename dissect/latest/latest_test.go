package latest

import "testing"

func TestValues(t *testing.T) {
	l := Values[int, string]{Limit: 2}
	put := func(k int, v string, want bool) {
		t.Helper()
		x, forgot := l.Put(k)
		if *x = v; forgot != want {
			t.Fatalf("%d: forgot another: %v", k, forgot)
		}
	}
	put(1, "a", false)
	put(2, "b", false)
	put(1, "c", false)
	put(3, "d", true) // 1 goes
	if l.Find(1) != nil || *l.Find(2) != "b" || *l.Find(3) != "d" || l.Len() != 2 {
		t.Fatalf("%+v", l)
	}
	l.Drop(2)
	l.Drop(9)
	put(4, "e", false)
	n := ""
	l.All(func(_ int, v *string) { n += *v })
	if n != "de" || l.Slots() != 2 || *l.Find(4) != "e" {
		t.Fatalf("%s: %+v", n, l)
	}
	l.Clear()
	if l.Len() != 0 || l.Limit != 2 {
		t.Fatalf("%+v", l)
	}
}

func TestAllocatesNothing(t *testing.T) {
	l := Values[uint64, int]{Limit: 64}
	k := uint64(0)
	step := func() {
		for range 100 {
			l.Put(k)
			if k%3 == 0 {
				l.Drop(k)
			}
			k++
		}
	}
	for range 50 {
		step()
	}
	if n := testing.AllocsPerRun(100, step); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
