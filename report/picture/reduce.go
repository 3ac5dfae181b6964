package picture

import (
	"cmp"
	"slices"
	"sort"
)

// How finely marks are told apart: a place of a panel has so many columns and rows, which is
// more than any of its pictures has pixels.
const (
	columns = 2048
	rows    = 1024
)

// maxMarks bounds the marks of a series. Beyond, those that lie in the same column and
// row become one.
const maxMarks = 1 << 14

// Add adds a mark to a series of the panel, whose axes are known. Marks of Line and Steps
// come in order of X. What lies beyond the axes is left out, but for the last mark in
// front of them and the first behind, which lines need.
func (p *Panel) Add(series int, m Mark) {
	s := &p.Series[series]
	beyond := m.X > p.X.Max || max(m.X, m.X2) < p.X.Min
	joined := s.Shape == Line || s.Shape == Steps
	switch n := len(s.Marks); {
	case beyond && !joined && p.X.Kind != Category:
		return
	case joined && m.X < p.X.Min && n > 0:
		s.Marks[n-1] = m // it is followed by another before the axis begins
		return
	case joined && n > 0 && s.Marks[n-1].X > p.X.Max:
		return
	}
	if s.Marks = append(s.Marks, m); len(s.Marks) >= 2*maxMarks {
		p.reduce(s)
	}
}

// Reduce puts marks together until no series has more than there is room for. The picture
// looks the same: what becomes one cannot be told apart in it.
func (p *Picture) Reduce() {
	for i := range p.Panels {
		for j := range p.Panels[i].Series {
			p.Panels[i].reduce(&p.Panels[i].Series[j])
		}
	}
}

// ReduceTo puts more marks together, those of the series that have most of them, until the picture
// has about most. It reports whether it did.
func (p *Picture) ReduceTo(most int) (reduced bool) {
	counts := func(each int) (n int) {
		for i := range p.Panels {
			for j := range p.Panels[i].Series {
				n += min(len(p.Panels[i].Series[j].Marks), each)
			}
		}
		return n
	}
	each := sort.Search(maxMarks, func(each int) bool { return counts(each+1) > most })
	for i := range p.Panels {
		for j := range p.Panels[i].Series {
			s := &p.Panels[i].Series[j]
			before := len(s.Marks)
			p.Panels[i].reduceTo(s, max(each, leastMarks))
			reduced = reduced || len(s.Marks) < before
		}
	}
	return reduced
}

// leastMarks is how many marks every series may have, and leastColumns how coarse it becomes at most.
const (
	leastMarks   = 100
	leastColumns = 16
)

func (p *Panel) reduce(s *Series) { p.reduceTo(s, maxMarks) }

// reduceTo puts marks together until there are at most most, or until it would be too coarse: what
// is told apart of numbers first, then of X.
func (p *Panel) reduceTo(s *Series, most int) {
	for x, y := columns, rows; len(s.Marks) > most && x >= leastColumns; {
		switch s.Shape {
		case Line, Steps:
			s.Marks = extremes(s.Marks, grid(&p.X, x))
			x /= 2
		case Points, Strokes:
			if s.Marks = joined(s.Marks, grid(&p.X, x), grid(&p.Y, y), s.Shape); y > 1 && (y > x/8 || s.Shape == Strokes) {
				y /= 2
			} else {
				x /= 2
			}
		default:
			return
		}
	}
}

// grid returns which of n parts of an axis a number is in.
func grid(a *Axis, n int) func(x float64) int {
	low, wide := a.Min, (a.Max-a.Min)/float64(n)
	return func(x float64) int { return int(min(max((x-low)/wide, -1), float64(n))) }
}

// with returns a mark that stands for n as well.
func (m Mark) with(n *Mark) Mark {
	m.N = m.Count() + n.Count()
	if n.First != 0 && (m.First == 0 || n.First < m.First) {
		m.First = n.First
	}
	m.Last = max(m.Last, n.Last)
	if m.Filter != n.Filter {
		m.Filter = either(m.Filter, n.Filter)
	}
	return m
}

// around returns a mark that stands for n as well, and for what came from the first of both to the end
// of the last (During).
func (m Mark) around(n *Mark) Mark {
	m = m.with(n)
	m.X, m.X2 = min(m.X, n.X), max(m.X2, n.X2)
	return m
}

// longest is how many bytes the filter of several marks has at most.
const longest = 4096

// either returns the display filter of the frames of two marks; "" if only their frames between the first
// and the last tell them.
func either(a, b string) string {
	if a == "" || b == "" || len(a)+len(b) > longest {
		return ""
	}
	return "(" + a + ") or (" + b + ")"
}

// extremes keeps of each column the first mark, the least, the greatest and the last, in their
// order. The last stands for those that go.
func extremes(list []Mark, column func(float64) int) []Mark {
	kept := list[:0]
	for from := 0; from < len(list); {
		to := from + 1
		least, most := from, from
		for ; to < len(list) && column(list[to].X) == column(list[from].X); to++ {
			if list[to].Y < list[least].Y {
				least = to
			}
			if list[to].Y > list[most].Y {
				most = to
			}
		}
		last := list[to-1]
		for i := from; i < to-1; i++ {
			if i != from && i != least && i != most {
				last = last.with(&list[i])
			}
		}
		first, low, high := list[from], list[least], list[most]
		a, b := min(least, most), max(least, most)
		kept = append(kept, first)
		if a > from && a < to-1 {
			kept = append(kept, pick(a == least, low, high))
		}
		if b > a && b < to-1 {
			kept = append(kept, pick(b == least, low, high))
		}
		if to-1 > from {
			kept = append(kept, last)
		}
		from = to
	}
	return kept
}

func pick(first bool, a, b Mark) Mark {
	if first {
		return a
	}
	return b
}

// joined makes one mark of those that lie in the same column and row; of strokes, of those
// that touch.
func joined(list []Mark, column, row func(float64) int, shape Shape) []Mark {
	slices.SortStableFunc(list, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(column(a.X), column(b.X)), cmp.Compare(a.Text.EN, b.Text.EN), cmp.Compare(a.Y, b.Y))
	})
	kept := list[:0]
	for i := range list {
		m := list[i]
		if n := len(kept); n > 0 && column(kept[n-1].X) == column(m.X) && kept[n-1].Text == m.Text {
			k := &kept[n-1]
			switch {
			case shape == Points && row(k.Y) == row(m.Y):
				*k = k.around(&m)
				continue
			case shape == Strokes && row(m.Y) <= row(k.Y2)+1:
				upper := max(k.Y2, m.Y2)
				*k = k.around(&m)
				k.Y2 = upper
				continue
			}
		}
		kept = append(kept, m)
	}
	return kept
}
