package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"netsniff/capture"
	"netsniff/capture/gather"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/records"
	"netsniff/report/store"
	"netsniff/report/table"
)

const recordsHelp = `records writes what captures hold as typed records: exchanges (a request and its
reply), connections, lookups (of DNS), logins, mails, and transfers (of FTP).
Engines of SQL such as DuckDB read them as tables, however many captures they are
from:

  SELECT server, quantile_cont(ttfb, 0.99) / 1e6 AS p99_ms
  FROM 'lake/exchanges/**/*.parquet' GROUP BY server

With -o DIR they are files in Parquet, DIR/KIND/date=…/sensor=…/INPUT.parquet,
where INPUT names the capture by its contents: the same capture gives the same
files, so that an interrupted command can simply be run again. With --as ndjson
they are lines of JSON with the names of the Elastic Common Schema. What columns
mean stands in docs/records.md, and in the files.

Passwords are not in them, and what is named like a secret in URIs is
overwritten with * unless --reveal is given. Memory is bounded, however large
captures are.`

const recordsExamples = `  netsniff records -r captures/ -o lake             all captures in a directory
  netsniff records -r lab.pcap -o lake --kinds exchanges,lookups
  netsniff records -r lab.pcap -o lake --sensor gate-1 -f 'ip.addr == 192.0.2.9'
  netsniff records -r lab.pcap --as ndjson -o - | jq .`

// recordsCmd are the flags of netsniff records.
type recordsCmd struct {
	*statsCmd
	output string
	as     string
	kinds  []string
	sensor string

	wanted []records.Kind
	match  *collect.Filter
	chosen *filter.Filter
	lake   store.Store // nil for standard output
}

func newRecords(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &recordsCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs, colour: "never", quiet: true}}}
	c := &cobra.Command{
		Use:     "records [flags] -r FILE... -o DIR",
		Short:   "Write exchanges, connections, mails and the like for SQL",
		Long:    recordsHelp,
		Example: recordsExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	f.StringVarP(&x.output, "output", "o", "", "write into the directory `DIR`; - is standard output, for ndjson")
	f.StringVar(&x.as, "as", "parquet", "write as `FORMAT`: parquet, or ndjson (lines of JSON)")
	f.StringSliceVar(&x.kinds, "kinds", nil, "write these `KINDS` only, with commas between them: "+kindNames())
	f.StringVar(&x.sensor, "sensor", "local", "the captures are of the sensor called `NAME`")
	f.StringVarP(&x.filter, "filter", "f", "", "tell only of frames that match the display filter `EXPR`")
	f.BoolVar(&x.reveal, "reveal", false, "show what is secret in URIs")
	x.declareGrouping(f)
	x.declareShard(c)
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	complete(c, "filter", offerFilter)
	complete(c, "as", fixed([]string{"parquet", "ndjson"}))
	return c
}

func kindNames() string {
	var names []string
	for _, k := range records.Kinds() {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}

// sensors are the names that may stand in the name of a directory of any engine.
var sensors = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// parse reads the flags: everything that can be wrong with them is found before a byte is
// read.
func (x *recordsCmd) parse(args []string) (err error) {
	x.files = append(x.files, args...)
	switch {
	case len(x.files) == 0:
		return errors.New("nothing to read: name captures with -r FILE; see netsniff records --help")
	case x.as != "parquet" && x.as != "ndjson":
		return fmt.Errorf("--as %s: parquet or ndjson", x.as)
	case x.output == "":
		return errors.New("say where the records go with -o DIR, or --as ndjson -o - for standard output")
	case x.as == "ndjson" && x.output != "-":
		return errors.New("lines of JSON go to standard output: --as ndjson -o - > FILE")
	case x.as == "parquet" && x.output == "-":
		return errors.New("records in Parquet are written into a directory: -o DIR; for standard output there is --as ndjson")
	case !sensors.MatchString(x.sensor):
		return fmt.Errorf("--sensor %s: letters, digits, dots, hyphens and underscores, at most 64", x.sensor)
	}
	if name, once := onlyOnce(x.files); once && x.as == "parquet" {
		return errors.New(name + " can be read only once, and files are named by what is in it: save it to a file first, or use --as ndjson")
	}
	x.wanted = records.Kinds()
	if len(x.kinds) > 0 {
		x.wanted = nil
	}
	for _, name := range x.kinds {
		k, ok := records.ParseKind(name)
		if !ok {
			return fmt.Errorf("--kinds %s: no such kind of records; one of %s", name, kindNames())
		}
		x.wanted = append(x.wanted, k)
	}
	if err := x.bounds(); err != nil {
		return err
	}
	if x.chosen, err = x.statsCmd.options.chosen(x.filter); err != nil {
		return err
	}
	x.match = matching(x.filter, x.chosen)
	return nil
}

// run writes the records of each capture.
func (x *recordsCmd) run(args []string) error {
	if err := x.parse(args); err != nil {
		return err
	}
	captures, err := x.captures()
	if err != nil {
		return err
	}
	if x.as == "parquet" {
		if x.lake, err = storeAt(x.output); err != nil {
			return err
		}
		defer x.lake.Close()
		if n, err := x.lake.Sweep(); err != nil {
			return err
		} else if n > 0 {
			x.note("%d unfinished files of runs that were killed were removed from %s", n, x.lake)
		}
	}
	wrong := x.unread
	for _, c := range captures {
		wrong = append(wrong, x.write(c))
	}
	return errors.Join(wrong...)
}

// write writes the records of one capture: all of them, or none.
func (x *recordsCmd) write(c gather.Capture) error {
	o := *x.options
	o.files = c.Files
	one := *x.statsCmd
	one.options = &o
	place := records.Place{File: filepath.Base(c.Name)}
	if x.as == "ndjson" {
		lines := records.NewLines(x.out)
		_, err := x.read(&one, &records.Reader{Sink: lines, Place: place}, c.Name) // lines that are out are out
		return quietPipe(errors.Join(err, lines.Flush()))
	}
	sum, err := sumOf(c.Files)
	if err != nil {
		return err
	}
	sum += x.shard.suffix()
	place.Input = sum
	lake := &records.Lake{Store: x.lake, Sensor: x.sensor, Input: sum}
	defer lake.Discard()
	in := &records.Reader{Sink: lake, Place: place}
	whole, err := x.read(&one, in, c.Name)
	if !whole {
		return errors.Join(err, fmt.Errorf("%s: nothing was written; run it again", c.Name))
	}
	if wrong := lake.Commit(); wrong != nil {
		return errors.Join(err, fmt.Errorf("%s: not all was written: %w", c.Name, wrong))
	}
	return err
}

// read takes a capture to a reader of records. whole is false if that was not to its end:
// records of what can be read of a damaged one are whole.
func (x *recordsCmd) read(s *statsCmd, in *records.Reader, name string) (whole bool, err error) {
	feed := &collect.Feed{Filter: x.match, Detector: s.detector(), Memory: s.heardBytes(),
		Content: records.Contents(x.wanted), New: func() collect.Teller { return records.NewTeller(x.wanted, x.reveal) }}
	var outlets []*collect.Outlet
	run := pipeline.Options{
		Detector: feed.Detector, Depth: feed.Depth(), Wanted: x.chosen.Needs().Bytes, Totals: true,
		NewSink: func() pipeline.Sink {
			outlets = append(outlets, feed.NewOutlet())
			return outlets[len(outlets)-1]
		},
	}
	source, done, err := s.begin(&run)
	if err != nil {
		return false, err
	}
	defer done()
	written := &failing{w: in}
	run.Out = written
	var stopped atomic.Bool
	if stop := run.Stop; stop != nil {
		run.Stop = func(p *capture.Packet) bool {
			if stop(p) {
				stopped.Store(true)
			}
			return stopped.Load()
		}
	}
	totals, err := s.pass(source, run)
	if written.err == nil {
		err = errors.Join(err, collect.End(outlets, written))
	}
	for _, o := range outlets {
		totals.Losses = alsoHeard(totals.Losses, o.Losses())
	}
	x.told(in, name, outlets[0].Lost)
	s.footer(source, totals)
	return written.err == nil && !stopped.Load(), err
}

// told says how many records there are.
func (x *recordsCmd) told(in *records.Reader, name string, lost uint64) {
	var counts []string
	for _, k := range x.wanted {
		counts = append(counts, table.Grouped(in.Count[k])+" "+k.String())
	}
	fmt.Fprintf(x.errs, "%s: %s\n", table.Clean(name), strings.Join(counts, ", "))
	if lost > 0 {
		fmt.Fprintf(x.errs, "netsniff: %d records were left out: too much waited for connections in silence\n", lost)
	}
}

// failing remembers what went wrong with a writer.
type failing struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (f *failing) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	f.err = errors.Join(f.err, err)
	return n, err
}

// sumOf names a capture by what is in its files.
func sumOf(files []string) (string, error) {
	sum := sha256.New()
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		_, err = io.Copy(sum, f)
		f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}
