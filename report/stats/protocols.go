package stats

import (
	"cmp"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/frame"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// protocols counts frames by the path of their protocols: each frame counts
// once for every protocol on its path.
type protocols struct {
	ask   *collect.Ask
	root  layer
	names []string // of one frame
	nodes int
}

// layer is a protocol below those that carry it.
type layer struct {
	name  string
	sum   sum
	ends  uint64 // frames whose path ends here
	first uint32 // frame
	below []*layer
}

// maxLayers bounds the paths that are told apart: those that came first, the same
// ones for any number of workers. What comes later counts for the protocol that
// carries it only.
const maxLayers = 4096

var protocolColumns = []table.Column{
	{Name: "path", Label: table.Say("Protocol", "协议"), Type: table.Path, Importance: table.Key},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
	{Name: "frames_share", Label: table.Say("Of frames", "帧占比"), Type: table.Percent},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "bytes_share", Label: table.Say("Of bytes", "字节占比"), Type: table.Percent, Importance: table.Minor},
}

func newProtocols(a *collect.Ask) collect.Collector { return &protocols{ask: a} }

// Frame implements Collector.
func (c *protocols) Frame(f *dissect.Frame) {
	c.names = frame.AppendProtocols(c.names[:0], f)
	c.walk(c.names, f)
}

// walk counts a frame with a path.
func (c *protocols) walk(path []string, f *dissect.Frame) {
	at := &c.root
	at.sum.frame(f)
	for _, name := range path {
		at = at.find(name, &c.nodes)
		if at.sum.Frames == 0 {
			at.first = f.Frame
		}
		at.sum.frame(f)
	}
	at.ends++
	if c.nodes > maxLayers+maxLayers/4 {
		c.prune()
	}
}

// prune leaves the paths that came first.
func (c *protocols) prune() {
	if c.nodes <= maxLayers {
		return
	}
	frames := c.root.firsts(nil)
	slices.Sort(frames)
	c.nodes = c.root.prune(frames[maxLayers-1])
}

// firsts appends the frames of what is below l.
func (l *layer) firsts(dst []uint32) []uint32 {
	for _, x := range l.below {
		dst = x.firsts(append(dst, x.first))
	}
	return dst
}

// prune drops what is below l and came later than a frame, and returns how many
// layers are left.
func (l *layer) prune(last uint32) (left int) {
	l.below = slices.DeleteFunc(l.below, func(x *layer) bool { return x.first > last })
	for _, x := range l.below {
		left += 1 + x.prune(last)
	}
	return left
}

// cut counts the frames that passed l and are not told to the end of their path.
func (l *layer) cut() uint64 {
	n := l.sum.Frames - l.ends
	for _, x := range l.below {
		n += x.cut() - x.sum.Frames
	}
	return n
}

// find returns the protocol called name below l.
func (l *layer) find(name string, nodes *int) *layer {
	for _, x := range l.below {
		if x.name == name {
			return x
		}
	}
	*nodes++
	x := &layer{name: name}
	l.below = append(l.below, x)
	return x
}

// Merge implements Collector.
func (c *protocols) Merge(other collect.Collector) { c.root.merge(&other.(*protocols).root, &c.nodes) }

func (l *layer) merge(o *layer, nodes *int) {
	if l.sum.Frames == 0 || o.sum.Frames > 0 && o.first < l.first {
		l.first = o.first
	}
	l.sum.add(o.sum)
	l.ends += o.ends
	for _, x := range o.below {
		l.find(x.name, nodes).merge(x, nodes)
	}
}

// Losses implements dissect.Loser.
func (c *protocols) Losses() (sum dissect.Losses) {
	c.prune()
	sum.Beyond[dissect.Paths] = c.root.cut()
	return sum
}

// Tables implements Collector.
func (c *protocols) Tables(*collect.Run) []table.Table {
	c.prune()
	var rows table.RowList
	c.root.walk("", &c.root.sum, &rows)
	if len(rows) == 0 {
		return nothing(nil, c.ask)
	}
	return []table.Table{{Name: "protocols", Title: table.Say("Protocols", "协议"), Columns: protocolColumns, Rows: rows}}
}

// walk adds the rows of all that is below l, in the order of appearance.
func (l *layer) walk(path string, all *sum, rows *table.RowList) {
	below := slices.Clone(l.below)
	slices.SortFunc(below, func(a,
		b *layer) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.name, b.name))
	})
	for _, x := range below {
		at := x.name
		if path != "" {
			at = path + ":" + x.name
		}
		*rows = append(*rows, []table.Value{
			table.String(at), table.Int(x.sum.Frames), percent(x.sum.Frames, all.Frames), table.Int(x.sum.Bytes),
			percent(x.sum.Bytes, all.Bytes),
		})
		x.walk(at, all, rows)
	}
}

// percent returns the share of part in whole.
func percent(part, whole uint64) table.Value {
	return table.Float(100 * float64(part) / float64(whole))
}
