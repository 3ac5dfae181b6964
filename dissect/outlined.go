package dissect

import "bytes"

// outlined is a field that is a finding (Outline.Experts), with how its line is worded.
type outlined struct {
	field *Field
	as    *Expert
	say   Sayer
	given func(f *Frame, l *Layer) bool // nil: in every layer
	title string                        // "" of a line that is not titled
}

// outlinedBy returns the fields of p that are findings, looked up once.
func (x *Findings) outlinedBy(p *Protocol) []outlined {
	if p.Outline == nil || len(p.Outline.Experts) == 0 {
		return nil
	}
	if list, ok := x.outlines[p]; ok {
		return list
	}
	var list []outlined
	for i := range p.Fields {
		o := outlined{field: &p.Fields[i], title: p.Fields[i].Title}
		for j := range p.Outline.Experts {
			if Matches(p.Outline.Experts[j].Field, o.field.Name) {
				o.as = &p.Outline.Experts[j]
			}
		}
		if o.as == nil {
			continue
		}
		for _, w := range p.Outline.Wordings {
			if Matches(w.Field, o.field.Name) {
				if o.say = w.Say; w.Title != "" {
					o.title = w.Title
				}
			}
		}
		for _, whole := range p.Outline.Whole {
			if Matches(whole, o.field.Name) {
				o.title = ""
			}
		}
		for _, c := range p.Outline.Conditions {
			for _, name := range c.Fields {
				if Matches(name, o.field.Name) {
					o.given = c.Holds
				}
			}
		}
		list = append(list, o)
	}
	if x.outlines == nil {
		x.outlines = map[*Protocol][]outlined{}
	}
	x.outlines[p] = list
	return list
}

// addOutlined adds the findings that stand in the tree of a layer, those aside that its protocol has
// said itself: all in the list from the given one on.
func (x *Findings) addOutlined(f *Frame, l *Layer, from int) {
	said := len(x.list)
	for _, o := range x.outlinedBy(l.Protocol) {
		if o.given != nil && !o.given(f, l) {
			continue
		}
		x.values.Reset()
		o.field.Get(f, l, &x.values)
		for i := range x.values.List {
			v := &x.values.List[i]
			text := append(x.Begin(), v.B...)
			if v.B == nil {
				text = append(text, o.title...)
			}
			if o.say != nil {
				text = o.say(text, f, l, v)
			}
			if told(x.list[from:said], o.as.Severity, text[len(x.arena):]) {
				x.arena = text[:len(x.arena)] // the room stays
				continue
			}
			x.Add(o.as.Severity, o.as.Group, text)
		}
	}
}

// told reports whether one of some findings says this, and has not been asked for before: the next
// of the same words is another.
func told(list []Finding, s Severity, text []byte) bool {
	for i := range list {
		if y := &list[i]; !y.matched && y.Severity == s && bytes.Equal(y.Text, text) {
			y.matched = true
			return true
		}
	}
	return false
}
