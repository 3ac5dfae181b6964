package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"netsniff/dissect/filter"
	"netsniff/report/collect"
	"netsniff/report/records"
	"netsniff/report/store"
)

const recordsHelp = `records writes what captures hold as typed records: exchanges (a request and its
reply), connections, lookups (of DNS), logins, mails, transfers (of FTP),
handshakes (of TLS) and findings (what an expert would remark). Engines of SQL
such as DuckDB read them as tables, however many captures they are from; netsniff
stats --from makes its own tables of them:

  SELECT server, quantile_cont(ttfb, 0.99) / 1e6 AS p99_ms
  FROM 'lake/exchanges/**/*.parquet' GROUP BY server

With -o DIR they are files in Parquet, DIR/KIND/date=…/sensor=…/INPUT.parquet,
where INPUT names the capture by its contents: the same capture gives the same
files, so that an interrupted command can simply be run again. Of a live capture
(-i NAME) a file is complete every five minutes. With --as ndjson they are lines
of JSON with the names of the Elastic Common Schema, in files of 64 MB or on
standard output (-o -). What columns mean stands in docs/records.md, and in the
files.

Passwords are not in them, and what is named like a secret in URIs is
overwritten with * unless --reveal is given. Memory is bounded, however large
captures are.`

const recordsExamples = `  netsniff records -r captures/ -o lake             all captures in a directory
  netsniff records -r lab.pcap -o lake --kinds exchanges,lookups
  netsniff records -r lab.pcap -o lake --sensor gate-1 -f 'ip.addr == 192.0.2.9'
  netsniff records -r lab.pcap --as ndjson -o - | jq .
  netsniff records -i eth0 -o lake --sensor gate-1  live, until Ctrl-C`

// recordsCmd are the flags of netsniff records.
type recordsCmd struct {
	*statsCmd
	output string
	as     string
	kinds  []string
	sensor string
	every  time.Duration // a file is complete
	most   string        // it takes, as the user wrote it
	again  bool          // what is there is replaced

	wanted []records.Kind
	match  *collect.Filter
	chosen *filter.Filter
	lake   store.Store // nil for standard output
	bytes  int64       // of a file
}

func newRecords(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &recordsCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs, colour: "never", quiet: true}}}
	c := &cobra.Command{
		Use:     "records [flags] {-r FILE... | -i NAME} -o DIR",
		Short:   "Write exchanges, connections, mails and the like for SQL",
		Long:    recordsHelp,
		Example: recordsExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	x.declareLive(c, "; files are complete as --file-time and --file-size say")
	x.declareRecords(c)
	f.StringVar(&x.as, "as", "parquet", "write as `FORMAT`: parquet, or ndjson (lines of JSON)")
	f.DurationVar(&x.every, "file-time", 0, "live: begin another file after `TIME` (default 5m)")
	f.StringVar(&x.most, "file-size", "",
		"live and ndjson: begin another file when records fill `SIZE`, such as 64M (that of Parquet is before compression, 256M)")
	x.declareGrouping(f)
	x.declareShard(c)
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	complete(c, "as", fixed([]string{"parquet", "ndjson"}))
	return c
}

// declareRecords declares which records are written, and where to.
func (x *recordsCmd) declareRecords(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&x.output, "output", "o", "", "write into the directory `DIR`, or below s3://BUCKET/PREFIX; - is standard output, for ndjson")
	f.StringSliceVar(&x.kinds, "kinds", nil, "write these `KINDS` only, with commas between them: "+kindNames())
	f.StringVar(&x.sensor, "sensor", "local", "the captures are of the sensor called `NAME`")
	f.BoolVar(&x.again, "replace", false, "write anew what is there of the same captures with other records")
	f.StringVarP(&x.filter, "filter", "f", "", "tell only of frames that match the display filter `EXPR`")
	f.BoolVar(&x.reveal, "reveal", false, "show what is secret in URIs")
	x.declareStores(f)
	complete(c, "filter", offerFilter)
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
	live := len(x.ifaces) > 0
	switch {
	case len(x.files) == 0 && !live:
		return errors.New("nothing to read: name captures with -r FILE or an interface with -i NAME; see netsniff records --help")
	case x.as != "parquet" && x.as != "ndjson":
		return fmt.Errorf("--as %s: parquet or ndjson", x.as)
	case x.output == "":
		return errors.New("say where the records go with -o DIR, or --as ndjson -o - for standard output")
	case x.as == "parquet" && x.output == "-":
		return errors.New("records in Parquet are written into a directory: -o DIR; for standard output there is --as ndjson")
	case x.count > 0 && !live:
		return errors.New("-c ends a live capture; the records of a file are those of all of it")
	}
	if err := x.rotation(live); err != nil {
		return err
	}
	if name, once := onlyOnce(x.files); once && x.output != "-" {
		return errors.New(name + " can be read only once, and files are named by what is in it: save it to a file first, or use --as ndjson -o -")
	}
	return x.choose()
}

// choose reads the flags that say which records are written.
func (x *recordsCmd) choose() (err error) {
	if !sensors.MatchString(x.sensor) {
		return fmt.Errorf("--sensor %s: letters, digits, dots, hyphens and underscores, at most 64", x.sensor)
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

// rotation reads when another file begins.
func (x *recordsCmd) rotation(live bool) (err error) {
	switch {
	case x.every < 0 || x.every > 0 && x.every < time.Second:
		return fmt.Errorf("--file-time %s: at least 1s is needed", x.every)
	case x.every > 0 && !live:
		return errors.New("--file-time is for live captures (-i NAME)")
	case x.most != "" && !live && x.as == "parquet":
		return errors.New("--file-size is for live captures and for --as ndjson: in Parquet a capture has one file for each day and kind")
	case (x.most != "" || x.every > 0) && x.output == "-":
		return errors.New("--file-time and --file-size are for files: -o DIR")
	}
	if live && x.every == 0 {
		x.every = 5 * time.Minute
	}
	if x.most == "" {
		x.most = map[string]string{"parquet": "256M", "ndjson": "64M"}[x.as]
	}
	if x.bytes, err = parseBytes(x.most); err != nil || x.bytes < 1<<16 {
		return fmt.Errorf("--file-size %s: a size such as 64M is needed, at least 64k", x.most)
	}
	return nil
}

// parseBytes reads a size: "64M", "64k", "1G", "1000000"; letters count by 1,024.
func parseBytes(text string) (int64, error) {
	number := strings.TrimRight(strings.TrimSuffix(strings.ToLower(text), "b"), "kmg")
	shift := map[string]int{"": 0, "k": 10, "m": 20, "g": 30}
	n, err := strconv.ParseInt(number, 10, 32)
	by, ok := shift[strings.TrimSuffix(strings.ToLower(text), "b")[len(number):]]
	if err != nil || !ok || n < 0 {
		return 0, strconv.ErrSyntax
	}
	return n << by, nil
}
