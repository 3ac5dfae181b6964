package kinship

import (
	"strings"

	"netsniff/report/table"
)

var copyColumns = []table.Column{
	{Name: "a", Label: table.Say("Submission", "提交"), Ends: true, Importance: table.Key},
	{Name: "b", Label: table.Say("And", "与"), Ends: true, Importance: table.Key},
	{Name: "verdict", Label: table.Say("Verdict", "判断"), Type: table.Word},
	{Name: "score", Label: table.Say("Near", "相近"), Type: table.Percent},
	{Name: "shared", Label: table.Say("Shared", "相同会话"), Type: table.Count},
	{Name: "of_a", Label: table.Say("Of", "共"), Type: table.Count},
	{Name: "of_b", Label: table.Say("And of", "与共"), Type: table.Count},
	{Name: "features", Label: table.Say("Same", "相同"), Type: table.List, Importance: table.Extra},
	{Name: "changes", Label: table.Say("Differs", "不同"), Type: table.List, Importance: table.Extra},
	{Name: "shift", Label: table.Say("Shift", "时差"), Type: table.Duration, Importance: table.Extra},
	{Name: "file_a", Label: table.Say("File", "文件"), Importance: table.Extra},
	{Name: "frame_a", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "file_b", Label: table.Say("And file", "与文件"), Importance: table.Extra},
	{Name: "frame_b", Label: table.Say("And frame", "与帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "why", Label: table.Say("Why", "原因"), Below: true},
}

// Columns are those of CopyTable.
func Columns() []table.Column { return copyColumns }

// CopyTable has a row for each pair; why is in a language.
func CopyTable(list []Pair, l table.Lang) table.Table {
	t := table.Table{Name: "copies", Title: table.Say("Which submissions are near each other", "哪些提交彼此相近"),
		Columns: copyColumns}
	rows := table.RowList{}
	for i := range list {
		p := &list[i]
		shift, frameA, frameB := table.None(), table.None(), table.None()
		if len(p.Matches) > 0 {
			frameA, frameB = table.Int(p.Matches[0].FrameA), table.Int(p.Matches[0].FrameB)
		}
		if p.Changes&Shifted != 0 {
			shift = table.Nanoseconds(p.Shift)
		}
		rows = append(rows, []table.Value{
			table.String(p.A.Owner), table.String(p.B.Owner), table.String(p.Verdict.String()), table.Float(100 * p.Score),
			table.Int(len(p.Matches)), table.Int(p.OfA), table.Int(p.OfB),
			table.Strings(p.Features.Names()), table.Strings(p.Changes.Names()), shift,
			table.String(p.A.File), frameA, table.String(p.B.File), frameB, table.String(p.Why(l)),
		})
	}
	t.Rows = rows
	if len(rows) == 0 {
		t.Notes = append(t.Notes, table.Say("There are none.", "没有。"))
	}
	return t
}

var groupColumns = []table.Column{
	{Name: "submissions", Label: table.Say("Submissions", "提交数"), Type: table.Count, Importance: table.Key},
	{Name: "packets", Label: table.Say("Packets", "分组"), Type: table.Count},
	{Name: "who", Label: table.Say("Who", "成员"), Type: table.List, Below: true},
}

// GroupTable has a row for each group.
func GroupTable(list []Group) table.Table {
	t := table.Table{Name: "groups", Columns: groupColumns,
		Title: table.Say("The same packets in many submissions: what all were given, or one copy that went round",
			"许多提交含有相同的分组：统一发放的文件，或广为流传的同一份")}
	rows := table.RowList{}
	for _, g := range list {
		rows = append(rows, []table.Value{table.Int(len(g.Owners)), table.Int(g.Shared), table.Strings(g.Owners)})
	}
	t.Rows = rows
	return t
}

var captureColumns = []table.Column{
	{Name: "submission", Label: table.Say("Submission", "提交"), Ends: true, Importance: table.Key},
	{Name: "file", Label: table.Say("File", "文件")},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count},
	{Name: "first", Label: table.Say("First", "开始"), Type: table.Time},
	{Name: "last", Label: table.Say("Last", "结束"), Type: table.Time, Importance: table.Minor},
	{Name: "addresses", Label: table.Say("Own addresses", "本机地址"), Type: table.List},
	{Name: "macs", Label: table.Say("Own MACs", "本机 MAC"), Type: table.List, Importance: table.Minor},
	{Name: "flaws", Label: table.Say("Flaws", "缺陷"), Type: table.List, Importance: table.Extra},
	{Name: "problems", Label: table.Say("Problems", "问题"), Below: true},
}

// CaptureTable says of each capture whose it likely is, when it was taken and how
// well; problems are in a language.
func CaptureTable(list []Member, l table.Lang) table.Table {
	t := table.Table{Name: "captures", Title: table.Say("The captures", "各抓包"), Columns: captureColumns}
	rows := table.RowList{}
	for _, m := range list {
		p := m.Print
		first, last := table.None(), table.None()
		if p.Frames > 0 {
			first, last = table.At(p.First), table.At(p.Last)
		}
		var addrs, macs, flaws, problems []string
		for _, h := range p.Own() {
			for _, a := range h.Addrs {
				addrs = append(addrs, a.String())
			}
			if mac := h.MAC.String(); mac != "" {
				macs = append(macs, mac)
			}
		}
		for _, x := range p.Problems() {
			flaws = append(flaws, x.Flaw.String())
			problems = append(problems, x.Sentence(l))
		}
		rows = append(rows, []table.Value{table.String(m.Owner), table.String(m.File), table.Int(p.Frames), first, last,
			table.Strings(addrs), table.Strings(macs), table.Strings(flaws), table.Some(strings.Join(problems, " "))})
	}
	t.Rows = rows
	return t
}
