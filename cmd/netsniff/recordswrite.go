package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"netsniff/capture"
	"netsniff/capture/gather"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/records"
	"netsniff/report/table"
)

// run writes the records of each capture.
func (x *recordsCmd) run(args []string) error {
	if err := x.parse(args); err != nil {
		return err
	}
	if err := x.openLake(); err != nil {
		return err
	}
	if x.lake != nil {
		defer x.lake.Close()
	}
	if len(x.ifaces) > 0 {
		return x.live()
	}
	captures, err := x.captures()
	if err != nil {
		return err
	}
	wrong := x.unread
	for _, c := range captures {
		wrong = append(wrong, x.write(c))
	}
	return errors.Join(wrong...)
}

// openLake opens where records go, unless that is standard output, and clears away what runs that
// were killed have left there.
func (x *recordsCmd) openLake() (err error) {
	if x.output == "-" {
		return nil
	}
	if x.lake, err = x.storeAt(x.output); err != nil {
		return err
	}
	n, err := x.lake.Sweep()
	if n > 0 {
		x.note("%d unfinished files of runs that were killed were removed from %s", n, x.lake)
	}
	return err
}

// interrupted is the error of a capture that was not read to its end.
type interrupted string

func (i interrupted) Error() string { return string(i) + ": nothing was written; run it again" }

// outputError is one of what is written, whatever is read.
type outputError struct{ error }

func (e outputError) Unwrap() error { return e.error }

// write writes the records of one capture: all of them, or none.
func (x *recordsCmd) write(c gather.Capture) error {
	files, release, err := x.fetched(c.Files)
	if err != nil {
		return err
	}
	defer release()
	o := *x.options
	o.files = files
	one := *x.statsCmd
	one.options = &o
	place := records.Place{File: filepath.Base(c.Name)}
	if x.lake == nil {
		return x.print(&one, place, c.Name)
	}
	if place.Input, err = sumOf(files); err != nil {
		return err
	}
	place.Input += x.shard.suffix()
	out := x.to(place, "")
	if r, ok := out.(*records.Rotating); ok {
		r.Every = 0
	}
	whole, err := x.read(&one, &records.Reader{Sink: out}, c.Name)
	if !whole {
		out.Discard()
		return errors.Join(err, interrupted(c.Name))
	}
	return errors.Join(err, x.commit(out, c.Name))
}

// live writes the records of an interface until the capture ends.
func (x *recordsCmd) live() error {
	name := x.ifaces[0]
	place := records.Place{File: name,
		Input: "live-" + time.Now().UTC().Format("20060102T150405Z") + "-" + strings.ToLower(rand.Text()[:8])}
	if x.lake == nil {
		return x.print(x.statsCmd, place, name)
	}
	out := &records.Rotating{Most: x.bytes, Every: x.every,
		New: func(n int) records.Output { return x.to(place, fmt.Sprintf("-%06d", n)) }}
	if x.as == "ndjson" {
		out = x.to(place, "").(*records.Rotating)
	}
	_, err := x.read(x.statsCmd, &records.Reader{Sink: out}, name)
	return errors.Join(err, x.commit(out, name)) // what came before is good
}

// output returns what the records of a capture are written to; end is that of the names of
// files in Parquet.
func (x *recordsCmd) to(place records.Place, end string) records.Output {
	if x.as == "parquet" {
		return &records.Lake{Store: x.lake, Sensor: x.sensor, Input: place.Input + end, Place: place, Replace: x.again,
			Keep: func(name string) {
				x.note("%s is there already with other records, and was kept: --replace writes it anew", name)
			}}
	}
	return &records.Rotating{Most: x.bytes, Every: x.every, New: func(n int) records.Output {
		return records.NewLineFile(x.lake, x.sensor, place, place.Input, n)
	}}
}

// commit completes what was written.
func (x *recordsCmd) commit(out records.Output, name string) error {
	defer out.Discard()
	if err := out.Commit(); err != nil {
		return fmt.Errorf("%s: not all was written: %w", name, outputError{err})
	}
	return nil
}

// print writes lines of JSON to standard output.
func (x *recordsCmd) print(s *statsCmd, place records.Place, name string) error {
	lines := records.NewLines(x.out)
	lines.Place = place
	lines.Soon = len(x.ifaces) > 0
	_, err := x.read(s, &records.Reader{Sink: lines}, name) // lines that are out are out
	return quietPipe(errors.Join(err, lines.Flush()))
}

// read takes a capture to a reader of records. whole is false if that was not to its end:
// records of what can be read of a damaged one are whole.
func (x *recordsCmd) read(s *statsCmd, in *records.Reader, name string) (whole bool, err error) {
	var tellers []*records.Teller
	feed := &collect.Feed{Filter: x.match, Detector: s.detector(), Memory: s.heardBytes(),
		Content: records.Contents(x.wanted), Rows: records.Rows(x.wanted), Beside: records.Beside(x.wanted, s.memoryBytes()),
		New: func() collect.Teller {
			tellers = append(tellers, records.NewTeller(x.wanted, x.reveal))
			return tellers[len(tellers)-1]
		}}
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
	if written.err == nil {
		written.err = tellers[0].SayFindings(in, outlets[0].Collectors(), begunOf(tellers), outlets[0].Vitals.Last)
		err = errors.Join(err, written.err)
	}
	for _, o := range outlets {
		totals.Losses = alsoHeard(totals.Losses, o.Losses())
	}
	x.told(in, name, outlets[0].Lost, tellers)
	s.footer(source, totals)
	return written.err == nil && !stopped.Load(), err
}

// begunOf returns when the capture began that tellers told of.
func begunOf(tellers []*records.Teller) (begun capture.Stamp) {
	for _, t := range tellers {
		begun = max(begun, t.Begun()) // those that had no frame do not know
	}
	return begun
}

// told says how many records there are, and what is not in them.
func (x *recordsCmd) told(in *records.Reader, name string, lost uint64, tellers []*records.Teller) {
	var counts []string
	for _, k := range x.wanted {
		counts = append(counts, table.Grouped(in.Count[k])+" "+k.String())
	}
	fmt.Fprintf(x.errs, "%s: %s\n", table.Clean(name), strings.Join(counts, ", "))
	if lost > 0 {
		x.note("%d records were left out: too much waited for connections in silence", lost)
	}
	var crowded, unfollowed uint64
	for _, t := range tellers {
		crowded, unfollowed = crowded+t.Crowded(), unfollowed+t.Unfollowed()
	}
	if crowded > 0 {
		x.note("%d mails were written as unanswered before their answer came: more than 64 of a connection waited", crowded)
	}
	if unfollowed > 0 {
		x.note("%d handshakes of TLS were not followed: more than 65,536 were under way", unfollowed)
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
	if err != nil {
		err = outputError{err}
	}
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
