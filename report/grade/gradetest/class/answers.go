package class

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// right are the right answers of a capture.
type right struct {
	rtt   float64 // seconds from the first SYN to port 25 to the ACK of its handshake, 0 if there is none
	id    int     // of the first query for www.example.com, -1 if there is none
	frame int     // of the first GET /data.json, 0 if there is none
}

// answersOf reads the right answers out of the frames as they are on the wire.
func answersOf(frames []capturetest.Record, b Breakage) (x right) {
	x.id = -1
	x.frame = begins(frames, 80, "GET /data.json ")
	var syn *capture.Packet
	for i, f := range frames {
		p := capturetest.Packet(uint32(i+1), f.At, f.Data)
		switch {
		case p.DstPort == 53 && x.id < 0 && strings.Contains(string(p.Payload), "\x03www\x07example\x03com"):
			x.id = int(binary.BigEndian.Uint16(p.Payload))
		case p.DstPort != 25 || x.rtt > 0:
		case syn == nil && p.TCP.Flags.Has(capture.SYN):
			syn = p
		case syn != nil && p.SrcPort == syn.SrcPort && p.TCP.Flags.Has(capture.ACK):
			x.rtt = float64(p.At-syn.At) / 1e9
		}
	}
	return x
}

// question is one that a typed answer is for.
type question struct {
	name string
	// write returns what a student writes, and whether it is right.
	write func(x right, r *rand.Rand) (string, bool)
}

// wrong is how many per cent of answers are wrong.
const wrong = 15

var questions = []question{
	{"rtt", func(x right, r *rand.Rand) (string, bool) {
		switch n := r.IntN(100); {
		case x.rtt == 0:
			return "30 ms", false
		case n < wrong:
			return fmt.Sprintf("%.2f ms", x.rtt*1e3*1.3), false
		case n < 40:
			return fmt.Sprintf("%.5f s", x.rtt), true
		case n < 60:
			return fmt.Sprintf("%.0f 微秒", x.rtt*1e6), true
		}
		return fmt.Sprintf("%.3f", x.rtt*1e3), true
	}},
	{"query", func(x right, r *rand.Rand) (string, bool) {
		switch n := r.IntN(100); {
		case x.id < 0:
			return "", false
		case n < wrong:
			return fmt.Sprint(x.id ^ 1), false
		case n < 50:
			return fmt.Sprintf("0x%04x", x.id), true
		}
		return fmt.Sprint(x.id), true
	}},
	{"frame", func(x right, r *rand.Rand) (string, bool) {
		switch n := r.IntN(100); {
		case x.frame == 0:
			return "4", false
		case n < wrong:
			return fmt.Sprint(x.frame + 2), false
		}
		return fmt.Sprint(x.frame), true
	}},
}
