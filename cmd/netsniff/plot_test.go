package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/report/cells"
	"netsniff/report/plot"
)

// plots are a picture of each kind: what is drawn of which capture.
var plots = map[string][]string{
	"tcp-sequence":   {"-r", "http-large-body-loss-at-client.pcap"},
	"io":             {"http", "tcp.analysis.flags", "-r", "http-large-body-loss-at-client.pcap"},
	"rtt":            {"-r", "http-large-body-loss-at-server.pcap"},
	"throughput":     {"-r", "http-large-body-loss-at-client.pcap"},
	"window":         {"-r", "tcp-zero-window.pcap"},
	"waterfall":      {"-r", "http-page-parallel.pcap"},
	"ladder":         {"-r", "smtp-recipient-refused-550.pcap"},
	"response-times": {"-r", "imap-imaplib-session.pcap"},
	"swarm":          {"-r", "swarm/bittorrent-six-peers.pcap.gz"},
	"tcp-stevens":    {"-r", "http-large-body-loss-at-client.pcap"},
	"mail":           {"-r", "smtp-auth-login.pcap"},
	"tls":            {"-r", "tls12-resumption-by-id-and-ticket.pcapng"},
	"ftp":            {"-r", "ftp-cut-and-resumed.pcap"},
	"calls":          {"-r", "sip-call-loss.pcap"},
	"streaming":      {"-r", "streaming-hls.pcap"},
	"resolution":     {"-r", "dns-resolve-cold-then-cached-at-resolver.pcap.zst"},
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
		for _, format := range []string{"svg", "json"} { // PNG and text are made of the same
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
	for _, line := range strings.Split(output(t, "stats", "tcp-segments", "--csv", "--columns",
		"frame,sender,seq,payload_bytes", "-r", path), "\n")[1:] {
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

// row is one of a table as --json has it, by the names of columns.
type row = map[string]any

// rowsOf returns the rows of a table.
func rowsOf(t *testing.T, name string, args ...string) []row {
	t.Helper()
	var all struct {
		Tables map[string]struct{ Rows []row }
	}
	if err := json.Unmarshal([]byte(output(t, append([]string{"stats", name, "--json"}, args...)...)), &all); err != nil {
		t.Fatal(err)
	}
	return all.Tables[name].Rows
}

func numeric(r row, column string) float64 {
	x, _ := r[column].(float64)
	return x
}

// TestTrafficNumbers: the bars of a picture are the intervals of the table, and both add up to the
// capture.
func TestTrafficNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "http-large-body-loss-at-client.pcap")
	p := pictureOf(t, "io", "http", "-r", path, "--interval", "10ms")
	rows := rowsOf(t, "io", "-r", path, "--interval", "10ms")
	bars := p.Panels[0].Series[0].Marks
	if len(bars) != len(rows) || len(rows) < 30 {
		t.Fatalf("%d bars, %d rows", len(bars), len(rows))
	}
	for i, r := range rows {
		if b := bars[i]; b.X != numeric(r, "start") || b.X2 != numeric(r, "end") || math.Abs(b.Y-numeric(r, "rate")) > 0.01 {
			t.Errorf("bar %v, row %v", b, r)
		}
	}
	sum := 0.0
	for _, m := range p.Panels[0].Series[1].Marks {
		sum += m.Y * (m.X2 - m.X) / 8
	}
	whole := 0.0
	for _, r := range rowsOf(t, "io", "-r", path, "-f", "http") {
		whole += numeric(r, "bytes")
	}
	if math.Abs(sum-whole) > 0.01 || whole == 0 {
		t.Errorf("the curve of http holds %v bytes, the table %v", sum, whole)
	}
}

// TestConnectionNumbers: round trips, bytes in flight, windows and throughput in pictures are those of the
// rows of segments.
func TestConnectionNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "http-large-body-loss-at-client.pcap")
	rtt, flight, window, payload := map[float64]float64{}, map[float64]float64{}, map[float64]float64{}, 0.0
	for _, r := range rowsOf(t, "tcp-segments", "-r", path, "--limit", "0") {
		frame := numeric(r, "frame")
		if r["ack_rtt"] != nil {
			rtt[frame] = numeric(r, "ack_rtt")
		}
		if r["sender"] == "server" {
			payload += numeric(r, "payload_bytes")
			if r["in_flight"] != nil {
				flight[frame] = numeric(r, "in_flight")
			}
		} else {
			window[frame] = numeric(r, "window")
		}
	}
	compare := func(what string, p plotted, want map[float64]float64, series ...int) {
		n := 0
		for _, i := range series {
			for _, m := range p.Panels[0].Series[i].Marks {
				n++
				if want[float64(m.Last)] != m.Y {
					t.Errorf("%s: frame %d: %v drawn, %v in the table", what, m.Last, m.Y, want[float64(m.Last)])
				}
			}
		}
		if n != len(want) || n < 20 {
			t.Errorf("%s: %d marks, %d rows", what, n, len(want))
		}
	}
	compare("rtt", pictureOf(t, "rtt", "-r", path), rtt, 0, 1)
	compare("window", pictureOf(t, "window", "-r", path), window, 0)
	compare("in flight", pictureOf(t, "window", "-r", path), flight, 1)
	sums := [2]float64{}
	for i, s := range pictureOf(t, "throughput", "-r", path).Panels[0].Series {
		for _, m := range s.Marks {
			sums[i] += m.Y * (m.X2 - m.X) / 8
		}
	}
	const body = 150245 // what its server sent, with SYN and FIN
	if math.Abs(sums[0]-payload) > 0.01 || math.Abs(sums[1]-body) > 1.01 || sums[1] > payload {
		t.Errorf("throughput: %v sent, %v acknowledged; %v in the table", sums[0], sums[1], payload)
	}
}

// TestWaterfallNumbers: the boxes of an object are the parts of its time in the table, one behind the
// other.
func TestWaterfallNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "http-page-parallel.pcap")
	p := pictureOf(t, "waterfall", "-r", path)
	rows := rowsOf(t, "http-connections.objects", "-r", path)
	names := map[string]string{"DNS": "dns", "Connect": "setup", "Not asked yet": "wait", "To first byte": "request",
		"Transfer":     "transfer",
		"By the model": "predicted"}
	for lane, r := range rows {
		for _, s := range p.Panels[1].Series {
			took := 0.0
			for _, m := range s.Marks {
				if int(m.Y) == lane {
					took += m.X2 - m.X
				}
			}
			if want := numeric(r, names[s.Name]); names[s.Name] != "" && math.Abs(took-want) > 1e-9 {
				t.Errorf("object %d, %s: %v drawn, %v in the table", lane, s.Name, took, want)
			}
		}
	}
	if len(p.Panels) != 2 || len(rows) != 9 {
		t.Errorf("%d panels, %d rows", len(p.Panels), len(rows))
	}
}

// TestExchangeNumbers: what ladders and pictures of response times show are the rows of exchanges.
func TestExchangeNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "imap-imaplib-session.pcap")
	rows := rowsOf(t, "exchanges", "-r", path)
	times, frames := map[uint32]float64{}, map[uint32]bool{}
	for _, r := range rows {
		times[uint32(numeric(r, "reply_frame"))] = numeric(r, "ttfb")
		if r["method"] != "greeting" {
			frames[uint32(numeric(r, "request_frame"))] = true
		}
		frames[uint32(numeric(r, "reply_frame"))] = true
	}
	p := pictureOf(t, "response-times", "-r", path)
	drawn := 0
	for _, s := range p.Panels[0].Series {
		for _, m := range s.Marks {
			drawn++
			if times[m.Last] != m.Y {
				t.Errorf("frame %d: %v drawn, %v in the table", m.Last, m.Y, times[m.Last])
			}
		}
	}
	counted := 0.0
	for _, m := range p.Panels[1].Series[0].Marks {
		counted += m.Y
	}
	if drawn != len(rows) || int(counted) != drawn || drawn < 10 {
		t.Errorf("%d times drawn, %v counted, %d rows", drawn, counted, len(rows))
	}
	said := 0
	for _, s := range pictureOf(t, "ladder", "-r", path).Panels[0].Series {
		for _, m := range s.Marks {
			said++
			if !frames[m.Last] {
				t.Errorf("frame %d is none of a request or reply: %s", m.Last, m.Text)
			}
		}
	}
	if said != 2*len(rows)-1 { // the server greets
		t.Errorf("%d lines for %d exchanges", said, len(rows))
	}
}

// TestResolutionNumbers: each lookup of the table has a lane, below the one that it was made for.
func TestResolutionNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "dns-resolve-cold-then-cached-at-resolver.pcap.zst")
	p := pictureOf(t, "resolution", "-r", path)
	rows := rowsOf(t, "dns.lookups", "-r", path)
	names := p.Panels[0].Y.Names
	if len(names) != len(rows) || len(rows) < 15 {
		t.Fatalf("%d lanes, %d rows", len(names), len(rows))
	}
	for _, s := range p.Panels[0].Series {
		for _, m := range s.Marks {
			r := rows[slices.IndexFunc(rows, func(r row) bool { return uint32(numeric(r, "request_frame")) == m.First })]
			if m.X != numeric(r, "start") || math.Abs(m.X2-m.X-numeric(r, "from_first_try")) > 1e-9 {
				t.Errorf("%v drawn, %v in the table", m, r)
			}
		}
	}
	for i, branch := range map[int]string{0: "www.example.com A → 192.0.2.53", 1: "├ <Root> NS",
		4: "├ com A → 192.0.2.1", 15: "└ example.com DNSKEY",
		16: "www.example.com A"} {
		if !strings.HasPrefix(names[i], branch) {
			t.Errorf("lane %d: %s", i, names[i])
		}
	}
}

// TestSwarmNumbers: the pieces in a map are those that netsniff swarm tells of, and so are the times in
// which peers let each other have some.
func TestSwarmNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "swarm/bittorrent-six-peers.pcap.gz")
	type traffic struct{ Unchoked [][2]float64 }
	type pieces struct {
		Had, Gained [][2]float64
	}
	var told struct {
		Torrents []struct {
			Seats []struct {
				Pieces pieces
				Peers  []struct {
					Pieces   pieces
					Down, Up traffic
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(output(t, "swarm", "--json", "-r", path)), &told); err != nil {
		t.Fatal(err)
	}
	seat := told.Torrents[0].Seats[0]
	marks, boxes, seconds := len(seat.Pieces.Had)+len(seat.Pieces.Gained), 0, 0.0
	for _, p := range seat.Peers {
		marks += len(p.Pieces.Had) + len(p.Pieces.Gained)
		for _, x := range append(p.Down.Unchoked, p.Up.Unchoked...) {
			boxes, seconds = boxes+1, seconds+x[1]-x[0]
		}
	}
	p := pictureOf(t, "swarm", "-r", path, "--to", "200s")
	drawn, lanes, long := 0, 0, 0.0
	for _, s := range p.Panels[0].Series {
		drawn += len(s.Marks)
	}
	for _, s := range p.Panels[1].Series[:2] {
		for _, m := range s.Marks {
			lanes, long = lanes+1, long+m.X2-m.X
		}
	}
	if drawn != marks || marks < 300 || lanes != boxes || math.Abs(long-seconds) > 1e-6 {
		t.Errorf("%d pieces, %d times of %v s drawn; told are %d, %d of %v s", drawn, lanes, long, marks, boxes, seconds)
	}
}
