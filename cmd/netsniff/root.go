package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/mask"
	"netsniff/report/store/s3"
	"netsniff/report/table"
)

const longHelp = `netsniff reads capture files and live interfaces and prints one line per frame,
as tshark does: HTTP, SMTP, POP3, IMAP, DNS and the layers below them, with TCP
streams reassembled and their troubles named. Its commands count and time what
was said (stats), tell mail sessions (mail) and swarms of BitTorrent (swarm),
write what was carried to files (export), follow a stream (follow) and list
logins (credentials).`

const examples = `  netsniff -r mail.pcapng                      every frame, a line each
  netsniff -r mail.pcapng -f smtp              the SMTP dialogue, on any port
  netsniff -i eth0 -f 'dns or http'            live, until Ctrl-C
  netsniff -i eth0 --bpf 'port 25' -w out.pcapng -a duration:60
  netsniff -r a.pcap.gz -r b.pcapng -t ad      several files, absolute times
  tcpdump -w - | netsniff -r -                 from a pipe
  netsniff -r web.pcap -T fields -e frame.number -e _ws.col.Info -E header=y
  netsniff -r mail.pcapng -f smtp -O smtp,imf  the fields of mail, as a tree
  netsniff -r web.pcap -T json -f http | jq '.[]._source.layers.http'
  netsniff -r mail.pcapng --mask -w share.pcapng   without passwords
  netsniff stats -r web.pcap                   what is in the capture
  netsniff stats findings -r web.pcap          what an expert would remark
  netsniff mail -r mail.pcapng                 mail sessions and their mails
  netsniff swarm -r torrent.pcapng             peers and pieces of torrents`

// options are the flags of the root command.
type options struct {
	in        io.Reader
	out, errs io.Writer

	files         []string
	unread        []error // what -r names and could not be read
	exportObjects []string
	separate      bool
	join          bool
	which         string    // of several captures: "3/300 lab3.pcap"
	began         time.Time // reading the first of them
	ifaces        []string  // more than one is refused
	bpf           string
	filter        string
	wanted        []*dissect.Protocol // whose bodies the filter searches
	readFilter    string
	firstFilter   string
	write         string
	print         bool
	onlyMatching  bool
	format        string
	details       bool
	only          string
	hex           bool
	hexdump       []string
	separator     string
	pretty        bool
	unique        bool
	layers        string
	layersDeep    string
	fields        []string
	fieldOpts     []string
	timeFormat    string
	seconds       string
	count         uint32
	autostop      []string
	snaplen       int
	noPromisc     bool
	quiet         bool
	silent        bool // says errors only
	mask          bool
	hosts         hosts       // whose frames are dissected; none: all
	hides         *mask.Veils // what --mask hides secrets with in what is decrypted; nil until needed
	colour        string
	lang          table.Lang
	wide          bool
	list          bool
	workers       int
	conns         int
	memory        int
	rawCSV        bool
	prefs         []string
	decodeAs      []string
	disabled      []string
	fileFormat    string
	ring          []string
	group         bool
	comment       string
	glossary      string
	target        file.Target
	rotate        limits // of -b
	ending        limits // of -a
	preferences   preferences
	statistics    []string
	keys          keys
	shard         shard
	objectStore   s3.Options
}

func newRoot(in io.Reader, out, errs io.Writer) *cobra.Command {
	o := &options{in: in, out: out, errs: errs}
	c := &cobra.Command{
		Use:                        "netsniff [flags] [-r FILE]... [FILTER]",
		Short:                      "Read captures and live traffic as Wireshark does",
		Long:                       longHelp,
		Example:                    examples,
		Version:                    version(),
		SilenceErrors:              true,
		SilenceUsage:               true,
		Args:                       cobra.ArbitraryArgs,
		SuggestionsMinimumDistance: 2,
		RunE: o.speaking(func(c *cobra.Command, args []string) error {
			if err := noCommand(c, args); err != nil {
				return err
			}
			if err := answered(c); err != nil {
				return err
			}
			if o.glossary != "" {
				return quietPipe(writeGlossary(out, o.glossary))
			}
			return o.run(args)
		}),
	}
	c.SetOut(out)
	c.SetErr(errs)
	c.SetIn(in)
	c.SetVersionTemplate("netsniff {{.Version}}\n")
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		var invalid *pflag.InvalidValueError
		if errors.As(err, &invalid) {
			return fmt.Errorf("--%s %s: %s is needed; see netsniff --help", invalid.GetFlag().Name,
				invalid.GetValue(), kinds[invalid.GetFlag().Value.Type()])
		}
		return errors.New(err.Error() + "; see netsniff --help")
	})
	o.declare(c)
	declareLang(c)
	speak(c, out)
	c.AddCommand(newFollow(in, out, errs), newStats(in, out, errs), newFields(out), newExport(in, out, errs),
		newCredentials(in, out, errs), newFindings(in, out, errs), newMail(in, out, errs), newMatch(in, out, errs),
		newSwarm(in, out, errs), newGrade(out, errs), newPlot(in, out, errs), newReport(in, out, errs),
		newRecords(in, out, errs), newLake(out, errs), newSplit(in, out, errs),
		newQueue(in, out, errs), newWork(in, out, errs),
		newView(in, out, errs))
	c.AddCommand(builtIn(c)...)
	return c
}

// noCommand answers a first word that is no command, and no filter either.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 || meansFile(args[0]) ||
		strings.ContainsFunc(args[0], func(r rune) bool { return r != '-' && !unicode.IsLetter(r) }) {
		return nil
	}
	if _, err := filter.Compile(args[0], all.Names()); err == nil {
		return nil
	}
	said := fmt.Sprintf("there is no command %q, and no such field or protocol", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		said += "; did you mean netsniff " + strings.Join(near, " or ") + "?"
	}
	return errors.New(said)
}

// kinds says in words what a flag's type takes.
var kinds = map[string]string{
	"bool":     "true or false",
	"int":      "a number",
	"uint32":   "a number",
	"duration": "a time with its unit, such as 5s or 100ms,",
	"I/N":      "a share such as 0/16, the first of 16,",
}

func (o *options) declare(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&o.files, "read", "r", nil,
		"read packets from `FILE` (pcap or pcapng, also gzip or zstd; - is standard input); repeatable")
	o.declareKeys(f)
	f.StringArrayVarP(&o.ifaces, "interface", "i", nil, "capture live from `NAME` (a name or a number of -D)")
	f.BoolVarP(&o.list, "list-interfaces", "D", false, "list the interfaces that -i can name")
	f.StringVarP(&o.filter, "filter", "f", "", "show only frames that match the display filter `EXPR` (http, 'smtp or pop')")
	f.StringVarP(&o.readFilter, "display-filter", "Y", "", "the same as -f `EXPR`, as tshark calls it")
	f.StringVarP(&o.firstFilter, "read-filter", "R", "", "as -f; with both a frame has to match both `EXPR`")
	f.Var(&o.hosts, "hosts", "dissect only what these `ADDRESSES` send or get; of the others there are headers")
	_ = f.MarkHidden("hosts") // netsniff view looks at single frames
	f.StringVar(&o.bpf, "bpf", "", "capture only frames that match the capture filter `EXPR` (pcap-filter syntax)")
	f.StringVarP(&o.write, "write", "w", "",
		"write the frames to `FILE` as pcapng instead of printing them; - is standard output")
	f.StringVarP(&o.fileFormat, "file-format", "F", "pcapng",
		"with -w: write the file as `FORMAT`: pcapng, pcap or nsecpcap")
	f.StringArrayVarP(&o.ring, "ring-buffer", "b", nil,
		"with -w: go on in another file when `CONDITION` holds: filesize:KB, packets:N, duration:SECONDS, interval:SECONDS; files:N keeps the last N")
	f.BoolVarP(&o.group, "group-read", "g", false, "with -w: the group may read the file as well")
	f.StringVar(&o.comment, "capture-comment", "", "with -w: write `TEXT` into the pcapng file as a comment on it")
	f.BoolVar(&o.onlyMatching, "only-matching", false,
		"with -w and -f: write only the frames that match, not those with earlier parts of the messages in them")
	o.declareKeptKeys(f)
	f.StringVarP(&o.format, "output", "T", "text",
		"output `FORMAT`: text, fields, json, ek (lines for Elasticsearch), pdml and psml (XML), csv or tabs")
	f.BoolVarP(&o.details, "details", "V", false, "with -T text: print the fields of all layers as a tree")
	f.StringVarP(&o.only, "detail-of", "O", "",
		"as -V, but the fields of these `PROTOCOLS` only (names, commas between them)")
	f.BoolVarP(&o.hex, "hex", "x", false, "print the bytes of each frame; with -T json and ek, those of each field")
	f.StringArrayVar(&o.hexdump, "hexdump", nil,
		"as -x, with `OPTION`: all, frames (not what they complete), ascii, delimit, noascii")
	f.StringVarP(&o.separator, "separator", "S", "", "with -V and -x: print `LINE` after each frame instead of an empty one")
	f.BoolVarP(&o.print, "print", "P", false,
		"print the summary lines also with -V or -x, and all that is printed also with -w")
	f.StringArrayVarP(&o.fields, "field", "e", nil,
		"with -T fields, json, ek, pdml and csv: print the field `NAME`; repeatable")
	f.StringArrayVarP(&o.fieldOpts, "field-option", "E", nil,
		"with -T fields and csv: set `KEY=VALUE`: header=y|n, separator=/t|/s|CHAR, occurrence=f|l|a, aggregator=CHAR, quote=d|s|n, bom=y|n")
	f.BoolVar(&o.pretty, "pretty", false, "with -T json: indent, as always on a terminal")
	f.BoolVar(&o.unique, "no-duplicate-keys", false, "with -T json: give a key that repeats once, with an array")
	f.StringVarP(&o.layers, "layers", "j", "",
		"with -T json, ek and pdml: show these `PROTOCOLS` (and fields with others below) only")
	f.StringVarP(&o.layersDeep, "layers-deep", "J", "", "as -j, with all that is below these `PROTOCOLS`")
	f.StringVarP(&o.timeFormat, "time", "t", "r",
		"time `FORMAT`: r relative, a absolute, ad with date, d delta, dd delta displayed, e epoch, u UTC, ud UTC with date, adoy and udoy with day of the year")
	f.StringVarP(&o.seconds, "seconds", "u", "s", "write seconds as `FORMAT`: s, or hms with hours and minutes")
	f.Uint32VarP(&o.count, "count", "c", 0, "stop after `N` frames")
	f.StringArrayVarP(&o.autostop, "autostop", "a", nil,
		"stop when `CONDITION` holds: duration:SECONDS, packets:N, filesize:KB of the file of -w, files:N of -b")
	f.IntVarP(&o.snaplen, "snapshot-length", "s", 262144, "capture at most `BYTES` of each frame")
	f.BoolVarP(&o.noPromisc, "no-promiscuous-mode", "p", false, "do not put the interface into promiscuous mode")
	f.BoolP("no-resolution", "n", true, "do not resolve names (netsniff never does; accepted for tshark's sake)")
	f.BoolP("line-buffered", "l", false,
		"flush after each frame (live rows always appear at once; accepted for tshark's sake)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print no rows")
	f.BoolVarP(&o.silent, "really-quiet", "Q", false, "as -q, and say nothing but errors on standard error")
	o.declareMask(f)
	f.StringArrayVarP(&o.statistics, "statistics", "z", nil,
		"print at the end what `WHAT` found, as tshark does: follow,PROTOCOL,FORMAT,STREAM, conv,tcp, endpoints,ip, io,stat,1, expert, http,tree, flow,tcp,network and more; see also netsniff follow and stats")
	f.BoolVar(&o.wide, "wide", false, "print whole rows on a terminal as well, however long they are")
	f.StringArrayVar(&o.exportObjects, "export-objects", nil,
		"at the end write objects as tshark does: `KIND,DIR`, http,DIR or imf,DIR; see also netsniff export")
	f.StringVar(&o.colour, "color", "auto", "colour rows `WHEN`: auto (on a terminal), always or never")
	f.StringArrayVarP(&o.prefs, "preference", "o", nil,
		"set the preference `NAME:VALUE`, such as tcp.relative_sequence_numbers:FALSE or tcp.desegment_tcp_streams:FALSE")
	f.StringArrayVarP(&o.decodeAs, "decode-as", "d", nil,
		"take it that what has the port speaks the protocol: `RULE` is tcp.port==8080,http, also udp.port, 8000-8080 and 8000:3")
	f.StringArrayVar(&o.disabled, "disable-protocol", nil, "do not dissect `PROTOCOL`")
	f.BoolVar(&o.separate, "separate", false, "of several files: read each by itself, with its name above its rows")
	o.declareRawCSV(f)
	o.declareEffort(f, "dissect", sameOutput, connsOfRows, leastUsed)
	o.declareMemory(f)
	f.StringVar(&o.glossary, "glossary", "",
		"-G: print `WHAT` there is and end: fields, protocols, fieldcount (as tshark does; for people: netsniff fields)")
	declareTshark(c)
	completeFlags(c)
}

// atMostOne refuses more than one argument, which is called what.
func atMostOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return fmt.Errorf("unexpected argument %q: one %s at a time", args[1], what)
		}
		return nil
	}
}
