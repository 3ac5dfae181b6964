package tap

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// calculation is what a column of io,stat makes of its frames.
type calculation uint8

// Calculations.
const (
	framesAndBytes calculation = iota
	framesOnly
	bytesOnly
	countOf
	sumOf
	leastOf
	mostOf
	averageOf
	loadOf
)

var calculations = map[string]calculation{
	"FRAMES": framesOnly, "BYTES": bytesOnly, "COUNT": countOf, "SUM": sumOf, "MIN": leastOf, "MAX": mostOf,
	"AVG": averageOf, "LOAD": loadOf,
}

// called matches CALCULATION(field)filter.
var called = regexp.MustCompile(`^(COUNT|SUM|MIN|MAX|AVG|LOAD|FRAMES|BYTES)\(([^)]*)\)(.*)$`)

// cell is what was counted in an interval.
type cell struct {
	frames, bytes    uint64
	n                uint64
	sum, least, most float64
	load             float64
}

// statColumn is a column.
type statColumn struct {
	title string
	calc  calculation
	name  string
	field reader
	kind  dissect.Type
	match Match
	cells []cell
}

type ioStat struct {
	interval capture.Stamp // ns; 0: all at once
	columns  []statColumn
	end      capture.Stamp
	lost     uint64
}

// maxIntervals bounds how many lines there are.
const maxIntervals = 1 << 20

// newIOStat reads INTERVAL[,[CALCULATION(field)]filter]...
func newIOStat(c *Context, rest string) (Tap, error) {
	words := strings.Split(rest, ",")
	seconds, err := strconv.ParseFloat(words[0], 64)
	if err != nil || !(seconds >= 0) || seconds > math.MaxInt64/2e9 || seconds > 0 && seconds < 1e-6 {
		return nil, fmt.Errorf("it takes io,stat,SECONDS with filters behind it, such as io,stat,1,tcp,udp; 0 counts all at once")
	}
	x := &ioStat{interval: capture.Stamp(math.Round(seconds * 1e9))}
	words = words[1:]
	if len(words) == 0 {
		words = []string{""}
	}
	for _, w := range words {
		col, err := newStatColumn(c, w)
		if err != nil {
			return nil, err
		}
		x.columns = append(x.columns, col)
	}
	return x, nil
}

func newStatColumn(c *Context, word string) (col statColumn, err error) {
	word = strings.Trim(word, `"'`)
	col.title = word
	filter := word
	if word == "" {
		col.title = "Frames and bytes"
	}
	if m := called.FindStringSubmatch(word); m != nil {
		col.name, col.calc, filter = m[1], calculations[m[1]], m[3]
		if col.calc >= countOf {
			name := strings.TrimSpace(m[2])
			if col.field, err = c.known(name); err != nil {
				return col, fmt.Errorf("%s: %w", word, err)
			}
			col.kind = col.field.sources[0].Field.Type
			if col.calc > countOf && !numeric(col.kind) {
				return col, fmt.Errorf("%s: %s has no numbers; COUNT(%s) counts it", word, name, name)
			}
			if col.calc == loadOf && col.kind != dissect.RelTime {
				return col, fmt.Errorf("%s: LOAD takes a duration, such as http.time", word)
			}
		}
	}
	col.match, err = c.Filter(filter)
	return col, err
}

func numeric(t dissect.Type) bool {
	switch t {
	case dissect.Uint, dissect.Int, dissect.Double, dissect.RelTime, dissect.FrameNum, dissect.Bool:
		return true
	}
	return false
}

// Lost implements Tap.
func (x *ioStat) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *ioStat) Frame(f *dissect.Frame) {
	at := max(0, f.At-f.First)
	x.end = max(x.end, at)
	i := 0
	if x.interval > 0 {
		if at/x.interval >= maxIntervals {
			x.lost++
			return
		}
		i = int(at / x.interval)
	}
	for k := range x.columns {
		c := &x.columns[k]
		if c.match != nil && !c.match(f) {
			continue
		}
		e := c.at(i)
		e.frames++
		e.bytes += uint64(f.WireLen)
		if c.calc >= countOf {
			c.add(f, i, at, x.interval)
		}
	}
}

// at returns the cell of an interval.
func (c *statColumn) at(i int) *cell {
	for len(c.cells) <= i {
		c.cells = append(c.cells, cell{})
	}
	return &c.cells[i]
}

// add adds the values of the field.
func (c *statColumn) add(f *dissect.Frame, i int, at, interval capture.Stamp) {
	for _, v := range c.field.all(f) {
		n := float64(v.U)
		switch c.kind {
		case dissect.Int, dissect.RelTime:
			n = float64(int64(v.U))
		case dissect.Double:
			n = v.F
		}
		e := c.at(i)
		if e.n == 0 {
			e.least, e.most = n, n
		}
		e.n++
		e.sum, e.least, e.most = e.sum+n, min(e.least, n), max(e.most, n)
		if c.calc == loadOf {
			c.spread(i, at, max(0, capture.Stamp(n)), interval)
		}
	}
}

// spread adds a duration that ends at a time to the intervals in which it was.
func (c *statColumn) spread(i int, at, n, interval capture.Stamp) {
	for n > 0 {
		begin := capture.Stamp(i) * interval
		part := min(n, at-begin)
		if interval == 0 || i == 0 {
			part = n
		}
		c.at(i).load += float64(part)
		at, n, i = begin, n-part, i-1
	}
}
