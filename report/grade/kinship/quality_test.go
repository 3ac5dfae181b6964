package kinship_test

import (
	"bytes"
	"fmt"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	"netsniff/report/grade/kinship"
)

// TestProblems: what keeps a capture from being judged is told, with advice in both
// languages; a good one has none.
func TestProblems(t *testing.T) {
	good := records(t, "http-persistent-gets.pcap")
	cut := bytes.Clone(saved(t, good, 6))
	var short []capturetest.Record
	for _, f := range good {
		f.Data = f.Data[:min(96, len(f.Data))]
		short = append(short, f)
	}
	home := capturetest.Rewrite{Addrs: map[[4]byte][4]byte{}}
	for _, f := range good {
		home.Addrs[[4]byte(f.Data[26:30])] = [4]byte{127, 0, 0, f.Data[29]}
	}
	for _, x := range []struct {
		name  string
		print *kinship.Print
		want  string
	}{
		{"good", printOf(t, good, 6), "[]"},
		{"empty", printOf(t, nil, 6), "[empty]"},
		{"the end is missing", printOfBytes(t, cut[:len(cut)-20]), "[damaged]"},
		{"snap length", printOf(t, short, 6), "[cut-short]"},
		{"a segment was not captured", printOf(t, append(good[:5:5], good[6:]...), 6), "[unseen]"},
		{"begun late", printOf(t, good[3:], 6), "[no-handshake]"},
		{"loopback", printOf(t, home.Apply(good), 6), "[only-loopback]"},
		{"only ARP", printOf(t, records(t, "arp.pcap"), 6), "[no-conversation]"},
		{"drops", printOfBytes(t, dropped(t, good)), "[dropped]"},
	} {
		var got []string
		for _, p := range x.print.Problems() {
			got = append(got, p.Flaw.String())
			if p.What.ZH == "" || p.Advice().EN == "" || p.Advice().ZH == "" {
				t.Errorf("%v: %+v, %+v", p.Flaw, p.What, p.Advice())
			}
		}
		if fmt.Sprint(got) != x.want {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
}

// dropped is a capture whose program missed packets.
func dropped(t *testing.T, frames []capturetest.Record) []byte {
	var out bytes.Buffer
	w, err := file.NewWriter(&out, capture.Interface{Link: capture.LinkEthernet, Precision: 6})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.Write(&capture.Packet{At: f.At, WireLen: f.WireLen, Link: f.Link, Data: f.Data}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Statistics(0, 100, 7); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestOwn: who opened the conversations is whose capture it is.
func TestOwn(t *testing.T) {
	c := newClass(t)
	s, two := c.submission(4), c.submission(16)
	own := printOf(t, s.frames, 6).Own()
	if len(own) != 1 || own[0].MAC.B != [16]byte(append(s.mac[:], make([]byte, 10)...)) ||
		own[0].Addrs[0].String() != "10.1.4.7" {
		t.Errorf("own: %v", own)
	}
	made := kinship.NewClass([]kinship.Member{{Owner: "a", Print: printOf(t, s.frames, 6)}, {Owner: "b",
		Print: printOf(t, c.desk(s, 16, 1e9), 6)},
		{Owner: "c", Print: printOf(t, two.frames, 6)}})
	macs := made.SharedMACs()
	if len(macs) != 1 || fmt.Sprint(macs[own[0].MAC]) != "[a b]" {
		t.Errorf("shared: %v", macs)
	}
}

// TestBounded: a capture of very many conversations, and one of very many frames
// that are the same, have a small print.
func TestBounded(t *testing.T) {
	var frames []capturetest.Record
	for i := range 40_000 {
		s := capturetest.Segment{From: capturetest.Endpoint{Addr: [4]byte{10, byte(i >> 12), byte(i >> 4), 1},
			Port: uint16(i)}, To: capturetest.Server(80),
			Seq: uint32(i * 7919), Flags: capture.SYN}
		if i%2 == 0 { // one conversation repeats itself
			s.From, s.Seq, s.Flags = capturetest.Client(), 1, capture.ACK
		}
		frames = append(frames, capturetest.Record{At: capturetest.Start + capture.Stamp(i)*1000, WireLen: 54,
			Link: capture.LinkEthernet, Data: s.Frame()})
	}
	p := printOf(t, frames, 6)
	if len(p.Conversations) != 1024 || p.LeftOut == 0 || p.Frames != 40_000 {
		t.Errorf("%d conversations, %d left out", len(p.Conversations), p.LeftOut)
	}
	var out bytes.Buffer
	if err := p.Save(&out); err != nil || out.Len() > 1<<20 {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
}
