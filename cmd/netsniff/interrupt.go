package main

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"netsniff/capture"
)

// interruptible lets an interrupt end the reading of files as if they ended
// there, so that the output is whole; a second one ends the program. release
// gives the signals back.
func interruptible(stop func(*capture.Packet) bool) (_ func(*capture.Packet) bool, release func()) {
	var interrupted atomic.Bool
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, ok := <-signals; ok {
			interrupted.Store(true)
			signal.Stop(signals)
		}
	}()
	return func(p *capture.Packet) bool {
			return interrupted.Load() || stop != nil && stop(p)
		}, func() {
			signal.Stop(signals)
			close(signals)
		}
}
