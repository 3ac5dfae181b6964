package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"netsniff/capture"
	"netsniff/dissect/pipeline"
)

// run prints or saves the frames that the flags ask for.
func (o *options) run(args []string) error {
	if o.list {
		return o.listInterfaces()
	}
	if o.silent {
		o.quiet, o.errs = true, io.Discard
	}
	if err := o.positional(args); err != nil {
		return err
	}
	if o.separate && len(o.files) > 1 {
		return o.runEach()
	}
	if err := errors.Join(o.bounds(), o.preferred(), o.writing(), o.keepable()); err != nil {
		return err
	}
	// Everything that can be wrong with flags is found before a byte is read.
	form, err := o.form()
	if err != nil {
		return err
	}
	if form.taps, err = o.taps(); err != nil {
		return err
	}
	stop, err := o.stopper()
	if err != nil {
		return err
	}
	masked, err := o.masking()
	if err != nil {
		return err
	}
	needed, err := o.needs(masked, form.selector)
	if err != nil {
		return err
	}
	objects, err := o.objects()
	if err != nil {
		return err
	}
	in, err := o.open()
	if err != nil {
		return err
	}
	defer in.close()
	if in.live == nil {
		var release func()
		stop, release = interruptible(stop)
		defer release()
	}
	run := o.dissecting(in, stop)
	run.NewSink = form.encrypted.watch(form.taps.watch(form.newSink))
	masked.apply(&run)
	defer masked.report(o.errs)
	needed.apply(&run, !form.silent || form.taps.any())
	defer needed.report(o.errs)
	return errors.Join(o.timeline(in, run, form, needed), o.export(objects))
}

// dissecting returns a run over all frames of the input as the flags say, without
// a sink.
func (o *options) dissecting(in *input, stop func(*capture.Packet) bool) pipeline.Options {
	run := pipeline.Options{
		Source:  in.source,
		Wanted:  o.wanted,
		Workers: o.effort(),
		Limit:   o.count,
		Stop:    stop,
		Conns:   o.conns,
		Memory:  o.memoryBytes(),
	}
	if len(o.hosts) > 0 {
		run.Only = o.hosts.have
	}
	o.preferences.apply(&run)
	run.Detector = o.detector()
	return run
}

// bounds refuses numbers and preferences that mean nothing.
func (o *options) bounds() error {
	switch {
	case o.workers < 1:
		return fmt.Errorf("--workers %d: at least 1 is needed", o.workers)
	case o.conns < 1:
		return fmt.Errorf("--connections %d: at least 1 is needed", o.conns)
	case o.memory < 0:
		return fmt.Errorf("--memory %d: a number of mebibytes", o.memory)
	case o.snaplen < 0:
		return fmt.Errorf("-s %d: a number of bytes, or 0 for all", o.snaplen)
	}
	capHeap(o.memoryBytes(), o.conns)
	return o.loadKeys()
}

// positional takes arguments without a flag: files (as a shell expands
// `-r *.pcap`), else one display filter, as tshark does.
func (o *options) positional(args []string) error {
	if o.readFilter != "" {
		if o.filter != "" {
			return errors.New("-f and -Y are the same: give one filter")
		}
		o.filter = o.readFilter
	}
	for _, a := range args {
		switch {
		case meansFile(a) && len(o.ifaces) == 0:
			o.files = append(o.files, a)
		case o.filter != "":
			return fmt.Errorf("unexpected argument %q: there is a filter already (%s)", a, o.filter)
		default:
			o.filter = a
		}
	}
	if err := o.resolved(); err != nil {
		return err
	}
	switch {
	case o.firstFilter == "":
	case o.filter == "":
		o.filter = o.firstFilter
	default:
		o.filter = "(" + o.firstFilter + ") and (" + o.filter + ")"
	}
	return nil
}

// coloured decides whether rows are coloured.
func (o *options) coloured() (bool, error) {
	switch o.colour {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return isTerminal(o.out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", nil
	}
	return false, fmt.Errorf("--color %s: auto, always or never", o.colour)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// maxWorkers bounds --workers.
const maxWorkers = 64

// effort is how many workers there are.
func (o *options) effort() int { return max(1, min(o.workers, maxWorkers)) }

// timeline runs frames through the pipeline and closes what was opened.
func (o *options) timeline(in *input, run pipeline.Options, form *form, needed *needed) error {
	if o.write == "-" && isTerminal(o.out) {
		return errors.New("-w -: standard output is a terminal, and a capture is not text: send it to a file or a pipe")
	}
	saver, err := o.saver(in)
	if err != nil {
		return err
	}
	if saver != nil {
		run.Saver = saver
		stop := run.Stop
		run.Stop = func(p *capture.Packet) bool { return saver.full() || stop != nil && stop(p) }
	}
	out, end, err := form.open(o.out)
	if err != nil {
		return quietPipe(err)
	}
	run.Out = out
	progress := o.progress(in)
	totals, err := pipeline.Run(run)
	progress.close()
	err = errors.Join(err, end(), form.taps.write(o.out))
	if saver != nil {
		err = errors.Join(err, saver.close(in, o.errs))
	}
	form.taps.report(o.errs)
	totals = needed.given(totals)
	totals.Losses = form.taps.heard(totals.Losses)
	o.footer(in, totals)
	form.encrypted.report(o.errs, o.lang, totals)
	return quietPipe(err)
}
