package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/report/cells"
)

// TestFitsTheTerminal: at 80 columns no line of any table or view is longer,
// of any capture, in both languages; and nothing is left out without a word.
func TestFitsTheTerminal(t *testing.T) {
	const width = 80
	t.Setenv("COLUMNS", "80")
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) < 100 {
		t.Fatal(err, len(names))
	}
	const segments = "tcp-segments" // a line for each: all of them are alike
	tables := append([]string{"stats", "--limit", "0"},
		slices.DeleteFunc(tableNames(), func(name string) bool { return name == segments })...)
	var all []string
	for _, name := range names {
		all = append(all, "-r", name)
	}
	// Each capture by itself, and all of them at once, where widths are the greatest.
	each := [][]string{tables, {"mail"}, {"mail", "--list"}, {"follow", "--list"}}
	together := append([][]string{
		append(tables, "--vertical"), {"stats"}, {"stats", segments, "--limit", "3000"}, {"credentials", "--reveal"},
		{"mail", "--list", "--vertical"},
		{"export", "mail", "--list"}, {"export", "http", "--list"},
	}, each...)
	chinese := 0
	check := func(args []string) {
		var out, errs bytes.Buffer
		if code := run(args, nil, &out, &errs); code != exitOK {
			t.Fatalf("%v: %s", args, &errs)
		}
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if cells.Width(line) < len([]rune(line)) {
				t.Errorf("%v: %q has characters without width", args, line)
			}
			if cells.Width(line) > width {
				t.Errorf("%v: %d cells: %s", args, cells.Width(line), line)
			}
			if cells.Width(line) > len([]rune(line)) {
				chinese++
			}
		}
	}
	for _, lang := range []string{"en", "zh"} {
		for _, command := range each {
			for _, name := range names {
				check(append(slices.Clone(command), "--lang", lang, "-r", name))
			}
		}
		for _, command := range together {
			check(append(append(slices.Clone(command), "--lang", lang), all...))
		}
		for _, command := range [][]string{{"fields"}, {"fields", "--protocols"}, {"-D"}} {
			check(append(command, "--lang", lang))
		}
	}
	if chinese < 10_000 {
		t.Errorf("only %d lines with wide characters: the test shows little", chinese)
	}
}
