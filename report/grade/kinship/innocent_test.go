package kinship_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/report/grade/kinship"
	"netsniff/report/table"
)

// TestInnocent: what students honestly have in common is told as what it is.
func TestInnocent(t *testing.T) {
	c := newClass(t)
	one, two := c.submission(0), c.submission(12) // the same exercises
	another := capturetest.Rewrite{Jitter: 40e3, Shift: 2_345_678, Seed: 5}
	announced := slices.DeleteFunc(slices.Clone(c.recorded["mdns-announce-browse-goodbye.pcap"]),
		func(f capturetest.Record) bool { return f.Data[0]&1 == 0 })
	for _, x := range []struct {
		name    string
		a, b    []capturetest.Record
		verdict kinship.Verdict
		look    bool
	}{
		{"the same exercise with the same server", one.frames, two.frames, kinship.SameServer, false},
		{"one desk, one after the other", one.frames, c.desk(one, 12, 86_400e9), kinship.SameDesk, false},
		{"one mirror port, two machines", one.frames, another.Apply(one.frames), kinship.CapturedTwice, true},
		{"one machine, two programs", one.frames[:len(one.frames)*2/3], one.frames[len(one.frames)/3:],
			kinship.CapturedTwice, true},
		{"both ends", records(t, "rtt-20ms-at-client.pcap.zst"), records(t, "rtt-20ms-at-server.pcap.zst"),
			kinship.TwoPlaces, false},
		{"both ends, few frames", records(t, "dns-resolve-cold-then-cached-at-client.pcap"),
			records(t, "dns-resolve-cold-then-cached-at-resolver.pcap.zst"), kinship.TwoPlaces, false},
		{"one network's announcements", with(one.frames, c.recorded["mdns-announce-browse-goodbye.pcap"]),
			with(two.frames, another.Apply(c.recorded["mdns-announce-browse-goodbye.pcap"])), kinship.SameServer, false},
		{"only announcements", announced, another.Apply(announced), kinship.SameServer, false},
		{"only ARP, copied", records(t, "arp.pcap"), records(t, "arp.pcap")[1:], kinship.Copy, true},
		{"programs that count their queries from 1", lookups(1), lookups(2), kinship.SameServer, false},
		{"nothing", nil, nil, kinship.Unrelated, false},
	} {
		r := kinship.Compare(printOf(t, x.a, 9), printOf(t, x.b, 9))
		if r.Verdict != x.verdict || r.Verdict.NeedsLook() != x.look {
			t.Errorf("%s: %v, %s, want %v", x.name, r.Verdict, r.Why(table.English), x.verdict)
		}
		if back := kinship.Compare(printOf(t, x.b, 9), printOf(t, x.a, 9)); back.Verdict != r.Verdict ||
			back.Score != r.Score ||
			back.Features != r.Features || back.Changes != r.Changes {
			t.Errorf("%s: the other way round %v instead of %v", x.name, back, r)
		}
	}
}

// desk is what student i did on the machine of another, later.
func (c *class) desk(of student, i int, later capture.Stamp) []capturetest.Record {
	s := c.submission(i)
	w := mine(s, of)
	w.Shift = of.frames[len(of.frames)-1].At - s.frames[0].At + later
	return w.Apply(s.frames)
}

// with mixes frames, of which the others begin as the first ones do.
func with(frames, others []capturetest.Record) []capturetest.Record {
	w := capturetest.Rewrite{Shift: frames[0].At - others[0].At}
	out := slices.Concat(frames, w.Apply(others))
	sort(out)
	return out
}

// lookups asks the same names as any other does, with identifiers from 1.
func lookups(who byte) (frames []capturetest.Record) {
	client := capturetest.Endpoint{Addr: [4]byte{192, 0, 2, 100 + who}, Port: 50000 + 1000*uint16(who)}
	for i := range 12 {
		query := fmt.Sprintf("\x00%c\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01", i+1)
		at := capturetest.Start + capture.Stamp(i)*1e9 + capture.Stamp(who)*capture.Stamp(i*i)*17e3
		for k, b := range [][]byte{capturetest.Datagram(client, capturetest.Server(53), []byte(query)),
			capturetest.Datagram(capturetest.Server(53), client, []byte(query))} {
			frames = append(frames, capturetest.Record{At: at + capture.Stamp(k)*3e6, WireLen: len(b),
				Link: capture.LinkEthernet, Data: b})
		}
		client.Port++
	}
	return frames
}

// TestRhythm: numbers that were all drawn anew do not hide whose times they are.
func TestRhythm(t *testing.T) {
	c := newClass(t)
	s, by := c.submission(5), c.submission(8)
	w := mine(s, by)
	w.Seed, w.Ports, w.Sequences, w.IDs, w.Clocks, w.Shift = 3, true, true, true, true, 7200e9
	r := kinship.Compare(printOf(t, s.frames, 9), printOf(t, w.Apply(s.frames), 6))
	if r.Verdict != kinship.SameRhythm || r.Features != kinship.ByTimes {
		t.Errorf("%v by %v", r.Verdict, r.Features.Names())
	}
	// one conversation of several may take equally long by chance
	one := c.recorded["pop3-poplib-session.pcap"]
	mixed := slices.Concat(c.recorded["smtp-auth-plain.pcap"], c.recorded["imap-imaplib-session.pcap"], w.Apply(one))
	sort(mixed)
	whole := slices.Concat(one, c.recorded["http-page-parallel.pcap"])
	sort(whole)
	if r := kinship.Compare(printOf(t, whole, 9), printOf(t, mixed, 9)); r.Verdict.NeedsLook() {
		t.Errorf("accused: %s", r.Why(table.English))
	}
}

// TestHandout: what a whole class was given accuses nobody, and is told.
func TestHandout(t *testing.T) {
	c := newClass(t)
	handout := c.again(c.submission(99), "http-cookies.pcap", 99, 0, newRand())
	var members []kinship.Member
	for i := range 12 {
		frames := slices.Concat(handout, c.submission(i).frames)
		sort(frames)
		members = append(members, kinship.Member{Owner: fmt.Sprint(i), Print: printOf(t, frames, 9)})
	}
	made := kinship.NewClass(members)
	for _, p := range made.Pairs() {
		if p.Verdict.NeedsLook() {
			t.Errorf("%s and %s: %s", p.A.Owner, p.B.Owner, p.Why(table.English))
		}
	}
	if groups := made.Groups(); len(groups) != 1 || len(groups[0].Owners) != 12 || groups[0].Shared < 10 {
		t.Errorf("groups: %v", groups)
	}
}

// TestArchive: a copy of an earlier year is found, and who was first is not said.
func TestArchive(t *testing.T) {
	c := newClass(t)
	var members []kinship.Member
	for i := range 12 {
		members = append(members, kinship.Member{Owner: fmt.Sprint("now ", i), Print: printOf(t,
			c.submission(i).frames, 9)})
	}
	old := c.submission(7)
	w := mine(old, c.submission(50))
	w.Shift = -31_536_000e9
	made := kinship.NewClass(members)
	list := made.Against(kinship.Member{Owner: "then 3", Print: printOf(t, w.Apply(old.frames), 9)})
	if len(list) != 1 || list[0].A.Owner != "now 7" || list[0].Verdict != kinship.Copy || list[0].Shift != 31_536_000e9 {
		t.Fatalf("found %v", list)
	}
	for _, l := range []table.Lang{table.English, table.Chinese} {
		why := list[0].Why(l)
		if !strings.Contains(why, "31536000") || strings.Contains(why, "first") {
			t.Error(why)
		}
	}
	if list := made.Against(kinship.Member{Owner: "then 4", Print: printOf(t, c.submission(60).frames,
		9)}); len(list) != 0 {
		t.Errorf("accused by an archive: %v", list)
	}
}
