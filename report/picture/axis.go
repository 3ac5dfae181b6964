package picture

import (
	"math"
	"strconv"

	"netsniff/report/table"
)

// Axis says what the numbers of one direction of a panel are.
type Axis struct {
	Kind     AxisKind
	Label    table.Phrase
	Unit     Unit
	Min, Max float64
	Names    []table.Phrase // Category: of 0, 1, …
}

// AxisKind is what stands along an axis.
type AxisKind uint8

// Kinds of axes.
const (
	Number   AxisKind = iota
	Time              // seconds since the first frame of the capture
	Category          // Names
)

var axisNames = [...]string{"number", "time", "category"}

func (k AxisKind) String() string { return axisNames[k] }

// Unit is that of the numbers of an axis. People read them in multiples of it.
type Unit uint8

// Units.
const (
	Things Unit = iota
	Seconds
	Bytes
	BitRate
	Percent
)

var unitNames = [...]string{"", "s", "B", "bit/s", "%"}

func (u Unit) String() string { return unitNames[u] }

// multiple is a unit as people read it.
type multiple struct {
	least float64 // of the greatest number
	by    float64
	name  string
}

var multiples = [...][]multiple{
	Things:  {{0, 1, ""}},
	Seconds: {{7200, 3600, "h"}, {180, 60, "min"}, {1, 1, "s"}, {1e-3, 1e-3, "ms"}, {0, 1e-6, "µs"}},
	Bytes:   {{1e10, 1e9, "GB"}, {1e7, 1e6, "MB"}, {1e4, 1e3, "kB"}, {0, 1, "B"}},
	BitRate: {{1e9, 1e9, "Gbit/s"}, {1e6, 1e6, "Mbit/s"}, {1e3, 1e3, "kbit/s"}, {0, 1, "bit/s"}},
	Percent: {{0, 1, "%"}},
}

func (u Unit) multiple(most float64) multiple {
	list := multiples[u]
	for _, m := range list {
		if most >= m.least {
			return m
		}
	}
	return list[len(list)-1]
}

// Tick is a place on an axis and what is written there.
type Tick struct {
	At    float64
	Label string
}

// Ticks returns about n ticks at round numbers, and the unit that they are written in.
func (a *Axis) Ticks(n int, l table.Lang) (list []Tick, unit string) {
	if a.Kind == Category {
		for i := range a.Names {
			list = append(list, Tick{float64(i), a.Names[i].In(l)})
		}
		return list, ""
	}
	m := a.Unit.multiple(a.most())
	low, high := a.Min/m.by, a.Max/m.by
	step := Round((high - low) / float64(max(n, 1)))
	if a.Unit == Things {
		step = max(step, 1)
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	const slack = 1e-9 // of a step
	first, last := math.Ceil(low/step-slack), math.Floor(high/step+slack)
	for i := first; i <= last && len(list) < maxTicks; i++ {
		list = append(list, Tick{i * step * m.by, label(i*step, digits)})
	}
	return list, m.name
}

// most is the number that decides in which multiples of its unit ticks are written: the
// greatest, but of a part of a long time what lies between its ends, as far as seconds.
func (a *Axis) most() float64 {
	most := max(math.Abs(a.Min), math.Abs(a.Max))
	if a.Unit != Seconds || most < 10 {
		return most
	}
	return max(a.Max-a.Min, 1)
}

// maxTicks bounds what numbers of any size can ask for.
const maxTicks = 100

// Round returns the next of 1, 2, 5, 10, 20 … that is at least x.
func Round(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, by := range [...]float64{1, 2, 5} {
		if x <= by*power*(1+1e-9) {
			return by * power
		}
	}
	return 10 * power
}

// label writes a number with so many digits behind the point, those before it in groups of
// three.
func label(x float64, digits int) string {
	if x == 0 {
		x = 0 // not -0
	}
	if digits == 0 && math.Abs(x) < 1<<53 {
		if x < 0 {
			return "-" + table.Grouped(uint64(-x))
		}
		return table.Grouped(uint64(x))
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// Say writes a number of the axis with its unit: "12.5 ms".
func (a *Axis) Say(x float64) string {
	m := a.Unit.multiple(math.Abs(x))
	digits := 3
	if m.by == 1 && (a.Unit == Things || a.Unit == Bytes) {
		digits = 0
	}
	s := label(x/m.by, digits)
	if m.name != "" {
		s += " " + m.name
	}
	return s
}

// Title is what is written along the axis: its label, and the unit of its ticks.
func (a *Axis) Title(unit string, l table.Lang) string {
	s := a.Label.In(l)
	switch {
	case unit == "":
		return s
	case l == table.Chinese:
		return s + "（" + unit + "）"
	}
	return s + " (" + unit + ")"
}

// Cover widens an axis so that x is on it.
func (a *Axis) Cover(x float64) {
	a.Min, a.Max = min(a.Min, x), max(a.Max, x)
}

// Nowhere returns an axis that covers nothing yet.
func Nowhere(a Axis) Axis {
	a.Min, a.Max = math.Inf(1), math.Inf(-1)
	return a
}

// Settle makes an axis that covers nothing, or one number, one that can be drawn.
func (a *Axis) Settle() {
	if a.Min > a.Max {
		a.Min, a.Max = 0, 1
	}
	if a.Min == a.Max {
		wide := max(math.Abs(a.Max)*0.1, 1e-6)
		if a.Unit == Things || a.Unit == Bytes {
			wide = 1
		}
		a.Min, a.Max = a.Min-wide/2, a.Max+wide/2
	}
}
