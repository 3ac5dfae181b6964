package jetstream

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"netsniff/report/queue"
)

// tasks is a queue: a stream, one consumer of it that all workers share, and a stream of the
// tasks that were given up. Tasks stay in the stream for a day after they have ended, as their
// identifiers are remembered by that.
type tasks struct {
	*Connection
	name     string
	lease    time.Duration
	stream   jetstream.Stream
	consumer jetstream.Consumer
	dead     jetstream.Stream
}

var _ queue.Queue = (*tasks)(nil)

const (
	remembers = 24 * time.Hour // identifiers, see queue.Queue.Add
	mostOut   = 100_000        // tasks that are leased at a time
	polls     = time.Second    // how often an idle worker asks whether others are at work
)

// Queue opens a queue by name, and makes it if need be.
func (c *Connection) Queue(ctx context.Context, name string, o Options) (queue.Queue, error) {
	q := &tasks{Connection: c, name: name}
	var err error
	q.stream, err = c.stream(ctx, o, jetstream.StreamConfig{Name: "netsniff-" + name, Subjects: []string{q.subject()},
		Duplicates: remembers})
	if err == nil {
		q.dead, err = c.stream(ctx, o, jetstream.StreamConfig{Name: "netsniff-" + name + "-dead",
			Subjects: []string{q.subject() + ".dead"}, Duplicates: remembers})
	}
	if err == nil {
		err = q.workers(ctx, o.Lease)
	}
	if err == nil {
		err = q.forget(ctx, time.Now().Add(-remembers))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, stored(err))
	}
	return q, nil
}

func (q *tasks) subject() string { return "netsniff." + q.name }

// workers finds the consumer that all workers share. Who works says for how long tasks are leased; others
// take it as it is.
func (q *tasks) workers(ctx context.Context, lease time.Duration) error {
	config := jetstream.ConsumerConfig{Durable: "workers", AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: cmp.Or(lease, DefaultLease), MaxDeliver: -1, MaxAckPending: mostOut}
	err := patiently(ctx, func() (err error) {
		if lease == 0 {
			q.consumer, err = q.stream.Consumer(ctx, config.Durable)
			if !errors.Is(err, jetstream.ErrConsumerNotFound) {
				return err
			}
		}
		q.consumer, err = q.stream.CreateOrUpdateConsumer(ctx, config)
		return err
	})
	if err == nil {
		q.lease = q.consumer.CachedInfo().Config.AckWait
	}
	return err
}

// forget removes tasks that have ended and were added before a time.
func (q *tasks) forget(ctx context.Context, before time.Time) error {
	var first, end uint64
	err := patiently(ctx, func() error {
		c, err := q.consumer.Info(ctx)
		if err != nil {
			return err
		}
		s, err := q.stream.Info(ctx)
		if err == nil {
			first, end = s.State.FirstSeq, c.AckFloor.Stream+1
		}
		return err
	})
	if err != nil || end <= first {
		return err
	}
	recent := sort.Search(int(end-first), func(i int) bool {
		m, err := q.stream.GetMsg(ctx, first+uint64(i))
		return err != nil || m.Time.After(before)
	})
	if recent == 0 {
		return nil
	}
	return q.stream.Purge(ctx, jetstream.WithPurgeSequence(first+uint64(recent)))
}

// stream returns a stream, and makes it if there is none.
func (c *Connection) stream(ctx context.Context, o Options, config jetstream.StreamConfig) (s jetstream.Stream, err error) {
	config.Storage, config.Replicas = jetstream.FileStorage, o.Replicas
	if config.Replicas == 0 {
		config.Replicas = 3
	}
	err = patiently(ctx, func() (err error) {
		s, err = c.js.Stream(ctx, config.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			s, err = c.js.CreateStream(ctx, config)
		}
		if alone := (*jetstream.APIError)(nil); errors.As(err, &alone) && alone.ErrorCode == notClustered && o.Replicas == 0 {
			config.Replicas = 1
			s, err = c.js.CreateStream(ctx, config)
		}
		return err
	})
	return s, err
}

// notClustered is the error of a server that is asked for replicas and has no others.
const notClustered = 10074

// patiently tries what fails while a cluster chooses another leader, for some time.
func patiently(ctx context.Context, do func() error) error {
	until := time.Now().Add(publishes)
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := do()
		if err == nil || !passing(err) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// passing reports whether an error is one of a cluster that is about to be whole again.
func passing(err error) bool {
	if api := (*jetstream.APIError)(nil); errors.As(err, &api) {
		return api.Code == 503 // no leader, no quorum, no room for a replica
	}
	return errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) ||
		errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded)
}

// stored says what to do about an error of JetStream.
func stored(err error) error {
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
		return errors.New("the hub keeps no messages: start it with -js")
	}
	return err
}

func (q *tasks) String() string       { return q.Connection.name }
func (q *tasks) Lease() time.Duration { return q.lease }

// Add implements queue.Queue.
func (q *tasks) Add(ctx context.Context, id string, task []byte) (added bool, err error) {
	err = q.publish(ctx, &nats.Msg{Subject: q.subject(), Data: task}, id, &added)
	return added, err
}

// publish has a message stored, once for its id.
func (q *tasks) publish(ctx context.Context, m *nats.Msg, id string, added *bool) error {
	err := patiently(ctx, func() error {
		ack, err := q.js.PublishMsg(ctx, m, jetstream.WithMsgID(id))
		if err == nil && added != nil {
			*added = !ack.Duplicate
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", q, stored(err))
	}
	return nil
}

// Fetch implements queue.Queue.
func (q *tasks) Fetch(ctx context.Context) (queue.Lease, error) {
	failing := time.Time{}
	for {
		m, err := q.fetch(ctx)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err == nil && m != nil:
			return &lease{q: q, m: m}, nil
		case err == nil:
			var s queue.Status
			if s, err = q.Status(ctx); err == nil && s.Waiting+s.Leased == 0 {
				return nil, queue.ErrDone
			}
		}
		if err == nil || q.nc.IsReconnecting() { // a hub that is away is waited for
			failing = time.Time{}
			if err != nil {
				time.Sleep(polls)
			}
			continue
		}
		if failing.IsZero() {
			failing = time.Now()
		}
		if time.Since(failing) > 2*publishes {
			return nil, fmt.Errorf("%s: %w", q, stored(err))
		}
		time.Sleep(polls)
	}
}

// fetch waits for a task, but not long; nil: there was none.
func (q *tasks) fetch(ctx context.Context) (jetstream.Msg, error) {
	batch, err := q.consumer.Fetch(1, jetstream.FetchMaxWait(polls))
	if err != nil {
		return nil, err
	}
	select {
	case m := <-batch.Messages():
		if m == nil {
			return nil, batch.Error()
		}
		return m, nil
	case <-ctx.Done():
		go func() { // it may come yet: back with it
			for m := range batch.Messages() {
				_ = m.Nak()
			}
		}()
		return nil, ctx.Err()
	}
}

// Status implements queue.Queue.
func (q *tasks) Status(ctx context.Context) (s queue.Status, err error) {
	c, err := q.consumer.Info(ctx)
	if err != nil {
		return s, err
	}
	stream, err := q.stream.Info(ctx)
	if err != nil {
		return s, err
	}
	dead, err := q.dead.Info(ctx)
	if err != nil {
		return s, err
	}
	return queue.Status{Waiting: c.NumPending, Leased: uint64(c.NumAckPending),
		Ended: stream.State.LastSeq - c.NumPending - uint64(c.NumAckPending), Dead: dead.State.Msgs}, nil
}

// Headers of dead letters.
const (
	reasonHeader = "Netsniff-Reason"
	triesHeader  = "Netsniff-Tries"
)

// Dead implements queue.Queue.
func (q *tasks) Dead(ctx context.Context) (list []queue.Letter, err error) {
	info, err := q.dead.Info(ctx)
	if err != nil {
		return nil, err
	}
	for n := info.State.FirstSeq; n <= info.State.LastSeq && info.State.Msgs > 0; n++ {
		m, err := q.dead.GetMsg(ctx, n)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return list, err
		}
		tries, _ := strconv.Atoi(m.Header.Get(triesHeader))
		list = append(list, queue.Letter{Number: n, Task: m.Data, Reason: m.Header.Get(reasonHeader), Tries: tries, At: m.Time})
	}
	return list, nil
}

// Retry implements queue.Queue.
func (q *tasks) Retry(ctx context.Context, l queue.Letter) error {
	id := fmt.Sprintf("dead letter %d of %s", l.Number, l.At.UTC().Format(time.RFC3339Nano))
	if _, err := q.Add(ctx, id, l.Task); err != nil {
		return err
	}
	return q.dead.DeleteMsg(ctx, l.Number)
}
