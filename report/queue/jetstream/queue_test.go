package jetstream

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"netsniff/report/queue"
)

// embedded opens the queue in a directory; close ends its server.
func embedded(t *testing.T, dir string) (queue.Queue, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	c, err := Embed(dir)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Queue(ctx, "test", Options{Lease: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = q.Close() })
	return q, ctx
}

func add(t *testing.T, q queue.Queue, id string, want bool) {
	t.Helper()
	if added, err := q.Add(t.Context(), id, []byte("task "+id)); err != nil || added != want {
		t.Errorf("adding %s: %v, %v", id, added, err)
	}
}

func status(t *testing.T, q queue.Queue, want queue.Status) {
	t.Helper()
	if s, err := q.Status(t.Context()); err != nil || s != want {
		t.Errorf("status is %+v, %v, want %+v", s, err, want)
	}
}

// TestTasksSurviveTheirProcess: what is in the directory of a queue is there for the next
// process, and what was done is not added again.
func TestTasksSurviveTheirProcess(t *testing.T) {
	dir := t.TempDir()
	q, ctx := embedded(t, dir)
	add(t, q, "a", true)
	add(t, q, "b", true)
	add(t, q, "a", false)
	if _, err := Embed(dir); err == nil || !strings.Contains(err.Error(), "another netsniff uses the queue") {
		t.Errorf("a second process: %v", err)
	}
	l, err := q.Fetch(ctx)
	if err != nil || string(l.Task()) != "task a" || l.Tries() != 1 {
		t.Fatal(l, err)
	}
	if err := l.Done(ctx); err != nil {
		t.Error(err)
	}
	if err := l.Done(ctx); err != nil {
		t.Error("once more:", err)
	}
	status(t, q, queue.Status{Waiting: 1, Ended: 1})
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	q, ctx = embedded(t, dir)
	status(t, q, queue.Status{Waiting: 1, Ended: 1})
	add(t, q, "a", false)
	if l, err = q.Fetch(ctx); err != nil || string(l.Task()) != "task b" {
		t.Fatal(l, err)
	}
	if err := l.Done(ctx); err != nil {
		t.Error(err)
	}
	if _, err := q.Fetch(ctx); !errors.Is(err, queue.ErrDone) {
		t.Errorf("nothing is left, and Fetch says %v", err)
	}
}

// TestOldTasksGo: a day behind their end, and not before.
func TestOldTasksGo(t *testing.T) {
	q, ctx := embedded(t, t.TempDir())
	for i := range 10 {
		add(t, q, fmt.Sprint(i), true)
		if l, err := q.Fetch(ctx); err != nil || i < 7 && l.Done(ctx) != nil {
			t.Fatal(err)
		}
	}
	x := q.(*tasks)
	for _, at := range []struct {
		before time.Time
		left   uint64
	}{{time.Now().Add(-remembers), 10}, {time.Now().Add(time.Second), 3}, {time.Now().Add(time.Second), 3}} {
		if err := x.forget(ctx, at.before); err != nil {
			t.Fatal(err)
		}
		if info, err := x.stream.Info(ctx); err != nil || info.State.Msgs != at.left {
			t.Errorf("%d tasks are left, want %d; %v", info.State.Msgs, at.left, err)
		}
	}
}

// TestWorker: tasks that fail are done later, those that are hopeless or fail too often are
// given up with the reason, and those of a worker that is heard of no more go to another one.
func TestWorker(t *testing.T) {
	q, ctx := embedded(t, t.TempDir())
	for _, id := range []string{"lost", "good", "hopeless", "fails", "late"} {
		add(t, q, id, true)
	}
	if l, err := q.Fetch(ctx); err != nil || string(l.Task()) != "task lost" { // by a worker that is heard of no more
		t.Fatal(l, err)
	}
	tries := map[string]int{}
	w := &queue.Worker{Queue: q, Tries: 3, Pause: 10 * time.Millisecond, Told: func(what string) { t.Log(what) },
		Do: func(ctx context.Context, task []byte) error {
			id := strings.TrimPrefix(string(task), "task ")
			tries[id]++
			switch {
			case id == "hopeless":
				return &queue.Hopeless{Err: errors.New("it is no capture\nat all")}
			case id == "fails":
				return errors.New("no such file")
			case id == "late" && tries[id] == 1:
				time.Sleep(1500 * time.Millisecond) // longer than a lease, which is extended
			}
			return nil
		}}
	n, err := w.Run(ctx)
	if err != nil || n.Done != 3 || n.Dead != 2 {
		t.Errorf("%+v, %v", n, err)
	}
	if tries["late"] != 1 || tries["lost"] != 1 || tries["good"] != 1 || tries["hopeless"] != 1 {
		t.Errorf("tries were %v", tries)
	}
	status(t, q, queue.Status{Ended: 5, Dead: 2})
	dead, err := q.Dead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, l := range dead {
		reasons = append(reasons, string(l.Task)+": "+l.Reason)
		if err := q.Retry(ctx, l); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(reasons)
	if want := []string{"task fails: no such file", "task hopeless: it is no capture; at all"}; !slices.Equal(reasons, want) {
		t.Errorf("dead letters are %q", reasons)
	}
	status(t, q, queue.Status{Waiting: 2, Ended: 5})
}

// TestWorkerThatCannotWork gives its task back and ends.
func TestWorkerThatCannotWork(t *testing.T) {
	q, ctx := embedded(t, t.TempDir())
	add(t, q, "a", true)
	full := errors.New("no space left on device")
	w := &queue.Worker{Queue: q, Tries: 3, Do: func(context.Context, []byte) error { return &queue.Unable{Err: full} }}
	if n, err := w.Run(ctx); !errors.Is(err, full) || n != (queue.Count{}) {
		t.Errorf("%+v, %v", n, err)
	}
	if l, err := q.Fetch(ctx); err != nil || string(l.Task()) != "task a" {
		t.Error(l, err)
	}
}

// TestClearText: beyond this machine nothing goes unencrypted unless that is asked for.
func TestClearText(t *testing.T) {
	for urls, want := range map[string]bool{"nats://localhost": true, "nats://127.0.0.1:4222,nats://[::1]:4223": true,
		"nats://hub": false, "nats://127.0.0.1,nats://192.0.2.1": false, "nats://127.0.0.1.example.org": false} {
		if local(urls) != want {
			t.Errorf("%s: %v", urls, !want)
		}
	}
	if got := shown("nats://me:secret@hub,nats://hub2"); strings.Contains(got, "secret") {
		t.Error(got)
	}
}
