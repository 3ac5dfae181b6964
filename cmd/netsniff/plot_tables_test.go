package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/report/plot"
)

// near reports whether two numbers are the same but for how they were written.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(a), math.Abs(b)) }

// TestProtocolTrafficNumbers: the bars of each protocol hold the bytes of its rows, those of all the
// bytes of the capture; they stand on each other.
func TestProtocolTrafficNumbers(t *testing.T) {
	for _, name := range []string{"sip-call-loss.pcap", "http-page-parallel.pcap", "arp.pcap"} {
		path := filepath.Join(pcaps, name)
		want, whole := map[string]float64{}, 0.0
		for _, r := range rowsOf(t, "io-protocols", "-r", path, "--limit", "0") {
			want[r["protocol"].(string)] += numeric(r, "bytes")
			whole += numeric(r, "bytes")
		}
		p := pictureOf(t, "io", "-r", path)
		tops := map[float64]float64{}
		for _, s := range p.Panels[0].Series {
			sum := 0.0
			for _, m := range s.Marks {
				sum += (m.Y - m.Y2) * (m.X2 - m.X) / 8
				if !near(tops[m.X], m.Y2) {
					t.Errorf("%s: a bar of %s at %v stands at %v, not at %v", name, s.Name, m.X, m.Y2, tops[m.X])
				}
				tops[m.X] = m.Y
			}
			if !near(sum, want[s.Name]) {
				t.Errorf("%s: %s has %v bytes in the picture, %v in the table", name, s.Name, sum, want[s.Name])
			}
		}
		if len(p.Panels[0].Series) != len(want) || whole != numeric(rowsOf(t, "overview", "-r", path)[0], "bytes") {
			t.Errorf("%s: %d series of %d protocols, %v bytes", name, len(p.Panels[0].Series), len(want), whole)
		}
	}
}

// spansOf returns from when to when the marks of each lane of a panel go.
func spansOf(p plotted, panel int) map[int][2]float64 {
	spans := map[int][2]float64{}
	for _, s := range p.Panels[panel].Series {
		for _, m := range s.Marks {
			at, known := spans[int(m.Y)]
			if !known {
				at = [2]float64{m.X, m.X2}
			}
			spans[int(m.Y)] = [2]float64{min(at[0], m.X), max(at[1], m.X2)}
		}
	}
	return spans
}

// TestHandshakeNumbers: lanes and points of handshakes are their rows.
func TestHandshakeNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "tls12-resumption-by-id-and-ticket.pcapng")
	p := pictureOf(t, "tls", "-r", path)
	rows, lanes := rowsOf(t, "tls.handshakes", "-r", path), spansOf(p, 1)
	for i, r := range rows {
		if took := numeric(r, "tcp_time") + numeric(r, "time"); !near(lanes[i][1], took) || lanes[i][0] != 0 {
			t.Errorf("lane %d is %v long, the row says %v", i, lanes[i], took)
		}
	}
	points := 0
	for _, s := range p.Panels[0].Series {
		for _, m := range s.Marks {
			points++
			for _, r := range rows {
				if numeric(r, "frame") == float64(m.First) &&
					(m.Y != numeric(r, "time") || m.X != numeric(r, "start") || numeric(r, "end_frame") != float64(m.Last)) {
					t.Errorf("%v drawn, %v in the table", m, r)
				}
			}
		}
	}
	if points != len(rows) || points != 4 {
		t.Errorf("%d points, %d rows", points, len(rows))
	}
}

// TestTransferNumbers: each transfer of FTP has a lane from its start on, as long as it took.
func TestTransferNumbers(t *testing.T) {
	for _, name := range []string{"ftp-cut-and-resumed.pcap", "ftp-upload-and-resume.pcap", "ftp-active.pcap"} {
		path := filepath.Join(pcaps, name)
		lanes, rows := spansOf(pictureOf(t, "ftp", "-r", path), 0), rowsOf(t, "ftp.transfers", "-r", path)
		for i, r := range rows {
			if at := numeric(r, "start"); !near(lanes[i][0], at) || !near(lanes[i][1], at+numeric(r, "duration")) {
				t.Errorf("%s: lane %d is %v, the row %v", name, i, lanes[i], r)
			}
		}
		if len(lanes) != len(rows) || len(rows) == 0 {
			t.Errorf("%s: %d lanes, %d rows", name, len(lanes), len(rows))
		}
	}
}

// TestCallNumbers: calls last as long as their rows say, and the curves of media are the rows of intervals, which
// add up to the streams.
func TestCallNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "sip-call-loss.pcap")
	p := pictureOf(t, "calls", "-r", path)
	call, lane := rowsOf(t, "calls", "-r", path)[0], spansOf(p, 0)[0]
	if took := numeric(call, "post_dial") + numeric(call, "ring") +
		numeric(call, "duration"); !near(lane[0], numeric(call, "start")) || !near(lane[1]-lane[0], took) {
		t.Errorf("the lane is %v, the row %v", lane, call)
	}
	jitter, loss, packets, lost := map[uint32]float64{}, map[uint32]float64{}, map[string]float64{}, map[string]float64{}
	for _, r := range rowsOf(t, "rtp-intervals", "-r", path, "--limit", "0") {
		jitter[uint32(numeric(r, "first_frame"))], loss[uint32(numeric(r, "first_frame"))] = numeric(r, "jitter_max"),
			numeric(r, "loss")
		ssrc := r["ssrc"].(string) + r["source"].(string)
		packets[ssrc], lost[ssrc] = packets[ssrc]+numeric(r, "packets"), lost[ssrc]+numeric(r, "lost")
	}
	for i, want := range []map[uint32]float64{jitter, loss} {
		n := 0
		for _, s := range p.Panels[1+i].Series {
			for _, m := range s.Marks {
				if n++; math.Abs(want[m.First]-m.Y) > 0.005 { // percents have two digits in JSON
					t.Errorf("panel %d: frame %d: %v drawn, %v in the table", 1+i, m.First, m.Y, want[m.First])
				}
			}
		}
		if n != len(want) || n < 20 {
			t.Errorf("panel %d: %d marks, %d rows", 1+i, n, len(want))
		}
	}
	for _, r := range rowsOf(t, "rtp", "-r", path) {
		ssrc := r["ssrc"].(string) + r["source"].(string)
		if packets[ssrc] != numeric(r, "packets")-numeric(r, "duplicates") || lost[ssrc] != numeric(r, "lost") {
			t.Errorf("%s: the intervals have %v packets and %v lost, the row %v", ssrc, packets[ssrc], lost[ssrc], r)
		}
	}
}

// TestStreamingNumbers: the curve of the buffer goes through the rows, and downloads are as long as they took.
func TestStreamingNumbers(t *testing.T) {
	for _, name := range []string{"streaming-hls.pcap", "streaming-dash.pcap"} {
		path := filepath.Join(pcaps, name)
		p := pictureOf(t, "streaming", "-r", path)
		drawn := map[string]bool{}
		key := func(x, y float64) string {
			return strconv.FormatFloat(x, 'f', 6, 64) + " " + strconv.FormatFloat(y, 'f', 6, 64)
		}
		for _, m := range p.Panels[0].Series[0].Marks {
			drawn[key(m.X, m.Y)] = true
		}
		rows := rowsOf(t, "streaming.buffer", "-r", path)
		for _, r := range rows {
			if !drawn[key(numeric(r, "start"), numeric(r, "buffer_before"))] ||
				!drawn[key(numeric(r, "start"), numeric(r, "buffer"))] {
				t.Errorf("%s: no point for %v", name, r)
			}
		}
		took, boxes := 0.0, 0.0
		segments := rowsOf(t, "streaming.segments", "-r", path, "--limit", "0")
		for _, r := range segments {
			took += numeric(r, "download_time")
		}
		for _, s := range p.Panels[1].Series {
			for _, m := range s.Marks {
				boxes += m.X2 - m.X
			}
		}
		if !near(took, boxes) || len(rows) < 5 || len(segments) < 5 {
			t.Errorf("%s: %v s of downloads drawn, %v in the table", name, boxes, took)
		}
	}
}

// TestPicturesHaveTables: netsniff stats has the tables of every picture, which the picture names.
func TestPicturesHaveTables(t *testing.T) {
	for _, k := range plot.Kinds() {
		for _, name := range k.Tables {
			if _, err := findTable(name); err != nil {
				t.Errorf("%s: %v", k.Name, err)
			}
		}
		if p := pictureOf(t, plotArgs(k.Name)[1:]...); !slices.Equal(p.Tables, k.Tables) || p.Kind != k.Name {
			t.Errorf("%s: the picture is a %s of the tables %v", k.Name, p.Kind, p.Tables)
		}
	}
}

// TestSessionNumbers: the ladders of mail sessions are the rows of what was said, without secrets.
func TestSessionNumbers(t *testing.T) {
	for _, name := range []string{"smtp-auth-login.pcap", "pop3-curl-sasl-plain.pcap", "imap-curl-and-wrong-password.pcap"} {
		path := filepath.Join(pcaps, name)
		said := map[uint32][]string{}
		rows := rowsOf(t, "mails.dialogue", "-r", path, "--limit", "0")
		for _, r := range rows {
			frame := uint32(numeric(r, "frame"))
			said[frame] = append(said[frame], r["text"].(string))
		}
		drawn, masked := 0, false
		for _, panel := range pictureOf(t, "mail", "-r", path).Panels {
			for _, s := range panel.Series {
				for _, m := range s.Marks {
					drawn++
					masked = masked || strings.Contains(m.Text, "********")
					if !slices.Contains(said[m.First], m.Text) || (s.Name == "Client") != (m.X == 0) {
						t.Errorf("%s: %v of %s is none of %q", name, m, s.Name, said[m.First])
					}
				}
			}
		}
		if drawn != len(rows) || drawn < 10 || !masked {
			t.Errorf("%s: %d lines drawn, %d in the table; masked: %t", name, drawn, len(rows), masked)
		}
	}
}

// TestSessionsInChinese: what a ladder says in words of ours it says in the language of the picture, and what is from
// the wire in that of the wire.
func TestSessionsInChinese(t *testing.T) {
	var said [2][]string
	for i, lang := range []string{"en", "zh"} {
		for _, s := range pictureOf(t, "mail", "-r", filepath.Join(pcaps, "smtp-auth-login.pcap"), "--lang", lang).Panels[0].Series {
			for _, m := range s.Marks {
				said[i] = append(said[i], m.Text)
			}
		}
	}
	ours := 0
	for i, zh := range said[1] {
		own := strings.HasPrefix(said[0][i], "(")
		if own != (zh != said[0][i]) {
			t.Errorf("%q is %q in Chinese", said[0][i], zh)
		}
		if own {
			ours++
		}
	}
	if ours < 2 || ours == len(said[0]) {
		t.Errorf("%d of %d lines have words of ours", ours, len(said[0]))
	}
}

// TestSwarmTables: the picture of a swarm is the rows of its tables, of the torrent and the peer that it
// is about.
func TestSwarmTables(t *testing.T) {
	path := filepath.Join(pcaps, "swarm/bittorrent-six-peers.pcap.gz")
	p := pictureOf(t, "swarm", "-r", path, "--to", "200s")
	for panel, name := range []string{"swarm.pieces", "swarm.choking", "swarm.rarity"} {
		drawn := map[[2]float64]int{}
		marks := 0
		for _, s := range p.Panels[panel].Series {
			for _, m := range s.Marks {
				marks++
				y := m.Y
				if panel == 1 {
					y = m.X2
				}
				drawn[[2]float64{m.X, y}]++
			}
		}
		wanted := 0
		for _, r := range rowsOf(t, name, "-r", path, "--limit", "0") {
			var want [][2]float64
			switch panel {
			case 0:
				want = [][2]float64{{numeric(r, "time"), numeric(r, "piece")}}
			case 1:
				want = [][2]float64{{numeric(r, "start"), numeric(r, "end")}}
			default:
				for _, column := range []string{"neighbours", "mean", "rarest"} {
					want = append(want, [2]float64{numeric(r, "time"), numeric(r, column)})
				}
			}
			for _, w := range want {
				if wanted++; drawn[w] == 0 && panel < 2 { // JSON rounds what is a mean
					t.Errorf("%s: no mark for %v", name, r)
				}
			}
		}
		if marks != wanted || marks < 20 {
			t.Errorf("%s: %d marks, %d in the table", name, marks, wanted)
		}
	}
}

// TestPageNumbers: the data that a page embeds for its pictures are the rows of the tables.
func TestPageNumbers(t *testing.T) {
	path := filepath.Join(pcaps, "sip-call-loss.pcap")
	_, data, found := strings.Cut(output(t, "report", "-r", path, "-o", "-"), `id="pictures">`)
	if data, _, _ = strings.Cut(data, "</script>"); !found {
		t.Fatal("the page embeds no pictures")
	}
	var pictures []struct {
		Title  struct{ EN string }
		Panels []struct {
			Series []struct {
				Name  struct{ EN string }
				Marks [][]any
			}
		}
	}
	if err := json.Unmarshal([]byte(data), &pictures); err != nil {
		t.Fatal(err)
	}
	bytes, jitter := map[string]float64{}, map[float64]float64{}
	for _, r := range rowsOf(t, "io-protocols", "-r", path, "--limit", "0") {
		bytes[r["protocol"].(string)] += numeric(r, "bytes")
	}
	for _, r := range rowsOf(t, "rtp-intervals", "-r", path, "--limit", "0") {
		jitter[numeric(r, "first_frame")] = numeric(r, "jitter_max")
	}
	number := func(m []any, i int) float64 { x, _ := m[i].(float64); return x }
	const x, y, x2, y2, first = 0, 1, 2, 3, 4
	compared := 0
	for _, p := range pictures {
		for i, panel := range p.Panels {
			for _, s := range panel.Series {
				sum := 0.0
				for _, m := range s.Marks {
					sum += (number(m, y) - number(m, y2)) * (number(m, x2) - number(m, x)) / 8
					if p.Title.EN == "Calls and media" && i == 1 {
						if compared++; !near(number(m, y), jitter[number(m, first)]) {
							t.Errorf("frame %v: %v drawn, %v in the table", m[first], m[y], jitter[number(m, first)])
						}
					}
				}
				if p.Title.EN == "Traffic over time by protocol" {
					if compared++; !near(sum, bytes[s.Name.EN]) {
						t.Errorf("%s: %v bytes drawn, %v in the table", s.Name.EN, sum, bytes[s.Name.EN])
					}
				}
			}
		}
	}
	if compared < 20 {
		t.Errorf("%d numbers were compared", compared)
	}
}
