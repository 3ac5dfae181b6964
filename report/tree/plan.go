package tree

import (
	"slices"
	"strings"

	"netsniff/dissect"
)

// plan is the outline of a protocol, looked up once.
type plan struct {
	protocol      *dissect.Protocol
	outline       *dissect.Outline
	fields        []line
	order         []int   // of the fields
	fixedHeadings []fixed // that appear when there is something below them
}

// line is a field with its place.
type line struct {
	field                   *dissect.Field
	hidden, computed, whole bool
	unit                    string
	above                   []int  // indices of the fields that may be above it
	heading                 int    // index of the fixed heading above it, or None
	key                     string // of the message's heading above it, or ""
}

// fixed is a heading with the same text in all messages.
type fixed struct {
	key   string
	title []byte
}

var empty dissect.Outline

func newPlan(p *dissect.Protocol) *plan {
	c := &plan{protocol: p, outline: p.Outline}
	if c.outline == nil {
		c.outline = &empty
	}
	var order, last []int
	for i := range p.Fields {
		name := p.Fields[i].Name
		l := line{
			field: &p.Fields[i], hidden: listed(c.outline.Hidden, name), computed: listed(c.outline.Computed, name),
			whole:   listed(c.outline.Whole, name),
			heading: None,
		}
		for _, u := range c.outline.Units {
			if matches(u.Field, name) {
				l.unit = u.Name
			}
		}
		c.place(&l)
		c.fields = append(c.fields, l)
		if listed(c.outline.Last, name) {
			last = append(last, i)
		} else {
			order = append(order, i)
		}
	}
	c.sort(append(order, last...))
	return c
}

// sort sets the order of the fields: what is above comes first.
func (c *plan) sort(order []int) {
	seen := make([]bool, len(c.fields))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, above := range c.fields[i].above {
			visit(above)
		}
		c.order = append(c.order, i)
	}
	for _, i := range order {
		visit(i)
	}
}

// place finds what is above a field.
func (c *plan) place(l *line) {
	for _, b := range c.outline.Branches {
		if b.Above == l.field.Name || !listed(b.Below, l.field.Name) {
			continue
		}
		i := slices.IndexFunc(c.protocol.Fields, func(x dissect.Field) bool { return x.Name == b.Above })
		if i != None {
			l.above = append(l.above, i)
			continue
		}
		if len(l.above) > 0 {
			return
		}
		l.key = b.Above
		title := b.Title
		if title == "" {
			title = b.Above
		}
		l.heading = slices.IndexFunc(c.fixedHeadings, func(x fixed) bool { return x.key == b.Above })
		if l.heading == None {
			l.heading = len(c.fixedHeadings)
			c.fixedHeadings = append(c.fixedHeadings, fixed{b.Above, []byte(title)})
		}
		return
	}
}

func listed(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

// matches compares a name with a pattern that may end in ".*".
func matches(pattern, name string) bool {
	if head, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, head)
	}
	return pattern == name
}
