package tap

import (
	"fmt"
	"strings"

	"netsniff/dissect"
)

// severities are the sections of expert, the worst first.
var severities = []struct {
	title string
	name  string // as a value of -z has it
	of    dissect.Severity
}{
	{"Errors", "error", dissect.Fault},
	{"Warns", "warn", dissect.Warning},
	{"Notes", "note", dissect.Notable},
	{"Chats", "chat", dissect.Chat},
}

// remark is something that was found, however often.
type remark struct {
	group    dissect.Group
	protocol string
	text     string
}

type expert struct {
	match Match
	least dissect.Severity
	list  map[dissect.Severity][]remark
	count map[dissect.Severity]map[remark]uint64
	total map[dissect.Severity]uint64
	lost  uint64
	told  int
}

// newExpert reads [error|warn|note|chat][,FILTER].
func newExpert(c *Context, rest string) (Tap, error) {
	x := &expert{least: dissect.Chat, list: map[dissect.Severity][]remark{}, count: map[dissect.Severity]map[remark]uint64{},
		total: map[dissect.Severity]uint64{}}
	word, filter, _ := strings.Cut(rest, ",")
	named := false
	for _, s := range severities {
		if word == s.name || word == s.name+"s" {
			x.least, named = s.of, true
		}
	}
	if !named {
		filter = rest
	}
	var err error
	x.match, err = c.Filter(filter)
	return x, err
}

// Lost implements Tap.
func (x *expert) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *expert) Frame(f *dissect.Frame) {
	if x.match != nil && !x.match(f) {
		return
	}
	for _, found := range f.Findings() {
		s := found.Severity
		if s < x.least {
			continue
		}
		x.total[s]++
		r := remark{group: found.Group, text: string(found.Text)}
		if found.Protocol != nil {
			r.protocol = found.Protocol.Column
		}
		if x.count[s] == nil {
			x.count[s] = map[remark]uint64{}
		}
		if x.count[s][r] == 0 {
			if x.told >= maxEntries {
				x.lost++
				continue
			}
			x.told++
			x.list[s] = append(x.list[s], r)
		}
		x.count[s][r]++
	}
}

// Append implements Tap.
func (x *expert) Append(dst []byte) []byte {
	for _, s := range severities {
		if x.total[s.of] == 0 {
			continue
		}
		dst = fmt.Appendf(dst, "\n%s (%d)\n=============\n   Frequency      Group           Protocol  Summary\n",
			s.title, x.total[s.of])
		for _, r := range x.list[s.of] {
			dst = fmt.Appendf(dst, "%12d %10s %18s  %s\n", x.count[s.of][r], r.group, r.protocol, r.text)
		}
	}
	return dst
}
