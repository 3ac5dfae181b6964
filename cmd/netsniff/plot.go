package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/report/follow"
	"netsniff/report/plot"
	"netsniff/report/table"
)

const plotHelp = `plot draws what a capture holds: on the terminal, or with -o into a file as SVG,
PNG or JSON, by its ending. Without KIND it lists what it can draw. Kinds:

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
  netsniff plot io http dns 'tcp.analysis.retransmission' -r web.pcap
  netsniff plot io http dns -i eth0 -a duration:60         live, and at the end
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
		Use:     "plot [flags] [KIND [STREAM...]] {-r FILE... | -i NAME}",
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
	x.declareLive(c, ", then draw; a terminal shows the picture of the moment")
	f.StringVarP(&x.filter, "filter", "f", "", "draw only frames that match the display filter `EXPR`")
	f.StringVarP(&x.readFilter, "display-filter", "Y", "", "the same as -f `EXPR`, as tshark calls it")
	x.to.declare(c)
	f.DurationVar(&x.from, "from", 0, "draw what is `TIME` after the first frame and later, such as 1.5s or 200ms")
	f.DurationVar(&x.by, "to", 0, "draw what is up to `TIME` after the first frame")
	f.DurationVar(&x.interval, "interval", 0,
		"io: count in intervals of `TIME`, such as 100ms or 1m (default: about 150 of them)")
	f.StringVar(&x.style, "style", plot.Tcptrace.String(),
		"tcp-sequence: draw in `STYLE` tcptrace (segments, acknowledgments, window, SACK) or stevens (a point for each segment)")
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
		switch k.Takes {
		case plot.Streams:
			name += " [STREAM...]"
		case plot.Filters:
			name += " [FILTER...]"
		}
		fmt.Fprintf(&b, "  %-26s  %s\n", name, k.Title.In(l))
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
	if len(args) == 0 && len(x.files)+len(x.ifaces) == 0 {
		return x.listKinds()
	}
	in, about, err := x.parse(args)
	if err != nil {
		return err
	}
	if len(x.ifaces) > 0 {
		return x.live(in, about)
	}
	targets := about.streams
	if in.Kind.Takes == plot.Streams && len(targets) == 0 {
		if targets, err = x.most(in.Kind); err != nil {
			return err
		}
	}
	h, err := x.read(in.Kind.Tables, targets, about.filters)
	if h == nil {
		return err
	}
	defer x.footers([]*heard{h})
	in.Tables = h.set.Tables(h.about)
	return errors.Join(err, x.finish(in, func(absent *plot.Absent) error {
		if len(about.streams) > 0 && in.Tables[0].Len() == 0 {
			return x.nothingOf(about.streams, absent)
		}
		x.say(table.Say("%s", "%s"), absent.In(x.lang))
		return errNoMatch
	}))
}

// finish draws what was counted; nothing says that there is nothing to draw.
func (x *plotCmd) finish(in *plot.Input, nothing func(*plot.Absent) error) error {
	p, err := in.Picture()
	var absent *plot.Absent
	switch {
	case errors.As(err, &absent):
		return nothing(absent)
	case err != nil:
		return err
	}
	return quietPipe(x.to.draw(x.options, p))
}

// parse reads the flags: everything that can be wrong with them is found before a byte is read.
func (x *plotCmd) parse(args []string) (*plot.Input, subject, error) {
	args = x.words(args)
	if len(args) == 0 {
		return nil, subject{}, errors.New("name what to draw: one of " + strings.Join(plot.Names(), ", ") +
			"; netsniff plot lists them")
	}
	kind, err := plot.Find(args[0])
	if err != nil {
		return nil, subject{}, err
	}
	in := &plot.Input{Kind: &kind, From: x.from.Seconds(), To: x.by.Seconds()}
	if in.Style, err = plot.ParseStyle(x.style); err != nil {
		return nil, subject{}, fmt.Errorf("--style %s: %w", x.style, err)
	}
	if x.from < 0 || x.by < 0 || x.by > 0 && x.by <= x.from {
		return nil, subject{}, fmt.Errorf("--from %s --to %s: times since the first frame are needed, the later one behind --to",
			x.from, x.by)
	}
	if x.readFilter != "" && x.filter != "" {
		return nil, subject{}, errors.New("-f and -Y are the same: give one filter")
	}
	x.filter += x.readFilter
	if len(x.files)+len(x.ifaces) == 0 {
		return nil, subject{}, errors.New("nothing to draw: name a capture with -r FILE or an interface with -i NAME; see netsniff plot --help")
	}
	if x.interval < 0 || x.interval > 0 && (x.interval < time.Microsecond || kind.Takes != plot.Filters) {
		return nil, subject{}, fmt.Errorf("--interval %s: at least 1us is needed, and it is of the plot io", x.interval)
	}
	about, err := x.subject(&kind, args[1:])
	return in, about, errors.Join(err, x.to.check(), x.bounds())
}

// subject is what of a capture is drawn.
type subject struct {
	streams []follow.Target
	filters []string // io: what has curves of its own
}

// subject reads what stands behind the kind.
func (x *plotCmd) subject(kind *plot.Kind, args []string) (s subject, err error) {
	switch {
	case kind.Takes == plot.Filters:
		s.filters = args
		return s, nil
	case kind.Takes == plot.Nothing && len(args) > 0:
		return s, fmt.Errorf("what is %q? %s takes files and flags", args[0], kind.Name)
	}
	for _, a := range args {
		for one := range strings.SplitSeq(a, ",") {
			t, ok := follow.ParseTarget(one, follow.TCP)
			if !ok {
				return s, fmt.Errorf("%s: a stream is a number or ADDRESS:PORT-ADDRESS:PORT", one)
			}
			s.streams = append(s.streams, t)
		}
	}
	return s, nil
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
