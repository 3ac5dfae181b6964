package dissect_test

import (
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// TestOutlinedFindings: what only the tree of a layer says is a finding as well, and what its
// protocol has said is told once.
func TestOutlinedFindings(t *testing.T) {
	p := &dissect.Protocol{
		Name: "odd",
		Fields: []dissect.Field{
			{Name: "odd.both", Type: dissect.Label, Get: func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
				v.Text("said")
				v.Text("said")
			}},
			{Name: "odd.titled", Title: "titled", Type: dissect.Label,
				Get: func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(1) }},
			{Name: "odd.never", Title: "never", Type: dissect.Label,
				Get: func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(1) }},
			{Name: "odd.plain", Get: func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) { v.Uint(1) }},
		},
		Outline: &dissect.Outline{
			Experts: []dissect.Expert{
				{Field: "odd.both", Severity: dissect.Chat},
				{Field: "odd.titled", Severity: dissect.Warning, Group: dissect.AboutProtocol},
				{Field: "odd.never", Severity: dissect.Fault},
			},
			Conditions: []dissect.Condition{{Holds: func(*dissect.Frame, *dissect.Layer) bool { return false },
				Fields: []string{"odd.never"}}},
		},
		Findings: func(_ *dissect.Frame, _ *dissect.Layer, x *dissect.Findings) {
			x.Say(dissect.Chat, dissect.AboutSequence, "said")
		},
	}
	f := dissect.NewFrame(&dissect.HeaderOwners{})
	f.Reset(&capture.Packet{}, nil, 0)
	f.Emit(dissect.Layer{Protocol: p})
	var got []string
	for _, x := range f.Findings() {
		got = append(got, x.Severity.String()+" "+x.Protocol.Name+" "+string(x.Text))
	}
	if want := []string{"Chat odd said", "Chat odd said", "Warning odd titled"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n := testing.AllocsPerRun(10, func() { f.Findings() }); n != 0 {
		t.Errorf("findings allocate %v times", n)
	}
}
