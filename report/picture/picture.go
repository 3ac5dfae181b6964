// Package picture is the model of a picture: panels with axes, series of marks, and what a
// mark stands for. It knows neither where numbers come from (package plot makes pictures of
// the tables of package stats) nor how they are drawn (packages sheet, svg, raster, braille,
// and pages).
package picture

import (
	"strconv"

	"netsniff/report/table"
)

// Picture is what netsniff plot shows: panels below each other.
type Picture struct {
	Kind   string         // as netsniff plot calls it
	Title  table.Phrase   // a line
	About  []table.Phrase // lines below it: whose traffic it is
	Panels []Panel
	Notes  []table.Phrase // what the picture leaves out
	Tables []string       // names of the tables of netsniff stats that have its numbers
}

// Panel is one plane with its axes. Who fills it says first how far its axes go, so that
// marks can be put together while they come.
type Panel struct {
	Title  table.Phrase
	Layout Layout
	X, Y   Axis
	Series []Series
}

// Layout is how the marks of a panel stand.
type Layout uint8

// Layouts.
const (
	Plane  Layout = iota // both axes have numbers or times
	Lanes                // Y names lanes, from the top; marks lie in them along X
	Ladder               // X names hosts, Y numbers lines from the top; marks go from host to host
)

var layoutNames = [...]string{"plane", "lanes", "ladder"}

func (l Layout) String() string { return layoutNames[l] }

// Series are marks that mean the same.
type Series struct {
	Name   table.Phrase // for the legend
	Shape  Shape
	Ink    Ink
	Sign   Sign   // of Points
	Fine   bool   // drawn with fine lines, or in lanes below others: those matter more
	Filter string // display filter for the frames that marks may be of: "tcp.stream == 3"; "" for all
	Reach  Reach
	Marks  []Mark
}

// Reach says which frames a mark is of.
type Reach uint8

// Reaches.
const (
	Between Reach = iota // First, Last and those between them that match the filter of the series
	Ends                 // First and Last alone
	During               // those captured from X to before X2, seconds since the first frame
)

var reachNames = [...]string{"between", "ends", "during"}

func (r Reach) String() string { return reachNames[r] }

// Shape is what the marks of a series look like.
type Shape uint8

// Shapes. Which numbers of a Mark count stands behind each.
const (
	Points  Shape = iota // X, Y: a sign
	Strokes              // X, Y to Y2: an upright line
	Line                 // X, Y: joined by a line
	Steps                // X, Y: Y holds until the next mark
	Bars                 // X to X2, from Y2 to Y
	Boxes                // X to X2 in lane Y
	Arrows               // from host X at line Y to host X2
)

var shapeNames = [...]string{"points", "strokes", "line", "steps", "bars", "boxes", "arrows"}

func (s Shape) String() string { return shapeNames[s] }

// Sign is what stands at a point.
type Sign uint8

// Signs.
const (
	Dot Sign = iota
	Ring
	Cross
	Up
	Down
	Diamond
)

var signNames = [...]string{"dot", "ring", "cross", "up", "down", "diamond"}

func (s Sign) String() string { return signNames[s] }

// Ink is what a series is drawn with. Each has a colour that can be told from the others by
// who is colour-blind, and a lightness of its own for paper.
type Ink uint8

// Inks.
const (
	Black Ink = iota
	Blue
	Green
	Amber
	Purple
	Red
	Sky
	Grey
)

var inkNames = [...]string{"black", "blue", "green", "amber", "purple", "red", "sky", "grey"}

func (i Ink) String() string { return inkNames[i] }

// Mark is one thing that is drawn, or several that cannot be told apart where they are.
type Mark struct {
	X, Y, X2, Y2 float64
	First, Last  uint32 // frames; 0: of none
	N            uint32 // how many things it stands for; 0 is one
	Filter       string // display filter for its frames; "": as Reach says
	// Text stands beside it; clean. Words from the wire are the same in every language.
	Text table.Phrase
}

// Count returns how many things the mark stands for.
func (m *Mark) Count() uint32 { return max(m.N, 1) }

// Select returns the display filter that shows the frames of a mark, "" if it has none.
func (s *Series) Select(m *Mark) string {
	var list string
	switch {
	case m.Filter != "":
		return m.Filter
	case s.Reach == During:
		list = "frame.time_relative >= " + seconds(m.X) + " and frame.time_relative < " + seconds(m.X2)
	case m.First == 0:
		return ""
	case m.First == m.Last:
		return "frame.number == " + strconv.FormatUint(uint64(m.First), 10)
	case s.Reach == Ends && m.N <= 1:
		return "frame.number in {" + strconv.FormatUint(uint64(m.First), 10) + ", " +
			strconv.FormatUint(uint64(m.Last), 10) + "}"
	default:
		list = "frame.number >= " + strconv.FormatUint(uint64(m.First), 10) + " and frame.number <= " +
			strconv.FormatUint(uint64(m.Last), 10)
	}
	if s.Filter != "" {
		list += " and (" + s.Filter + ")"
	}
	return list
}

func seconds(x float64) string { return strconv.FormatFloat(x, 'f', 9, 64) }

// Empty reports whether no panel has a mark.
func (p *Picture) Empty() bool {
	for i := range p.Panels {
		for j := range p.Panels[i].Series {
			if len(p.Panels[i].Series[j].Marks) > 0 {
				return false
			}
		}
	}
	return true
}
