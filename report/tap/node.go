package tap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
)

// node is a line of a tree of counts.
type node struct {
	name     string
	kept     bool // children stay in the order in which they were made
	averaged bool // values were added: average, least and greatest are shown
	whole    bool // values are whole numbers
	children []*node
	byName   map[string]*node

	count         uint64
	sum, min, max float64
	burst         burst
}

// child returns the child of that name, made if need be.
func (n *node) child(t *tree, name string) *node {
	if x := n.byName[name]; x != nil {
		return x
	}
	if t.nodes >= maxEntries {
		t.lost++
		return new(node)
	}
	t.nodes++
	x := &node{name: name, whole: true}
	if n.byName == nil {
		n.byName = map[string]*node{}
	}
	n.byName[name] = x
	n.children = append(n.children, x)
	return x
}

// tick counts one at a time since the first frame.
func (n *node) tick(at capture.Stamp) *node {
	n.count++
	n.burst.add(at)
	return n
}

// value counts one with a value.
func (n *node) value(at capture.Stamp, x float64) {
	if n.count == 0 {
		n.min, n.max = x, x
	}
	n.averaged = true
	n.min, n.max, n.sum = min(n.min, x), max(n.max, x), n.sum+x
	n.tick(at)
}

// sorted returns the children, those with most first, equal ones by name from
// the last.
func (n *node) sorted() []*node {
	list := slices.Clone(n.children)
	if !n.kept {
		slices.SortStableFunc(list, func(a, b *node) int {
			return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(b.name, a.name))
		})
	}
	return list
}

// width returns the length of the longest line from here on, depth deep.
func (n *node) width(depth int) int {
	w := len([]rune(n.name)) + depth
	for _, x := range n.children {
		w = max(w, x.width(depth+1))
	}
	return w
}

// burst finds the most that came within a window of time. Buckets begin at multiples of the
// resolution, as tshark's do; the first, which may stay empty, begins with the capture.
type burst struct {
	buckets []bucket
	sum     uint64
	most    uint64
	at      capture.Stamp // when that began
}

type bucket struct {
	start capture.Stamp
	first capture.Stamp // the time of what came first
	count uint64
}

// The window of bursts and the resolution within it.
const (
	burstWindow     capture.Stamp = 100e6
	burstResolution capture.Stamp = 5e6
)

func (b *burst) add(at capture.Stamp) {
	if len(b.buckets) == 0 {
		b.buckets = append(b.buckets, bucket{})
	}
	if last := &b.buckets[len(b.buckets)-1]; at < last.start+burstResolution {
		last.count++
	} else {
		b.buckets = append(b.buckets, bucket{start: at - at%burstResolution, first: at, count: 1})
	}
	b.sum++
	drop := 0
	for drop < len(b.buckets)-1 && at > b.buckets[drop].start+burstWindow {
		b.sum -= b.buckets[drop].count
		drop++
	}
	b.buckets = slices.Delete(b.buckets, 0, drop)
	if b.sum > b.most {
		b.most, b.at = b.sum, b.buckets[0].first
	}
}

// tree is the tap of a tree of counts.
type tree struct {
	*definition
	c     *Context
	match Match
	root  node
	first capture.Stamp
	last  capture.Stamp
	seen  bool
	nodes int
	lost  uint64
	state any // of the definition
}

func newTree(c *Context, d *definition, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	t := &tree{definition: d, c: c, match: m, root: node{kept: true}}
	if err == nil {
		d.begin(t)
	}
	return t, err
}

// top returns the line of the first level with that name.
func (t *tree) top(name string) *node { return t.root.child(t, name) }

// touch notes that something is counted at a time.
func (t *tree) touch(at capture.Stamp) {
	if !t.seen {
		t.first, t.seen = at, true
	}
	t.last = at
}

// Lost implements Tap.
func (t *tree) Lost() uint64 { return t.lost }

// Append implements Tap.
func (t *tree) Append(dst []byte) []byte {
	parts := strings.Split(t.title, "/")
	width := max(len(parts[len(parts)-1])-1, len("Topic / Item"))
	for _, n := range t.root.children {
		width = max(width, n.width(0))
	}
	const columns = "Count         Average       Min Val       Max Val       Rate (ms)     Percent       Burst Rate    Burst Start  "
	line := width + 2 + len(columns)
	dst = fmt.Appendf(dst, "\n%s\n%s:\n%-*s%s\n%s\n", strings.Repeat("=", line), t.title, width+2, "Topic / Item",
		columns, strings.Repeat("-", line))
	for _, n := range t.root.children {
		dst = t.line(dst, n, nil, 0, width)
	}
	return fmt.Appendf(dst, "\n%s\n", strings.Repeat("-", line))
}

// line appends n, which is part of whole, and what is below it.
func (t *tree) line(dst []byte, n, whole *node, depth, width int) []byte {
	rate, percent, average, least, most := "", "", "", "", ""
	if ms := float64(t.last-t.first) / 1e6; ms > 0 {
		rate = fmt.Sprintf("%.4f", float64(n.count)/ms)
	}
	switch {
	case whole == nil:
		percent = "100%"
	case whole.count > 0:
		percent = fmt.Sprintf("%.2f%%", 100*float64(n.count)/float64(whole.count))
	}
	if n.averaged {
		average, least, most = "-", "-", "-"
		if n.count > 0 {
			average = fmt.Sprintf("%.2f", n.sum/float64(n.count))
			least, most = n.number(n.min), n.number(n.max)
		}
	}
	bursts, began := "-", "-"
	if n.burst.most > 0 {
		bursts = fmt.Sprintf("%.4f", float64(n.burst.most)/float64(burstWindow/1e6))
		began = fmt.Sprintf("%.3f", float64(n.burst.at)/1e9)
	}
	pad := width + 2 - depth - len([]rune(n.name))
	dst = fmt.Appendf(dst, "%*s%s%*s%-14d%-14s%-14s%-14s%-14s%-14s%-14s%-13s\n", depth, "", n.name, pad, "", n.count,
		average, least, most, rate, percent, bursts, began)
	for _, x := range n.sorted() {
		dst = t.line(dst, x, n, depth+1, width)
	}
	return dst
}

func (n *node) number(x float64) string {
	if n.whole {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.6f", x)
}
