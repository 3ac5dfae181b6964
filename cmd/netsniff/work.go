package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"netsniff/report/queue"
	"netsniff/report/table"
)

const workHelp = `work reads captures of a queue (netsniff queue) and writes their records, as
netsniff records does, until all are done. Any number of workers, on any number of
machines, may do that at a time, and may come and go: a capture whose worker was not
heard of for a minute is given to another one. A capture is done when its records
are written; one that is read twice has the same records in the same files.

A capture that cannot be read, or not by five workers, is given up and kept with the
reason: netsniff queue status shows it. A worker that cannot write ends.

Captures that are named here are added first, so that one command does it all on one
machine, and can be interrupted and run again.`

const workExamples = `  netsniff work -o lake captures/                  here, until all is done
  netsniff work --from nats://hub -o /srv/lake     from a hub
  netsniff work --from nats://hub -o /srv/lake --stay   and what comes later`

// workCmd are the flags of netsniff work.
type workCmd struct {
	*recordsCmd
	hub   hubFlags
	stay  bool
	tries int
}

func newWork(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &workCmd{recordsCmd: &recordsCmd{as: "parquet", statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs,
		colour: "never", quiet: true}}}}
	c := &cobra.Command{
		Use:     "work [flags] -o DIR [PATH...]",
		Short:   "Read captures of a queue and write their records",
		Long:    workHelp,
		Example: workExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareKeys(f)
	x.declareRecords(c)
	x.declareGrouping(f)
	x.hub.declare(c, "from", "do the tasks")
	x.hub.declareLease(c)
	f.BoolVar(&x.stay, "stay", false, "wait for more when all is done, until Ctrl-C")
	f.IntVar(&x.tries, "tries", 5, "give a capture up when `N` workers could not read it")
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	return c
}

// firstPause is how long a capture waits that could not be read.
const firstPause = time.Second

// run works until all is done.
func (x *workCmd) run(args []string) error {
	if x.tries < 1 {
		return errors.New("--tries: at least 1 is needed")
	}
	if err := x.choose(); err != nil {
		return err
	}
	if x.output == "" || x.output == "-" {
		return errors.New("say where the records go with -o DIR")
	}
	if err := x.openLake(); err != nil {
		return err
	}
	defer x.lake.Close()
	ctx, release := untilInterrupt()
	defer release()
	q, err := x.hub.queue(ctx, x.options, capturesQueue)
	if err != nil {
		return err
	}
	defer q.Close()
	if x.files = args; len(args) > 0 {
		found, err := x.captures()
		if err != nil {
			return err
		}
		if _, err := x.addAll(ctx, q, found); err != nil {
			return err
		}
	}
	w := &queue.Worker{Queue: q, Do: x.do, Tries: x.tries, Pause: firstPause, Stay: x.stay, Told: func(what string) { x.note("%s", what) }}
	n, err := w.Run(ctx)
	fmt.Fprintf(x.errs, "%s: %s captures were read, %s given up\n", q, table.Grouped(uint64(n.Done)), table.Grouped(uint64(n.Dead)))
	err = errors.Join(append(x.unread, err)...)
	switch {
	case err == nil && ctx.Err() != nil:
		return errors.New("interrupted: what is not done is in the queue; run it again")
	case err == nil && n.Dead > 0:
		return errNoMatch // told already
	}
	return err
}

// do writes the records of a capture.
func (x *workCmd) do(_ context.Context, body []byte) error {
	c, err := parseTask(body)
	if err != nil {
		return &queue.Hopeless{Err: err}
	}
	return triaged(x.write(c))
}

// triaged says what is to become of a capture whose records could not be written.
func triaged(err error) error {
	var stopped interrupted
	var output outputError
	var network net.Error
	var system syscall.Errno
	switch {
	case err == nil:
		return nil
	case errors.As(err, &output):
		return &queue.Unable{Err: err}
	case errors.As(err, &stopped), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission),
		errors.As(err, &network), errors.As(err, &system):
		return err // it was interrupted, or may be better elsewhere or later
	}
	return &queue.Hopeless{Err: err} // what is in the capture is as it is
}
