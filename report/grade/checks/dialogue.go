package checks

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// stage is an exchange that a dialogue must have, in the order of its list.
type stage struct {
	name  table.Phrase
	holds func(e *model.Exchange) bool
	must  bool // else it may be left out
}

// method makes a stage of an exchange with one of the methods and statuses.
func method(must bool, status string, methods ...string) stage {
	name := strings.Join(methods, "/") + " → " + status
	return stage{table.Say(name, name), func(e *model.Exchange) bool {
		return slices.Contains(methods, e.Method) && (status == "" || e.Status == status)
	}, must}
}

// follow looks for the stages in the exchanges of one connection, in order. It returns
// the frames of those that it found and the stages that it did not.
func (c *Context) follow(list []*model.Exchange, stages []stage) (frames []int64, missing []stage) {
	at := 0
	for _, s := range stages {
		i := slices.IndexFunc(list[at:], s.holds)
		if i >= 0 {
			e := list[at+i]
			c.step(true, verdict.Say("frame %d: %s", "第 %d 帧：%s", e.Frame,
				strings.Join(strings.Fields(e.Method+" "+e.Subject+" → "+e.Status), " ")))
			frames = append(frames, e.Frame, e.Reply)
			at += i + 1
		} else if s.must {
			c.step(false, table.Say(s.name.EN+" is not there", "缺少 "+s.name.ZH))
			missing = append(missing, s)
		}
	}
	return frames, missing
}

// dialogues returns the exchanges of a protocol by connection, in order.
func dialogues(m *model.Capture, protocol string) (list [][]*model.Exchange) {
	at := map[*model.Conn]int{}
	for _, e := range m.Exchanges {
		if e.Protocol != protocol {
			continue
		}
		i, ok := at[e.Conn]
		if !ok {
			i = len(list)
			at[e.Conn] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], e)
	}
	return list
}

// dialogue judges the best connection of a protocol: which stages it has.
func (c *Context) dialogue(protocol, name string, stages []stage,
	extra func([]*model.Exchange) (verdict.Finding, bool)) verdict.Finding {
	must := 0
	for _, s := range stages {
		if s.must {
			must++
		}
	}
	var best verdict.Finding
	var bestSteps []verdict.Step
	found := false
	for _, list := range dialogues(c.Capture, protocol) {
		c.steps = nil
		frames, missing := c.follow(list, stages)
		f := verdict.Passed(verdict.Say("The %s dialogue is complete, frames %d to %d.", "%s 对话完整，第 %d 至 %d 帧。",
			name, list[0].Frame, list[len(list)-1].Frame), frames...)
		if len(missing) > 0 {
			f = c.incomplete(list, name, frames, missing, must)
		} else if g, wrong := extra(list); wrong {
			f = g
		}
		if !found || f.Better(&best) {
			best, bestSteps, found = f, c.steps, true
		}
	}
	c.steps = bestSteps
	if !found {
		if f, bad := Quality(c.Capture, protocol, nil); bad {
			return f
		}
		f := verdict.Failed(verdict.Say("There is no %s dialogue in the capture.", "抓包中没有 %s 对话。", name))
		f.Filter = protocol
		return f
	}
	return best
}

// incomplete judges a dialogue that lacks stages: half the points if at least half of it
// is there.
func (c *Context) incomplete(list []*model.Exchange, name string, frames []int64, missing []stage,
	must int) verdict.Finding {
	x := list[0].Conn
	for _, e := range list {
		if beginsTLS(e) && !x.Reads(e.Protocol) {
			return startedTLS(c.Capture, name, e)
		}
	}
	if f, bad := Quality(c.Capture, x.Protocol, []*model.Conn{x}); bad {
		return f
	}
	var en, zh []string
	for _, s := range missing {
		en, zh = append(en, s.name.EN), append(zh, s.name.ZH)
	}
	why := table.Say("The "+name+" dialogue lacks "+strings.Join(en, ", ")+".",
		name+" 对话缺少 "+strings.Join(zh, "、")+"。")
	if done := must - len(missing); done*2 >= must {
		f := verdict.Half(0.5, why, frames...)
		f.Filter = list[0].Protocol + " && tcp.stream == " + whole(x.ID)
		return f
	}
	f := verdict.Failed(why, frames...)
	f.Filter = list[0].Protocol + " && tcp.stream == " + whole(x.ID)
	return f
}
