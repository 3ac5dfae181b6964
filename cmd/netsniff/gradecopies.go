package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/report/cells"
	"netsniff/report/grade/kinship"
	"netsniff/report/table"
)

const copiesHelp = `copies says which submissions of a class are near each other, and why: the same
file, the same recording saved again, cut, moved in time, with other addresses
or mixed with other traffic; the same packets captured twice; the same machine
or server with conversations of their own. It compares what is drawn at random
(sequence numbers, identifications, timestamps) and the times of frames, not
what was said: all may fetch the same page. It never says who was first, and
proves nothing: look at both captures, and ask.

A folder stands for what lies in it, each folder, archive (zip, tar) and capture
a submission. What so many share that it was likely given to all is told as a
group and accuses nobody. --keep writes what is needed to compare later classes
with this one (no content, but addresses), --archive takes that, or captures.
The exit code is 1 if there is something to look at.`

const copiesExamples = `  netsniff grade copies submissions
  netsniff grade copies submissions --archive 2024 --archive 2025 --keep 2026
  netsniff grade copies submissions --all --csv > pairs.csv
  netsniff grade copies submissions --captures          whose, when, how good
  netsniff grade copies a.pcapng b.pcapng --all`

// copiesCmd are the flags of netsniff grade copies.
type copiesCmd struct {
	*options
	tableFlags
	cacheFlags
	archive  []string
	keep     string
	all      bool
	captures bool
}

func newGradeCopies(out, errs io.Writer) *cobra.Command {
	x := &copiesCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "copies [flags] SUBMISSIONS...",
		Short:   "Find submissions that are copies of each other",
		Long:    copiesHelp,
		Example: copiesExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&x.archive, "archive", nil,
		"compare with an earlier class as well: a `DIR` that --keep wrote, or of submissions")
	f.StringVar(&x.keep, "keep", "", "write what later classes are compared with into `DIR`")
	f.BoolVar(&x.all, "all", false, "show all pairs that are related, not only those to look at")
	f.BoolVar(&x.captures, "captures", false, "show each capture as well: own addresses, time, what is wrong with it")
	f.BoolVar(&x.json, "json", false, "print one JSON object")
	f.BoolVar(&x.csv, "csv", false, "print CSV of the pairs")
	x.declareShape(x.options, f)
	x.declareColour(c, "titles")
	x.declareRawCSV(f)
	declareGradeWorkers(x.options, f)
	x.declareCache(c)
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

// run compares.
func (x *copiesCmd) run(args []string) error {
	if len(args) == 0 {
		return errors.New("nothing to compare: name the folder of the submissions; see netsniff grade copies --help")
	}
	if err := x.shapeOf(x.options, kinship.Columns()); err != nil {
		return err
	}
	kept, err := x.openCache()
	if err != nil {
		return err
	}
	members, wrong := x.membersIn(kept, args)
	if len(members) == 0 {
		return cmp.Or(wrong, fmt.Errorf("%s: there is no capture in it", strings.Join(args, ", ")))
	}
	if x.keep != "" {
		if err := keepMembers(x.keep, members); err != nil {
			return err
		}
	}
	class := kinship.NewClass(members)
	pairs, err := x.pairs(kept, class, x.archive)
	wrong = errors.Join(wrong, err, x.print(class, kinship.Nearest(pairs)))
	if slices.ContainsFunc(pairs, func(p kinship.Pair) bool { return p.Verdict.NeedsLook() }) {
		wrong = errors.Join(wrong, errCopies)
	}
	return quietPipe(wrong)
}

// errCopies is no fault: it is the exit code 1.
var errCopies = fmt.Errorf("there is something to look at: %w", errNoMatch)

// print writes the tables.
func (x *copiesCmd) print(class *kinship.Class, pairs []kinship.Pair) error {
	shown := pairs
	if !x.all {
		shown = slices.DeleteFunc(slices.Clone(pairs), func(p kinship.Pair) bool { return !p.Verdict.NeedsLook() })
	}
	tables := []table.Table{kinship.CopyTable(shown, x.lang)}
	if n := len(pairs) - len(shown); n > 0 {
		tables[0].Notes = append(tables[0].Notes, table.Say(
			fmt.Sprintf("Pairs with a machine, a network or a server in common, but conversations of their own: %d; --all shows them.", n),
			fmt.Sprintf("另有 %d 对使用同一机器、网络或服务器，但通信各自独立；--all 可显示。", n)))
	}
	if groups := class.Groups(); len(groups) > 0 {
		tables = append(tables, kinship.GroupTable(groups))
	}
	if x.captures {
		tables = append(tables, kinship.CaptureTable(class.Members(), x.lang))
	}
	tables[0].Choose(x.columns)
	switch {
	case x.json:
		return table.WriteJSON(x.out, tables, []table.Figure{{Name: "captures", N: uint64(len(class.Members()))}}, x.lang)
	case x.csv:
		return table.WriteCSV(x.out, &tables[0], x.formulas())
	}
	style, err := x.look(x.options)
	if err != nil {
		return err
	}
	if err := table.WriteText(x.out, tables, style); err != nil {
		return err
	}
	n := len(class.Members())
	footer := table.Say(fmt.Sprintf("captures compared: %d", n), fmt.Sprintf("比较的抓包：%d 个", n))
	_, err = fmt.Fprintf(x.out, "\n%s\n", strings.Join(cells.Break(footer.In(x.lang), style.Width), "\n"))
	return err
}
