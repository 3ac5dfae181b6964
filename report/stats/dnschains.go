package stats

import (
	"strings"

	"netsniff/capture"
	"netsniff/dissect/dns"
	"netsniff/reassembly"
)

var resolutionColumns = []Column{
	{Name: "name", Label: Phrase{"Name", "名称"}},
	{Name: "type", Label: Phrase{"Type", "类型"}},
	{Name: "resolver", Label: Phrase{"Resolver", "解析器"}},
	{Name: "steps", Label: Phrase{"Steps", "步数"}, Type: Count},
	{Name: "chain", Label: Phrase{"Chain", "解析链"}},
	{Name: "status", Label: Phrase{"Status", "状态"}},
	{Name: "first_frame", Label: Phrase{"First", "首帧"}, Type: Frame},
	{Name: "last_frame", Label: Phrase{"Last", "末帧"}, Type: Frame},
	{Name: "waited", Label: Phrase{"Waited", "等待"}, Type: Duration},
	{Name: "duration", Label: Phrase{"Duration", "总时长"}, Type: Duration},
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
func (c *lookups) resolutionTable() Table {
	c.sorted()
	t := Table{Name: "dns.resolutions", Title: Phrase{"DNS resolutions from zone to zone", "DNS 迭代解析过程"}, Columns: resolutionColumns}
	var rows RowList
	for _, r := range c.resolutions() {
		first, waited := r.steps[0], capture.Stamp(0)
		for _, e := range r.steps {
			waited += e.ttfb
		}
		rows = append(rows, []Value{String(r.last.name), String(r.last.Type.String()), addressed(r.last.client), Int(len(r.steps)), String(r.chain()), String(r.last.status),
			Int(first.begin.Frame), Int(r.last.end.Frame), Nanoseconds(waited), Nanoseconds(r.last.end.At - first.begin.At)})
	}
	t.Rows = rows
	return t
}

// resolutions finds, for each iterative lookup that got more than a referral,
// the referrals that its resolver followed to that server.
func (c *lookups) resolutions() (found []resolution) {
	referrals := map[capture.Addr][]*lookup{} // by resolver, in order
	for i := range c.list {
		e := &c.list[i]
		if e.end.Frame == 0 || e.Query.Has(dns.FlagRecursionDesired) {
			continue
		}
		if e.Referral {
			referrals[e.client] = append(referrals[e.client], e)
			continue
		}
		if steps := leading(referrals[e.client], e); len(steps) > 0 {
			found = append(found, resolution{e, append(steps, e)})
		}
	}
	return found
}

// leading returns those of the referrals that lead to the server e was sent to,
// from the one nearest to the root.
func leading(referrals []*lookup, e *lookup) (steps []*lookup) {
	to := e
	for i := len(referrals) - 1; i >= 0 && len(steps) < maxReferrals; i-- {
		r := referrals[i]
		if e.begin.At-r.begin.At > maxResolution {
			break
		}
		if after(r.end, to.begin) || !within(e.name, r.zone()) || to != e && !within(to.zone(), r.zone()) || to != e && strings.EqualFold(to.zone(), r.zone()) {
			continue
		}
		steps, to = append([]*lookup{r}, steps...), r
	}
	return steps
}

func after(a, b reassembly.Mark) bool { return a.Frame > b.Frame }

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

// within reports whether name is zone or below it.
func within(name, zone string) bool {
	if zone == root || zone == "" {
		return true
	}
	n := len(name) - len(zone)
	return n >= 0 && strings.EqualFold(name[n:], zone) && (n == 0 || name[n-1] == '.')
}

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
