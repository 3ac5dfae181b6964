package stats

import (
	"regexp"
	"strings"
	"testing"

	"netsniff/report/collect"
	"netsniff/report/table"
)

func TestFind(t *testing.T) {
	view := collect.Ask{Definition: collect.Definition{Name: "torrents", Parts: []string{"peers"}}}
	for name, want := range map[string]string{
		"protocol":         `there is no table "protocol"; did you mean protocols?`,
		"conversation.tcp": `there is no table "conversation.tcp"; did you mean conversations.tcp?`,
		"conversations.x":  `there is no table "conversations.x"; did you mean conversations`,
		"torrents.peer":    `there is no table "torrents.peer"; did you mean torrents.peers?`,
		"zzzzzz":           `there is no table "zzzzzz"; there are overview, `,
	} {
		if _, err := Find(name, view); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range Names(view) {
		if _, err := Find(name, view); err != nil {
			t.Error(err)
		}
	}
}

// TestDefinitions: names are for machines, and a column means the same wherever
// it is.
func TestDefinitions(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)
	types := map[string]table.Type{}
	for _, d := range Definitions() {
		if !name.MatchString(d.Name) || d.Title.EN == "" || d.Title.ZH == "" || len(d.Columns) == 0 {
			t.Errorf("%s, %v", d.Name, d.Title)
		}
		for _, c := range d.Columns {
			if !name.MatchString(c.Name) || c.Label.EN == "" || c.Label.ZH == "" {
				t.Errorf("%s: column %q, %v", d.Name, c.Name, c.Label)
			}
			if known, ok := types[c.Name]; ok && (known == table.Text) != (c.Type == table.Text) && c.Name != "protocols" {
				t.Errorf("%s: %s is a %s here and a %s elsewhere", d.Name, c.Name, c.Type, known)
			}
			types[c.Name] = c.Type
		}
	}
}
