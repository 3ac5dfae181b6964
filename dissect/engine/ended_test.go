package engine

import (
	"fmt"
	"testing"
)

// TestForget: unfinished messages of a connection that is forgotten are let go.
func TestForget(t *testing.T) {
	r := newToyRun(ByArrival)
	feed(t, r, `> PA 1"N99abc"`)
	if r.stored() == 0 || r.engine.budget.Kept() == 0 {
		t.Fatal("no message waits")
	}
	r.engine.Forget(r.conn)
	if n := r.engine.budget.Kept(); r.stored() != 0 || n != 0 {
		t.Errorf("%d bytes stay, %d charged", r.stored(), n)
	}
}

// TestEndedConnection: what comes after the end is read anew; nothing waits.
func TestEndedConnection(t *testing.T) {
	r := newToyRun(ByArrival)
	for _, line := range []string{`> PA 1"N99abc" ack 1`, `> FA 7 ack 1`, `< FA 1 ack 8`, `> A 8 ack 2`} {
		feed(t, r, line)
	}
	if _, left := r.conn.stream.(ended); !left || r.stored() != 0 {
		t.Errorf("%T stays with %d bytes", r.conn.stream, r.stored())
	}
	before := r.conn.Protocol
	for i := range 3 {
		feed(t, r, fmt.Sprintf(`> PA %d"N02ab" ack 2`, 8+5*i))
	}
	if r.conn.Protocol != before || r.stored() != 0 {
		t.Errorf("%v, %d bytes", r.conn.Protocol, r.stored())
	}
}
