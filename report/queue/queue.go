// Package queue is how work is shared out among processes on several machines: tasks go in at
// one end and are leased at the other. A worker that ends, in whatever way, lets its lease run
// out, and somebody else gets the task: each is done at least once. Who does it gives what comes
// out a name that depends on the task alone, so that there is one of it.
//
// The Queue is the whole of what is asked of a message broker; package jetstream is one.
package queue

import (
	"context"
	"errors"
	"time"
)

// Queue holds tasks. It may be used by several goroutines at a time.
type Queue interface {
	// Add adds a task; it is safe when Add returns. One of an id that was added within the last
	// day is there already: added is false.
	Add(ctx context.Context, id string, task []byte) (added bool, err error)
	// Fetch leases a task for Lease. It waits while there is none but others are at work, as
	// theirs may come back; ErrDone says that there is nothing any more.
	Fetch(ctx context.Context) (Lease, error)
	// Lease is how long a task is leased, and by how much Extend extends it.
	Lease() time.Duration
	// Status tells how much there is.
	Status(ctx context.Context) (Status, error)
	// Dead tells of the tasks that were given up, oldest first.
	Dead(ctx context.Context) ([]Letter, error)
	// Retry puts a task that was given up back.
	Retry(ctx context.Context, l Letter) error
	// String names the queue for messages.
	String() string
	Close() error
}

// Lease is a task that this process does. It ends with Done, Back or Bury, or when it has not
// been extended in time. Ending one that is over is no error.
type Lease interface {
	Task() []byte
	Tries() int                       // how often it was leased, with this one
	Extend(ctx context.Context) error // this process is still at work
	Done(ctx context.Context) error   // what came out is safe
	// Back gives the task back, to be leased again after some time.
	Back(ctx context.Context, after time.Duration) error
	// Bury gives the task up, and keeps it as a dead letter with the reason.
	Bury(ctx context.Context, reason string) error
}

// ErrDone says that no task is left.
var ErrDone = errors.New("all tasks are done")

// Status counts tasks.
type Status struct {
	Waiting uint64 `json:"waiting"` // for a worker
	Leased  uint64 `json:"leased"`  // or given back, and not due yet
	Ended   uint64 `json:"ended"`   // done or given up
	Dead    uint64 `json:"dead"`    // given up, and not tried again since
}

// Letter is a task that was given up.
type Letter struct {
	Number uint64    `json:"number"` // names it in its queue
	Task   []byte    `json:"-"`
	Reason string    `json:"reason"`
	Tries  int       `json:"tries"`
	At     time.Time `json:"at"` // when it was given up
}
