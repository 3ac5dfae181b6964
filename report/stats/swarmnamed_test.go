package stats_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
)

// onPort has the seed of a recording listen on another port, as the tracker says too
// if told.
func (m *made) onPort(port uint16, told bool) {
	const tcp = 34
	for i := range m.frames {
		b := m.frames[i].Data
		for _, at := range []int{tcp, tcp + 2} {
			if binary.BigEndian.Uint16(b[at:]) == 6881 {
				binary.BigEndian.PutUint16(b[at:], port)
			}
		}
		if told {
			seed := []byte{192, 0, 2, 20, 0x1a, 0xe1}
			m.frames[i].Data = bytes.ReplaceAll(b, seed, binary.BigEndian.AppendUint16(bytes.Clone(seed[:4]), port))
		}
	}
}

// exchanges returns the table of them as CSV, the same for any number of workers.
func (m *made) exchanges(t *testing.T) (text string) {
	t.Helper()
	for _, workers := range []int{1, 2, 3, 8} {
		m.next = 0
		a, err := stats.Find("exchanges")
		if err != nil {
			t.Fatal(err)
		}
		plan := &collect.Plan{Detector: all.Detector(), Asks: []collect.Ask{a}}
		var sets []*collect.Set
		if _, err = pipeline.Run(pipeline.Options{Source: m, Detector: plan.Detector, Workers: workers, Totals: true,
			Out: io.Discard, Depth: plan.Depth(),
			NewSink: func() pipeline.Sink { sets = append(sets, plan.New()); return sets[len(sets)-1] }}); err != nil {
			t.Fatal(err)
		}
		sets[0].Merge(sets[1:])
		tables := sets[0].Tables(&collect.Run{})
		got := strings.Join(column(t, tables[0], "protocol"), " ") + "\n" +
			strings.Join(column(t, tables[0], "subject"), "\n")
		if text != "" && got != text {
			t.Errorf("%d workers:\n%s\none:\n%s", workers, got, text)
		}
		text = got
	}
	return text
}

// An encrypted peer on any port is known if the tracker named it, and said to be
// nothing if nobody did.
func TestNamedPeer(t *testing.T) {
	for _, told := range []bool{true, false} {
		m := recorded(t, "bittorrent-encrypted.pcap")
		m.onPort(51413, told)
		got := m.exchanges(t)
		if found := strings.Contains(got,
			"by sizes of keys and padding, random bytes, what follows the keys, who named the peer"); found != told {
			t.Errorf("named: %v\n%s", told, got)
		}
	}
}
