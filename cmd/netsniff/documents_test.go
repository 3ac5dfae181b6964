package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDocuments: what the documents show is what the program prints. A block
// fenced as console holds commands ("$ ./netsniff …") and their output; a line
// that is only "…" stands for any lines left out. With -update the outputs are
// rewritten, but for those with something left out.
func TestDocuments(t *testing.T) {
	t.Chdir("../..")
	t.Setenv("COLUMNS", "80")
	names, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, "README.md", "README.zh-CN.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		document := string(text)
		for _, c := range consoleCommands(document) {
			var out bytes.Buffer
			run(words(c.line)[1:], strings.NewReader(""), &out, &out)
			got := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			err := compareElided(got, c.output)
			switch {
			case err == nil:
			case *update && !slices.Contains(c.output, "…"):
				document = strings.Replace(document, c.block(c.output), c.block(got), 1)
			default:
				t.Errorf("%s: $ %s\n%v", name, c.line, err)
			}
		}
		if document != string(text) {
			if err := os.WriteFile(name, []byte(document), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

type consoleCommand struct {
	line   string
	output []string
}

// block is how the command stands in a document with an output.
func (c consoleCommand) block(output []string) string {
	var b strings.Builder
	b.WriteString("$ " + c.line + "\n")
	for _, line := range output {
		b.WriteString(trimEnd(line) + "\n")
	}
	return b.String()
}

// consoleCommands returns the netsniff commands in the console blocks.
func consoleCommands(text string) (list []consoleCommand) {
	inside, skip := false, false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inside, skip = line == "```console", false
		case !inside:
		case strings.HasPrefix(line, "$ "):
			if skip = !strings.HasPrefix(line, "$ ./netsniff "); !skip {
				list = append(list, consoleCommand{line: line[len("$ "):]})
			}
		case !skip:
			c := &list[len(list)-1]
			c.output = append(c.output, line)
		}
	}
	return list
}

// words splits a command line as a shell does, with single quotes only.
func words(line string) (list []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// compareElided compares lines, blanks at their ends aside.
func compareElided(got, want []string) error {
	for len(want) > 0 {
		if want[0] == "…" {
			want = want[1:]
			if len(want) == 0 {
				return nil
			}
			for len(got) > 0 && trimEnd(got[0]) != trimEnd(want[0]) {
				got = got[1:]
			}
			continue
		}
		if len(got) == 0 {
			return fmt.Errorf("want %q\n but nothing follows", want[0])
		}
		if g := trimEnd(got[0]); g != trimEnd(want[0]) {
			return fmt.Errorf(" got %q\nwant %q", g, want[0])
		}
		got, want = got[1:], want[1:]
	}
	if len(got) > 0 {
		return fmt.Errorf("%q and what follows is not shown", got[0])
	}
	return nil
}

// trimEnd drops what an editor would.
func trimEnd(line string) string { return strings.TrimRight(line, " \t\r") }
