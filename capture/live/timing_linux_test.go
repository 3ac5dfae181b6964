package live

import (
	"testing"
	"time"

	"netsniff/capture"
)

// TestLatency: a frame is delivered within a few milliseconds.
func TestLatency(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{Promiscuous: true})
	send := sender(t, sendEnd)
	var worst, sum time.Duration
	const rounds = 40
	var p capture.Packet
	for range rounds {
		time.Sleep(3 * time.Millisecond)
		send(udpFrame(7, []byte("ping")))
		sent := time.Now()
		for h.Next(&p) == capture.ErrIdle {
			if time.Since(sent) > 10*time.Second {
				t.Fatal("a frame is lost")
			}
		}
		took := time.Since(sent)
		worst, sum = max(worst, took), sum+took
	}
	t.Logf("%s: mean %v, worst %v", Backend(), sum/rounds, worst)
	if sum/rounds > 10*time.Millisecond {
		t.Errorf("mean %v", sum/rounds)
	}
}

// TestIdle: the first call that finds nothing says so at once, the next waits.
func TestIdle(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{})
	var p capture.Packet
	start := time.Now()
	if err := h.Next(&p); err != capture.ErrIdle || time.Since(start) > 10*time.Millisecond {
		t.Errorf("first: %v after %v", err, time.Since(start))
	}
	start = time.Now()
	if err := h.Next(&p); err != capture.ErrIdle || time.Since(start) < patience/2 {
		t.Errorf("second: %v after %v", err, time.Since(start))
	}
}
