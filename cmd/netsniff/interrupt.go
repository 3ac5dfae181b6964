package main

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"netsniff/capture"
)

// sameSignal is how long signals behind the first are the same one: timeout sends it to the
// program and then to its group.
const sameSignal = 100 * time.Millisecond

// onInterrupt has the first of the signals that ask a program to end call stop,
// so that it ends in good order: Ctrl-C, kill, and a terminal that is closed. A
// second one ends it at once, even if it waits for somebody to read its output.
// release gives the signals back. Those that the parent has it ignore (nohup)
// stay ignored.
func onInterrupt(stop func()) (release func()) {
	signals := make(chan os.Signal, 1)
	for _, s := range [...]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	released := make(chan struct{})
	go func() {
		select {
		case <-signals:
			stop()
			select {
			case <-time.After(sameSignal):
			case <-released:
			}
			signal.Stop(signals)
		case <-released:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(released)
	}
}

// interruptible lets an interrupt end the reading of files as if they ended
// there, so that the output is whole.
func interruptible(stop func(*capture.Packet) bool) (_ func(*capture.Packet) bool, release func()) {
	var interrupted atomic.Bool
	release = onInterrupt(func() { interrupted.Store(true) })
	return func(p *capture.Packet) bool { return interrupted.Load() || stop != nil && stop(p) }, release
}
