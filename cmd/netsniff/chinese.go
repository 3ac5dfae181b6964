package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/report/table"
)

// helpText is what the help says of a command.
type helpText struct{ short, long, example string }

// chineseOf returns what the help says of a command in Chinese.
func chineseOf(c *cobra.Command) helpText {
	t := chineseHelp[name(c)]
	switch {
	case name(c) == "stats":
		t.long = fmt.Sprintf(t.long, tableList(table.Chinese))
	case name(c) == "plot":
		t.long = fmt.Sprintf(t.long, kindList(table.Chinese))
	case c.HasParent() && c.Parent().Name() == "completion":
		t.short = fmt.Sprintf(chineseHelp["completion SHELL"].short, c.Name())
		t.long = fmt.Sprintf(chineseHelp["completion SHELL"].long, c.Name())
	}
	return t
}

// name is how a command is called, without that of the program but for the root.
func name(c *cobra.Command) string {
	if !c.HasParent() {
		return c.Name()
	}
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// chineseUsage returns what the help says of a flag of a command in Chinese: what
// is said for that command, else what is said for all.
func chineseUsage(c *cobra.Command, f *pflag.Flag) string {
	if usage, ok := chineseFlags[name(c)+" "+f.Name]; ok {
		return usage
	}
	if usage, ok := chineseFlags[f.Name]; ok {
		return usage
	}
	for _, x := range tsharkFlags {
		if x.name == f.Name {
			return x.zh
		}
	}
	return ""
}

// translate gives commands and flags their Chinese texts, which the shells show
// beside what they complete, if that is the language of the environment.
func translate(root *cobra.Command) {
	if l, _ := languageOf(root); l != table.Chinese {
		return
	}
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range append(root.Commands(), root) {
		c.Short = chineseOf(c).short
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if usage := chineseUsage(c, f); usage != "" {
				f.Usage = usage
			}
		})
	}
}

// tableList is the list of tables in the help.
func tableList(l table.Lang) string {
	var b strings.Builder
	for _, d := range definitions() {
		fmt.Fprintf(&b, "  %-16s  %s\n", d.Name, d.Title.In(l))
	}
	return b.String()
}
