// Package sheet lays a picture out on a sheet of so many pixels: as lines, boxes, signs and
// texts, which packages svg and raster write.
package sheet

import "netsniff/report/picture"

// Sheet is a picture that is laid out. Y grows downward.
type Sheet struct {
	Width, Height float64
	Title, About  string // for who cannot see it
	Groups        []Group
}

// Group are items of one look.
type Group struct {
	Name  string // "axis", "series ack"
	Look  Look
	Clip  *Rect // nothing is drawn outside; nil: all is
	Items []Item
}

// Look is how lines and areas are drawn.
type Look struct {
	Stroke Colour
	Fill   Colour
	Width  float64   // of lines
	Dash   []float64 // nil: lines are whole
}

// Item is one of Path, Box, Sign, Text.
type Item interface{ item() }

// Point is a place on the sheet.
type Point struct{ X, Y float64 }

// Rect is a part of the sheet.
type Rect struct{ X, Y, Width, Height float64 }

// Path is a line through points. One that Closes is an area.
type Path struct {
	Points []Point
	Closes bool
	About  Note
}

// Box is a filled rectangle.
type Box struct {
	Rect
	About Note
}

// Sign is a sign of a point.
type Sign struct {
	At    Point
	Sign  picture.Sign
	Small bool
	About Note
}

// Text is a line of text.
type Text struct {
	At     Point // of its base line
	Anchor Anchor
	Size   float64
	Bold   bool
	Upward bool // it runs from the bottom to the top
	Text   string
}

func (Path) item() {}
func (Box) item()  {}
func (Sign) item() {}
func (Text) item() {}

// Anchor says which part of a text is At its place.
type Anchor uint8

// Anchors.
const (
	Start Anchor = iota
	Middle
	End
)

var anchorNames = [...]string{"start", "middle", "end"}

func (a Anchor) String() string { return anchorNames[a] }

// Note is what a mark says if it is pointed at, and how its frames are found; the zero value is
// none.
type Note struct {
	Text   string
	Select string // display filter for its frames
}
