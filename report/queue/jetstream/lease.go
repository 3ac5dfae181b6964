package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// lease is a message that was delivered to this process.
type lease struct {
	q *tasks
	m jetstream.Msg
}

// Task implements queue.Lease.
func (l *lease) Task() []byte { return l.m.Data() }

// Tries implements queue.Lease.
func (l *lease) Tries() int {
	meta, err := l.m.Metadata()
	if err != nil {
		return 1
	}
	return int(meta.NumDelivered)
}

// Extend implements queue.Lease.
func (l *lease) Extend(context.Context) error { return l.m.InProgress() }

// confirms is how long a hub may take to confirm that a task is done, before it is asked again.
const confirms = 2 * time.Second

// Done implements queue.Lease. An acknowledgement that the hub did not confirm may be lost: then
// the task is done once more, and gives what is there already.
func (l *lease) Done(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*answers)
	defer cancel()
	return ended(patiently(ctx, func() error {
		ctx, cancel := context.WithTimeout(ctx, confirms)
		defer cancel()
		return l.m.DoubleAck(ctx)
	}))
}

// Back implements queue.Lease.
func (l *lease) Back(_ context.Context, after time.Duration) error {
	if after <= 0 {
		return ended(l.m.Nak()) // a delay of 0 would be the time of the lease
	}
	return ended(l.m.NakWithDelay(after))
}

// Bury implements queue.Lease.
func (l *lease) Bury(ctx context.Context, reason string) error {
	meta, err := l.m.Metadata()
	if err != nil {
		return err
	}
	m := &nats.Msg{Subject: l.q.subject() + ".dead", Data: l.m.Data(), Header: nats.Header{}}
	m.Header.Set(reasonHeader, line(reason))
	m.Header.Set(triesHeader, strconv.FormatUint(meta.NumDelivered, 10))
	id := fmt.Sprintf("%d of %s", meta.Sequence.Stream, meta.Timestamp.UTC().Format(time.RFC3339Nano))
	if err := l.q.publish(ctx, m, id, nil); err != nil {
		return err
	}
	return l.Done(ctx)
}

// line makes one line of a reason, as headers are.
func line(s string) string {
	const most = 2000
	s = strings.Join(strings.Fields(s), " ")
	return s[:min(len(s), most)]
}

// ended forgives that a lease was over: somebody else has the task then.
func ended(err error) error {
	if errors.Is(err, jetstream.ErrMsgAlreadyAckd) || passing(err) {
		return nil
	}
	return err
}
