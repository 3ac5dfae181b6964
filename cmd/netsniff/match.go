package main

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/spf13/cobra"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/capture/gather"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/table"
)

const matchHelp = `match looks for frames in many captures, as grep does for lines in files: it
prints the rows of frames that match, each with its capture in front if there
are several. Directories stand for the captures in them and below. The exit code
is 0 if a frame matched, 1 if none did, 2 if something could not be read.`

const matchExamples = `  netsniff match -r caps/ -f 'http.response.code == 304'
  netsniff match -l -r caps/ 'smtp.response.code >= 500'   names only
  netsniff match -L -r 'lab3/*.pcapng' 'dns and udp'       those without
  netsniff match -c -r caps/ tcp.analysis.retransmission   how many in each
  netsniff match -q -r x.pcap tls                          the exit code tells`

// errNoMatch is no fault: it is the exit code 1.
var errNoMatch = errors.New("no frame matched")

// matchCmd are the flags of netsniff match.
type matchCmd struct {
	*options
	counts  bool
	with    bool
	without bool
}

func newMatch(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &matchCmd{options: &options{in: in, out: out, errs: errs, format: "text",
		fileFormat: file.PcapNG.String(), seconds: "s"}}
	c := &cobra.Command{
		Use:     "match [flags] -r FILE|DIR... FILTER",
		Short:   "Look for frames in many captures",
		Long:    matchHelp,
		Example: matchExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&x.files, "read", "r", nil, "look in `FILE`, or in all captures in a directory; repeatable")
	x.declareKeys(f)
	f.StringVarP(&x.filter, "filter", "f", "", "look for frames that match the display filter `EXPR`")
	f.StringVarP(&x.readFilter, "display-filter", "Y", "", "the same as -f `EXPR`, as tshark calls it")
	f.BoolVarP(&x.counts, "count", "c", false, "print how many frames matched in each capture")
	f.BoolVarP(&x.with, "files-with-matches", "l", false, "print the names of captures with such frames")
	f.BoolVarP(&x.without, "files-without-match", "L", false, "print the names of captures without such frames")
	f.BoolVarP(&x.quiet, "quiet", "q", false, "print nothing: the exit code tells")
	f.StringVarP(&x.timeFormat, "time", "t", "r", "time `FORMAT` of rows, as of netsniff -t")
	f.StringVar(&x.colour, "color", "auto", "colour rows `WHEN`: auto (on a terminal), always or never")
	x.declareGrouping(f)
	x.declareEffort(f, "read", sameOutput, 100_000, leastUsed)
	x.declareMemory(f)
	c.MarkFlagsMutuallyExclusive("count", "files-with-matches", "files-without-match", "quiet")
	complete(c, "filter", offerFilter)
	complete(c, "display-filter", offerFilter)
	completeArgument(c, offerFilter)
	return c
}

// run looks and says what it found.
func (x *matchCmd) run(args []string) error {
	if err := x.named(args); err != nil {
		return err
	}
	if err := x.bounds(); err != nil {
		return err
	}
	registry := all.Names()
	chosen, err := filter.Compile(x.filter, registry)
	if err != nil {
		return err
	}
	x.warnUndecoded(registry, chosen.Needs())
	captures, err := x.captures()
	if err != nil {
		return err
	}
	if x.counts || x.with || x.without || x.quiet {
		err = x.count(captures, chosen)
	} else {
		err = x.rows(captures)
	}
	return quietPipe(errors.Join(append(x.unread, err)...))
}

// named sorts arguments into files and the filter.
func (x *matchCmd) named(args []string) error {
	if x.filter == "" {
		x.filter, x.readFilter = x.readFilter, ""
	}
	for _, a := range args {
		switch {
		case meansFile(a):
			x.files = append(x.files, a)
		case x.filter != "":
			return fmt.Errorf("%s: there is no such file, and there is a filter already (%s)", a, x.filter)
		default:
			x.filter = a
		}
	}
	switch {
	case x.filter == "":
		return errors.New("say what to look for: netsniff match -r FILE 'http.response.code == 304'")
	case len(x.files) == 0:
		return errors.New("nothing to look in: name a capture or a directory with -r")
	case x.readFilter != "":
		return errors.New("-f and -Y are the same: give one filter")
	}
	return nil
}

// rows prints the rows that match, capture by capture.
func (x *matchCmd) rows(captures []gather.Capture) error {
	found := false
	var wrong []error
	for i, c := range captures {
		one := *x.options
		out := &prefixed{w: x.out}
		if len(captures) > 1 {
			out.prefix = c.Name + ": "
			one.which = fmt.Sprintf("%d/%d %s", i+1, len(captures), table.Clean(c.Name))
		}
		one.files, one.out = c.Files, out
		wrong = append(wrong, one.run(nil))
		found = found || out.lines
	}
	if !found {
		wrong = append(wrong, errNoMatch)
	}
	return errors.Join(wrong...)
}

// counted is what was found in a capture.
type counted struct {
	n   uint64
	err error
}

// count counts in several captures at a time and prints in their order.
func (x *matchCmd) count(captures []gather.Capture, chosen *filter.Filter) error {
	results := make([]chan counted, len(captures))
	for i := range results {
		results[i] = make(chan counted, 1)
	}
	var enough atomic.Bool // -q knows when one matched
	var next atomic.Int64
	for range min(x.effort(), len(captures)) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(captures); i = int(next.Add(1)) - 1 {
				n, err := uint64(0), error(nil)
				if !enough.Load() {
					n, err = x.matches(captures[i], chosen)
				}
				if x.quiet && n > 0 {
					enough.Store(true)
				}
				results[i] <- counted{n, err}
			}
		}()
	}
	found := false
	var wrong []error
	for i, c := range captures {
		r := <-results[i]
		wrong = append(wrong, r.err)
		found = found || (r.n > 0) != x.without
		if line := x.line(c, r.n); line != "" {
			if _, err := fmt.Fprintln(x.out, line); err != nil {
				return err
			}
		}
	}
	if !found {
		wrong = append(wrong, errNoMatch)
	}
	return errors.Join(wrong...)
}

// line is what is said of a capture in which n frames matched, "" if nothing.
func (x *matchCmd) line(c gather.Capture, n uint64) string {
	switch {
	case x.counts:
		return fmt.Sprintf("%s: %d", c.Name, n)
	case x.with && n > 0, x.without && n == 0:
		return c.Name
	}
	return ""
}

// matches counts the frames of a capture that match: no more than one if that
// is all there is to know.
func (x *matchCmd) matches(c gather.Capture, chosen *filter.Filter) (uint64, error) {
	source, err := file.Open(c.Files...)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	plan := &collect.Plan{Filter: matching(x.filter, chosen)}
	sink := &matchCounter{match: plan.Filter.Match()}
	run := x.dissecting(&input{source: source}, nil)
	run.Workers, run.Depth, run.Wanted = 1, plan.Depth(), chosen.Needs().Bytes
	run.Out, run.NewSink = io.Discard, func() pipeline.Sink { return sink }
	if !x.counts {
		run.Stop = func(*capture.Packet) bool { return sink.n.Load() > 0 }
	}
	_, err = pipeline.Run(run)
	return sink.n.Load(), err
}

// matchCounter is a sink that counts.
type matchCounter struct {
	match collect.Match
	n     atomic.Uint64
}

// Frame implements pipeline.Sink.
func (m *matchCounter) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if !m.match(f) {
		return dst, false
	}
	m.n.Add(1)
	return dst, true
}
