package page

import (
	"fmt"
	"strings"

	"netsniff/report/table"
)

// Summary says in plain words what a capture is, who spoke in it, when, and what
// went wrong.
type Summary struct {
	Sentences []table.Phrase
	Overview  []Grid
}

// named is how many findings the summary names.
const named = 3

// summarise makes the summary of what the other parts of the page say.
func (p *Page) summarise(overview []Grid) Summary {
	s := Summary{Overview: overview}
	if len(overview) == 0 || len(overview[0].Rows) == 0 {
		return s
	}
	o := &overview[0]
	get := func(column string) string { return o.text(0, column).EN }
	if get("first") == "" {
		s.Sentences = append(s.Sentences, table.Say("There are no frames.", "没有帧。"))
		return s
	}
	s.say("%s frames of %s bytes, captured in %s from %s on.", "共 %s 帧、%s 字节，历时 %s，始于 %s。",
		get("frames"), get("bytes"), get("duration"), clockTime(get("first")))
	if protocols := get("protocols"); protocols != "" {
		s.say("Frames by protocol: %s.", "各协议帧数：%s。", protocols)
	}
	s.busiest(p)
	p.sayWrong(&s)
	return s
}

// say adds a sentence with its values.
func (s *Summary) say(en, zh string, values ...any) {
	s.Sentences = append(s.Sentences, table.Say(fmt.Sprintf(en, values...), fmt.Sprintf(zh, values...)))
}

// busiest names the two hosts with the most bytes between them.
func (s *Summary) busiest(p *Page) {
	for _, kind := range [...]string{"conversations.ip", "conversations.ipv6", "conversations.eth"} {
		if g := p.table(kind); g != nil {
			a, b := g.text(0, "address_a").EN, g.text(0, "address_b").EN
			if g.Total == 1 {
				s.say("%s and %s talk to each other, and nobody else does.", "只有 %s 与 %s 之间有通信。", a, b)
			} else {
				s.say("%d pairs of hosts talk, most of it %s and %s.", "共 %d 对主机通信，%s 与 %s 之间最多。",
					g.Total, a, b)
			}
			return
		}
	}
}

// sayWrong names the gravest findings.
func (p *Page) sayWrong(s *Summary) {
	var en, zh []string
	grave := 0
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Severity == "warning" {
			if grave++; grave <= named {
				en, zh = append(en, f.Title.EN), append(zh, f.Title.In(table.Chinese))
			}
		}
	}
	switch {
	case len(p.Findings) == 0:
		s.say("Nothing went wrong that could be noticed.", "没有发现异常。")
	case grave == 0 && len(p.Findings) == 1:
		s.say("Nothing grave went wrong; one thing is worth a look.", "没有严重问题，有 1 处值得一看。")
	case grave == 0:
		s.say("Nothing grave went wrong; %d things are worth a look.", "没有严重问题，有 %d 处值得一看。", len(p.Findings))
	default:
		more := table.Phrase{}
		if grave > named {
			more = table.Say(fmt.Sprintf(", and %d more", grave-named), fmt.Sprintf(" 等 %d 项", grave))
		}
		s.Sentences = append(s.Sentences, table.Say(
			"What went wrong: "+strings.Join(en, "; ")+more.EN+".", "问题："+strings.Join(zh, "；")+more.ZH+"。"))
	}
}

// clockTime makes a time of RFC 3339 easier to read.
func clockTime(s string) string {
	s = strings.Replace(strings.Replace(s, "T", " ", 1), "Z", " UTC", 1)
	return s
}
