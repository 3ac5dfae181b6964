package reassembly_test

import (
	"io"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/reassembly"
)

// point is what one capture of a conversation says.
type point struct {
	vantage reassembly.Vantage
	conns   []*measured
	passed  map[passing]capture.Stamp
}

// passing names a packet wherever on its way it is captured.
type passing struct {
	dir     reassembly.Dir
	port    uint16 // the client's
	id      uint16 // of its IP header: another one if sent again
	seq     uint32
	flags   capture.TCPFlags
	payload int
}

type measured struct {
	tcp         reassembly.TCP
	totals      reassembly.Totals
	port        uint16
	syn, answer passing
	ack         passing
	asked       capture.Stamp // last byte of the request
	waits       bool
	times       []capture.Stamp // to the first byte of each reply
}

// readPoint takes a capture in testdata/pcaps through table and analysis.
func readPoint(t *testing.T, name string, v reassembly.Vantage) *point {
	t.Helper()
	src, err := file.Open(filepath.Join("../testdata/pcaps", name))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	x := &point{vantage: v, passed: map[passing]capture.Stamp{}}
	table := reassembly.Table[measured]{New: func(_ uint32, p *capture.Packet, _ reassembly.Dir) *measured {
		c := &measured{tcp: reassembly.NewTCP(), port: p.SrcPort}
		c.tcp.Count(&c.totals)
		x.conns = append(x.conns, c)
		return c
	}}
	var p capture.Packet
	var s reassembly.Segment
	for {
		if err := src.Next(&p); err == io.EOF {
			return x
		} else if err != nil {
			t.Fatal(err)
		}
		p.Decode()
		found := table.Find(&p)
		found.Conn.tcp.Analyze(&p, found.Dir, found.Reused, &s)
		x.passed[found.Conn.note(&p, found.Dir)] = p.At
	}
}

// note remembers the packets of the handshake and how long replies took.
func (c *measured) note(p *capture.Packet, d reassembly.Dir) passing {
	ip, _ := p.Find(capture.ProtoIPv4)
	b := p.Bytes(ip)
	id := passing{dir: d, port: c.port, id: uint16(b[4])<<8 | uint16(b[5]), seq: p.TCP.Seq, flags: p.TCP.Flags,
		payload: p.PayloadLen}
	switch {
	case p.TCP.Flags.Has(capture.SYN | capture.ACK):
		c.answer = id
	case p.TCP.Flags.Has(capture.SYN):
		c.syn = id
	case d == reassembly.ToServer && c.ack == passing{}:
		c.ack = id
	}
	switch {
	case p.PayloadLen == 0:
	case d == reassembly.ToServer:
		c.asked, c.waits = p.At, true
	case c.waits:
		c.times, c.waits = append(c.times, p.At-c.asked), false
	}
	return id
}

// oneWay returns how long packets of direction d took from x to y: negative if
// y comes first.
func oneWay(x, y *point, d reassembly.Dir) capture.Stamp {
	var all []capture.Stamp
	for id, at := range x.passed {
		if later, ok := y.passed[id]; ok && id.dir == d {
			all = append(all, later-at)
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// near: within 2 % or 1 ms.
func near(got, want capture.Stamp) bool {
	return max(got-want, want-got) <= max(want/50, 1e6)
}

// TestTruth compares round trips, think times and vantages with what the same
// packets say at both ends of their way, on one clock.
func TestTruth(t *testing.T) {
	for _, name := range []string{"20ms", "100ms", "100ms-loss", "100ms-reordering"} {
		t.Run(name, func(t *testing.T) {
			client := readPoint(t, "rtt-"+name+"-at-client.pcap.zst", reassembly.AtClient)
			server := readPoint(t, "rtt-"+name+"-at-server.pcap.zst", reassembly.AtServer)
			points := []*point{client, server}
			if name != "20ms" {
				points = append(points, readPoint(t, "rtt-"+name+"-in-the-middle.pcap.zst", reassembly.InMiddle))
			}
			for _, x := range points {
				t.Run(x.vantage.String(), func(t *testing.T) {
					x.legs(t, [2]*point{server, client})
					x.handshakes(t, [2]*point{server, client})
					x.thinking(t)
					for _, c := range x.conns {
						if v, why := c.totals.TCP.Vantage(); v != x.vantage {
							t.Errorf("port %d was captured at %v: %v", c.port, v, why)
						}
					}
				})
			}
		})
	}
}

// legs checks the median of each leg; ends are the points at their ends.
func (x *point) legs(t *testing.T, ends [2]*point) {
	for d, end := range ends {
		dir := reassembly.Dir(d)
		want := oneWay(x, end, dir) + oneWay(end, x, dir.Reverse())
		var all reassembly.Durations
		for _, c := range x.conns {
			r := c.totals.TCP.RTT(dir)
			all.Merge(&r.Durations)
			if got := r.Percentile(50); !near(got, want) {
				t.Errorf("port %d, %v: RTT %d µs, truth %d µs", c.port, dir, got/1e3, want/1e3)
			}
		}
		if got := all.Percentile(50); !near(got, want) {
			t.Errorf("%v: RTT %d µs, truth %d µs", dir, got/1e3, want/1e3)
		}
		t.Logf("%v: RTT %d µs (%d samples), truth %d µs", dir, all.Percentile(50)/1e3, all.Count(), want/1e3)
	}
}

// handshakes checks both legs of each.
func (x *point) handshakes(t *testing.T, ends [2]*point) {
	for _, c := range x.conns {
		pairs := [2][2]passing{{c.syn, c.answer}, {c.answer, c.ack}}
		for d, leg := range c.totals.TCP.Handshake {
			out, back := pairs[d][0], pairs[d][1]
			want := ends[d].passed[out] - x.passed[out] + x.passed[back] - ends[d].passed[back]
			if !leg.Known {
				t.Logf("port %d: handshake %v unknown", c.port, reassembly.Dir(d))
			} else if !near(leg.Time, want) {
				t.Errorf("port %d: handshake %v %d µs, truth %d µs", c.port, reassembly.Dir(d), leg.Time/1e3, want/1e3)
			}
		}
	}
}

// thinking checks what is left of the response times without the way.
func (x *point) thinking(t *testing.T) {
	const think = capture.Stamp(30e6)
	var all []capture.Stamp
	for _, c := range x.conns {
		for _, ttfb := range c.times {
			_, server, known := c.totals.TCP.Split(ttfb)
			if !known {
				t.Fatalf("port %d: no way to the server known", c.port)
			}
			all = append(all, server)
		}
	}
	slices.Sort(all)
	got := all[len(all)/2]
	if max(got-think, think-got) > 5e6 {
		t.Errorf("the server thinks for %d µs, truth %d µs", got/1e3, think/1e3)
	}
	t.Logf("%d replies, the server thinks for %d to %d, usually %d µs", len(all), all[0]/1e3, all[len(all)-1]/1e3, got/1e3)
}
