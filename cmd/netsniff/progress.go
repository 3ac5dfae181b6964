package main

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"netsniff/report/view"
)

// progressBar shows on standard error how much of the files has been read.
type progressBar struct {
	bar  *progressbar.ProgressBar
	stop chan struct{}
	done chan struct{}
}

// progressAfter is how long a run lasts before it is worth a progress bar.
const progressAfter = 2 * time.Second

// progress tells those who write the rows (view.Watcher), or starts a bar when somebody waits at a
// terminal while the rows go elsewhere; else it returns nil, which is fine to close.
func (o *options) progress(in *input) *progressBar {
	if w, ok := o.out.(view.Watcher); ok && in.files != nil {
		w.Watch(in.files.Progress)
	}
	if in.files == nil || isTerminal(o.out) && !o.quiet && o.write == "" || !isTerminal(o.errs) {
		return nil
	}
	_, total := in.files.Progress()
	if total == 0 {
		return nil
	}
	if o.began.IsZero() {
		o.began = time.Now()
	}
	after := max(0, progressAfter-time.Since(o.began)) // of several captures each may be short
	p := &progressBar{stop: make(chan struct{}), done: make(chan struct{})}
	p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(o.errs), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription(o.which), progressbar.OptionClearOnFinish())
	go func() {
		defer close(p.done)
		for wait := after; ; wait = 200 * time.Millisecond {
			select {
			case <-p.stop:
				return
			case <-time.After(wait):
				read, _ := in.files.Progress()
				_ = p.bar.Set64(min(read, total)) // a bar that cannot be drawn is no reason to stop
			}
		}
	}()
	return p
}

func (p *progressBar) close() {
	if p == nil {
		return
	}
	close(p.stop)
	<-p.done
	_ = p.bar.Clear()
}
