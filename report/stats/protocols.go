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
	first uint32 // frame
	below []*layer
}

// maxLayers bounds the paths that are told apart: what nests deeper or comes
// later counts for the protocol that carries it only.
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
	at := &c.root
	at.sum.frame(f)
	for _, name := range c.names {
		if at = at.find(name, &c.nodes); at == nil {
			return
		}
		if at.sum.Frames == 0 {
			at.first = f.Frame
		}
		at.sum.frame(f)
	}
}

// find returns the protocol called name below l, nil if there are too many.
func (l *layer) find(name string, nodes *int) *layer {
	for _, x := range l.below {
		if x.name == name {
			return x
		}
	}
	if *nodes == maxLayers {
		return nil
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
	for _, x := range o.below {
		if y := l.find(x.name, nodes); y != nil {
			y.merge(x, nodes)
		}
	}
}

// Tables implements Collector.
func (c *protocols) Tables(*collect.Run) []table.Table {
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
	slices.SortFunc(below, func(a, b *layer) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.name, b.name)) })
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
