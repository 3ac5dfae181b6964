package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/export"
	"netsniff/report/table"
)

const exportHelp = `export writes what a capture carried of a KIND into the directory DIR, each content
to a file of its own. mail: mails as .eml, byte for byte as they were sent, with
their attachments in a directory beside each; http: bodies of messages without
chunks and compression; ftp, tftp: the files that were transferred; audio: G.711
in RTP as WAV, a file for each direction and one with both as channels, silence
where something is missing; torrent: the files that peers of BitTorrent share.
index.csv (attachments in attachments.csv,
files of torrents in files.csv) and index.json say where each came from, its
SHA-256 and whether it is complete.

Bytes that were not captured are marked in the file where they are missing.
Nothing is ever written over. With -f those contents are taken that came in
frames one of which matches.

Pieces of torrents are put together from all peers over TCP and uTP and from web
seeds, and verified: by the metadata that peers sent each other, by a .torrent that
was downloaded, or by one that --torrent names. A file that is not complete is
sparse and called NAME.part; torrent-N.map.csv says which of its bytes are there.
The .torrent is written as well if it is known.

With -i each content is written, and its file named, as soon as it has ended,
torrents at the end; the index comes at the end: Ctrl-C, -a or -c.`

const exportExamples = `  netsniff export mail -r mail.pcapng --list                what there is
  netsniff export mail -r mail.pcapng -o mails
  netsniff export mail -r mail.pcapng -o mails -f 'imf.subject contains "作业"'
  netsniff export http -r web.pcap -o objects
  netsniff export http -i eth0 -o objects -a duration:60    live, for a minute
  netsniff export ftp -r lab.pcap -o files
  netsniff export audio -r call.pcap -o sound
  netsniff export torrent -r swarm.pcap -o shared
  netsniff export torrent -r swarm.pcap -o shared --torrent lecture.torrent
  netsniff export http -r web.pcap --list --json | jq '.tables.http.rows[].uri'`

// exportCmd are the flags of netsniff export.
type exportCmd struct {
	*statsCmd
	listing bool
	known   []string // .torrent files
}

func newExport(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &exportCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs}}}
	c := &cobra.Command{
		Use:       "export KIND [flags] {-r FILE... | -i NAME} -o DIR",
		Short:     "Write mails, HTTP objects, files or torrents",
		Long:      exportHelp,
		Example:   exportExamples,
		Args:      cobra.ArbitraryArgs,
		ValidArgs: export.Kinds(),
		RunE:      x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	x.declareLive(c, "; each content is written as soon as it has ended")
	f.StringVarP(&x.dir, "output-directory", "o", "", "write the files into `DIR`, which is made if need be")
	f.StringVarP(&x.filter, "filter", "f", "", "export what came in frames that match the display filter `EXPR`")
	f.StringArrayVar(&x.known, "torrent", nil,
		"torrent: verify and name what is carried by the .torrent `FILE`; may be repeated")
	f.BoolVarP(&x.listing, "list", "l", false, "print the index instead and write nothing")
	f.BoolVar(&x.json, "json", false, "with --list: print one JSON object")
	f.BoolVar(&x.csv, "csv", false, "with --list: print CSV")
	x.declareShape(x.options, f)
	x.declareGrouping(f)
	x.declareColour(c, "titles")
	x.declareRawCSV(f)
	x.declareMask(f)
	x.declareEffort(f, "read", "what is written is the same for any number", connsHeard, "")
	x.declareMemory(f)
	c.MarkFlagsMutuallyExclusive("json", "csv")
	complete(c, "filter", offerFilter)
	return c
}

// describe reads the .torrent files that --torrent names.
func (x *exportCmd) describe(e *export.Exporter) error {
	switch {
	case e.Kind != export.Torrent && len(x.known) > 0:
		return fmt.Errorf("--torrent %s goes with export torrent", x.known[0])
	case e.Kind == export.Torrent && x.listing && len(x.ifaces) > 0:
		return errors.New("torrents are put together when all has been read: with -i write them with -o DIR instead of --list")
	}
	for _, name := range x.known {
		b, err := export.ReadTorrent(name)
		if err != nil {
			return err
		}
		e.Torrents = append(e.Torrents, b)
	}
	return nil
}

// run exports or lists.
func (x *exportCmd) run(args []string) error {
	e, plan, printer, err := x.parse(args)
	if err != nil {
		return err
	}
	if !x.listing {
		if err := e.Prepare(); err != nil {
			return err
		}
	}
	var show meanwhile
	if x.listing {
		show = x.watched(printer)
	} else {
		show.sink = func(set *collect.Set) pipeline.Sink { return &reported{Set: set} }
	}
	list, err := x.hearEach(plan, show, e)
	if len(list) == 0 {
		return err
	}
	defer x.footers(list)
	tables, about := printer.united(list)
	if x.listing {
		return quietPipe(errors.Join(err, printer.print(x.out, x.errs, tables, about)))
	}
	var failed error
	for _, h := range list {
		failed = cmp.Or(failed, export.Failure(h.set))
	}
	// The index fails as well then, and would tell the same again.
	failed = cmp.Or(failed, e.Index(tables, about))
	if err = errors.Join(err, failed); err == nil {
		_, err = fmt.Fprintln(x.out, exported(e, tables, x.lang))
	}
	return quietPipe(err)
}

// reported names the files of its set as they are complete.
type reported struct {
	*collect.Set
	named int
}

// Frame counts a frame and appends the names of the files that it completes.
func (r *reported) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst, selected := r.Set.Frame(f, dst)
	names := export.Written(r.Set, r.named)
	for _, name := range names {
		dst = append(append(dst, name...), '\n')
	}
	r.named += len(names)
	return dst, selected
}

var sayWritten = table.Say("written to %s", "写入 %s")

// exported says what was written: "mails: 3, attachments: 1, written to DIR".
func exported(e *export.Exporter, tables []table.Table, lang table.Lang) string {
	var b strings.Builder
	for i := range tables {
		fmt.Fprintf(&b, "%s: %d, ", tables[i].Name, tables[i].Len())
	}
	b.WriteString(fmt.Sprintf(sayWritten.In(lang), e.Dir))
	for _, note := range tables[0].Remarks(lang) {
		b.WriteString("; " + note)
	}
	return b.String()
}

// parse reads the flags: everything that can be wrong with them is found
// before a byte is read.
func (x *exportCmd) parse(args []string) (*export.Exporter, *collect.Plan, *tablePrinter, error) {
	if len(args) > 0 {
		x.files = append(x.files, args[1:]...)
	} else {
		return nil, nil, nil, fmt.Errorf("say what to export: %s; see netsniff export --help",
			strings.Join(export.Kinds(), ", "))
	}
	kind, ok := export.ParseKind(args[0])
	switch {
	case !ok:
		return nil, nil, nil, fmt.Errorf("%s: no such content to export; one of %s", args[0],
			strings.Join(export.Kinds(), ", "))
	case len(x.files)+len(x.ifaces) == 0:
		return nil, nil, nil, errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff export --help")
	case !x.listing && x.dir == "":
		return nil, nil, nil, errors.New("name a directory to write to with -o DIR, or print what there is with --list")
	case x.listing && x.dir != "":
		return nil, nil, nil, errors.New("--list writes nothing: leave out -o " + x.dir)
	case !x.listing && (x.json || x.csv):
		return nil, nil, nil, errors.New("--json and --csv go with --list; index.json and index.csv are always written")
	}
	e := &export.Exporter{Kind: kind, Dir: x.dir, Formulas: x.formulas()}
	if err := x.describe(e); err != nil {
		return nil, nil, nil, err
	}
	asks := []collect.Ask{e.Ask()}
	if err := x.bounds(); err != nil {
		return nil, nil, nil, err
	}
	printer, err := x.printer(asks)
	if err != nil {
		return nil, nil, nil, err
	}
	chosen, err := filter.Compile(x.filter, all.Names())
	if err != nil {
		return nil, nil, nil, err
	}
	return e, &collect.Plan{Asks: asks, Filter: matching(x.filter, chosen), Detector: x.detector(),
		Wanted: chosen.Needs().Bytes}, printer, nil
}
