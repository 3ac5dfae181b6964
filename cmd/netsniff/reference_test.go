package main

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/registry"
	"netsniff/report/records"
)

// TestReference: docs/tables.md, docs/fields.md and docs/records.md are written from what the
// program has; go test ./cmd/netsniff -run Reference -update rewrites them.
func TestReference(t *testing.T) {
	golden(t, "../../docs/tables.md", tableReference())
	golden(t, "../../docs/fields.md", fieldReference())
	golden(t, "../../docs/records.md", recordReference())
}

func recordReference() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Records\n\nWritten from the program (`make golden`): the columns of what `netsniff records` writes, version %d. Columns are only ever added. Times are in UTC, durations in nanoseconds, "+
		"and frames have the numbers of the rows of their capture. In Parquet they are below `KIND/date=YYYY-MM-DD/sensor=NAME/`, which engines of SQL read as two columns more; the day is that in which a record begins. "+
		"In lines of JSON they have the second name, of the Elastic Common Schema where that has one. [Questions to a lake](lake.md) shows what to ask.\n", records.Version)
	for _, k := range records.Kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n| column | in JSON | type | unit | null | |\n|---|---|---|---|---|---|\n", k)
		for _, c := range records.Columns(k) {
			null, ecs := "", "`"+c.ECS+"`"
			if c.Nullable {
				null = "yes"
			}
			if c.Type == "binary" {
				ecs = ""
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", c.Name, ecs, c.Type, c.Unit, null, cellText(c.About))
		}
	}
	return b.String()
}

func tableReference() string {
	var b strings.Builder
	b.WriteString("# Tables of `netsniff stats`\n\nWritten from the program (`make golden`). `netsniff stats NAME -r FILE` prints a table; those " +
		"marked • are printed without a NAME. The names of columns are those of `--json`, `--csv`, `--sort` and `--columns`.\n")
	for _, d := range definitions() {
		usual := ""
		if d.Usual {
			usual = " •"
		}
		fmt.Fprintf(&b, "\n## %s%s\n\n%s · %s\n", d.Name, usual, d.Title.EN, d.Title.ZH)
		for i, part := range d.Parts {
			if i == 0 {
				b.WriteString("\nParts:")
			}
			fmt.Fprintf(&b, " `%s.%s`", d.Name, part)
		}
		if len(d.Parts) > 0 {
			b.WriteString("\n")
		}
		b.WriteString("\n| column | | | |\n|---|---|---|---|\n")
		for _, c := range d.Columns {
			kind := c.Type.String()
			if u := c.Type.Unit(); u != "" {
				kind += ", " + u
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, kind, cellText(c.Label.EN), cellText(c.Label.ZH))
		}
	}
	return b.String()
}

func fieldReference() string {
	var b strings.Builder
	b.WriteString("# Fields\n\nWritten from the program (`make golden`). Names are Wireshark's where it has them; " +
		"`-f`, `-e` and `-T json` know them, `netsniff fields PATTERN` finds them.\n")
	last := ""
	for _, e := range new(listing).entries(registry.New(all.Protocols())) {
		if e.Protocol != last {
			last = e.Protocol
			fmt.Fprintf(&b, "\n## %s\n\n| field | type | |\n|---|---|---|\n", e.Protocol)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.Name, e.Type, cellText(e.Label))
	}
	return b.String()
}

// cellText is text in a cell of a Markdown table.
func cellText(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(s)
}
