package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"netsniff/dissect"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/mailview"
)

const mailHelp = `mail tells what was said on each mail connection of a capture (SMTP, POP3, IMAP)
as a person would narrate it: C: is the client, S: the server, before it the time
since the session began and how long the server took to answer. Then comes every
mail that passed: its envelope beside its header, what a person should notice,
its parts, and the beginning of its text.

Passwords are masked unless --reveal is given. With -f those sessions are told
of which a frame matches; with --list those mails of which one does: one that
asked for the mail, addressed it, brought it, or has its header (imf.subject).

With -i each session is told as soon as it has ended, and those that have not at
the end: Ctrl-C, -a or -c. --list and --json print all of it then.`

const mailExamples = `  netsniff mail -r mail.pcapng
  netsniff mail -r mail.pcapng --list                      a line for each mail
  netsniff mail -r mail.pcapng -f 'imf.subject contains "作业"'
  netsniff mail -r mail.pcapng -f 'tcp.stream == 3' --body 100 --reveal
  netsniff mail -i eth0                                    sessions as they end
  netsniff mail -r mail.pcapng --json | jq '.sessions[].mails[].subject'`

// mailCmd are the flags of netsniff mail.
type mailCmd struct {
	*statsCmd
	listing bool
	body    int
}

func newMail(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &mailCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs}}}
	c := &cobra.Command{
		Use:     "mail [flags] {-r FILE... | -i NAME}",
		Short:   "Tell mail sessions line by line, and the mails in them",
		Long:    mailHelp,
		Example: mailExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	x.declareLive(c, "; each session is told as soon as it has ended")
	f.StringVarP(&x.filter, "filter", "f", "", "tell the sessions of which a frame matches the display filter `EXPR`")
	f.BoolVarP(&x.listing, "list", "l", false, "print a line for each mail instead")
	f.BoolVar(&x.json, "json", false, "print one JSON object")
	f.BoolVar(&x.csv, "csv", false, "with --list: print CSV")
	f.IntVar(&x.body, "body", 8, "print the first `N` lines of the text of each mail, 0 for none")
	f.BoolVar(&x.reveal, "reveal", false, "show passwords and other secrets")
	f.StringVar(&x.sort, "sort", "", "with --list: order mails by `COLUMN`, as CSV names it; -COLUMN for the greatest first")
	x.declareLimit(f, "with --list: print at most `N` mails, 0 for all (text: 1000)")
	x.declareShape(x.options, f)
	x.declareTime(f)
	x.declareGrouping(f)
	x.declareColour(c, "titles and refusals")
	x.declareRawCSV(f)
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	c.MarkFlagsMutuallyExclusive("json", "csv")
	complete(c, "filter", offerFilter)
	return c
}

// run tells or lists.
func (x *mailCmd) run(args []string) error {
	plan, printer, err := x.parse(args)
	if err != nil {
		return err
	}
	list, err := x.hearEach(plan, x.meanwhile(printer), nil)
	if len(list) == 0 {
		return err
	}
	defer x.footers(list)
	if x.listing {
		tables, about := printer.united(list)
		err = errors.Join(err, printer.print(x.out, x.errs, tables, about))
	} else {
		err = errors.Join(err, x.narrate(list, printer))
	}
	return quietPipe(err)
}

// narrate tells the sessions.
func (x *mailCmd) narrate(list []*heard, p *tablePrinter) error {
	reports := make([]*mailview.Report, len(list))
	for i, h := range list {
		reports[i] = mailview.Of(h.set)
		reports[i].File = h.name
	}
	style := x.narration(p)
	switch {
	case len(reports) > 1 && x.json:
		return mailview.WriteAllJSON(x.out, reports, style.Lang)
	case len(reports) > 1:
		return mailview.WriteAllText(x.out, reports, style)
	}
	reports[0].File = ""
	if x.json {
		return reports[0].WriteJSON(x.out, style.Lang)
	}
	return reports[0].WriteText(x.out, style)
}

// narrates reports whether sessions of a live capture are told as they end. A
// list and JSON are whole at the end only.
func (x *mailCmd) narrates() bool { return len(x.ifaces) > 0 && !x.listing && !x.json }

// meanwhile tells sessions of a live capture as they end.
func (x *mailCmd) meanwhile(p *tablePrinter) meanwhile {
	if !x.narrates() {
		return meanwhile{}
	}
	return meanwhile{sink: func(set *collect.Set) pipeline.Sink { return &narrated{set, x.narration(p)} }}
}

func (x *mailCmd) narration(p *tablePrinter) mailview.Style {
	return mailview.Style{Clock: p.clock, Lang: p.style.Lang, Colour: p.style.Colour, Width: min(p.style.Width, widest)}
}

// narrated tells what its set has heard to the end.
type narrated struct {
	*collect.Set
	style mailview.Style
}

// Frame counts a frame and appends the sessions that it ends.
func (n *narrated) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst, selected := n.Set.Frame(f, dst)
	return mailview.AppendEnded(dst, n.Set, n.style), selected
}

// widest is how wide the lines of a narration are, however wide the terminal is.
const widest = 120

// parse reads the flags: everything that can be wrong with them is found
// before a byte is read.
func (x *mailCmd) parse(args []string) (*collect.Plan, *tablePrinter, error) {
	x.files = append(x.files, args...)
	switch {
	case len(x.files)+len(x.ifaces) == 0:
		return nil, nil, errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff mail --help")
	case x.body < 0 || x.body > mailview.MaxBody:
		return nil, nil, fmt.Errorf("--body %d: 0 to %d lines", x.body, mailview.MaxBody)
	case !x.listing && (x.csv || x.sort != "" || x.limited()):
		return nil, nil, errors.New("--csv, --sort and --limit go with --list")
	}
	if err := x.bounds(); err != nil {
		return nil, nil, err
	}
	chosen, err := x.chosen(x.filter)
	if err != nil {
		return nil, nil, err
	}
	view := &mailview.View{Filter: matching(x.filter, chosen), Body: x.body, Reveal: x.reveal, Live: x.narrates()}
	asks := []collect.Ask{view.Ask()}
	asks[0].Part = mailview.PartList
	printer, err := x.printer(asks)
	if err != nil {
		return nil, nil, err
	}
	return &collect.Plan{Asks: asks, Detector: x.detector(), Wanted: chosen.Needs().Bytes}, printer, nil
}
