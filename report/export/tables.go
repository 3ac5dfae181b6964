package export

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/report/collect"
	"netsniff/report/table"
)

// Tables implements collect.Collector: they are the index.
func (c *collector) Tables(r *collect.Run) (tables []table.Table) {
	c.sort()
	if c.Kind == Audio && !c.paired {
		c.paired = c.Dir != ""
		c.pair()
		c.sort()
	}
	t := table.Table{Name: c.ask.Name, Title: c.ask.Title, Columns: c.ask.Columns}
	var rows, parts table.RowList
	incomplete := 0
	for _, x := range c.items {
		switch x := x.(type) {
		case *mailed:
			rows, parts = append(rows, x.row()), append(parts, x.partRows()...)
			if !x.whole {
				incomplete++
			}
		case *object:
			rows = append(rows, x.row())
			if !x.whole {
				incomplete++
			}
		case *sound:
			rows = append(rows, x.row())
			if !x.whole {
				incomplete++
			}
		case *transferred:
			rows = append(rows, x.row())
			if !x.whole {
				incomplete++
			}
		}
	}
	t.Rows = rows
	switch {
	case len(rows) == 0:
		t.Notes = append(append(t.Notes, table.Say("There are none.", "没有。")), c.absence.Notes(c.Kind.carries(), r)...)
	case incomplete > 0:
		n := strconv.Itoa(incomplete)
		t.Notes = append(t.Notes, table.Phrase{EN: n + " not complete: the capture does not have all of them.",
			ZH: n + " 个不完整：抓包中缺少部分内容。"})
	}
	if c.beyond > 0 {
		n := strconv.FormatUint(c.beyond, 10)
		t.Notes = append(t.Notes, table.Phrase{EN: "Too many: " + n + " more were left out.",
			ZH: "数量过多：另有 " + n + " 个未导出。"})
	}
	tables = append(tables, t)
	if len(parts) > 0 {
		tables = append(tables, table.Table{Name: "attachments", Title: table.Say("Attachments", "附件"),
			Columns: attachmentColumns, Rows: parts})
	}
	return tables
}

// sort puts the contents in the order in which they came.
func (c *collector) sort() {
	slices.SortFunc(c.items, func(a, b item) int {
		firstA, lastA := a.frames()
		firstB, lastB := b.frames()
		streamA, dirA := a.stream()
		streamB, dirB := b.stream()
		return cmp.Or(cmp.Compare(firstA, firstB), cmp.Compare(lastA, lastB), cmp.Compare(streamA, streamB),
			cmp.Compare(dirA, dirB))
	})
}
