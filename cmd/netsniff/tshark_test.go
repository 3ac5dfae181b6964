package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/pflag"
)

// commandLine runs a line as a shell does, in the directory of the captures.
func commandLine(t *testing.T, binary, args string) (stdout, stderr string, code int) {
	t.Helper()
	c := exec.Command("sh", "-c", `"$0" -n `+args, binary)
	c.Dir = filepath.Join("..", "..", "testdata", "pcaps")
	c.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	_ = c.Run() // its code tells
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// TestTsharkCommands: what people write for tshark prints the same here, or is
// answered as testdata/tshark/commands.txt says.
func TestTsharkCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a hundred commands")
	}
	binary := filepath.Join(t.TempDir(), "netsniff")
	if b, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	list, err := os.ReadFile("testdata/tshark/commands.txt")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := txtar.ParseFile("testdata/tshark/recorded.txtar")
	if err != nil {
		t.Fatal(err)
	}
	recorded := map[string]string{}
	for _, f := range archive.Files {
		recorded[f.Name] = string(f.Data)
	}
	commands := 0
	for line := range strings.Lines(string(list)) {
		line = strings.TrimRight(line, "\n")
		if len(line) < 2 || line[0] == '#' {
			continue
		}
		commands++
		args, pattern := line[2:], ""
		if i := strings.LastIndex(args, " | "); !strings.ContainsRune("={", rune(line[0])) && i > 0 {
			args, pattern = args[:i], "(?m)"+args[i+3:]
		}
		stdout, stderr, code := commandLine(t, binary, args)
		switch want, ok := recorded[args]; {
		case line[0] == '=' && !ok:
			t.Errorf("%s: not recorded", args)
		case line[0] == '=' && (stdout != want || code != exitOK):
			t.Errorf("%s: exit code %d\ngot\n%s\nwant\n%s\n%s", args, code, stdout, want, stderr)
		case line[0] == '{' && !ok:
			t.Errorf("%s: not recorded", args)
		case line[0] == '{' && (compacted(t, stdout) != compacted(t, want) || code != exitOK):
			t.Errorf("%s: exit code %d\ngot\n%s\nwant\n%s\n%s", args, code, stdout, want, stderr)
		case line[0] == '~' && (!regexp.MustCompile(pattern).MatchString(stdout) || code != exitOK):
			t.Errorf("%s: exit code %d, not %s in\n%s%s", args, code, pattern, stdout, stderr)
		case (line[0] == '?' || line[0] == '!') &&
			(!regexp.MustCompile(pattern).MatchString(stderr) || code != exitUsage ||
				(strings.Count(stderr, "\n") == 1) != (line[0] == '?')):
			t.Errorf("%s: exit code %d, not one line with %s:\n%s", args, code, pattern, stderr)
		}
	}
	if commands < 100 {
		t.Errorf("%d commands, at least 100 are wanted", commands)
	}
}

// compacted is JSON without the blanks between its values: to a pipe there are fewer than tshark's.
func compacted(t *testing.T, document string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(document)); err != nil {
		t.Error(err)
	}
	return b.String()
}

// TestTsharkGuide: docs/tshark.md has a row for every flag of the root command,
// and those that do nothing here are told in its words.
func TestTsharkGuide(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "tshark.md"))
	if err != nil {
		t.Fatal(err)
	}
	guide := string(b)
	for _, x := range tsharkFlags {
		use := "accepted: "
		if x.answer != "" {
			use = "instead: "
		}
		row := fmt.Sprintf("| `%s` | %s%s |\n", x.spelling(), use, x.en)
		if x.zh == "" || !strings.Contains(guide, row) {
			t.Errorf("the guide lacks %s", row)
		}
	}
	root := newRoot(nil, nil, nil)
	root.Flags().VisitAll(func(f *pflag.Flag) {
		name := "`--" + f.Name + "`"
		if f.Shorthand != "" {
			name = "`-" + f.Shorthand + "`"
		}
		if !f.Hidden && !strings.Contains(guide, name) && !strings.Contains(guide, "`--"+f.Name+"`") {
			t.Errorf("the guide does not name %s", name)
		}
	})
}
