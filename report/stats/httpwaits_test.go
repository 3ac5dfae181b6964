package stats_test

import (
	"math"
	"strconv"
	"testing"
)

// numbers returns the numbers of a column.
func numbers(t *testing.T, capture, name, of string) (list []float64) {
	t.Helper()
	for _, s := range column(t, tables(t, 1, capture, name)[0], of) {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatalf("%s %s: %v", capture, of, err)
		}
		list = append(list, x)
	}
	return list
}

// TestHTTP2Delays: response times are what the server slept and one round trip, within 5 ms,
// alone and at once.
func TestHTTP2Delays(t *testing.T) {
	const path = 0.030
	ttfb, open := numbers(t, "http2-delays.pcap", "http-waits", "ttfb"),
		numbers(t, "http2-delays.pcap", "http-waits", "at_once")
	for i, want := range []float64{0.040, 0.120, 0.250, 0.080} {
		if math.Abs(ttfb[i]-path-want) > 0.005 {
			t.Errorf("%v s, want %v", ttfb[i]-path, want)
		}
	}
	for i, want := range []float64{1, 2, 3, 1} {
		if open[i] != want {
			t.Errorf("%v at once, want %v", open[i], want)
		}
	}
}

// TestHTTP2Windows: the client opens its windows twice for each of two replies when nothing
// came for 150 ms, and what it says takes 30 ms to be followed.
func TestHTTP2Windows(t *testing.T) {
	for i, got := range numbers(t, "http2-small-window.pcap", "http-waits", "stream_window") {
		if got < 2*0.150 || got > 2*(0.150+2*0.030+0.030) {
			t.Errorf("%d: %v s", i, got)
		}
	}
	for i, got := range numbers(t, "http2-small-window.pcap", "http-waits", "connection_window") {
		if got > 0.050 {
			t.Errorf("%d: %v s for that of the connection, which was open", i, got)
		}
	}
}

// TestHTTP2Held: what lay behind holes, as counted from the segments alone: 11,584 bytes with
// the heads of frames, for 31.9 ms.
func TestHTTP2Held(t *testing.T) {
	bytes, longest := 0.0, 0.0
	for _, n := range numbers(t, "http2-loss.pcap", "http-waits", "held_bytes") {
		bytes += n
	}
	for _, s := range numbers(t, "http2-loss.pcap", "http-waits", "held") {
		longest = max(longest, s)
	}
	if bytes < 11584-2*9 || bytes > 11584 || math.Abs(longest-0.0319) > 0.0001 {
		t.Errorf("%v bytes for %v s", bytes, longest)
	}
}

// TestHTTPWaitsWorkers: any number of workers says the same.
func TestHTTPWaitsWorkers(t *testing.T) {
	for _, capture := range []string{"http2-loss.pcap", "grpc.pcap"} {
		one := column(t, tables(t, 1, capture, "http-waits")[0], "held")
		three := column(t, tables(t, 3, capture, "http-waits")[0], "held")
		if len(one) == 0 || len(one) != len(three) {
			t.Errorf("%s: %q, %q", capture, one, three)
		}
	}
}
