package export

import (
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/rtp"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// spoken is what the caller of the recordings plays, as record/voip/speech.py writes it.
func spoken() (samples []byte) {
	for i := range 2 * sampleRate {
		t := float64(i) / sampleRate
		v := (math.Sin(2*math.Pi*220*t) + math.Sin(2*math.Pi*(440+40*t)*t) + math.Sin(2*math.Pi*950*t)) / 3
		x, sign := int(20000*v*math.Abs(math.Sin(3*t))), 0
		if x < 0 {
			x, sign = -x, 0x80
		}
		x = min(x, 32635) + 132
		exponent := 0
		for x>>(exponent+8) > 0 {
			exponent++
		}
		samples = append(samples, ^byte(sign|exponent<<4|x>>(exponent+3)&15))
	}
	return samples
}

// channel returns one channel of the samples in a WAV file.
func channel(t *testing.T, name string, i int) (list []int16) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n := int(binary.LittleEndian.Uint16(b[22:]))
	if head := appendWAVHead(nil, n, int64(len(b)-wavHead)); string(b[:wavHead]) != string(head) {
		t.Errorf("%s begins with %x, want %x", name, b[:wavHead], head)
	}
	for at := wavHead + 2*i; at+2 <= len(b); at += 2 * n {
		list = append(list, int16(binary.LittleEndian.Uint16(b[at:])))
	}
	return list
}

// TestAudio: what is written is what was sent, sample by sample, and silence for what was
// lost; of a call both channels as they were heard.
func TestAudio(t *testing.T) {
	sent := spoken()
	for _, tt := range []struct {
		capture, name string
		channel       int
		late          int // samples before the first one
		lost          int // packets at the beginning, others are silence
	}{
		{"sip-call-udp.pcap", "audio-00008-192.0.2.10.wav", 0, 0, 0},
		{"sip-call-udp.pcap", "audio-00010-192.0.2.60.wav", 0, 0, 0},
		{"sip-call-udp.pcap", "audio-00008-192.0.2.10-both.wav", 0, 0, 0},
		{"sip-call-udp.pcap", "audio-00008-192.0.2.10-both.wav", 1, 246, 0},
		{"sip-call-loss.pcap", "audio-00010-192.0.2.66.wav", 0, 0, 1},
		{"rtsp-record-udp.pcap", "audio-00018-192.0.2.10.wav", 0, 0, 0},
		{"rtsp-record-interleaved.pcap", "audio-00018-192.0.2.10.wav", 0, 0, 0},
	} {
		for _, workers := range []int{1, 3} {
			e := Exporter{Kind: Audio, Dir: t.TempDir()}
			plan := &collect.Plan{Asks: []collect.Ask{e.Ask()}, Detector: all.Detector()}
			var sets []*collect.Set
			if _, err := pipeline.Run(pipeline.Options{Source: &memory{frames: load(t, tt.capture)},
				Detector: plan.Detector, Workers: workers, Out: io.Discard,
				NewSink: func() pipeline.Sink { sets = append(sets, plan.New()); return sets[len(sets)-1] }}); err != nil {
				t.Fatal(err)
			}
			sets[0].Merge(sets[1:])
			sets[0].Tables(&collect.Run{})
			got := channel(t, filepath.Join(e.Dir, tt.name), tt.channel)[tt.late:]
			wrong, silent := 0, 0
			for i, b := range sent[160*tt.lost:] {
				switch {
				case i < len(got) && got[i] == laws[rtp.PCMU][b]:
				case tt.lost > 0 && i < len(got) && got[i] == 0:
					silent++
				default:
					wrong++
				}
			}
			if wrong > 0 || silent > 1120 || tt.lost > 0 && silent < 1000 {
				t.Errorf("%s, %s, %d workers: %d samples are wrong, %d silent", tt.capture, tt.name, workers, wrong, silent)
			}
		}
	}
}

// TestLaws: the ends and the middle of both laws (ITU-T G.711, Tables 1 and 2).
func TestLaws(t *testing.T) {
	for b, want := range map[byte][2]int16{0x00: {-32124, -5504}, 0x80: {32124, 5504}, 0xff: {0, 848}, 0x7f: {0,
		-848}, 0x55: {-716, -8}, 0xd5: {716, 8}, 0x2a: {-5372, -32256}, 0xaa: {5372, 32256}} {
		if got := [2]int16{laws[rtp.PCMU][b], laws[rtp.PCMA][b]}; got != want {
			t.Errorf("%#x: %v, want %v", b, got, want)
		}
	}
}

// TestAudioIsNoLonger: timestamps that jump make a file no longer than the capture, and
// some seconds.
func TestAudioIsNoLonger(t *testing.T) {
	e := &Exporter{Kind: Audio}
	a := e.Ask()
	c := newCollector(e, &a)
	k := &dissect.Conn{}
	about := &rtp.Audio{Type: rtp.PCMA}
	for i := range 100 {
		m := reassembly.Mark{Frame: uint32(i + 1), At: capture.Stamp(i) * 20e6}
		c.Keep(&dissect.Piece{Conn: k, Mark: m, First: i == 0, About: about}, true)
		c.Keep(&dissect.Piece{Conn: k, Mark: m, Missing: 600 * sampleRate, About: about}, true)
		c.Keep(&dissect.Piece{Conn: k, Mark: m, Bytes: make([]byte, 160), About: about, Last: i == 99}, true)
	}
	x, ok := c.items[0].(*sound)
	if !ok || x.samples > 13*sampleRate || x.left == 0 || x.whole {
		t.Errorf("%+v", x)
	}
}
