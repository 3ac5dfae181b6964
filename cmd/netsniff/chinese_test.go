package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/report/cells"
)

// everyCommand calls visit with each command, as it is when it runs.
func everyCommand(t *testing.T, visit func(c *cobra.Command)) {
	t.Helper()
	root := newRoot(nil, &bytes.Buffer{}, &bytes.Buffer{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		c.InitDefaultVersionFlag()
		visit(c)
		for _, x := range c.Commands() {
			walk(x)
		}
	}
	walk(root)
}

func isChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// TestEveryCommandHasALanguage: what runs knows the language that was asked for.
func TestEveryCommandHasALanguage(t *testing.T) {
	everyCommand(t, func(c *cobra.Command) {
		if !c.Runnable() || c.Name() == "help" || c.Name() == "man" || strings.Contains(c.CommandPath(), " completion") {
			return // they are cobra's, or print for programs
		}
		if err := c.Flag("lang").Value.Set("xx"); err != nil {
			t.Fatal(err)
		}
		c.Flag("lang").Changed = true
		if err := c.RunE(c, []string{"x"}); err == nil || !strings.Contains(err.Error(), "--lang xx") {
			t.Errorf("%s asks for no language: %v", c.CommandPath(), err)
		}
	})
}

// TestEverythingHasChinese: every command and flag has a text in Chinese, with
// the placeholder of the English one, and no text is for what is no more.
func TestEverythingHasChinese(t *testing.T) {
	unused := map[string]bool{}
	for key := range chineseFlags {
		unused[key] = true
	}
	commands := map[string]bool{"completion SHELL": true}
	everyCommand(t, func(c *cobra.Command) {
		text := chineseOf(c)
		if commands[name(c)] = true; !isChinese(text.short) || !isChinese(text.long) || c.Example != "" &&
			!isChinese(text.example) {
			t.Errorf("%s has no Chinese text: %q", c.CommandPath(), text)
		}
		if got, want := examplesOf(text.example), examplesOf(c.Example); got != want {
			t.Errorf("%s: the Chinese examples are\n%s\nand not\n%s", c.CommandPath(), got, want)
		}
		check := func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			key := name(c) + " " + f.Name
			if _, own := chineseFlags[key]; !own {
				key = f.Name
			}
			delete(unused, key)
			said := *f
			said.Usage = chineseUsage(c, f)
			if !isChinese(said.Usage) {
				t.Errorf("%s --%s has no Chinese text: %q", c.CommandPath(), f.Name, said.Usage)
			}
			english, _ := pflag.UnquoteUsage(f)
			if chinese, _ := pflag.UnquoteUsage(&said); chinese != english {
				t.Errorf("%s --%s takes %q, in Chinese %q", c.CommandPath(), f.Name, english, chinese)
			}
		}
		c.LocalFlags().VisitAll(check)
		c.InheritedFlags().VisitAll(check)
	})
	for key := range unused {
		t.Errorf("the Chinese text of %q is for a flag that is not there", key)
	}
	for key := range chineseHelp {
		if !commands[key] {
			t.Errorf("the Chinese text of %q is for a command that is not there", key)
		}
	}
}

var comment = regexp.MustCompile(` {2,}\S.*`)

// examplesOf returns the command lines of examples.
func examplesOf(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(comment.ReplaceAllString(strings.TrimSpace(line), ""))
	}
	return strings.Join(lines, "\n")
}

// TestHelpFits: no line of any help is longer than 80 cells, in both languages.
func TestHelpFits(t *testing.T) {
	everyCommand(t, func(c *cobra.Command) {
		for _, lang := range []string{"en", "zh"} {
			args := append(strings.Fields(c.CommandPath())[1:], "--help", "--lang", lang)
			text := output(t, args...)
			if isChinese(text) != (lang == "zh") && !strings.Contains(text, "作业") {
				t.Errorf("%v speaks another language:\n%s", args, text)
			}
			for line := range strings.Lines(text) {
				if line = strings.TrimSuffix(line, "\n"); cells.Width(line) > helpWidth {
					t.Errorf("%v: %d cells: %s", args, cells.Width(line), line)
				}
			}
		}
	})
}
