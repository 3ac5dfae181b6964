package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/report/cells"
	"netsniff/report/table"
)

// Headings of the help, and what it says of flags.
var (
	sayUsage    = table.Say("Usage:", "用法：")
	sayExamples = table.Say("Examples:", "示例：")
	sayCommands = table.Say("Available Commands:", "命令：")
	sayFlags    = table.Say("Flags:", "参数：")
	sayCommand  = table.Say("[command]", "[命令]")
	sayMore     = table.Say("Use \"%s [command] --help\" for more information about a command.",
		"用 \"%s [命令] --help\" 查看各命令的帮助。")
	sayDefault   = table.Say(" (default %s)", "（默认 %s）")
	helpWidth    = 80
	widestHelp   = 120
	leastDetails = 30
)

// speak has c and its commands print their help in the language of --lang, else
// in that of the environment, in lines that fit the terminal.
func speak(c *cobra.Command, out io.Writer) {
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		h := newHelp(c, out)
		h.text(h.about.long)
		h.line("")
		h.usage()
	})
	c.SetUsageFunc(func(c *cobra.Command) error {
		newHelp(c, out).usage()
		return nil
	})
}

// help prints what there is to say of a command.
type help struct {
	*cobra.Command
	out   io.Writer
	lang  table.Lang
	width int
	about helpText
}

func newHelp(c *cobra.Command, out io.Writer) *help {
	h := &help{Command: c, out: out, width: helpWidth}
	h.lang, _ = languageOf(c) // a name that is none speaks English
	if width := screenWidth(out); width > 0 {
		h.width = min(width, widestHelp)
	}
	h.about = h.of(c)
	return h
}

// of returns what is said of a command in the language.
func (h *help) of(c *cobra.Command) helpText {
	if h.lang == table.Chinese {
		return chineseOf(c)
	}
	return helpText{c.Short, c.Long, c.Example}
}

// line writes a line. What cannot be written is no reason to stop: nobody reads
// it then.
func (h *help) line(s string) { _, _ = fmt.Fprintln(h.out, s) }

// text writes paragraphs, whose lines are filled anew, and lists, whose lines are indented: each goes on below
// its own text.
func (h *help) text(s string) {
	paragraph := ""
	fill := func() {
		if paragraph != "" {
			h.hanging(paragraph, "")
		}
		paragraph = ""
	}
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		if line == "" || indented || h.lang == table.Chinese {
			fill()
		}
		switch {
		case line == "":
			h.line("")
		case indented:
			name := indentedName.FindString(line)
			h.hanging(line[len(name):], name)
		case paragraph == "":
			paragraph = line
		default:
			paragraph += " " + line
		}
	}
	fill()
}

// indentedName is what a line of a list begins with: a name and the blanks in front of and behind it.
var indentedName = regexp.MustCompile(`^ +(\S+ {2,})?`)

// hanging writes a text behind what stands before it, below which it does not go on.
func (h *help) hanging(text, before string) {
	for _, part := range cells.Break(text, h.width-cells.Width(before)) {
		h.line(strings.TrimRight(before+part, " "))
		before = strings.Repeat(" ", cells.Width(before))
	}
}

func (h *help) usage() {
	h.line(sayUsage.In(h.lang))
	if h.Runnable() {
		h.line("  " + h.UseLine())
	}
	if h.HasAvailableSubCommands() {
		h.line("  " + h.CommandPath() + " " + sayCommand.In(h.lang))
	}
	if h.about.example != "" {
		h.line("\n" + sayExamples.In(h.lang))
		h.line(h.about.example)
	}
	if h.HasAvailableSubCommands() {
		h.line("\n" + sayCommands.In(h.lang))
		h.pairs(h.commands())
	}
	h.line("\n" + sayFlags.In(h.lang))
	h.pairs(h.flags())
	if h.HasAvailableSubCommands() {
		h.line("\n" + fmt.Sprintf(sayMore.In(h.lang), h.CommandPath()))
	}
}

// pairs writes what has a name and a text: the texts stand below each other.
func (h *help) pairs(list [][2]string) {
	names := 0
	for _, p := range list {
		names = max(names, cells.Width(p[0]))
	}
	names = min(names, h.width-leastDetails)
	for _, p := range list {
		lead := cells.Pad(p[0], names)
		if cells.Width(lead) > names {
			h.line(lead)
			lead = strings.Repeat(" ", names)
		}
		for _, part := range cells.Break(p[1], h.width-names-3) {
			h.line(strings.TrimRight(lead+"   "+part, " "))
			lead = strings.Repeat(" ", names)
		}
	}
}

func (h *help) commands() (list [][2]string) {
	for _, c := range h.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			list = append(list, [2]string{"  " + c.Name(), h.of(c).short})
		}
	}
	return list
}

// flags lists those of the command in the order in which they are declared, then
// those that all commands have.
func (h *help) flags() (list [][2]string) {
	add := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		said := *f
		if h.lang == table.Chinese {
			said.Usage = chineseUsage(h.Command, f)
		}
		value, usage := pflag.UnquoteUsage(&said)
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + value
		}
		switch f.DefValue {
		case "", "false", "true", "0", "0s", "[]":
		default:
			usage += fmt.Sprintf(sayDefault.In(h.lang), f.DefValue)
		}
		list = append(list, [2]string{name, usage})
	}
	h.LocalFlags().VisitAll(add)
	h.InheritedFlags().VisitAll(add)
	return list
}
