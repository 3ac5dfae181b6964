package main

import (
	"syscall"
	"testing"
	"time"
)

// TestInterruptedTwiceAtOnce: a signal that comes twice, as timeout sends it, lets the program end in good order.
func TestInterruptedTwiceAtOnce(t *testing.T) {
	stopped := make(chan struct{})
	release := onInterrupt(func() { close(stopped) })
	defer release()
	for range 2 {
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case <-stopped:
		case <-time.After(10 * time.Second):
			t.Fatal("the signal was not heard")
		}
	}
	time.Sleep(sameSignal / 6) // the second has come
}
