package marks

import (
	"fmt"
	"io"
	"strings"

	"netsniff/report/grade/checks"
	"netsniff/report/grade/rubric"
	"netsniff/report/table"
)

// DescribeChecks writes the standard checks and keys with their arguments.
func DescribeChecks(w io.Writer, l table.Lang) error {
	var b strings.Builder
	b.WriteString("\n" + table.Say("Standard checks (check: NAME, with: arguments)",
		"标准检查（check: 名称，with: 参数）").In(l) + "\n")
	for _, c := range checks.All() {
		fmt.Fprintf(&b, "  %s\n      %s\n", c.Name, c.Doc.In(l))
		arguments(&b, c.Args)
	}
	b.WriteString("\n" + table.Say("Standard keys of typed answers (standard: NAME, with: arguments)",
		"答案的标准键（standard: 名称，with: 参数）").In(l) + "\n")
	for _, k := range checks.AllKeys() {
		unit := ""
		if k.Unit != "" {
			unit = " [" + k.Unit + "]"
		}
		fmt.Fprintf(&b, "  %s%s\n      %s\n", k.Name, unit, k.Doc.In(l))
		arguments(&b, k.Args)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func arguments(b *strings.Builder, args []checks.Arg) {
	for _, a := range args {
		form := a.Form.String()
		if len(a.Words) > 0 {
			form = strings.Join(a.Words, "|")
		}
		note := ""
		switch {
		case a.Required:
			note = ", required"
		case a.Default != "":
			note = ", " + a.Default + " if not given"
		}
		fmt.Fprintf(b, "      %-12s %s (%s%s)\n", a.Name, a.Doc, form, note)
	}
}

// Describe writes what a rubric asks for.
func Describe(w io.Writer, r *rubric.Rubric, l table.Lang) error {
	t := table.Table{Name: "rubric", Title: r.Title, Columns: []table.Column{
		{Name: "id", Label: table.Say("Item", "编号"), Importance: table.Key},
		{Name: "points", Label: table.Say("Points", "分值"), Type: table.Name},
		{Name: "kind", Label: table.Say("Test", "检查方式")},
		{Name: "title", Label: table.Say("What is asked for", "要求")},
	}}
	var rows table.RowList
	for _, i := range r.Items {
		kind := i.Kind.String()
		if i.Check != "" {
			kind = i.Check
		}
		points := number(i.Points)
		if i.Bonus {
			points = "+" + points
		}
		rows = append(rows, []table.Value{table.String(i.ID), table.String(points), table.String(kind),
			table.String(i.Title.In(l))})
	}
	t.Rows = rows
	t.Notes = []table.Phrase{table.Say(fmt.Sprintf("The rubric is right: %d items, %s points, %s to pass.", len(r.Items),
		number(r.Total), number(r.Pass)),
		fmt.Sprintf("评分标准无误：%d 项，共 %s 分，%s 分及格。", len(r.Items), number(r.Total), number(r.Pass)))}
	return table.WriteText(w, []table.Table{t}, table.Style{Lang: l, Width: 100})
}
