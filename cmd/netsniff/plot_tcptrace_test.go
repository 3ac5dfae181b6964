package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spot is a point or an upright line of a time-sequence graph: microseconds since the SYN, and
// sequence numbers since it.
type spot struct{ at, from, to int64 }

// graph has what is drawn: "segment", "ack", "window", "sack".
type graph map[string]map[spot]bool

func (g graph) add(what string, s spot) {
	if g[what] == nil {
		g[what] = map[spot]bool{}
	}
	g[what][s] = true
}

// colours of tcptrace, by what they are for.
var tcptraceColours = map[string]string{"white": "segment", "red": "segment", "green": "ack", "yellow": "window",
	"purple": "sack"}

// tcptraceGraph reads a graph as tcptrace -S writes it for xplot.
func tcptraceGraph(t *testing.T, path string, syn float64, base int64) graph {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, colour := graph{}, ""
	place := func(at, y string) (int64, int64) {
		when, err := strconv.ParseFloat(at, 64)
		n, wrong := strconv.ParseInt(y, 10, 64)
		if err != nil || wrong != nil {
			t.Fatal(path, err, wrong)
		}
		return int64(math.Round((when - syn) * 1e6)), n - base
	}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		w := strings.Fields(lines.Text())
		switch {
		case len(w) == 1 && (tcptraceColours[w[0]] != "" || w[0] == "orange" || w[0] == "pink"):
			colour = tcptraceColours[w[0]]
		case len(w) >= 5 && w[0] == "line" && colour != "":
			x0, y0 := place(w[1], w[2])
			x1, y1 := place(w[3], w[4])
			switch {
			case colour == "segment" || colour == "sack":
				g.add(colour, spot{x0, min(y0, y1), max(y0, y1)})
			case g[colour] == nil: // where the curve begins
				g.add(colour, spot{x0, y0, y0})
			case x0 == x1 && y0 != y1: // where it goes to
				g.add(colour, spot{x1, y1, y1})
			}
		case len(w) == 3 && (w[0] == "dtick" && colour == "ack" || w[0] == "utick" && colour == "window"):
			x, y := place(w[1], w[2])
			g.add(colour, spot{x, y, y})
		}
	}
	return g
}

// plotted is a picture as -T json has it.
type plotted struct {
	Kind   string
	Tables []string
	Panels []struct {
		Title string
		X, Y  struct {
			Min, Max float64
			Names    []string
		}
		Series []struct {
			Name  string
			Marks []struct {
				X, Y, X2, Y2 float64
				First, Last  uint32
				Text         string
			}
		}
	}
	Notes []string
}

// picture runs netsniff plot.
func pictureOf(t *testing.T, args ...string) (p plotted) {
	t.Helper()
	if err := json.Unmarshal([]byte(output(t, append([]string{"plot", "-T", "json"}, args...)...)), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// sequenceGraph returns what the panels show, by who sends to whom, as moments since the SYN.
func sequenceGraph(p plotted, syn float64) map[string]graph {
	names := map[string]string{"Segment": "segment", "Sent again (R)": "segment", "Out of order (O)": "segment",
		"Acknowledged":   "ack",
		"Receive window": "window", "SACK": "sack"}
	all := map[string]graph{}
	for _, panel := range p.Panels {
		g := graph{}
		for _, s := range panel.Series {
			for _, m := range s.Marks {
				if m.Y2 == 0 {
					m.Y2 = m.Y
				}
				if what := names[s.Name]; what != "" {
					g.add(what, spot{int64(math.Round((m.X - syn) * 1e6)), int64(m.Y), int64(m.Y2)})
				}
			}
		}
		_, way, _ := strings.Cut(panel.Title, ": ")
		all[way] = g
	}
	return all
}

// TestSequenceAsTcptrace: the points of time-sequence graphs are those of tcptrace, all of
// them and no others.
func TestSequenceAsTcptrace(t *testing.T) {
	if _, err := exec.LookPath("tcptrace"); err != nil {
		t.Skip("tcptrace is not installed (apt-get install tcptrace)")
	}
	for _, name := range []string{"http-large-body-loss-at-client", "http-large-body-loss-at-server",
		"smtp-data-many-segments",
		"bittorrent-tcp-loss-at-leech", "pop3-retr-many-segments"} {
		t.Run(name, func(t *testing.T) { compareWithTcptrace(t, filepath.Join(pcaps, name+".pcap")) })
	}
}

func compareWithTcptrace(t *testing.T, path string) {
	dir := t.TempDir()
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("tcptrace", "-n", "-S", whole)
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*_tsg.xpl"))
	compared := 0
	for _, file := range files {
		way, syn, base := headOf(t, file)
		client, server, _ := strings.Cut(way, " → ")
		stream := client + "-" + server
		if base < 0 {
			continue // it has no SYN: there is nothing to count from
		}
		p := pictureOf(t, "tcp-sequence", stream, "-r", path)
		ours, shown := sequenceGraph(p, synOf(t, path, stream, client))[way]
		if !shown {
			continue
		}
		compared++
		theirs := tcptraceGraph(t, file, syn, base)
		for _, what := range []string{"segment", "ack", "window", "sack"} {
			for _, s := range sorted(theirs[what]) {
				if !ours[what][s] {
					t.Errorf("%s: tcptrace has the %s %v", way, what, s)
				}
			}
			for _, s := range sorted(ours[what]) {
				if !theirs[what][s] {
					t.Errorf("%s: tcptrace has no %s %v", way, what, s)
				}
			}
		}
	}
	if compared == 0 {
		t.Errorf("none of %d graphs was compared", len(files))
	}
}

func sorted(m map[spot]bool) []spot {
	return slices.SortedFunc(maps.Keys(m), func(a, b spot) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
}

// headOf returns who sends to whom in a graph of tcptrace, and the time and number of its SYN, -1 if
// it has none.
func headOf(t *testing.T, path string) (way string, syn float64, base int64) {
	t.Helper()
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(all), "\n")
	way = strings.Replace(strings.TrimSuffix(lines[2], " (time sequence graph)"), "_==>_", " → ", 1)
	for i, line := range lines {
		if w := strings.Fields(line); len(w) == 3 && w[0] == "diamond" && i+2 < len(lines) && lines[i+2] == "SYN" {
			syn, _ = strconv.ParseFloat(w[1], 64)
			base, _ = strconv.ParseInt(w[2], 10, 64)
			return way, syn, base
		}
	}
	return way, 0, -1
}

// synOf returns when an end of a stream said SYN.
func synOf(t *testing.T, path, stream, sender string) float64 {
	t.Helper()
	for _, panel := range pictureOf(t, "tcp-sequence", stream, "-r", path).Panels {
		for _, s := range panel.Series {
			for _, m := range s.Marks {
				if _, way, _ := strings.Cut(panel.Title, ": "); m.Text == "SYN" && strings.HasPrefix(way, sender+" ") {
					return m.X
				}
			}
		}
	}
	return 0
}
