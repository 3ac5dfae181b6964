package collect

import (
	"slices"
	"strings"

	"netsniff/report/table"
)

// Part is what one of several captures gave, each read by itself: equal
// addresses and frame numbers in two of them have nothing to do with each other.
type Part struct {
	File   string // as people name the capture
	Tables []table.Table
	Run    *Run
}

// Unite makes one table of those with the same name and columns, in the order
// of parts, with the capture in front: a column "file", or "capture" where a
// table has files of its own. A part that has nothing to show keeps silent about
// it where others have something.
func Unite(parts []Part) []table.Table {
	var names []string
	for _, p := range parts {
		for i := range p.Tables {
			if name := p.Tables[i].Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	united := make([]table.Table, 0, len(names))
	for _, name := range names {
		united = append(united, unite(name, parts))
	}
	return united
}

// UniteRuns adds up what is known of the runs.
func UniteRuns(parts []Part) *Run {
	sum := &Run{}
	for i, p := range parts {
		if i == 0 {
			sum.Lang, sum.Interface = p.Run.Lang, p.Run.Interface
		}
		sum.Files = append(sum.Files, p.Run.Files...)
		sum.Evicted += p.Run.Evicted
		sum.Dropped += p.Run.Dropped
		sum.Vitals.Merge(&p.Run.Vitals)
	}
	return sum
}

func unite(name string, parts []Part) table.Table {
	var t table.Table
	rows := &unitedRows{}
	var silent []table.Phrase
	for _, p := range parts {
		at := slices.IndexFunc(p.Tables, func(t table.Table) bool { return t.Name == name })
		if at < 0 {
			continue
		}
		from := &p.Tables[at]
		if t.Name == "" {
			t = *from
			t.Columns = slices.Insert(slices.Clone(from.Columns), 0, captureColumn(from.Columns))
			t.Notes = nil
		}
		if from.Len() == 0 {
			silent = append(silent, from.Notes...)
			continue
		}
		for _, n := range from.Notes {
			t.Notes = append(t.Notes, table.Say(p.File+": "+n.EN, p.File+"："+n.ZH))
		}
		rows.add(p.File, from)
	}
	if rows.Len() == 0 {
		slices.SortFunc(silent, func(a, b table.Phrase) int { return strings.Compare(a.EN, b.EN) })
		t.Notes = slices.Compact(silent)
	}
	if len(rows.parts) > 1 {
		t.Layout = table.Grid
	}
	t.Rows = rows
	return t
}

func captureColumn(columns []table.Column) table.Column {
	c := table.Column{Name: "file", Label: table.Say("Capture", "抓包文件"), Importance: table.Key, Ends: true}
	if slices.ContainsFunc(columns, func(c table.Column) bool { return c.Name == "file" }) {
		c.Name = "capture"
	}
	return c
}

// unitedRows are the rows of several tables, each with its capture before it.
type unitedRows struct {
	parts []unitedPart
	n     int
}

type unitedPart struct {
	file  table.Value
	table *table.Table
	from  int // number of its first row among all
}

func (r *unitedRows) add(file string, t *table.Table) {
	r.parts = append(r.parts, unitedPart{table.String(file), t, r.n})
	r.n += t.Len()
}

// Len implements table.Rows.
func (r *unitedRows) Len() int { return r.n }

// Row implements table.Rows.
func (r *unitedRows) Row(i int, dst []table.Value) []table.Value {
	at, _ := slices.BinarySearchFunc(r.parts, i, func(p unitedPart, i int) int { return p.from + p.table.Len() - 1 - i })
	p := r.parts[at]
	return p.table.Row(i-p.from, append(dst, p.file))
}
