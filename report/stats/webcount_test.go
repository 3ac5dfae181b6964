package stats

import (
	"fmt"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/http"
)

// TestTooManyHosts: which ones are told does not depend on who counted them.
func TestTooManyHosts(t *testing.T) {
	var one webCounts
	var halves [2]webCounts
	var answer http.Transaction
	answer.Request = &http.Request{}
	for i := range uint32(3 * maxHosts) {
		x := &dissect.Exchange{}
		x.Request.Add(1, mark(1+i*7919%(3*maxHosts)))
		key := fmt.Sprint(i)
		one.add(key, x, &answer)
		halves[i*i/5%2].add(key, x, &answer)
	}
	halves[0].merge(&halves[1])
	a, b := one.rows(), halves[0].rows()
	if len(a) != maxHosts || len(b) != len(a) || one.dropped != 2*maxHosts || halves[0].dropped != one.dropped {
		t.Fatalf("%d and %d rows, %d and %d left out", len(a), len(b), one.dropped, halves[0].dropped)
	}
	for i := range a {
		if a[i][0].Text != b[i][0].Text {
			t.Fatalf("row %d: %s, else %s", i, a[i][0].Text, b[i][0].Text)
		}
	}
}
