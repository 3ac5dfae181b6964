package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"netsniff/report/collect"
	"netsniff/report/mailview"
	"netsniff/report/page"
	"netsniff/report/plot"
	"netsniff/report/stats"
	"netsniff/report/swarm"
	"netsniff/report/table"
)

const reportHelp = `report writes what a capture holds as one page of HTML: what it is and what went
wrong in plain words, findings with their evidence, then tables of all that the
capture has, from its protocols to its mails. The page needs nothing else: no
network and no other file. It can be mailed, printed, or opened from a disk, in
English and in Chinese, light and dark.

Passwords are masked unless --reveal is given. Several captures are told on one
page, with the name of the file in each row.`

const reportExamples = `  netsniff report -r mail.pcapng -o report.html            open it in a browser
  netsniff report -r lab.pcap -f 'ip.addr == 192.0.2.10' -o lab.html
  netsniff report -r day1.pcap -r day2.pcap -o both.html
  netsniff report -r web.pcap -o - | gzip > report.html.gz`

// reportCmd are the flags of netsniff report.
type reportCmd struct {
	*statsCmd
	file  string          // the page
	match *collect.Filter // of the frames that count
}

func newReport(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &reportCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs, colour: "never"}}}
	c := &cobra.Command{
		Use:     "report [flags] -r FILE... -o PAGE",
		Short:   "Write what a capture holds as one page of HTML",
		Long:    reportHelp,
		Example: reportExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	f.StringVarP(&x.file, "output", "o", "", "write the page to `PAGE`, - for standard output")
	f.StringVarP(&x.filter, "filter", "f", "", "tell only of frames that match the display filter `EXPR`")
	f.BoolVar(&x.reveal, "reveal", false, "show passwords and other secrets")
	x.declareTime(f)
	x.declareGrouping(f)
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	complete(c, "filter", offerFilter)
	return c
}

// run reads and writes the page.
func (x *reportCmd) run(args []string) error {
	plan, printer, err := x.parse(args)
	if err != nil {
		return err
	}
	list, err := x.hearEach(plan, meanwhile{}, nil)
	if len(list) == 0 {
		return err
	}
	defer x.footers(list)
	p, drawn, wrong := printer.compose(list)
	err = errors.Join(err, wrong)
	if len(list) == 1 {
		err = errors.Join(err, x.connections(drawn))
	}
	p.Draw(drawn.pictures)
	p.Lang, p.Program = x.lang, "netsniff "+number
	for _, h := range list {
		p.Files = append(p.Files, filepath.Base(h.name))
	}
	return errors.Join(err, quietPipe(x.write(p)))
}

// compose makes the page of what was heard, and what can be drawn of it. Then it lets go
// of that: a page shows little of what is kept of a large capture, and memory is needed
// where connections are read again.
func (p *tablePrinter) compose(list []*heard) (*page.Page, drawings, error) {
	var drawn drawings
	var wrong error
	var parts [2][]collect.Part
	for _, h := range list {
		h.about.Lang = table.English
		tables := h.set.Tables(h.about)
		if len(list) == 1 {
			drawn, wrong = drawingsOf(tables)
		}
		h.about.Lang = table.Chinese
		for l, t := range [...][]table.Table{table.English: tables, table.Chinese: h.set.Translate(tables, h.about)} {
			parts[l] = append(parts[l], collect.Part{File: h.name, Tables: p.dated(t, h.about), Run: h.about})
		}
	}
	told, untold := narratives(list) // of what the tables added up
	for _, h := range list {
		h.set = nil
	}
	return page.Compose(unitedOf(parts[table.English]), unitedOf(parts[table.Chinese]), told), drawn,
		errors.Join(wrong, untold)
}

// narrativeWidth is how long the lines of narratives are.
const narrativeWidth = 100

// narratives returns what the views of mails and swarms tell.
func narratives(list []*heard) (map[string]page.Narrative, error) {
	var mails []*mailview.Report
	var swarms []*swarm.Report
	for _, h := range list {
		m, s := mailview.Of(h.set), swarm.Of(h.set)
		if len(list) > 1 {
			m.File, s.File = h.name, h.name
		}
		mails, swarms = append(mails, m), append(swarms, s)
	}
	told := map[string]page.Narrative{}
	mail, err := page.Narrate(table.Say("What was said", "对话"), "mail", func(w io.Writer, l table.Lang) error {
		style := mailview.Style{Lang: l, Width: narrativeWidth}
		if len(mails) > 1 {
			return mailview.WriteAllText(w, mails, style)
		}
		return mails[0].WriteText(w, style)
	})
	told["mail"] = mail
	swarmed, err2 := page.Narrate(table.Say("Torrents", "种子"), "swarm", func(w io.Writer, l table.Lang) error {
		return swarm.WriteText(w, swarms,
			swarm.Style{Style: table.Style{Lang: l, Width: narrativeWidth, Command: "netsniff swarm"},
				Arrange: func([]table.Table) {}})
	})
	told["swarm"] = swarmed
	return told, errors.Join(err, err2)
}

// write writes the page to its file, which is there whole or not at all.
func (x *reportCmd) write(p *page.Page) error {
	if x.file == "-" {
		return buffered(x.out, p)
	}
	f, err := os.CreateTemp(filepath.Dir(x.file), ".netsniff-*")
	var wrong *os.PathError
	if errors.As(err, &wrong) {
		wrong.Path = x.file // which the user named
	}
	if err != nil {
		return err
	}
	err = errors.Join(buffered(f, p), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), x.file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the page was not written: %w", err), os.Remove(f.Name()))
	}
	return nil
}

func buffered(w io.Writer, p *page.Page) error {
	b := bufio.NewWriter(w)
	return errors.Join(p.Write(b), b.Flush())
}

// parse reads the flags: everything that can be wrong with them is found before a
// byte is read.
func (x *reportCmd) parse(args []string) (*collect.Plan, *tablePrinter, error) {
	x.files = append(x.files, args...)
	switch {
	case len(x.files) == 0:
		return nil, nil, errors.New("nothing to read: name a capture with -r FILE; see netsniff report --help")
	case x.file == "":
		return nil, nil, errors.New("say where the page goes with -o report.html, or -o - for standard output")
	}
	if err := x.bounds(); err != nil {
		return nil, nil, err
	}
	chosen, err := x.chosen(x.filter)
	if err != nil {
		return nil, nil, err
	}
	asks, err := x.asks()
	if err != nil {
		return nil, nil, err
	}
	printer, err := x.printer(asks)
	if err != nil {
		return nil, nil, err
	}
	printer.limit = 0
	x.match = matching(x.filter, chosen)
	return &collect.Plan{Asks: asks, Filter: x.match, Detector: x.detector(), Wanted: chosen.Needs().Bytes}, printer, nil
}

// asks returns all that a page may tell.
func (x *reportCmd) asks() (asks []collect.Ask, err error) {
	mails, swarms := (&mailview.View{Reveal: x.reveal}).Ask(), (&swarm.View{}).Ask()
	names := []string{"overview", "findings"}
	for _, topic := range page.Topics() {
		names = append(names, topic.Tables...)
	}
	for _, k := range plot.Kinds() {
		if k.Takes != plot.Streams {
			names = append(names, k.Tables...)
		}
	}
	known := map[string]bool{}
	for _, name := range names {
		if known[name] {
			continue
		}
		known[name] = true
		var a collect.Ask
		switch name {
		case mails.Name:
			a = mails
		case swarms.Name:
			a = swarms
		default:
			if a, err = stats.Find(name); err != nil {
				return nil, err
			}
			a.Reveal = x.reveal
		}
		asks = append(asks, a)
	}
	return asks, nil
}
