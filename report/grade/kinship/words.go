package kinship

import (
	"fmt"
	"strings"

	"netsniff/capture"
	"netsniff/report/table"
)

// Why says what a relation stands on, in whole sentences for a person who has to
// judge it. It names both sides alike: nothing tells who was first.
func (r *Relation) Why(l table.Lang) string {
	say := func(en, zh string, args ...any) string { return fmt.Sprintf(table.Say(en, zh).In(l), args...) }
	join := func(list []string) string { return strings.Join(list, table.Say(", ", "、").In(l)) }
	var out []string
	switch {
	case r.Verdict == SameBytes:
		return say("The files are the same, byte for byte.", "两个文件逐字节相同。")
	case r.Verdict == SameDesk:
		return r.desk(l)
	case r.Verdict == SameServer:
		return r.server(l)
	case len(r.Matches) == 0 && r.Verdict == Copy:
		out = append(out, say("Frames without conversation are the same, at the same times.",
			"没有会话的帧相同，时间也相同。"))
	case len(r.Matches) > 0:
		m := &r.Matches[0]
		out = append(out, say("%d of %d and of %d conversations: the same %s; for example frame %d and frame %d.",
			"双方分别有 %[2]d 个和 %[3]d 个会话，其中 %[1]d 个的%[4]s相同；例如帧 %[5]d 与帧 %[6]d。",
			len(r.Matches), r.OfA, r.OfB, join(r.Features.Texts(l)), m.FrameA, m.FrameB))
	}
	switch r.Verdict {
	case CapturedTwice:
		if r.Changes&Retimed != 0 {
			out = append(out, say("The clocks are two: each recorded by itself, or times were changed.",
				"时钟是两个：各自抓取，或时间被改动过。"))
		} else {
			out = append(out, say("Neither recording lies within the other.", "两份录制互不包含。"))
		}
	case TwoPlaces:
		out = append(out, say("By their times they were captured at two places on the way, such as its two ends.",
			"从时间看，是在路径的两处抓取的，例如两端。"))
	}
	if list := r.Changes.Texts(l); len(list) > 0 {
		if r.Changes&Shifted != 0 {
			i := len((r.Changes & (Shifted - 1)).Names())
			list[i] += say(" (by %s)", "（相差 %s）", shift(r.Shift))
		}
		out = append(out, say("What differs: %s.", "不同之处：%s。", join(list)))
	}
	if l == table.Chinese {
		return strings.Join(out, "")
	}
	return strings.Join(out, " ")
}

func (r *Relation) desk(l table.Lang) string {
	text := table.Say("Recorded on a machine with MAC address %s, one after the other.",
		"在 MAC 地址为 %s 的机器上先后抓取。")
	if r.Together {
		text = table.Say("Recorded on machines with MAC address %s at the same time: one machine, or cloned virtual ones.",
			"同一时间在 MAC 地址为 %s 的机器上抓取：同一台机器，或克隆的虚拟机。")
	}
	return fmt.Sprintf(text.In(l), r.MACs[0]) + own.In(l)
}

func (r *Relation) server(l table.Lang) string {
	if len(r.Servers) == 0 {
		return fmt.Sprintf(table.Say("Recorded on one network at the same time: %d frames to all or many are the same.",
			"同一时间在同一网络上抓取：有 %d 个广播或组播帧相同。").In(l), r.Link) + own.In(l)
	}
	return fmt.Sprintf(table.Say("Both talked to %s.", "双方都与 %s 通信。").In(l), r.Servers[0]) + own.In(l)
}

var own = table.Say(" The conversations are their own.", "通信各自独立。")

// shift writes a difference of times; whose clock is ahead says nothing.
func shift(d capture.Stamp) string {
	if d < 0 {
		d = -d
	}
	if d < 1e6 {
		return fmt.Sprintf("%d µs", d/1000)
	}
	return string(d.AppendSeconds(nil, 3)) + " s"
}
