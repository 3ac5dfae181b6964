package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/dissect/all"
	"netsniff/dissect/registry"
	"netsniff/report/table"
)

const fieldsHelp = `fields lists the fields that -f, -e and -T json know: name, type, protocol and
label. PATTERN is a part of the name or label, a name with * and ? (as in
'http.*'), or a regular expression on names between slashes.`

const fieldsExamples = `  netsniff fields                      all of them
  netsniff fields http.request         names and labels with that in them
  netsniff fields 'tcp.*.push'         names of this shape
  netsniff fields '/^dns\..*time$/'    names that match a regular expression
  netsniff fields --protocols          protocols, to filter on or for -O and -j
  netsniff fields --json smtp | jq -r .name`

// listing are the flags of netsniff fields.
type listing struct {
	*options
	tableFlags
	tabs      bool
	protocols bool
}

func newFields(out io.Writer) *cobra.Command {
	l := &listing{options: &options{out: out, colour: "auto"}}
	c := &cobra.Command{
		Use:     "fields [flags] [PATTERN]",
		Short:   "List the fields to filter on and to print",
		Long:    fieldsHelp,
		Example: fieldsExamples,
		Args:    atMostOne("pattern"),
		RunE: l.speaking(func(_ *cobra.Command, args []string) error {
			return l.run(strings.Join(args, ""))
		}),
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVarP(&l.protocols, "protocols", "p", false, "list protocols instead")
	f.BoolVar(&l.json, "json", false, "print a JSON object per line")
	f.BoolVar(&l.tabs, "tabs", false, "print columns with tabs between them, without titles")
	l.declareShape(l.options, f)
	c.MarkFlagsMutuallyExclusive("json", "tabs")
	completeArgument(c, offerFields)
	return c
}

// entry is a field or a protocol in the list.
type entry struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Protocol string `json:"protocol"`
	Label    string `json:"label"`
}

func (l *listing) run(pattern string) error {
	if err := l.shapeOf(l.options, entryColumns); err != nil {
		return err
	}
	match, err := matcher(pattern)
	if err != nil {
		return err
	}
	registry := registry.New(all.Protocols())
	var found []entry
	for _, e := range l.entries(registry) {
		if match(e) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		what := "field"
		if l.protocols {
			what = "protocol"
		}
		hint := ""
		if near := registry.Nearest(pattern, 1); len(near) > 0 {
			hint = "; did you mean " + near[0] + "?"
		}
		return fmt.Errorf("no %s matches %s%s", what, pattern, hint)
	}
	return quietPipe(l.write(found))
}

// entries returns everything there is, in the order of the protocols; a field
// that several declare comes once, with the first.
func (l *listing) entries(r *registry.Registry) []entry {
	var list []entry
	known := make(map[string]bool)
	add := func(e entry) {
		if !known[e.Name] {
			known[e.Name] = true
			list = append(list, e)
		}
	}
	for _, p := range r.Protocols() {
		if l.protocols {
			add(entry{p.Name, "protocol", p.Name, p.Title})
			continue
		}
		for i := range p.Fields {
			f := &p.Fields[i]
			add(entry{f.Name, f.Type.String(), p.Name, f.Title})
		}
	}
	return list
}

// matcher returns what PATTERN asks for.
func matcher(pattern string) (func(entry) bool, error) {
	lower := strings.ToLower(pattern)
	switch {
	case len(pattern) > 1 && pattern[0] == '/' && pattern[len(pattern)-1] == '/':
		if _, err := regexp.Compile(pattern[1 : len(pattern)-1]); err != nil {
			return nil, fmt.Errorf("%s: %w", pattern, err)
		}
		re, err := regexp.Compile("(?i:" + pattern[1:len(pattern)-1] + ")")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pattern, err)
		}
		return func(e entry) bool { return re.MatchString(e.Name) }, nil
	case strings.ContainsAny(pattern, "*?["):
		if _, err := path.Match(lower, ""); err != nil {
			return nil, fmt.Errorf("%s: a bracket is not closed", pattern)
		}
		return func(e entry) bool {
			ok, _ := path.Match(lower, strings.ToLower(e.Name)) // the pattern was checked above
			return ok
		}, nil
	}
	return func(e entry) bool {
		return strings.Contains(strings.ToLower(e.Name), lower) || strings.Contains(strings.ToLower(e.Label), lower)
	}, nil
}

// entryColumns are those of the list.
var entryColumns = []table.Column{
	{Name: "name", Label: table.Say("Name", "名称"), Type: table.Name, Importance: table.Key},
	{Name: "type", Label: table.Say("Type", "类型"), Importance: table.Minor},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "label", Label: table.Say("Label", "标签")},
}

func (l *listing) write(found []entry) error {
	switch {
	case l.json:
		return l.lines(found)
	case l.tabs:
		for _, e := range found {
			if _, err := fmt.Fprintf(l.out, "%s\t%s\t%s\t%s\n", e.Name, e.Type, e.Protocol, e.Label); err != nil {
				return err
			}
		}
		return nil
	}
	rows := make(table.RowList, len(found))
	for i, e := range found {
		rows[i] = []table.Value{table.String(e.Name), table.String(e.Type), table.String(e.Protocol), table.String(e.Label)}
	}
	t := table.Table{Columns: entryColumns, Rows: rows}
	if l.protocols {
		t.Choose([]string{"name", "label"})
	}
	return l.printTable(l.options, t)
}

func (l *listing) lines(found []entry) error {
	e := json.NewEncoder(l.out)
	e.SetEscapeHTML(false)
	for _, x := range found {
		if err := e.Encode(x); err != nil {
			return err
		}
	}
	return nil
}
