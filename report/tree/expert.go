package tree

import "netsniff/dissect"

// expertName is the protocol of findings, and the field that each stands
// below.
const expertName = "_ws.expert"

// expert is what stands around a finding: Wireshark's Expert Information.
type expert struct {
	lines  [expertLines]Line
	values [expertLines]dissect.Value // of severity and group
}

// The lines of an expert, by index: the one above, then those beside the
// finding.
const (
	expertSelf = iota
	expertMessage
	expertSeverity
	expertGroup
	expertLines
)

var expertFields = [expertLines]string{
	expertSelf: expertName, expertMessage: expertName + ".message", expertSeverity: expertName + ".severity",
	expertGroup: expertName + ".group",
}

// newExpert returns the lines around findings of one kind in layers of p, nil
// if about, the protocol of findings, is nil.
func newExpert(x *dissect.Expert, p, about *dissect.Protocol) *expert {
	if about == nil {
		return nil
	}
	e := new(expert)
	for i, name := range expertFields {
		for j := range about.Fields {
			if about.Fields[j].Name == name {
				e.lines[i] = Line{Protocol: p, Field: &about.Fields[j], Computed: true, Role: AboutIt}
			}
		}
	}
	e.lines[expertMessage].Hidden = true
	e.lines[expertSelf].Role = Expert
	head := " (" + x.Severity.String() + "/" + x.Group.String() + "): "
	e.lines[expertSelf].Say = func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		return append(append(dst, head...), v.B...)
	}
	e.values[expertSeverity].U, e.values[expertGroup].U = uint64(x.Severity), uint64(x.Group)
	return e
}

// finding adds a finding below a node.
func (t *Tree) finding(d *placed, v *dissect.Value, above int32) {
	e := d.expert
	b := t.values.Begin()
	switch {
	case v.B != nil:
		b = append(b, v.B...)
	case !d.Whole:
		b = append(b, d.Title()...)
	}
	if d.Say != nil {
		b = d.Say(b, t.layer.Frame, &t.layer.Layer.Layer, v)
	}
	t.values.End(b)
	text := &t.values.List[len(t.values.List)-1]
	self := t.append(Field, &e.lines[expertSelf], text)
	t.link(above, self)
	t.link(self, t.append(Field, &d.Line, text))
	t.link(self, t.append(Field, &e.lines[expertMessage], text))
	t.link(self, t.append(Field, &e.lines[expertSeverity], &e.values[expertSeverity]))
	t.link(self, t.append(Field, &e.lines[expertGroup], &e.values[expertGroup]))
}
