package stats

import (
	"cmp"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/report/table"
)

var resolutionColumns = []table.Column{
	nameColumn,
	typeColumn,
	{Name: "resolver", Label: table.Say("Resolver", "解析器"), Type: table.Address, Importance: table.Minor},
	{Name: "steps", Label: table.Say("Steps", "步数"), Type: table.Count, Importance: table.Minor},
	{Name: "chain", Label: table.Say("Chain", "解析链"), Below: true},
	{Name: "status", Label: table.Say("Status", "状态")},
	{Name: "first_frame", Label: table.Say("First", "首帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "last_frame", Label: table.Say("Last", "末帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "waited", Label: table.Say("Waited", "等待"), Type: table.Duration, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "总时长"), Type: table.Duration},
}

// resolution is how a resolver found an answer: the servers it asked one after
// the other, from a zone to the next one below it.
type resolution struct {
	last  *lookup
	steps []*lookup
}

// maxResolution is how long a resolver may take, maxReferrals how many servers it
// asks.
const (
	maxResolution = capture.Stamp(30e9)
	maxReferrals  = 32
)

// resolutionTable draws the resolutions that the capture holds: of iterative
// lookups, those that referrals led to.
func resolutionTable(list []*lookup) table.Table {
	t := table.Table{Title: table.Say("DNS resolutions from zone to zone", "DNS 迭代解析过程"), Columns: resolutionColumns}
	var rows table.RowList
	for _, r := range resolutions(list) {
		first, waited := r.steps[0], capture.Stamp(0)
		for _, e := range r.steps {
			waited += e.ttfb
		}
		rows = append(rows, []table.Value{table.String(r.last.name), table.String(r.last.Type.String()),
			addressed(r.last.client), table.Int(len(r.steps)), table.String(r.chain()), table.String(r.last.status),
			table.Int(first.begin.Frame), table.Int(r.last.end.Frame), table.Nanoseconds(waited),
			table.Nanoseconds(r.last.end.At - first.begin.At)})
	}
	t.Rows = rows
	return t
}

// delegation is a referral by what it is looked for: what a resolver asked, and
// the zone whose servers it was told of.
type delegation struct {
	resolver    capture.Addr
	asked, zone string // in lower case
}

// delegations are referrals in the order in which they came.
type delegations map[delegation][]*lookup

// resolutions finds, for each iterative lookup that got more than a referral,
// the referrals that its resolver followed to that server.
func resolutions(list []*lookup) (found []resolution) {
	referrals := delegations{}
	for _, e := range list {
		if e.Referral && !e.recurses() {
			key := delegation{e.client, strings.ToLower(e.name), strings.ToLower(e.zone())}
			referrals[key] = append(referrals[key], e)
		}
	}
	for _, sameZone := range referrals {
		slices.SortFunc(sameZone, func(a, b *lookup) int { return cmp.Compare(a.end.Frame, b.end.Frame) })
	}
	var answered []*lookup
	for _, e := range list {
		if e.end.Frame != 0 && !e.Referral && !e.recurses() {
			answered = append(answered, e)
		}
	}
	slices.SortStableFunc(answered, func(a, b *lookup) int { return cmp.Compare(a.end.Frame, b.end.Frame) })
	used := usedSteps{}
	for _, e := range answered {
		if steps := referrals.leading(e, used); len(steps) > 0 {
			used.note(steps, e)
			found = append(found, resolution{e, append(steps, e)})
		}
	}
	slices.SortStableFunc(found, func(a, b resolution) int { return cmp.Compare(a.last.begin.Frame, b.last.begin.Frame) })
	return found
}

// step is a referral and the name that it led to an answer for, in lower case.
type step struct {
	referral *lookup
	name     string
}

// usedSteps tells the frame of that answer. A resolver remembers the referral
// then: the same name asked again later is another resolution, without it. What
// is asked before the answer came, such as another type, shares the step.
type usedSteps map[step]uint32

func (u usedSteps) note(steps []*lookup, answer *lookup) {
	for _, r := range steps {
		if x := (step{r, strings.ToLower(answer.name)}); u[x] == 0 {
			u[x] = answer.end.Frame
		}
	}
}

// by reports whether r led to an answer for the name of e before that was asked.
func (u usedSteps) by(r, e *lookup) bool {
	frame := u[step{r, strings.ToLower(e.name)}]
	return frame != 0 && frame < e.begin.Frame
}

// leading returns those referrals that lead to the server e was sent to, from
// the one nearest to the root: for each zone that the name is in the last that
// came before what it led to was asked, and that led to no answer before. A resolver may ask for the whole name
// or for a part of it (RFC 9156).
func (d delegations) leading(e *lookup, used usedSteps) (steps []*lookup) {
	to, names := e, ancestors(strings.ToLower(e.name))
	for i, zone := range names {
		var best *lookup
		for _, asked := range names[:min(i+1, len(names)-1)] {
			if r := d.before(delegation{e.client, asked, zone}, to.begin.Frame); r != nil && !used.by(r, e) &&
				(best == nil || r.end.Frame > best.end.Frame) {
				best = r
			}
		}
		if best != nil && e.begin.At-best.begin.At <= maxResolution {
			steps, to = append(steps, best), best
		}
	}
	slices.Reverse(steps)
	return steps
}

// before returns the last referral of a kind that came before a frame, nil if
// there is none.
func (d delegations) before(key delegation, frame uint32) *lookup {
	list := d[key]
	i, _ := slices.BinarySearchFunc(list, frame,
		func(r *lookup, frame uint32) int { return cmp.Compare(r.end.Frame, frame) })
	if i == 0 {
		return nil
	}
	return list[i-1]
}

// ancestors returns the names of the zones that a name may be in, from its own
// to the root, at most maxReferrals.
func ancestors(name string) (list []string) {
	for more := name != root; more && len(list) < maxReferrals-1; _, name, more = strings.Cut(name, ".") {
		list = append(list, name)
	}
	return append(list, strings.ToLower(root))
}

// zone returns the zone whose servers a referral names.
func (e *lookup) zone() string {
	for i := range e.Answers {
		if a := &e.Answers[i]; a.Section == dns.Authority && a.Type == dns.TypeNS {
			return a.Owner
		}
	}
	return ""
}

// root is how names that are no more than the root are written.
const root = "<Root>"

// chain draws the steps: "192.0.2.1 → com, 192.0.2.2 → example.com, 192.0.2.3 = 192.0.2.80".
func (r *resolution) chain() string {
	var parts []string
	for _, e := range r.steps[:len(r.steps)-1] {
		parts = append(parts, e.server.String()+" → "+shortName(e.zone()))
	}
	answer := strings.Join(r.last.answerTexts(), ", ")
	if answer == "" {
		answer = r.last.status
	}
	return strings.Join(append(parts, r.last.server.String()+" = "+answer), ", ")
}
