package tap

import (
	"strings"
	"testing"

	"netsniff/capture"
)

// TestBurst: buckets begin at multiples of 5 ms, what is told is the time of what came first in them.
func TestBurst(t *testing.T) {
	for _, tt := range []struct {
		ms   []float64
		most uint64
		at   float64
	}{
		{[]float64{30}, 1, 0}, // the first bucket begins with the capture
		{[]float64{363.106, 391.990, 432.508, 462.639, 740.580, 773.660, 784.627, 804.716}, 4, 740.580},
		{[]float64{251, 349.9}, 2, 251},
		{[]float64{251, 350.1}, 1, 251},
	} {
		var b burst
		for _, ms := range tt.ms {
			b.add(capture.Stamp(ms * 1e6))
		}
		if b.most != tt.most || b.at != capture.Stamp(tt.at*1e6) {
			t.Errorf("%v: %d at %d, want %d at %v ms", tt.ms, b.most, b.at, tt.most, tt.at)
		}
	}
}

// TestFlowOfOneHost: what a host says to itself goes beyond its only column, and is not cut.
func TestFlowOfOneHost(t *testing.T) {
	x := flow{hosts: make([]capture.Addr, 1)}
	if got, want := x.labelled(0, 0, "PSH, ACK - Len: 27"), "         PSH, ACK - Len: 27          "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := x.arrow(&step{srcPort: 49312, dstPort: 80}, 0,
		0), "(49312)  ------------------>  (80)    "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDuration: one frame takes no time, and so has no interval; longer captures than 10 s have fewer digits.
func TestDuration(t *testing.T) {
	x := ioStat{columns: []statColumn{{title: "Frames and bytes"}}}
	x.columns[0].at(0).frames++
	const none = "\n===================================\n| IO Statistics                   |\n|                                 |\n" +
		"| Duration: 0.000 secs            |\n| Interval: 0.000 secs            |\n|                                 |\n" +
		"| Col 1: Frames and bytes         |\n|---------------------------------|\n|                |1               |\n" +
		"| Interval       | Frames | Bytes |\n|---------------------------------|\n===================================\n"
	if got := string(x.Append(nil)); got != none {
		t.Errorf("%s\nwant%s", got, none)
	}
}

// TestFlowOfNanoseconds: times have the digits of the capture.
func TestFlowOfNanoseconds(t *testing.T) {
	x := flow{hosts: make([]capture.Addr, 2),
		steps: []step{{at: 10903002, digits: 9, dst: 1}, {at: 10903000, digits: 6, dst: 1}}}
	got := string(x.Append(nil))
	for _, want := range []string{"\n|0.010903002|", "\n|0.010903 |"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}
