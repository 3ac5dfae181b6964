package tree

import (
	"slices"

	"netsniff/dissect"
)

// plan is the outline of a protocol, looked up once.
type plan struct {
	protocol      *dissect.Protocol
	outline       *dissect.Outline
	self          Line // of the protocol
	untitled      Line // of headings that the message has of its own
	lines         Line // of those that have lines of text below them
	fields        []placed
	order         []int  // of the fields
	steps         []step // in that order
	conditions    []dissect.Condition
	told          []dissect.Told     // as the outline says
	whole         int                // the index among them of the protocol itself, or None
	structure     map[string]*placed // fields that the headings of a message are
	fixedHeadings []Line             // that appear when there is something below them
	below         int                // how many fields others may stand below
}

// placed is a field with its place.
type placed struct {
	Line
	nested  bool    // it has a place that is not just below the protocol
	beside  bool    // it stands behind the protocol
	span    int     // its number among the fields that others may stand below, or None
	above   []int   // indices of the fields that may be above it
	heading int     // index of the fixed heading above it, or None
	key     string  // of the message's heading above it, or ""
	expert  *expert // nil unless it is a finding
}

// step is what is read of a field for every layer: small, as there are a hundred
// of them.
type step struct {
	get    dissect.Getter
	placed *placed
	given  int32 // the index of its condition, or None
	alike  int32 // how many steps with the same condition follow at once
	told   int32 // the index in plan.told of the field, or None
	below  set   // those in plan.told that the field stands below, if below no other
	before bool  // late headings with nothing below them stand before its values
	after  bool  // headings with nothing below them stand behind its values
}

var empty dissect.Outline

// outlineOf returns the outline of p, an empty one if it has none.
func outlineOf(p *dissect.Protocol) *dissect.Outline {
	if p.Outline == nil {
		return &empty
	}
	return p.Outline
}

// newPlan returns the plan of p, whose lines are counted in lines. about is the
// protocol of findings, nil if there is none. With all, hidden fields are in it.
func newPlan(p *dissect.Protocol, about *dissect.Protocol, lines *int, all bool) *plan {
	c := &plan{protocol: p, outline: outlineOf(p), self: Line{Protocol: p}, untitled: Line{Protocol: p},
		lines: Line{Protocol: p, Key: dissect.TextLines}}
	var order []int
	last := make([][]int, len(c.outline.Last))
	c.fields = make([]placed, len(p.Fields))
	for i := range p.Fields {
		name := p.Fields[i].Name
		l := &c.fields[i]
		l.Line = Line{
			Protocol: p, Field: &p.Fields[i], Hidden: listed(c.outline.Hidden, name),
			Computed: listed(c.outline.Computed, name), Whole: listed(c.outline.Whole, name),
		}
		l.heading, l.span = None, None
		for _, u := range c.outline.Units {
			if dissect.Matches(u.Field, name) {
				l.Unit = u.Name
			}
		}
		c.place(l)
		for j := range c.outline.Wordings {
			if w := &c.outline.Wordings[j]; dissect.Matches(w.Field, name) {
				l.Say, l.Bitless = w.Say, w.Bitless
				if w.Title != "" {
					l.Name = w.Title
				}
			}
		}
		for j := range c.outline.Experts {
			if x := &c.outline.Experts[j]; dissect.Matches(x.Field, name) {
				l.expert, l.Role, l.Computed = newExpert(x, p, about), Finding, true
			}
		}
		l.beside = listed(c.outline.Beside, name)
		if j := slices.IndexFunc(c.outline.Last, func(p string) bool { return dissect.Matches(p, name) }); j >= 0 {
			last[j] = append(last[j], i)
		} else {
			order = append(order, i)
		}
	}
	c.sort(append(order, slices.Concat(last...)...))
	c.number(lines)
	c.prepare(all)
	return c
}

// prepare lists the fields to be read.
func (c *plan) prepare(all bool) {
	c.conditions = c.outline.Conditions
	below := c.tell()
	for _, i := range c.order {
		d := &c.fields[i]
		if slices.Contains(c.outline.Structure, d.Field.Name) {
			if c.structure == nil {
				c.structure = make(map[string]*placed)
			}
			c.structure[d.Field.Name] = d
			continue
		}
		if all && listed(c.outline.Apart, d.Field.Name) ||
			d.Hidden && d.span == None && !all && d.Field.Name != c.outline.After {
			continue
		}
		s := step{
			get: d.Field.Get, placed: d, given: None, told: c.telling(d.Field.Name), below: below[i],
			before: d.Field.Name == c.outline.Before, after: d.Field.Name == c.outline.After,
		}
		for g := range c.conditions {
			if listed(c.conditions[g].Fields, d.Field.Name) {
				s.given = int32(g)
			}
		}
		c.steps = append(c.steps, s)
	}
	for i := len(c.steps) - 2; i >= 0; i-- {
		if s, next := &c.steps[i], &c.steps[i+1]; s.given == next.given {
			s.alike = next.alike + 1
		}
	}
}

// number numbers the lines of the plan.
func (c *plan) number(lines *int) {
	next := func(l *Line) {
		l.ID = *lines
		*lines++
	}
	next(&c.self)
	next(&c.untitled)
	next(&c.lines)
	for i := range c.fields {
		d := &c.fields[i]
		next(&d.Line)
		if d.expert != nil {
			for j := range d.expert.lines {
				next(&d.expert.lines[j])
			}
		}
		d.nested = len(d.above) > 0 || d.key != ""
		for _, above := range d.above {
			if a := &c.fields[above]; a.span == None {
				a.span = c.below
				c.below++
			}
		}
	}
	for i := range c.fixedHeadings {
		next(&c.fixedHeadings[i])
	}
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
func (c *plan) place(l *placed) {
	for _, b := range c.outline.Branches {
		if b.Above == l.Field.Name || !listed(b.Below, l.Field.Name) {
			continue
		}
		i := slices.IndexFunc(c.protocol.Fields, func(x dissect.Field) bool { return x.Name == b.Above })
		if i != None && !slices.Contains(c.outline.Structure, b.Above) {
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
		l.heading = slices.IndexFunc(c.fixedHeadings, func(x Line) bool { return x.Key == b.Above })
		if l.heading == None {
			l.heading = len(c.fixedHeadings)
			c.fixedHeadings = append(c.fixedHeadings, Line{Protocol: c.protocol, Key: b.Above, title: []byte(title)})
		}
		return
	}
}

func listed(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return dissect.Matches(p, name) })
}
