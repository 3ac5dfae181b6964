package main

import (
	"errors"
	"io"
	"os"

	"netsniff/capture"
	"netsniff/dissect/pipeline"
)

// twice reports whether the input can be read a second time: it is made of files.
func (o *options) twice() bool {
	_, once := onlyOnce(o.files)
	return !once && len(o.files) > 0
}

// onlyOnce returns the first of the files that cannot be read a second time.
func onlyOnce(files []string) (name string, once bool) {
	for _, name := range files {
		if st, err := os.Stat(name); name == "-" || err == nil && !st.Mode().IsRegular() && !st.IsDir() {
			return name, true
		}
	}
	return "", false
}

// search takes the files through a first run, which says nothing and looks for
// something ("secrets") that the second needs. plan completes it. Damage is not
// told: the second run does.
func (o *options) search(something string, plan func(*pipeline.Options)) (pipeline.Totals, error) {
	in, err := o.open()
	if err != nil {
		return pipeline.Totals{}, err
	}
	defer in.close()
	stop, release := interruptible(nil)
	defer release()
	run := o.dissecting(in, stop)
	run.Out = io.Discard
	plan(&run)
	progress := o.progress(in)
	totals, err := pipeline.Run(run)
	progress.close()
	var damaged *capture.DamageError
	switch {
	case stop(nil):
		return totals, errors.New("interrupted while looking for " + something)
	case err != nil && !errors.As(err, &damaged):
		return totals, err
	}
	return totals, nil
}

// searched has a run stop where the search did: frames that the files got since
// are left out.
func searched(run *pipeline.Options, frames uint32) {
	stop := run.Stop
	run.Stop = func(p *capture.Packet) bool {
		return p != nil && p.Frame > frames || stop != nil && stop(p)
	}
}
