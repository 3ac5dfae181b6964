package allowance_test

import (
	"fmt"
	"testing"

	"netsniff/dissect/allowance"
)

type owner struct {
	name    string
	account allowance.Account
	said    *[]string
}

func (o *owner) GiveUp() { *o.said = append(*o.said, o.name) }

// TestOldestGivesUpFirst: who said longest ago what it keeps gives up first,
// who keeps nothing is not asked, and who has too much alone keeps it.
func TestOldestGivesUpFirst(t *testing.T) {
	var said []string
	l := &allowance.Allowance{Limit: 100}
	a, b, c := &owner{name: "a", said: &said}, &owner{name: "b", said: &said}, &owner{name: "c", said: &said}
	for _, x := range []struct {
		o    *owner
		n    int64
		want string
	}{
		{a, 40, "[]"}, {b, 40, "[]"}, {a, 50, "[]"}, {c, 20, "[b]"}, {b, 30, "[b]"}, {b, 31, "[b a]"}, {c, 0, "[b a]"},
		{a, 60, "[b a]"},
		{c, 150, "[b a b a]"}, {b, 1, "[b a b a c]"}, {a, 99, "[b a b a c]"}, {b, 0, "[b a b a c]"},
		{b, 1, "[b a b a c]"}, {c, 1, "[b a b a c a]"},
	} {
		if l.Set(&x.o.account, x.o, x.n); fmt.Sprint(said) != x.want {
			t.Fatalf("%s keeps %d: %v gave up, want %s", x.o.name, x.n, said, x.want)
		}
	}
}

func TestSetAllocatesNothing(t *testing.T) {
	var said []string
	l := &allowance.Allowance{Limit: 100}
	a, b := &owner{said: &said}, &owner{said: &said}
	if n := testing.AllocsPerRun(100, func() {
		l.Set(&a.account, a, 10)
		l.Set(&b.account, b, 10)
		l.Set(&a.account, a, 0)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
