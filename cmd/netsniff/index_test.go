package main

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/view/index"
)

// foreseen are filters of each kind that an index answers, narrows, or can say nothing of.
var foreseen = []string{
	"dns", "tcp && !http", "http or smtp", "not udp", "icmp xor dns", "ip.addr == 192.0.2.10", "ip.addr != 192.0.2.10",
	"ip.src == 192.0.2.0/24 && tcp.port == 80", "any ip.addr != 192.0.2.10", "!(ip.addr == 192.0.2.10)",
	"ipv6.addr == 2001:db8::10", "tcp.stream == 1", "udp.stream in {0, 2}", "tcp.port not in {25, 80, 443}",
	"frame.number == 7", "frame.number in {2..4, 9}", "frame.number > 5 and tls", "len(ip.src) == 4", "max(tcp.port, udp.port) > 50000",
	"ip.src == ip.dst", "ip.addr#2 == 192.0.2.10", "count(ip.addr) > 2", "ip.src[0:1] == c0", "string(tcp.port) contains \"44\"",
	"http.response.code == 404", "http contains \"foo\"", "data", "json", "tcp.analysis.retransmission", "http.request",
	"frame.len > 1000", "tcp.flags.syn == 1", "not http.host", "http.host not in {\"www.example.com\"}", "tls.handshake.type == 1",
	"smtp.req.command == \"MAIL\" or dns.qry.name", "ip", "tcp#2", "frame", "eth.addr == 02:00:00:00:00:01", "ftp-data", "rtp",
	"_ws.expert", "bittorrent", "ntlmssp", "quic", "gtp && icmp", "ip.proto == 17", "udp.port >= 53 and udp.port < 54",
}

// TestIndex: what an index says of a filter is what the frames say, in all captures.
func TestIndex(t *testing.T) {
	captures, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(captures) < 100 {
		t.Fatal(len(captures), err)
	}
	filters := make([]*filter.Filter, len(foreseen))
	for i, text := range foreseen {
		if filters[i], err = filter.Compile(text, all.Names()); err != nil {
			t.Fatal(err)
		}
	}
	exact, narrowed := 0, 0
	for n, name := range captures {
		x, want := indexOf(t, name), framesOf(t, name, filters)
		for i, f := range filters {
			found := x.Search(f)
			got := found.Frames
			if found.Exact {
				exact++
			} else if found.Hosts == nil || (n+i)%4 > 0 {
				continue
			} else {
				narrowed++
				got = printedOf(name, foreseen[i], found)
			}
			if !slices.Equal(got, want[i]) {
				t.Errorf("%s, %s: %v (exact: %t, hosts %v), want %v", filepath.Base(name), foreseen[i], got, found.Exact,
					found.Hosts, want[i])
			}
		}
	}
	if n := len(captures) * len(filters); exact < n/2 || narrowed < n/200 {
		t.Errorf("of %d questions %d were answered and %d narrowed", n, exact, narrowed)
	}
}

// indexOf returns the index of a capture.
func indexOf(t *testing.T, name string) *index.Index {
	t.Helper()
	var out bytes.Buffer
	run([]string{"-r", name, "-n", "-T", index.Format}, strings.NewReader(""), &out, io.Discard)
	x := index.New(all.Names())
	rows := 0
	for line := range bytes.Lines(out.Bytes()) {
		x.Add(line)
		rows++
	}
	if x.Frames() != rows || rows == 0 {
		t.Fatalf("%s: %d rows, %d frames in the index", name, rows, x.Frames())
	}
	return x
}

// chosenFrames notes which frames match filters.
type chosenFrames struct {
	filters []*filter.Filter
	scratch filter.Scratch
	frames  [][]uint32
}

// Frame implements pipeline.Sink.
func (x *chosenFrames) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	for i := range x.filters {
		if x.filters[i].Match(f, &x.scratch) {
			x.frames[i] = append(x.frames[i], f.Packet.Frame)
		}
	}
	return dst, false
}

// framesOf returns the frames of a capture that match filters.
func framesOf(t *testing.T, name string, filters []*filter.Filter) [][]uint32 {
	t.Helper()
	o := &options{files: []string{name}, workers: 1, conns: 1000, memory: 64}
	if err := o.bounds(); err != nil {
		t.Fatal(err)
	}
	in, err := o.open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	var wanted []*dissect.Protocol
	for _, f := range filters {
		wanted = append(wanted, f.Needs().Bytes...)
	}
	x := &chosenFrames{filters: filters, frames: make([][]uint32, len(filters))}
	run := o.dissecting(in, nil)
	run.Out, run.Wanted, run.NewSink = io.Discard, wanted, func() pipeline.Sink { return x }
	if _, err := pipeline.Run(run); err != nil {
		t.Fatal(err)
	}
	return x.frames
}

// printedOf returns the frames that match a filter where only hosts that were found are dissected.
func printedOf(name, text string, found index.Found) (frames []uint32) {
	var out bytes.Buffer
	run([]string{"-r", name, "-n", "-T", "fields", "-e", "frame.number", "-f", text, "-c", strconv.Itoa(int(found.Last)),
		"--hosts", strings.Join(found.Hosts, ",")}, strings.NewReader(""), &out, io.Discard)
	for line := range strings.Lines(out.String()) {
		n, _ := strconv.Atoi(strings.TrimSpace(line))
		frames = append(frames, uint32(n))
	}
	return frames
}
