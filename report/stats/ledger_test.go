package stats

import "testing"

func TestLedger(t *testing.T) {
	l := ledger[[3]uint32, int]{bound: 1000}
	for round := range 3 {
		for i := range uint32(1500) {
			a, fresh := l.find([3]uint32{i, i * 7, 1})
			switch {
			case i >= 1000 && (a != nil || fresh):
				t.Fatalf("%d is beyond the bound", i)
			case i < 1000 && (a == nil || a.key[0] != i || fresh != (round == 0)):
				t.Fatalf("%d, round %d: %v %v", i, round, a, fresh)
			case a != nil:
				a.value++
			}
		}
	}
	for i := range l.n {
		if a := l.at(i); a.key[0] != uint32(i) || a.value != 3 {
			t.Fatalf("account %d is %v", i, *a)
		}
	}
}

func TestLedgerAllocates(t *testing.T) {
	var l ledger[[3]uint32, int]
	for i := range uint32(100) {
		l.find([3]uint32{i})
	}
	if n := testing.AllocsPerRun(100, func() { l.find([3]uint32{42}) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
