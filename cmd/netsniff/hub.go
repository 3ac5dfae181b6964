package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"netsniff/report/queue"
	"netsniff/report/queue/jetstream"
)

// hubFlags say where a queue is: on a hub, or in a directory of this machine.
type hubFlags struct {
	jetstream.Hub
	state    string
	lease    time.Duration
	replicas int
}

// declare declares where the hub is, by a flag called --to or --from, and how one logs in.
func (h *hubFlags) declare(c *cobra.Command, flag, what string) {
	f := c.Flags()
	f.StringVar(&h.URL, flag, "", what+" of the hub at `URL` (nats://HOST:PORT); else of this machine")
	f.StringVar(&h.state, "state", "", "keep the queue of this machine in `DIR` (default: with what programs keep of users)")
	f.StringVar(&h.Credentials, "creds", "", "log in at the hub with the credentials in `FILE` (.creds)")
	f.StringVar(&h.NKey, "nkey", "", "log in at the hub with the seed of a key in `FILE`")
	f.StringVar(&h.CA, "ca", "", "the hub's certificate is signed by one of those in `FILE` (PEM)")
	f.StringVar(&h.Certificate, "cert", "", "show the hub the certificate in `FILE` (PEM)")
	f.StringVar(&h.Key, "key", "", "whose key is in `FILE` (PEM)")
	f.BoolVar(&h.ClearText, "clear-text", false, "let what is sent to another machine go unencrypted")
	f.IntVar(&h.replicas, "replicas", 0, "have `N` servers of a cluster keep what is sent (default: 3, of one 1)")
}

// declareLease declares how long a task may be without a sign of its worker.
func (h *hubFlags) declareLease(c *cobra.Command) {
	c.Flags().DurationVar(&h.lease, "lease", jetstream.DefaultLease,
		"give a task to another worker when its own has not been heard of for `TIME`")
}

// queue opens a queue by name. The queue is to be closed.
func (h *hubFlags) queue(ctx context.Context, o *options, name string) (queue.Queue, error) {
	if h.lease < 0 || h.lease > 0 && h.lease < time.Second {
		return nil, errors.New("--lease: at least 1s is needed")
	}
	if (h.Certificate == "") != (h.Key == "") {
		return nil, errors.New("--cert and --key belong together")
	}
	var hub *jetstream.Connection
	var err error
	if h.URL == "" {
		if h.state == "" {
			if h.state, err = stateDir(); err != nil {
				return nil, err
			}
		}
		hub, err = jetstream.Embed(h.state)
	} else {
		h.Told = func(what string) { o.note("%s", what) }
		hub, err = jetstream.Connect(h.Hub)
	}
	if err != nil {
		return nil, err
	}
	q, err := hub.Queue(ctx, name, jetstream.Options{Lease: h.lease, Replicas: h.replicas})
	if err != nil {
		return nil, errors.Join(err, hub.Close())
	}
	return q, nil
}

// stateDir is where the queue of this machine lies: $XDG_STATE_HOME, ~/.local/state, or what
// other systems have.
func stateDir() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "netsniff", "queue"), nil
	}
	home, err := os.UserHomeDir()
	if err == nil && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		return filepath.Join(home, ".local", "state", "netsniff", "queue"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", errors.New("say where the queue of this machine lies with --state DIR")
	}
	return filepath.Join(dir, "netsniff", "queue"), nil
}
