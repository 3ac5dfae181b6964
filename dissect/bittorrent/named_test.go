package bittorrent_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
	"netsniff/reassembly"
)

// ear hears what a dissector expects.
type ear struct {
	dissect.Driver
	heard []string
}

func (e *ear) Expect(x dissect.Expectation, _ reassembly.Mark) {
	e.heard = append(e.heard, fmt.Sprint(x.To, " by ", x.About.(*bittorrent.Naming).Source))
}

// TestNamedInRows: who reads rows alone has peers expected as well, whoever named
// them and over whatever.
func TestNamedInRows(t *testing.T) {
	u := newUTP()
	pex := msg(bittorrent.Extended, "\x01d5:added12:"+peer(7)+"\xc0\x00\x02\x08\xc8\xd5e")
	over := append(u.open(), u.data(dissect.ToServer, handshake), u.data(dissect.ToServer, says),
		u.data(dissect.ToClient, pex))
	for title, c := range map[string]struct {
		protocol *dissect.Protocol
		turns    []dissecttest.Turn
		want     []string
	}{
		"PEX over uTP": {&bittorrent.UTP, over, []string{"192.0.2.8:51413 by PEX"}},
		"DHT": {&bittorrent.DHT, []dissecttest.Turn{server("d1:rd" + id + "6:valuesl6:\xc0\x00\x02\x01\xc8\xd518:" +
			peer6(3)[:16] + "\xc8\xd5ee1:t2:aa1:y1:re")},
			[]string{"192.0.2.1:51413 by DHT", "[2001:db8::3]:51413 by DHT"}},
		"LSD": {&bittorrent.LSD, []dissecttest.Turn{client("BT-SEARCH * HTTP/1.1\r\nPort: 51413\r\nInfohash: " +
			strings.Repeat("0", 40) + "\r\n\r\n\r\n")},
			[]string{"192.0.2.9:51413 by LSD"}},
	} {
		e := &ear{}
		conn := &dissect.Conn{}
		conn.Driver = e
		d := c.protocol.NewDatagram(conn)
		for i, turn := range c.turns {
			f := dissect.NewFrame(nil)
			p := &capture.Packet{}
			p.Frame, p.Src, p.Dst, p.PayloadLen = uint32(i+1), address("192.0.2.9"), address("239.192.152.143"),
				len(turn.Data)
			f.Reset(p, conn, turn.Dir)
			d.Datagram(f, turn.Data)
		}
		if !slices.Equal(e.heard, c.want) {
			t.Errorf("%s: %q, want %q", title, e.heard, c.want)
		}
	}
}

func address(s string) (a capture.Addr) {
	a.Kind = capture.AddrIPv4
	copy(a.B[:], netip.MustParseAddr(s).AsSlice())
	return a
}

// TestWebTrackerRows: so do the answers of trackers over HTTP.
func TestWebTrackerRows(t *testing.T) {
	e := &ear{}
	conn := &dissect.Conn{}
	conn.Driver = e
	d := bittorrent.Tracker.NewContent(conn)
	answer := []byte("d5:peersld2:ip9:192.0.2.44:porti5eee6:peers618:" + peer6(3)[:16] + "\xc8\xd5e")
	d.Content(nil, &dissect.Content{Bytes: answer, Whole: true,
		Asked: []byte("http://tracker.example/announce?info_hash=x")})
	d.Content(nil, &dissect.Content{Bytes: answer, Whole: true, Asked: []byte("http://tracker.example/page?x=1")})
	if want := []string{"[2001:db8::3]:51413 by tracker", "192.0.2.4:5 by tracker"}; !slices.Equal(e.heard, want) {
		t.Errorf("%q", e.heard)
	}
}
