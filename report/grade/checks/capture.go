package checks

import (
	"slices"
	"strings"
	"time"

	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var captureChecks = []Check{
	{Name: "capture.own", Doc: table.Say("the capture was made in the lab: its time lies in the window, it has enough packets, the student's address is in it",
		"抓包是在实验时段内自己完成的：时间、包数、学生地址"),
		Args: []Arg{
			{Name: "packets", Form: Whole, Default: "20", Doc: "least number of packets"},
			{Name: "address", Form: Text, Doc: "address that has to be in the capture, such as ${student.ip}"},
			{Name: "slack", Form: Seconds, Default: "0", Doc: "how far outside the window a capture may reach"},
		}, Run: ownCapture},
	{Name: "capture.clean", Doc: table.Say("nothing is missing: no gaps, no cut frames, handshakes are there",
		"抓包完整：无缺口、无截断、含三次握手"),
		Args: []Arg{{Name: "protocol", Form: Text,
			Doc: "only the connections of this protocol count, such as http"}}, Run: cleanCapture},
	{Name: "capture.original",
		Doc: table.Say("the packets are in no other submission, of this class and of archives; else a person has to look",
			"分组没有出现在本班或往届的其他提交中；否则需人工查看"),
		Run: originalCapture},
	{Name: "capture.machine",
		Doc: table.Say("no other submission was recorded on the same machine (by its MAC address); else a person has to look",
			"没有其他提交是在同一台机器（按 MAC 地址）上抓取的；否则需人工查看"),
		Run: ownMachine},
}

// NeedsClass reports whether a check can say something only when the submission was
// compared with others.
func NeedsClass(check string) bool { return check == "capture.original" || check == "capture.machine" }

var notCompared = table.Say("Whether others have the same shows only when it is graded together with the class.",
	"其他人是否有相同内容，要与全班一起评阅才能知道。")

func noPackets(c *Context) verdict.Finding {
	f, _ := Quality(c.Capture, "", nil)
	return f
}

func originalCapture(c *Context) verdict.Finding {
	switch {
	case c.Capture.Frames == 0:
		return noPackets(c)
	case c.Class == nil:
		return verdict.Ask(notCompared)
	case c.Class.Near != table.Phrase{}:
		return verdict.Ask(c.Class.Near)
	}
	return verdict.Passed(table.Say("No other submission has these packets.", "其他提交中没有这些分组。"))
}

func ownMachine(c *Context) verdict.Finding {
	switch {
	case c.Capture.Frames == 0:
		return noPackets(c)
	case c.Class == nil:
		return verdict.Ask(notCompared)
	case c.Class.MAC != "":
		f := verdict.Ask(verdict.Say("Another submission was recorded on the machine with MAC address %s as well: one desk, or a cloned virtual machine. A person has to look.",
			"另有提交也是在 MAC 地址为 %s 的机器上抓取的：同一座位，或克隆的虚拟机。需人工查看。", c.Class.MAC))
		f.Filter = "eth.addr == " + c.Class.MAC
		return f
	}
	return verdict.Passed(table.Say("No other submission was recorded on this machine.",
		"没有其他提交是在这台机器上抓取的。"))
}

func ownCapture(c *Context) verdict.Finding {
	m := c.Capture
	if f, bad := damaged(m, "", nil); bad && m.Frames < c.Int("packets") {
		return f
	}
	if m.Frames == 0 {
		return noPackets(c)
	}
	if n := c.Int("packets"); !c.step(m.Frames >= n,
		verdict.Say("%d packets, at least %d are needed", "共 %d 个数据包，至少需要 %d 个", m.Frames, n)) {
		return verdict.Failed(verdict.Say("The capture has only %d packets; at least %d are needed.",
			"抓包只有 %d 个数据包，至少需要 %d 个。", m.Frames, n))
	}
	if w, slack := c.Window, c.Seconds("slack"); w.From > 0 || w.To > 0 {
		inside := m.Start >= w.From-slack && (w.To == 0 || m.End <= w.To+slack)
		if !c.step(inside, verdict.Say("captured from %s to %s", "抓包时间 %s 至 %s", clock(m.Start), clock(m.End))) {
			return verdict.Failed(verdict.Say("The capture was made from %s to %s, which is not within the time of the lab (%s to %s).",
				"抓包时间为 %s 至 %s，不在实验时段（%s 至 %s）之内。", clock(m.Start), clock(m.End), clock(w.From),
				clock(w.To)), 1, m.Frames)
		}
	}
	if a := c.Text("address"); a != "" {
		if !c.step(slices.Contains(m.Addresses, a), verdict.Say("address %s is in the capture", "抓包中有地址 %s", a)) {
			f := verdict.Failed(verdict.Say("Your address %s is not in the capture (it has %s).",
				"抓包中没有你的地址 %s（只有 %s）。", a, some(m.Addresses)))
			f.Filter = "ip.addr == " + a
			return f
		}
	}
	if c.Window == (rubric.Window{}) {
		return verdict.Passed(verdict.Say("The capture has %d packets.", "抓包共 %d 个数据包。", m.Frames), 1)
	}
	return verdict.Passed(verdict.Say("The capture is from the time of the lab, with %d packets.",
		"抓包在实验时段内完成，共 %d 个数据包。", m.Frames), 1)
}

// some names the first of a list.
func some(list []string) string {
	if len(list) > 4 {
		return strings.Join(list[:4], ", ") + " …"
	}
	return strings.Join(list, ", ")
}

func clock(t float64) string {
	if t == 0 {
		return "…"
	}
	return time.Unix(int64(t), 0).UTC().Format("2006-01-02 15:04:05Z")
}

func cleanCapture(c *Context) verdict.Finding {
	p := c.Text("protocol")
	if f, bad := Quality(c.Capture, p, carrying(c.Capture, p)); bad {
		f.Verdict = verdict.Fail
		return f
	}
	return verdict.Passed(verdict.Say("Nothing is missing in the capture.", "抓包完整。"))
}
