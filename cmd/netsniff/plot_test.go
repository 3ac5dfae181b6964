package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"netsniff/report/cells"
	"netsniff/report/plot"
)

// plots are a picture of each kind: what is drawn of which capture.
var plots = map[string][]string{
	"tcp-sequence": {"-r", "http-large-body-loss-at-client.pcap"},
}

// plotArgs is the command line for a picture of a kind.
func plotArgs(kind string, more ...string) []string {
	args := []string{"plot", kind}
	for _, a := range plots[kind] {
		if strings.Contains(a, ".pcap") {
			a = filepath.Join(pcaps, a)
		}
		args = append(args, a)
	}
	return append(args, more...)
}

// TestPictures: the pictures in the guide are what the program draws, to the byte; go test
// ./cmd/netsniff -run Pictures -update rewrites them.
func TestPictures(t *testing.T) {
	for _, kind := range plot.Names() {
		if plots[kind] == nil {
			t.Errorf("there is no picture of %s", kind)
			continue
		}
		golden(t, filepath.Join("../../docs/plots", kind+".svg"), output(t, plotArgs(kind, "-T", "svg")...))
	}
}

// TestPlotsFit: on a terminal of 80 cells no line is longer, in both languages, and there are no
// colours where there is no terminal.
func TestPlotsFit(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	for _, kind := range plot.Names() {
		for _, lang := range []string{"en", "zh"} {
			text := output(t, plotArgs(kind, "--lang", lang)...)
			for line := range strings.Lines(text) {
				if line = strings.TrimSuffix(line, "\n"); cells.Width(line) > 80 {
					t.Errorf("%s: %d cells: %s", kind, cells.Width(line), line)
				}
			}
			if strings.ContainsRune(text, '\x1b') {
				t.Errorf("%s: colours in a pipe", kind)
			}
		}
		if text := output(t, plotArgs(kind, "--color", "always")...); !strings.ContainsRune(text, '\x1b') {
			t.Errorf("%s: no colours", kind)
		}
	}
}

// TestPlotsAreTheSame: pictures do not depend on the number of workers.
func TestPlotsAreTheSame(t *testing.T) {
	for _, kind := range plot.Names() {
		for _, format := range []string{"svg", "json", "text"} {
			want := output(t, plotArgs(kind, "-T", format, "--workers", "1")...)
			for _, workers := range []string{"2", "3", "8"} {
				if got := output(t, plotArgs(kind, "-T", format, "--workers", workers)...); got != want {
					t.Errorf("%s: %s workers draw another picture", kind, workers)
				}
			}
		}
	}
}

// TestPlotsAreXML: what is drawn is well-formed, in every width and both languages.
func TestPlotsAreXML(t *testing.T) {
	for _, kind := range plot.Names() {
		for _, width := range []string{"1", "320", "2000"} {
			svg := output(t, plotArgs(kind, "-T", "svg", "--lang", "zh", "--width", width)...)
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Errorf("%s: numbers that are none", kind)
			}
			for d := xml.NewDecoder(bytes.NewReader([]byte(svg))); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
			}
		}
	}
}

// TestSequenceNumbers: the segments in a picture are the rows of the table, each with its frame.
func TestSequenceNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "http-large-body-loss-at-client.pcap")
	rows := map[uint32][2]float64{}
	for _, line := range strings.Split(output(t, "stats", "tcp-segments", "--csv", "--columns", "frame,sender,seq,payload_bytes", "-r", path), "\n")[1:] {
		w := strings.Split(line, ",")
		if len(w) < 4 || w[1] != "server" || w[3] == "0" {
			continue
		}
		frame, _ := strconv.Atoi(w[0])
		seq, _ := strconv.ParseFloat(w[2], 64)
		payload, _ := strconv.ParseFloat(w[3], 64)
		rows[uint32(frame)] = [2]float64{seq, seq + payload}
	}
	drawn := 0
	for _, s := range pictureOf(t, "tcp-sequence", "-r", path).Panels[0].Series {
		if s.Name != "Segment" && !strings.HasPrefix(s.Name, "Sent again") && !strings.HasPrefix(s.Name, "Out of order") {
			continue
		}
		for _, m := range s.Marks {
			drawn++
			if rows[m.First] != [2]float64{m.Y, m.Y2} || m.Last != m.First {
				t.Errorf("frame %d: %v–%v drawn, %v in the table", m.First, m.Y, m.Y2, rows[m.First])
			}
		}
	}
	if drawn != len(rows) || drawn < 50 {
		t.Errorf("%d segments drawn, %d in the table", drawn, len(rows))
	}
}
