// Package hubtest has servers of NATS for tests: clusters of processes that can be killed.
package hubtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Main is a server as a process: its arguments are a directory, its name, its port, and the
// ports of the cluster, its own first.
func Main() {
	o := &server.Options{StoreDir: os.Args[1], ServerName: os.Args[2], Host: "127.0.0.1", Port: number(os.Args[3]),
		JetStream: true, SyncAlways: true, NoLog: true, NoSigs: true}
	if len(os.Args) > 4 {
		o.Cluster = server.ClusterOpts{Name: "hub", Host: "127.0.0.1", Port: number(os.Args[4])}
		routes := ""
		for _, port := range os.Args[5:] {
			routes += ",nats://127.0.0.1:" + port
		}
		o.Routes = server.RoutesFromStr(routes[1:])
	}
	s, err := server.NewServer(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.Start()
	s.WaitForShutdown()
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// Hub is a cluster of servers.
type Hub struct {
	URL     string
	servers map[string]*exec.Cmd
}

// Start starts n servers, each a process of this program that calls itself as arg0 says, which is to
// run Main. They end with the test.
func Start(t testing.TB, arg0 string, n int) *Hub {
	t.Helper()
	h := &Hub{servers: map[string]*exec.Cmd{}}
	var ports, routes []string
	for range n {
		ports, routes = append(ports, free(t)), append(routes, free(t))
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for i, port := range ports {
		name := fmt.Sprintf("hub%d", i)
		c := exec.Command(program)
		c.Args = []string{arg0, t.TempDir(), name, port}
		if n > 1 {
			c.Args = append(append(c.Args, routes[i]), routes...)
		}
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
		h.servers[name] = c
		h.URL += ",nats://127.0.0.1:" + port
	}
	h.URL = h.URL[1:]
	h.ready(t)
	return h
}

// free returns a port that nobody listens on.
func free(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// ready waits until the servers have a leader.
func (h *Hub) ready(t testing.TB) {
	t.Helper()
	var last error
	for range 300 {
		var nc *nats.Conn
		if nc, last = nats.Connect(h.URL); last == nil {
			js, _ := jetstream.New(nc)
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			_, last = js.AccountInfo(ctx)
			cancel()
			nc.Close()
			if last == nil {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the hub is not ready: ", last)
}

// KillLeader kills the server that leads a stream.
func (h *Hub) KillLeader(t testing.TB, stream string) {
	t.Helper()
	nc, err := nats.Connect(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, _ := jetstream.New(nc)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	s, err := js.Stream(ctx, stream)
	if err != nil {
		t.Fatal(err)
	}
	info := s.CachedInfo()
	if info.Config.Replicas != len(h.servers) {
		t.Errorf("%s has %d replicas", stream, info.Config.Replicas)
	}
	leader := h.servers[info.Cluster.Leader]
	if leader == nil {
		t.Fatalf("%s is led by %q", stream, info.Cluster.Leader)
	}
	if err := leader.Process.Kill(); err != nil {
		t.Fatal(err)
	}
}
