package json

import (
	"fmt"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/report/tree"
)

// siblings returns headings with texts, one behind the other.
func siblings(texts ...string) []tree.Node {
	line := &tree.Line{}
	nodes := make([]tree.Node, len(texts))
	for i, s := range texts {
		nodes[i] = tree.Node{Line: line, Kind: tree.Heading, Value: &dissect.Value{B: []byte(s)}, First: tree.None,
			Next: int32(i + 1)}
	}
	nodes[len(nodes)-1].Next = tree.None
	return nodes
}

func TestNames(t *testing.T) {
	few := []string{"a", "b", "a", "c", "b", "a"}
	for _, texts := range [][]string{{"a"}, few, append(append(few, "d", "e"), few...)} {
		var x names
		x.link(siblings(append(texts, "z")...), 0) // what is left of it is overwritten
		x.link(siblings(texts...), 0)
		for i, s := range texts {
			again, repeats := int32(tree.None), false
			for j := len(texts) - 1; j > i; j-- {
				if texts[j] == s {
					again = int32(j)
				}
			}
			for j := range i {
				repeats = repeats || texts[j] == s
			}
			if x.again[i] != again || x.repeats[i] != repeats {
				t.Errorf("%q: %d is followed by %d (%t), want %d (%t)", texts, i, x.again[i], x.repeats[i], again, repeats)
			}
		}
	}
}

// A mail may have more lines than anybody compares with each other.
func TestManyNames(t *testing.T) {
	texts := make([]string, 1<<18)
	for i := range texts {
		texts[i] = fmt.Sprint(i)
	}
	nodes := siblings(texts...)
	start := time.Now()
	var x names
	x.link(nodes, 0)
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("%d siblings took %v", len(texts), d)
	}
}
