package picture

import (
	"math"
	"math/rand"
	"testing"

	"netsniff/report/table"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		axis Axis
		n    int
		want string
	}{
		{Axis{Unit: Seconds, Min: 0.051, Max: 0.44}, 4, "100 200 300 400 ms"},
		{Axis{Unit: Seconds, Min: 0, Max: 0.00021}, 3, "0 100 200 µs"},
		{Axis{Unit: Seconds, Min: 12, Max: 12.5}, 5, "12.0 12.1 12.2 12.3 12.4 12.5 s"},
		{Axis{Unit: Seconds, Min: 0, Max: 36000}, 5, "0 2 4 6 8 10 h"},
		{Axis{Unit: Seconds, Min: 13600, Max: 13680}, 4, "13,600 13,620 13,640 13,660 13,680 s"},
		{Axis{Unit: Things, Min: 0, Max: 3}, 10, "0 1 2 3 "},
		{Axis{Unit: Things, Min: -100, Max: 2500000}, 3, "0 1,000,000 2,000,000 "},
		{Axis{Unit: BitRate, Min: 0, Max: 24e6}, 5, "0 5 10 15 20 Mbit/s"},
		{Axis{Unit: Bytes, Min: 0, Max: 9000}, 3, "0 5,000 B"},
		{Axis{Unit: Percent, Min: -20, Max: 20}, 4, "-20 -10 0 10 20 %"},
		{Axis{Kind: Category, Names: []table.Phrase{{EN: "a"}, {EN: "b"}}}, 1, "a b "},
	} {
		ticks, unit := c.axis.Ticks(c.n, table.English)
		got := ""
		for _, x := range ticks {
			got += x.Label + " "
		}
		if got += unit; got != c.want {
			t.Errorf("%v to %v: %q, want %q", c.axis.Min, c.axis.Max, got, c.want)
		}
	}
}

// TestTicksOfAnything: whatever numbers an axis has, ticks are few and lie on it.
func TestTicksOfAnything(t *testing.T) {
	for _, low := range []float64{0, -1, 1e-300, 1e300, math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.NaN()} {
		for _, high := range []float64{0, 1, 1e-300, 1e300, math.MaxFloat64, math.Inf(-1), math.NaN()} {
			for u := Things; u <= Percent; u++ {
				a := Axis{Unit: u, Min: low, Max: high}
				if ticks, _ := a.Ticks(8, table.English); len(ticks) > maxTicks {
					t.Errorf("%v to %v: %d ticks", low, high, len(ticks))
				}
			}
		}
	}
}

// crowded is a panel with one series of so many marks.
func crowded(shape Shape, n int) *Panel {
	p := &Panel{X: Axis{Max: 1}, Y: Axis{Max: 1}, Series: []Series{{Shape: shape}}}
	r := rand.New(rand.NewSource(1))
	for i := range n {
		y := r.Float64()
		m := Mark{X: float64(i) / float64(n), Y: y, Y2: min(y+0.001, 1), First: uint32(i + 1), Last: uint32(i + 1)}
		if i == n/2 {
			m.Y = 2 // beyond all others
		}
		p.Add(0, m)
	}
	return p
}

// TestReduce: however many marks there are, few are kept; each still counts, the ends and what
// stands out are there, and the frames that a mark names are those of what it stands for.
func TestReduce(t *testing.T) {
	const n = 300_000
	for _, shape := range []Shape{Points, Strokes, Line, Steps} {
		p := crowded(shape, n)
		if len(p.Series[0].Marks) > 2*maxMarks {
			t.Errorf("%v: %d marks before the end", shape, len(p.Series[0].Marks))
		}
		(&Picture{Panels: []Panel{*p}}).Reduce()
		total, out, last := uint32(0), false, uint32(0)
		for i := range p.Series[0].Marks {
			m := &p.Series[0].Marks[i]
			total += m.Count()
			out = out || m.Y == 2
			last = max(last, m.Last)
			if m.First == 0 || m.Last < m.First || m.Last-m.First+1 < m.Count() {
				t.Fatalf("%v: %d marks of frames %d to %d", shape, m.Count(), m.First, m.Last)
			}
		}
		if total != n || !out || last != n || len(p.Series[0].Marks) > 2*maxMarks {
			t.Errorf("%v: %d marks for %d things, what stands out: %v, last frame %d", shape, len(p.Series[0].Marks),
				total, out, last)
		}
	}
}

// TestAddKeepsToTheAxis: what lies beyond the axis of time is not there, but lines come from before
// and go on behind.
func TestAddKeepsToTheAxis(t *testing.T) {
	p := &Panel{X: Axis{Min: 3, Max: 6}, Y: Axis{Max: 1}, Series: []Series{{Shape: Points}, {Shape: Steps}}}
	for i := range 10 {
		p.Add(0, Mark{X: float64(i)})
		p.Add(1, Mark{X: float64(i)})
	}
	for i, want := range [][2]float64{{3, 6}, {2, 7}} {
		list := p.Series[i].Marks
		if list[0].X != want[0] || list[len(list)-1].X != want[1] {
			t.Errorf("series %d from %v to %v, want %v", i, list[0].X, list[len(list)-1].X, want)
		}
	}
}

func TestSelect(t *testing.T) {
	for _, c := range []struct {
		reach Reach
		mark  Mark
		want  string
	}{
		{Between, Mark{}, ""},
		{Between, Mark{First: 7, Last: 7}, "frame.number == 7"},
		{Between, Mark{First: 7, Last: 12, N: 4}, "frame.number >= 7 and frame.number <= 12 and (tcp.stream == 3)"},
		{Ends, Mark{First: 7, Last: 12}, "frame.number in {7, 12}"},
		{Ends, Mark{First: 7, Last: 12, N: 2}, "frame.number >= 7 and frame.number <= 12 and (tcp.stream == 3)"},
		{During, Mark{X: 0.1, X2: 0.2},
			"frame.time_relative >= 0.100000000 and frame.time_relative < 0.200000000 and (tcp.stream == 3)"},
	} {
		s := Series{Filter: "tcp.stream == 3", Reach: c.reach}
		if got := s.Select(&c.mark); got != c.want {
			t.Errorf("%v: %q, want %q", c.mark, got, c.want)
		}
	}
}

// TestReduceTo: a picture gets as few marks as a page has room for; small series keep theirs, and each mark
// still counts.
func TestReduceTo(t *testing.T) {
	p := &Picture{Panels: []Panel{{X: Axis{Max: 1}, Y: Axis{Max: 1},
		Series: []Series{{Shape: Points}, {Shape: Line}, {Shape: Strokes}, {Shape: Points}}}}}
	q := &p.Panels[0]
	const n = 9000
	for i := range n {
		x, y := float64(i)/n, math.Abs(math.Sin(float64(i)))
		for s := range 3 {
			q.Add(s, Mark{X: x, Y: y, Y2: y + 0.001, First: uint32(i + 1), Last: uint32(i + 1)})
		}
	}
	for i := range 50 {
		q.Add(3, Mark{X: float64(i) / 50, Y: 0.5})
	}
	if !p.ReduceTo(3000) {
		t.Error("nothing was reduced")
	}
	total := 0
	for i, s := range q.Series {
		counted := uint32(0)
		for _, m := range s.Marks {
			counted += m.Count()
		}
		total += len(s.Marks)
		if want := []uint32{n, n, n, 50}[i]; counted != want {
			t.Errorf("series %d: %d marks count %d", i, len(s.Marks), counted)
		}
	}
	if total > 3100 || total < 500 || len(q.Series[3].Marks) != 50 {
		t.Errorf("%d marks, %d of the small series", total, len(q.Series[3].Marks))
	}
	if p.ReduceTo(4000) {
		t.Error("what is small was reduced")
	}
}
