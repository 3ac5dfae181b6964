package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Worker does the tasks of a queue, one after the other.
type Worker struct {
	Queue Queue
	// Do does a task: what comes out of it is safe when it returns nil. An error that is
	// Hopeless is not tried again. ctx ends when the lease was lost.
	Do func(ctx context.Context, task []byte) error
	// Tries is how often a task is leased before it is given up, by any worker.
	Tries int
	// Pause is how long a task waits after its first failure; it doubles with each, up to
	// MostPause.
	Pause time.Duration
	Stay  bool              // wait for tasks to come when all are done
	Told  func(what string) // of tasks that failed; never nil
}

// MostPause bounds how long a task waits that failed.
const MostPause = 5 * time.Minute

// Hopeless is an error of a task that no other try will do better.
type Hopeless struct{ Err error }

func (h *Hopeless) Error() string { return h.Err.Error() }
func (h *Hopeless) Unwrap() error { return h.Err }

// Unable is an error that keeps this worker from doing any task, as a full disk does. It gives
// the task back and ends.
type Unable struct{ Err error }

func (u *Unable) Error() string { return u.Err.Error() }
func (u *Unable) Unwrap() error { return u.Err }

// Count is what a worker did.
type Count struct {
	Done, Failed, Dead int
}

// Run works until there is nothing any more or ctx ends, which gives back the task at hand.
func (w *Worker) Run(ctx context.Context) (n Count, err error) {
	for {
		lease, err := w.Queue.Fetch(ctx)
		switch {
		case ctx.Err() != nil:
			return n, nil
		case errors.Is(err, ErrDone) && w.Stay:
			if !sleep(ctx, stays) {
				return n, nil
			}
			continue
		case errors.Is(err, ErrDone):
			return n, nil
		case err != nil:
			return n, err
		}
		if err := w.one(ctx, lease, &n); err != nil {
			return n, err
		}
	}
}

// stays is how often one looks for tasks who waits for them to come.
const stays = 500 * time.Millisecond

// one does a task that was leased.
func (w *Worker) one(ctx context.Context, lease Lease, n *Count) error {
	settled := context.WithoutCancel(ctx) // an interrupt must not keep the queue from knowing
	if lease.Tries() > w.Tries {
		n.Dead++
		reason := fmt.Sprintf("%d workers ended while they were at it, or lost the queue", w.Tries)
		w.Told("given up: " + reason)
		return lease.Bury(settled, reason)
	}
	failed := w.attempt(ctx, lease)
	var hopeless *Hopeless
	var unable *Unable
	switch {
	case failed == nil:
		n.Done++
		return lease.Done(settled)
	case ctx.Err() != nil:
		return lease.Back(settled, 0)
	case errors.As(failed, &unable):
		return errors.Join(unable.Err, lease.Back(settled, 0))
	case errors.As(failed, &hopeless) || lease.Tries() >= w.Tries:
		n.Dead++
		w.Told("given up: " + line(failed))
		return lease.Bury(settled, line(failed))
	}
	n.Failed++
	pause := min(w.Pause<<min(lease.Tries()-1, 20), MostPause)
	w.Told(fmt.Sprintf("%s; once more in %v", line(failed), pause))
	return lease.Back(settled, pause)
}

// line makes a line of an error, of which there may be several.
func line(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// attempt does the task and extends its lease meanwhile.
func (w *Worker) attempt(ctx context.Context, lease Lease) error {
	ctx, cancel := context.WithCancel(ctx)
	var beating sync.WaitGroup
	beating.Go(func() {
		lost := time.Now().Add(w.Queue.Lease())
		for sleep(ctx, w.Queue.Lease()/4) {
			asked := time.Now()
			if err := lease.Extend(ctx); err == nil {
				lost = asked.Add(w.Queue.Lease())
			} else if time.Now().After(lost) {
				cancel() // somebody else has it by now
			}
		}
	})
	defer beating.Wait()
	defer cancel()
	return w.Do(ctx, lease.Task())
}

// sleep waits, and reports whether ctx goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
