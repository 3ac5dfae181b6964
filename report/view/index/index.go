package index

import (
	"bytes"
	"math"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Index is what is known of all frames of a capture: six bytes of each, and what many of them
// have in common once. It is not to be changed while it is searched.
type Index struct {
	names  *registry.Registry
	digest *dissect.Protocol
	known  *registry.Registry // of values in digests

	shapes     map[string]uint16
	shapeList  []*registry.Shape
	values     map[string]uint32 // of kept fields
	valuesList []string
	shapeOf    []uint16 // of frame 1, 2, …
	valuesOf   []uint32
	useless    bool // frames are not numbered one after the other, or there are too many
}

// Bounds of an index: of a capture with more there is none.
const (
	mostShapes = math.MaxUint16
	mostValues = 1 << 19
	mostFrames = 1 << 25
)

// New returns an empty index of frames whose protocols and fields are those of names.
func New(names *registry.Registry) *Index {
	d := digest(names)
	return &Index{names: names, digest: d, known: knownOf(d, names), shapes: map[string]uint16{},
		values: map[string]uint32{}}
}

// Add takes the digest off the front of the row of the next frame, and returns the row.
func (x *Index) Add(line []byte) (row []byte) {
	shape, rest, _ := bytes.Cut(line, tab)
	values, row, ok := bytes.Cut(rest, tab)
	if !ok {
		x.useless = true
		return line
	}
	if !x.useless {
		x.add(shape, values)
		x.useless = x.useless || numberOf(row) != len(x.shapeOf)
	}
	return row
}

var tab = []byte{'\t'}

func (x *Index) add(shape, values []byte) {
	s, known := x.shapes[string(shape)]
	if !known {
		s = uint16(len(x.shapeList))
		x.shapes[string(shape)] = s
		x.shapeList = append(x.shapeList, x.names.Shape(string(shape)))
	}
	v, known := x.values[string(values)]
	if !known {
		v = uint32(len(x.valuesList))
		text := string(values)
		x.values[text] = v
		x.valuesList = append(x.valuesList, text)
	}
	x.shapeOf, x.valuesOf = append(x.shapeOf, s), append(x.valuesOf, v)
	if len(x.shapeList) > mostShapes || len(x.valuesList) > mostValues || len(x.shapeOf) > mostFrames {
		*x = Index{useless: true} // what it took is given back
	}
}

// numberOf returns the number of the frame of a row, whose second column has it.
func numberOf(row []byte) int {
	_, rest, _ := bytes.Cut(row, tab)
	number, _, _ := bytes.Cut(rest, tab)
	n, err := strconv.Atoi(string(bytes.TrimLeft(number, " ")))
	if err != nil {
		return 0
	}
	return n
}

// Frames returns how many frames are known, 0 if the index is of no use.
func (x *Index) Frames() int {
	if x.useless {
		return 0
	}
	return len(x.shapeOf)
}
