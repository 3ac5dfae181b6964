package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/timeline"
)

// run prints the timeline that the flags ask for.
func (o *options) run(args []string) error {
	if err := o.positional(args); err != nil {
		return err
	}
	switch {
	case len(o.files) > 0 && o.iface != "":
		return errors.New("-r and -i exclude each other: read files or capture live")
	case len(o.files) == 0:
		return errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff --help")
	}
	src, err := file.Open(o.files...)
	if err != nil {
		return err
	}
	defer src.Close()
	return o.timeline(src)
}

// positional takes arguments without a flag: files (as a shell expands
// `-r *.pcap`), else one display filter, as tshark does.
func (o *options) positional(args []string) error {
	for _, a := range args {
		if st, err := os.Stat(a); err == nil && !st.IsDir() {
			o.files = append(o.files, a)
			continue
		}
		if o.filter != "" {
			return fmt.Errorf("unexpected argument %q: there is a filter already", a)
		}
		o.filter = a
	}
	if o.readFilter != "" {
		if o.filter != "" {
			return errors.New("-f and -Y are the same: give one filter")
		}
		o.filter = o.readFilter
	}
	return nil
}

func (o *options) timeline(src capture.Source) error {
	format, ok := timeline.ParseTimeFormat(o.timeFormat)
	if !ok {
		return fmt.Errorf("-t %s: unknown time format; one of %s", o.timeFormat, strings.Join(timeline.TimeFormats(), ", "))
	}
	clock := timeline.Clock{Format: format, Digits: func(i int) int { return src.Interfaces()[i].Precision }}
	workers := max(1, min(o.workers, 64))
	if format == timeline.DeltaDisplayed {
		workers = 1 // each row depends on the one before
	}
	out := bufio.NewWriterSize(o.out, 1<<16)
	_, err := pipeline.Run(pipeline.Options{
		Source:   src,
		Detector: dissect.NewDetector(all.Protocols()),
		Workers:  workers,
		NewSink:  func() pipeline.Sink { return &timeline.Text{Clock: clock, Quiet: o.quiet} },
		Out:      out,
		Limit:    o.count,
		Conns:    o.conns,
	})
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if errors.Is(err, syscall.EPIPE) {
		return nil // the reader has seen enough
	}
	return err
}
