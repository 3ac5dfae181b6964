package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"netsniff/capture/gather"
	"netsniff/report/queue"
	"netsniff/report/table"
)

const queueHelp = `queue keeps which captures are to be read, for any number of workers (netsniff work)
that come and go. Each capture is read at least once; as the files with its records
are named by what is in it, there is one of each. Captures that cannot be read are
kept aside with the reason.

With --to the queue is on a hub, a NATS server or a cluster of them with JetStream
(nats-server -js), and workers on other machines find captures under the same paths
as this one. Without it, it is in a directory of this machine, which one command at
a time can use.`

const queueExamples = `  netsniff queue add captures/              on this machine
  netsniff work -o lake                      and do what is to be done
  netsniff queue add --to nats://hub /srv/pcaps/2026-11/
  netsniff queue status --from nats://hub`

// queueCmd are the flags of netsniff queue and what is below it.
type queueCmd struct {
	*options
	hub  hubFlags
	json bool
}

func newQueue(in io.Reader, out, errs io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:     "queue COMMAND",
		Short:   "Keep which captures are to be read by workers",
		Long:    queueHelp,
		Example: queueExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := languageOf(c); err != nil {
				return err
			}
			if len(args) > 0 {
				return fmt.Errorf("there is no command queue %s: add, status or retry", args[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(newQueueAdd(in, out, errs), newQueueStatus(out, errs), newQueueRetry(out, errs))
	return c
}

func newQueueAdd(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &queueCmd{options: &options{in: in, out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "add [flags] PATH...",
		Short:   "Add captures to the queue",
		Long:    "add puts captures into the queue: files, directories with captures, patterns. The files\nof a ring buffer are one capture. What was added within the last day and has not\nchanged is not added again, so that an interrupted command can simply be run again.",
		Example: "  netsniff queue add captures/     on this machine\n  netsniff queue add --to nats://hub '/srv/pcaps/*.pcap.gz'",
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.add(args) }),
	}
	c.Flags().SortFlags = false
	x.declareGrouping(c.Flags())
	x.declareStores(c.Flags())
	x.hub.declare(c, "to", "add to the queue")
	return c
}

func newQueueStatus(out, errs io.Writer) *cobra.Command {
	x := &queueCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "status [flags]",
		Short:   "Tell how many captures wait, are read and were given up",
		Long:    "status tells how many captures wait, are being read, are done and were given up, and\nof those that were given up the reason.",
		Example: "  netsniff queue status --from nats://hub   of a hub\n  netsniff queue status --json | jq .dead",
		Args:    cobra.NoArgs,
		RunE:    x.speaking(func(*cobra.Command, []string) error { return x.status() }),
	}
	c.Flags().SortFlags = false
	c.Flags().BoolVar(&x.json, "json", false, "print one JSON object")
	x.hub.declare(c, "from", "tell of the queue")
	return c
}

func newQueueRetry(out, errs io.Writer) *cobra.Command {
	x := &queueCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "retry [flags]",
		Short:   "Put captures that were given up back into the queue",
		Long:    "retry puts all captures that were given up back into the queue.",
		Example: "  netsniff queue retry --from nats://hub   of a hub",
		Args:    cobra.NoArgs,
		RunE:    x.speaking(func(*cobra.Command, []string) error { return x.retry() }),
	}
	c.Flags().SortFlags = false
	x.hub.declare(c, "from", "put back into the queue")
	return c
}

// add puts captures into the queue.
func (x *queueCmd) add(args []string) error {
	x.files = args
	if len(args) == 0 {
		return errors.New("nothing to add: name captures or directories of them; see netsniff queue add --help")
	}
	found, err := x.captures()
	if err != nil {
		return err
	}
	ctx, release := untilInterrupt()
	defer release()
	q, err := x.hub.queue(ctx, x.options, capturesQueue)
	if err != nil {
		return err
	}
	defer q.Close()
	added, err := x.addAll(ctx, q, found)
	fmt.Fprintf(x.errs, "%s: %s captures were added, %s are there already\n", q, table.Grouped(uint64(added)),
		table.Grouped(uint64(len(found)-added)))
	return errors.Join(append(x.unread, err)...)
}

// adders is how many captures are added at a time: each waits for the hub to keep it safe.
const adders = 16

// addAll adds captures and returns how many were not there. It ends at the first error.
func (o *options) addAll(ctx context.Context, q queue.Queue, found []gather.Capture) (added int, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	var mu sync.Mutex
	next := make(chan gather.Capture)
	for range adders {
		all.Go(func() {
			for c := range next {
				id, body, err := o.taskOf(c)
				fresh := false
				if err == nil {
					fresh, err = q.Add(ctx, id, body)
				}
				if err != nil {
					cancel(err)
				}
				if fresh {
					mu.Lock()
					added++
					mu.Unlock()
				}
			}
		})
	}
	for _, c := range found {
		if ctx.Err() == nil {
			next <- c
		}
	}
	close(next)
	all.Wait()
	return added, context.Cause(ctx)
}

// givenUp is a capture that was given up, as JSON has it.
type givenUp struct {
	queue.Letter
	Files []string `json:"files"`
}

// status tells how much there is.
func (x *queueCmd) status() error {
	return x.with(func(ctx context.Context, q queue.Queue) error {
		s, err := q.Status(ctx)
		if err != nil {
			return err
		}
		dead, err := q.Dead(ctx)
		if err != nil {
			return err
		}
		letters := make([]givenUp, 0, len(dead))
		for _, l := range dead {
			c, err := parseTask(l.Task)
			if err != nil {
				c.Files = []string{err.Error()}
			}
			letters = append(letters, givenUp{l, c.Files})
		}
		if x.json {
			return json.NewEncoder(x.out).Encode(map[string]any{"waiting": s.Waiting, "leased": s.Leased,
				"ended": s.Ended, "dead": letters})
		}
		fmt.Fprintf(x.out, "%s\n", x.told("%d captures wait, %d are being read, %d have ended, %d were given up", s.Waiting,
			s.Leased, s.Ended, s.Dead))
		for _, l := range letters {
			fmt.Fprintf(x.out, "%s  %s\n    %s\n", l.At.UTC().Format(time.DateTime), table.Clean(l.Files[0]), table.Clean(l.Reason))
		}
		return nil
	})
}

// retry puts back what was given up.
func (x *queueCmd) retry() error {
	return x.with(func(ctx context.Context, q queue.Queue) error {
		dead, err := q.Dead(ctx)
		if err != nil {
			return err
		}
		for _, l := range dead {
			if err := q.Retry(ctx, l); err != nil {
				return err
			}
		}
		fmt.Fprintf(x.errs, "%s: %d captures were put back\n", q, len(dead))
		return nil
	})
}

// asks is how long a hub may take to answer.
const asks = 30 * time.Second

// with does something with the queue of captures.
func (x *queueCmd) with(do func(ctx context.Context, q queue.Queue) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), asks)
	defer cancel()
	q, err := x.hub.queue(ctx, x.options, capturesQueue)
	if err != nil {
		return err
	}
	defer q.Close()
	return do(ctx, q)
}

// untilInterrupt returns a context that an interrupt ends.
func untilInterrupt() (_ context.Context, release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	back := onInterrupt(cancel)
	return ctx, func() { back(); cancel() }
}
