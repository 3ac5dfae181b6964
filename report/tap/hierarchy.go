package tap

import (
	"fmt"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/frame"
)

// hierarchy counts frames by the protocols in them: io,phs.
type hierarchy struct {
	match  Match
	filter string
	root   level
	path   []string // of one frame
	levels int
	lost   uint64
}

// level is a protocol below those that carry it.
type level struct {
	name string
	traffic
	below []*level // as they came
}

func newHierarchy(c *Context, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	return &hierarchy{match: m, filter: filter}, err
}

// Lost implements Tap.
func (x *hierarchy) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *hierarchy) Frame(f *dissect.Frame) {
	if x.match != nil && !x.match(f) {
		return
	}
	x.path = frame.AppendBranches(x.path[:0], f)
	at := &x.root
	for _, name := range x.path {
		if at = x.child(at, name); at == nil {
			x.lost++
			return
		}
		at.add(f)
	}
}

// child returns what is called name below a level, nil if there are too many.
func (x *hierarchy) child(at *level, name string) *level {
	for _, l := range at.below {
		if l.name == name {
			return l
		}
	}
	if x.levels >= maxEntries {
		return nil
	}
	x.levels++
	l := &level{name: name}
	at.below = append(at.below, l)
	return l
}

// Append implements Tap.
func (x *hierarchy) Append(dst []byte) []byte {
	border := strings.Repeat("=", 67)
	dst = fmt.Appendf(dst, "\n%s\nProtocol Hierarchy Statistics\nFilter: %s\n\n", border, x.filter)
	return fmt.Appendf(x.root.lines(dst, 0), "%s\n", border)
}

// nameWidth is how far the names of protocols reach, with what they stand in.
const nameWidth = 40

// lines appends what is below l.
func (l *level) lines(dst []byte, depth int) []byte {
	for _, b := range l.below {
		dst = fmt.Appendf(dst, "%*s%-*s frames:%d bytes:%d\n", 2*depth, "", nameWidth-2*depth, b.name, b.frames, b.bytes)
		dst = b.lines(dst, depth+1)
	}
	return dst
}
