// Package marks writes what a class got: a table for people, CSV for spreadsheets and
// for learning platforms, JSON.
package marks

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"netsniff/report/grade"
	"netsniff/report/grade/kinship"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// Book is what is written: the marks of a class.
type Book struct {
	Rubric  *rubric.Rubric
	Results []*grade.Result
	Lang    table.Lang
	// Near are the pairs of submissions that a person should look at, the nearest first, by
	// the names of Who; nil if nobody compared them.
	Near []kinship.Pair
	// Absent are the students of the roster who handed in nothing, in its order.
	Absent []submission.Student
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Who names the student of a result: id and name of the roster, else the submission.
func Who(r *grade.Result) string {
	s := strings.TrimSpace(r.Student["id"] + " " + r.Student["name"])
	if s == "" {
		return r.Name
	}
	return s
}

// Table is the class for people: a row a submission, with a sign for each item.
func (b *Book) Table() table.Table {
	t := table.Table{Name: "grades", Title: table.Say(b.Rubric.Title.EN, b.Rubric.Title.ZH), Columns: []table.Column{
		{Name: "submission", Label: table.Say("Submission", "提交"), Importance: table.Key},
		{Name: "points", Label: table.Say("Points", "得分"), Importance: table.Key, Type: table.Name},
		{Name: "outcome", Label: table.Say("Outcome", "结果"), Importance: table.Key},
		{Name: "items", Label: table.Say("Items", "各项"), Importance: table.Main},
		{Name: "notes", Label: table.Say("What to look at", "需要注意"), Importance: table.Minor},
	}}
	var rows table.RowList
	for _, r := range b.Results {
		rows = append(rows, []table.Value{table.String(Who(r)), table.String(number(r.Points)),
			table.String(r.Outcome.Words().In(b.Lang)),
			table.String(b.signs(r)), table.String(b.attention(r))})
	}
	t.Rows = rows
	if names := b.Missing(); len(names) > 0 {
		list := strings.Join(names, ", ")
		t.Notes = append(t.Notes, table.Say("Nothing was handed in by: "+list, "未提交："+list))
	}
	t.Notes = append(t.Notes, b.summary(),
		table.Say("✓ pass  ½ partial  ✗ fail  – not gradable  ? needs a person  * corrected",
			"✓ 通过  ½ 部分  ✗ 未通过  – 无法评分  ? 需人工  * 已更正"))
	return t
}

// Missing names the students who handed in nothing.
func (b *Book) Missing() (names []string) {
	for _, s := range b.Absent {
		names = append(names, strings.TrimSpace(s["id"]+" "+s["name"]))
	}
	return names
}

func (b *Book) signs(r *grade.Result) string {
	var s strings.Builder
	for i := range r.Items {
		s.WriteString(r.Items[i].Verdict.Sign())
		if r.Items[i].Override != nil {
			s.WriteByte('*')
		}
	}
	return s.String()
}

// attention names the items that a person should look at, or what is wrong.
func (b *Book) attention(r *grade.Result) string {
	if r.Wrong != "" {
		return r.Wrong
	}
	var open []string
	for i := range r.Items {
		if x := &r.Items[i]; x.Verdict.Undecided() {
			open = append(open, x.ID)
		}
	}
	s := ""
	if len(open) == len(r.Items) && len(open) > 0 { // nothing could be graded: why
		if len(r.Inputs) == 0 && len(r.Notes) > 0 {
			return r.Notes[0].In(b.Lang)
		}
		return r.Items[0].Why.In(b.Lang)
	}
	if len(open) > 0 {
		s = table.Say("open: ", "待定：").In(b.Lang) + strings.Join(open, ", ")
	}
	if len(r.Notes) > 0 && s == "" {
		s = r.Notes[0].In(b.Lang)
	}
	return s
}

func (b *Book) summary() table.Phrase {
	n := map[grade.Outcome]int{}
	sum := 0.0
	for _, r := range b.Results {
		n[r.Outcome]++
		sum += r.Points
	}
	mean := sum / float64(max(len(b.Results), 1))
	if len(b.Results) == 1 {
		r := b.Results[0]
		return verdict.Say("%s of %s points: %s", "%s / %s 分：%s", number(r.Points), number(b.Rubric.Total),
			r.Outcome.Words().In(b.Lang))
	}
	return verdict.Say("%d submissions: %d passed, %d below the pass mark (%s of %s), %d undecided, %d unreadable; mean %.1f",
		"共 %d 份：及格 %d，低于及格线 %d（%s/%s），待定 %d，无法读取 %d；平均 %.1f",
		len(b.Results), n[grade.Passed], n[grade.Below], number(b.Rubric.Pass), number(b.Rubric.Total),
		n[grade.Undecided], n[grade.Unreadable], mean)
}

// cell makes a text harmless in a spreadsheet: one that begins as a formula gets an
// apostrophe before it.
func cell(s string) string {
	if s = table.Clean(s); table.QuoteFormulas.Quotes([]byte(s)) {
		return "'" + s
	}
	return s
}

// WriteCSV writes a row a submission: who, points, outcome, and points and verdict of
// each item.
func (b *Book) WriteCSV(w io.Writer) error {
	head := []string{"submission", "id", "name", "points", "total", "bonus", "open", "outcome"}
	for _, i := range b.Rubric.Items {
		head = append(head, i.ID, i.ID+"_verdict")
	}
	rows := [][]string{append(head, "corrections", "notes")}
	for _, r := range b.Results {
		row := []string{r.Name, r.Student["id"], r.Student["name"], number(r.Points), number(b.Rubric.Total),
			number(r.Bonus), number(r.Open), r.Outcome.String()}
		var corrected []string
		for i := range r.Items {
			x := &r.Items[i]
			row = append(row, number(x.Earned), x.Verdict.String())
			if x.Override != nil {
				corrected = append(corrected, x.ID+": "+x.Override.By+": "+x.Override.Why)
			}
		}
		rows = append(rows, append(row, strings.Join(corrected, "; "), b.notes(r)))
	}
	return writeRows(w, rows)
}

func (b *Book) notes(r *grade.Result) string {
	var list []string
	if r.Wrong != "" {
		list = append(list, r.Wrong)
	}
	for _, n := range r.Notes {
		list = append(list, n.In(b.Lang))
	}
	return strings.Join(list, "; ")
}

func writeRows(w io.Writer, rows [][]string) error {
	c := csv.NewWriter(w)
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// platform is a learning platform that imports marks.
type platform struct {
	name    string
	columns func(b *Book) []string
	row     func(b *Book, r *grade.Result) []string
}

var platforms = []platform{
	{"moodle", func(b *Book) []string {
		return []string{"ID number", "Full name", "Email address", b.Rubric.Title.In(b.Lang), "Feedback comments"}
	},
		func(b *Book, r *grade.Result) []string {
			return []string{who(r), r.Student["name"], r.Student["mail"], number(r.Points), b.Feedback(r)}
		}},
	{"canvas", func(b *Book) []string {
		return []string{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", b.Rubric.Title.In(b.Lang)}
	},
		func(b *Book, r *grade.Result) []string {
			return []string{r.Student["name"], r.Student["canvas_id"], who(r), r.Student["login"], r.Student["section"],
				number(r.Points)}
		}},
	{"chaoxing", func(*Book) []string { return []string{"学号", "姓名", "成绩", "评语"} },
		func(b *Book, r *grade.Result) []string {
			return []string{who(r), r.Student["name"], number(r.Points), b.Feedback(r)}
		}},
}

func who(r *grade.Result) string {
	if id := r.Student["id"]; id != "" {
		return id
	}
	return r.Name
}

// Platforms names the learning platforms that WriteFor knows.
func Platforms() (list []string) {
	for _, p := range platforms {
		list = append(list, p.name)
	}
	return list
}

// WriteFor writes CSV that a learning platform imports.
func (b *Book) WriteFor(w io.Writer, name string) error {
	for _, p := range platforms {
		if p.name != name {
			continue
		}
		rows := [][]string{p.columns(b)}
		if name == "canvas" {
			rows = append(rows, []string{"Points Possible", "", "", "", "", number(b.Rubric.Total)})
		}
		for _, r := range b.Results {
			rows = append(rows, p.row(b, r))
		}
		if name == "chaoxing" { // its spreadsheets take CSV for UTF-8 only with a mark
			if _, err := io.WriteString(w, "\ufeff"); err != nil {
				return err
			}
		}
		return writeRows(w, rows)
	}
	return fmt.Errorf("--for %s: %s", name, rubric.Nearest(name, Platforms()))
}

// Feedback is what a student reads: a line an item.
func (b *Book) Feedback(r *grade.Result) string {
	if r.Wrong != "" {
		return r.Wrong
	}
	var lines []string
	for i := range r.Items {
		x := &r.Items[i]
		lines = append(lines, fmt.Sprintf("%s %s %s/%s: %s", x.Verdict.Sign(), x.Title.In(b.Lang), number(x.Earned),
			number(x.Points), b.Sentence(x)))
	}
	return strings.Join(lines, " | ")
}

// Sentence is what is said of an item: the rubric's feedback, and why.
func (b *Book) Sentence(x *grade.Item) string {
	s := x.Why.In(b.Lang)
	if said := x.Said.In(b.Lang); said != "" {
		s = said + " " + s
	}
	if x.Override != nil {
		s = table.Say("Corrected by "+x.Override.By+": "+x.Override.Why,
			"由 "+x.Override.By+" 更正："+x.Override.Why).In(b.Lang)
	}
	return strings.TrimSpace(s)
}

// WriteJSON writes all that is known.
func (b *Book) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(b.data())
}
