package stats_test

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
)

// callFrames returns the frames of a recorded call.
func callFrames(t *testing.T) (list []capture.Packet) {
	t.Helper()
	source, err := file.Open(filepath.Join("..", "..", "testdata", "pcaps", "sip-call-udp.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	for {
		var p capture.Packet
		if err := source.Next(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		p.Data = bytes.Clone(p.Data)
		list = append(list, p)
	}
}

// TestCallFindings: what is remarked of a call that went well if it had not.
func TestCallFindings(t *testing.T) {
	const rtp = 100 // bytes that only frames of RTP and their headers have, and no text
	media := func(p *capture.Packet) bool { return p.WireLen > rtp && !bytes.Contains(p.Data, []byte("SIP/2.0")) }
	ringing := false
	n := 0
	for name, change := range map[string]func(p *capture.Packet) (kept bool){
		"":             func(*capture.Packet) bool { return true },
		"call-one-way": func(p *capture.Packet) bool { return !media(p) || p.Data[29] == 10 },
		"rtp-jitter": func(p *capture.Packet) bool {
			if n++; media(p) && n%4 < 2 {
				p.At += 90 * ms
			}
			return true
		},
		"call-slow": func(p *capture.Packet) bool {
			if ringing = ringing || bytes.Contains(p.Data, []byte("SIP/2.0 180")); ringing {
				p.At += 6000 * ms
			}
			return true
		},
	} {
		m := new(made)
		list := callFrames(t)
		var kept []capture.Packet
		for i := range list {
			if change(&list[i]) {
				kept = append(kept, list[i])
			}
		}
		slices.SortStableFunc(kept, func(a, b capture.Packet) int { return int(a.At - b.At) })
		for i := range kept {
			kept[i].Frame = uint32(i + 1)
		}
		m.frames = kept
		a, err := stats.Find("findings")
		if err != nil {
			t.Fatal(err)
		}
		plan := &collect.Plan{Detector: all.Detector(), Asks: []collect.Ask{a}}
		var set *collect.Set
		if _, err := pipeline.Run(pipeline.Options{Source: m, Detector: plan.Detector, Workers: 1,
			Totals: plan.Totals(), Out: io.Discard,
			NewSink: func() pipeline.Sink { set = plan.New(); return set }}); err != nil {
			t.Fatal(err)
		}
		set.Merge(nil)
		got := column(t, set.Tables(&collect.Run{})[0], "finding")
		if name == "" && len(got) != 0 || name != "" && !slices.Contains(got, name) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
