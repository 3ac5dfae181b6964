package jetstream

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"netsniff/report/store"
)

// Embed starts a server within this process that nobody else can connect to, whose queues are
// kept in a directory: one process at a time has them.
func Embed(dir string) (*Connection, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := store.Lock(filepath.Join(dir, "lock"))
	if errors.Is(err, store.ErrLocked) {
		return nil, fmt.Errorf("%s: another netsniff uses the queue in it; several can share one on a hub (nats-server -js)", dir)
	}
	if err != nil {
		return nil, err
	}
	s, err := server.NewServer(&server.Options{ServerName: "netsniff", DontListen: true, JetStream: true, StoreDir: dir,
		SyncAlways: true, NoLog: true, NoSigs: true, JetStreamMaxStore: mostStored, JetStreamMaxMemory: mostMemory})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), lock.Close())
	}
	end := func() {
		s.Shutdown()
		s.WaitForShutdown()
		_ = lock.Close()
	}
	s.Start()
	if !s.ReadyForConnections(starts) {
		end()
		return nil, fmt.Errorf("%s: the queue in it cannot be read within %v", dir, starts)
	}
	nc, err := nats.Connect("", nats.InProcessServer(s), nats.Name("netsniff"))
	if err != nil {
		end()
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return connected(dir, nc, end)
}

// Bounds of the embedded server.
const (
	mostStored = 64 << 30
	mostMemory = 64 << 20
	starts     = 20 * time.Second
)
