package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/collect"
	"netsniff/report/follow"
	"netsniff/report/plot"
	"netsniff/report/stats"
	"netsniff/report/table"
)

const plotHelp = `plot draws what a capture holds: on the terminal, or with -o into a file as SVG
or JSON, by its ending. Without KIND it lists what it can draw. Kinds:

%s
STREAM is a number, as in tcp.stream, or ADDRESS:PORT-ADDRESS:PORT; several are
drawn below each other. Without it the connection with the most bytes is drawn.

The numbers of a picture are those of tables of netsniff stats, which the list
names. Marks of an SVG say what they are when they are pointed at, and which
frames they are of. What a picture leaves out is written below it.`

const plotExamples = `  netsniff plot                                            what can be drawn
  netsniff plot tcp-sequence -r web.pcap                   on the terminal
  netsniff plot tcp-sequence 3 -r web.pcap -o stream3.svg
  netsniff plot tcp-sequence 3 -r web.pcap --style stevens
  netsniff plot tcp-sequence 3 -r web.pcap --from 1.5s --to 2s -o part.svg`

// plotCmd are the flags of netsniff plot.
type plotCmd struct {
	*statsCmd
	to       drawn
	from, by time.Duration // the part of time that is drawn
	style    string
}

func newPlot(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &plotCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs, quiet: true}}}
	c := &cobra.Command{
		Use:     "plot [flags] [KIND [STREAM...]] -r FILE...",
		Short:   "Draw pictures of what a capture holds",
		Long:    fmt.Sprintf(plotHelp, kindList(table.English)),
		Example: plotExamples,
		Args:    cobra.ArbitraryArgs,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return plot.Names(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	f.StringVarP(&x.filter, "filter", "f", "", "draw only frames that match the display filter `EXPR`")
	f.StringVarP(&x.readFilter, "display-filter", "Y", "", "the same as -f `EXPR`, as tshark calls it")
	x.to.declare(c)
	f.DurationVar(&x.from, "from", 0, "draw what is `TIME` after the first frame and later, such as 1.5s or 200ms")
	f.DurationVar(&x.by, "to", 0, "draw what is up to `TIME` after the first frame")
	f.StringVar(&x.style, "style", plot.Tcptrace.String(), "tcp-sequence: draw in `STYLE` tcptrace (segments, acknowledgments, window, SACK) or stevens (a point for each segment)")
	x.declareGrouping(f)
	x.declareColour(c, "series")
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	complete(c, "filter", offerFilter)
	complete(c, "display-filter", offerFilter)
	complete(c, "style", fixed(plot.Styles()))
	return c
}

// kindList is the list of kinds in the help.
func kindList(l table.Lang) string {
	var b strings.Builder
	for _, k := range plot.Kinds() {
		name := k.Name
		if k.Takes == plot.Streams {
			name += " STREAM…"
		}
		fmt.Fprintf(&b, "  %-21s  %s\n", name, k.Title.In(l))
	}
	return b.String()
}

// kindColumns are those of the list of kinds.
var kindColumns = []table.Column{
	{Name: "kind", Label: table.Say("Plot", "图"), Type: table.Name, Importance: table.Key},
	{Name: "shows", Label: table.Say("Shows", "内容"), Importance: table.Key},
	{Name: "tables", Label: table.Say("Made of the tables", "数据来自表格"), Type: table.List},
}

// listKinds prints what can be drawn.
func (x *plotCmd) listKinds() error {
	var rows table.RowList
	for _, k := range plot.Kinds() {
		rows = append(rows, []table.Value{table.String(k.Name), table.String(k.Title.In(x.lang)), table.Strings(k.Tables)})
	}
	return quietPipe(x.printTable(x.options, table.Table{Columns: kindColumns, Rows: rows}))
}

// run draws a picture or lists kinds.
func (x *plotCmd) run(args []string) error {
	if len(args) == 0 && len(x.files) == 0 {
		return x.listKinds()
	}
	in, targets, err := x.parse(args)
	if err != nil {
		return err
	}
	if in.Kind.Takes == plot.Streams && len(targets) == 0 {
		if targets, err = x.busiest(); err != nil {
			return err
		}
	}
	h, err := x.read(in.Kind.Tables, targets)
	if h == nil {
		return err
	}
	defer x.footers([]*heard{h})
	in.Tables = h.set.Tables(h.about)
	p, wrong := in.Picture()
	var absent *plot.Absent
	switch {
	case errors.As(wrong, &absent) && len(targets) > 0 && in.Tables[0].Len() == 0:
		return errors.Join(err, x.noStream(targets))
	case errors.As(wrong, &absent):
		fmt.Fprintln(x.errs, "netsniff: "+absent.In(x.lang))
		return errors.Join(err, errNoMatch)
	case wrong != nil:
		return errors.Join(err, wrong)
	}
	return quietPipe(errors.Join(err, x.to.draw(x.options, p)))
}

// parse reads the flags: everything that can be wrong with them is found before a byte is read.
func (x *plotCmd) parse(args []string) (*plot.Input, []follow.Target, error) {
	args = x.words(args)
	if len(args) == 0 {
		return nil, nil, errors.New("name what to draw: one of " + strings.Join(plot.Names(), ", ") + "; netsniff plot lists them")
	}
	kind, err := plot.Find(args[0])
	if err != nil {
		return nil, nil, err
	}
	in := &plot.Input{Kind: &kind, From: x.from.Seconds(), To: x.by.Seconds()}
	if in.Style, err = plot.ParseStyle(x.style); err != nil {
		return nil, nil, fmt.Errorf("--style %s: %w", x.style, err)
	}
	if x.from < 0 || x.by < 0 || x.by > 0 && x.by <= x.from {
		return nil, nil, fmt.Errorf("--from %s --to %s: times since the first frame are needed, the later one behind --to", x.from, x.by)
	}
	if x.readFilter != "" && x.filter != "" {
		return nil, nil, errors.New("-f and -Y are the same: give one filter")
	}
	x.filter += x.readFilter
	if len(x.files) == 0 {
		return nil, nil, errors.New("nothing to draw: name a capture with -r FILE; see netsniff plot --help")
	}
	targets, err := x.targets(&kind, args[1:])
	return in, targets, errors.Join(err, x.to.check(), x.bounds())
}

// targets reads the streams that are to be drawn.
func (x *plotCmd) targets(kind *plot.Kind, args []string) (list []follow.Target, err error) {
	if kind.Takes != plot.Streams && len(args) > 0 {
		return nil, fmt.Errorf("what is %q? %s takes files and flags", args[0], kind.Name)
	}
	for _, a := range args {
		for one := range strings.SplitSeq(a, ",") {
			t, ok := follow.ParseTarget(one)
			if !ok {
				return nil, fmt.Errorf("%s: a stream is a number or ADDRESS:PORT-ADDRESS:PORT", one)
			}
			list = append(list, t)
		}
	}
	return list, nil
}

// words returns the arguments that are no files; those join the files to read.
func (x *plotCmd) words(args []string) (rest []string) {
	for _, a := range args {
		if _, err := plot.Find(a); err != nil && meansFile(a) {
			x.files = append(x.files, a)
			continue
		}
		rest = append(rest, a)
	}
	return rest
}

// read counts the tables of these names, of frames of the streams only if some are named.
func (x *plotCmd) read(tables []string, targets []follow.Target) (*heard, error) {
	registry := all.Names()
	chosen, err := filter.Compile(x.filter, registry)
	if err != nil {
		return nil, err
	}
	x.warnUndecoded(registry, chosen.Needs())
	if x.filter != "" && x.tellsShown() {
		x.workers = 1 // whether a frame counts depends on the one before
	}
	plan := &collect.Plan{Filter: within(targets, matching(x.filter, chosen)), Wanted: chosen.Needs().Bytes, Detector: x.detector()}
	for _, name := range tables {
		ask, err := stats.Find(name)
		if err != nil {
			return nil, err
		}
		plan.Asks = append(plan.Asks, ask)
	}
	captures, err := x.captures()
	if err != nil {
		return nil, err
	}
	if len(captures) > 1 {
		return nil, fmt.Errorf("-r names %d captures, and a picture is of one: name one, or read them as one with --join", len(captures))
	}
	x.files = captures[0].Files
	h, err := x.hear(plan, meanwhile{})
	return h, errors.Join(append(x.unread, err)...)
}
