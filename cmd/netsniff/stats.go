package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

const statsHelp = `stats counts what a capture holds and prints tables: as text, with --json or
with --csv, the same names and numbers in each. Without TABLE it prints the
usual ones. Tables:

%s
conversations.tcp and the like ask for one kind (eth, ip, ipv6, tcp, udp). In
them A is the client where it is known who that is, else who was first to send.
Bytes are those of whole frames. -z conv, endpoints, io,phs, io,stat and
dns,tree print such tables in tshark's layout.

On a terminal tables are as wide as it is: columns that matter less are left out
first, long texts end in …, longer ones stand below their row; a line below the
table says what was left out. --wide shows all, --columns chooses, --vertical
shows each row as a record. In a pipe or a file nothing is shortened, unless
COLUMNS says how wide lines may be.`

const statsExamples = `  netsniff stats -r web.pcap                          what is in the capture
  netsniff stats conversations.tcp -r web.pcap --sort -bytes --limit 10
  netsniff stats protocols -r mail.pcapng -f 'smtp or pop'
  netsniff stats io -r web.pcap --interval 100ms
  netsniff stats endpoints.ip -r web.pcap --csv > hosts.csv
  netsniff stats --csv -o tables -r web.pcap          a file for each table
  netsniff stats exchanges -r web.pcap --columns subject,status,ttfb
  netsniff stats --json -r web.pcap | jq '.tables.protocols.rows[].bytes'
  netsniff stats exchanges --jsonl -i eth0 -f dns     each as it ends
  netsniff stats exchanges --from lake --since 2026-11-21 --where 'ttfb > 1s'
  netsniff stats -i eth0                              live, until Ctrl-C`

// statsCmd are the flags of netsniff stats.
type statsCmd struct {
	*options
	tableFlags
	dir      string // with --csv: where the files go
	jsonl    bool   // exchanges are told while the input is read
	interval time.Duration
	reveal   bool     // show secrets: credentials and mail
	only     []string // findings
	from     recordsFrom
	link     string // cache: bits a second
	hit      string // cache: a share
}

func newStats(in io.Reader, out, errs io.Writer) *cobra.Command {
	s := &statsCmd{options: &options{in: in, out: out, errs: errs, quiet: true}}
	c := &cobra.Command{
		Use:     "stats [flags] [TABLE...] {-r FILE... | -i NAME | --from LAKE}",
		Short:   "Count protocols, conversations and traffic",
		Long:    fmt.Sprintf(statsHelp, tableList(table.English)),
		Example: statsExamples,
		Args:    cobra.ArbitraryArgs,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return namesOfTables(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: s.speaking(func(_ *cobra.Command, args []string) error { return s.run(args) }),
	}
	s.declareStats(c)
	return c
}

func (s *statsCmd) declareStats(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	s.declareRead(f)
	s.declareLive(c, "; a terminal shows the tables of the moment")
	f.StringVarP(&s.filter, "filter", "f", "", "count only frames that match the display filter `EXPR`")
	f.StringVarP(&s.readFilter, "display-filter", "Y", "", "the same as -f `EXPR`, as tshark calls it")
	f.BoolVar(&s.json, "json", false, "print one JSON object")
	f.BoolVar(&s.csv, "csv", false, "print CSV: of one table, or with -o of several")
	f.StringVarP(&s.dir, "output-directory", "o", "",
		"with --csv: write each table to a file of its own in `DIR`, such as io.csv")
	f.BoolVar(&s.jsonl, "jsonl", false, "exchanges: print a line of JSON for each as soon as it has ended")
	f.StringVar(&s.sort, "sort", "", "order rows by `COLUMN`, as CSV names it; -COLUMN for the greatest first")
	s.declareLimit(f, "print at most `N` rows of each table, 0 for all (text: 10, or 1000 of tables that are named)")
	s.declareShape(s.options, f)
	f.StringArrayVar(&s.only, "only", nil,
		"findings: tell those called `NAMES`, with commas between them, by server; netsniff findings --help lists them")
	f.DurationVar(&s.interval, "interval", 0,
		"io: count in intervals of `TIME`, such as 100ms or 1m (default: what fits a screen)")
	f.StringVar(&s.link, "link", "", "cache: the access link carries `RATE` bits a second, such as 1.54M")
	f.StringVar(&s.hit, "hit", "", "cache: tell as well what a hit ratio of `SHARE` gives, such as 0.4")
	s.declareFrom(c)
	s.declareTime(f)
	names, _ := stats.FindingNames()
	complete(c, "only", steps(names...))
	s.declareColour(c, "titles")
	s.declareGrouping(f)
	s.declareRawCSV(f)
	s.declareMask(f)
	s.declareEffort(f, "dissect", sameOutput, connsHeard, leastUsed)
	s.declareMemory(f)
	complete(c, "filter", offerFilter)
	complete(c, "display-filter", offerFilter)
	for _, flag := range []string{"sort", "columns"} {
		_ = c.RegisterFlagCompletionFunc(flag,
			func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
				asks, err := asked(args)
				if err != nil {
					asks = stats.Usual()
				}
				return collect.ColumnNames(asks), cobra.ShellCompDirectiveNoFileComp
			})
	}
}

// asked returns what the names ask for; several may stand in one with commas.
func asked(names []string) (asks []collect.Ask, err error) {
	for _, name := range names {
		for one := range strings.SplitSeq(name, ",") {
			a, err := findTable(one)
			if err != nil {
				return nil, err
			}
			asks = append(asks, a)
		}
	}
	if len(asks) == 0 {
		return stats.Usual(), nil
	}
	return asks, nil
}

// run counts and prints.
func (s *statsCmd) run(args []string) error {
	plan, printer, err := s.parse(args)
	if err != nil {
		return err
	}
	if s.from.given() {
		return s.ask(plan.Asks, printer)
	}
	if s.jsonl {
		return s.tellEach(plan, printer.style.Lang)
	}
	list, err := s.hearEach(plan, s.watched(printer), nil)
	if len(list) == 0 {
		return err
	}
	tables, about := printer.united(list)
	err = errors.Join(err, printer.print(s.out, s.errs, tables, about))
	s.footers(list)
	return quietPipe(err)
}

// watched shows the tables of the moment on a terminal.
func (s *statsCmd) watched(p *tablePrinter) (m meanwhile) {
	if isTerminal(s.out) && !s.json && !s.csv {
		m.drawn = true
		m.sink = func(set *collect.Set) pipeline.Sink { return &refreshed{Set: set, screen: s.screen(p, set)} }
	}
	return m
}

// about says what is known of the run beside its frames.
func (s *statsCmd) about(in *input, t pipeline.Totals) *collect.Run {
	r := &collect.Run{Files: s.files, Evicted: t.Evicted}
	if in.live != nil {
		r.Interface = in.live.Interfaces()[0].Name
		if counted, err := in.live.Stats(); err == nil {
			r.Dropped = counted.KernelDropped + counted.InterfaceDropped
		}
	}
	return r
}

// parse reads the flags: everything that can be wrong with them is found
// before a byte is read.
func (s *statsCmd) parse(args []string) (plan *collect.Plan, p *tablePrinter, err error) {
	if s.readFilter != "" {
		if s.filter != "" {
			return nil, nil, errors.New("-f and -Y are the same: give one filter")
		}
		s.filter = s.readFilter
	}
	if s.json && s.csv {
		return nil, nil, errors.New("--json and --csv exclude each other")
	}
	if err := s.bounds(); err != nil {
		return nil, nil, err
	}
	asks, err := s.asked(args)
	if err != nil {
		return nil, nil, err
	}
	if s.jsonl && (len(asks) != 1 || asks[0].Name != "exchanges" || s.json || s.csv || s.sort != "" || s.limited()) {
		return nil, nil, errors.New("--jsonl tells exchanges as they end: netsniff stats exchanges --jsonl, without --json, --csv, --sort and --limit")
	}
	if err := s.separate(asks); err != nil {
		return nil, nil, err
	}
	if s.interval < 0 || s.interval > 0 && s.interval < time.Microsecond {
		return nil, nil, fmt.Errorf("--interval %s: at least 1us is needed", s.interval)
	}
	only, err := s.chosenFindings(asks)
	if err != nil {
		return nil, nil, err
	}
	link, hit, err := s.accessLink(asks)
	if err != nil {
		return nil, nil, err
	}
	for i := range asks {
		asks[i].Link, asks[i].Hit = link, hit
		asks[i].Interval, asks[i].Reveal, asks[i].Only = capture.Stamp(s.interval), s.reveal, only
	}
	if p, err = s.printer(asks); err != nil {
		return nil, nil, err
	}
	chosen, err := s.chosen(s.filter)
	if err != nil {
		return nil, nil, err
	}
	return &collect.Plan{Asks: asks, Filter: matching(s.filter, chosen), Wanted: chosen.Needs().Bytes,
		Detector: s.detector()}, p, nil
}

// separate refuses CSV of several tables in one stream.
func (s *statsCmd) separate(asks []collect.Ask) error {
	switch {
	case s.dir != "" && !s.csv:
		return errors.New("-o is for the files of --csv; text and JSON of all tables go to standard output")
	case !s.csv || s.dir != "" || !collect.Several(asks):
		return nil
	}
	if len(asks) > 1 {
		return errors.New("--csv: several tables do not fit into one CSV; name one, or write a file for each with -o DIR")
	}
	return fmt.Errorf("--csv: %s are several tables, and do not fit into one CSV; name one (%s.%s), or write a file for each with -o DIR",
		asks[0].Name, asks[0].Name, strings.Join(asks[0].Parts, ", "+asks[0].Name+"."))
}

// tables returns the arguments that are names of tables; others that are files
// or named like captures join those to read.
func (s *statsCmd) tables(args []string) (names []string) {
	for _, a := range args {
		if !slices.Contains(namesOfTables(), a) && meansFile(a) {
			s.files = append(s.files, a)
			continue
		}
		names = append(names, a)
	}
	return names
}

// chosen compiles the display filter of what is counted or told, and says which names in it
// nothing matches.
func (o *options) chosen(text string) (*filter.Filter, error) {
	registry := all.Names()
	f, err := filter.Compile(text, registry)
	if err != nil {
		return nil, err
	}
	o.warnUndecoded(registry, f.Needs())
	if text != "" && o.tellsShown() {
		o.workers = 1 // whether a frame counts depends on the one before
	}
	return f, nil
}

// matching makes a filter of statistics from a display filter; nil from none.
func matching(text string, chosen *filter.Filter) *collect.Filter {
	if text == "" {
		return nil
	}
	return &collect.Filter{Text: text, Reads: reads(chosen.Needs()), New: func() collect.Match {
		scratch := new(filter.Scratch)
		return func(f *dissect.Frame) bool { return chosen.Match(f, scratch) }
	}}
}
