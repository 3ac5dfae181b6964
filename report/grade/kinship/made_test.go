package kinship_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	recorded "netsniff/report/grade/gradetest/class"
	"netsniff/report/grade/kinship"
)

// records reads a recorded capture.
func records(t testing.TB, name string) (list []capturetest.Record) {
	t.Helper()
	list, err := recorded.Records(filepath.Join("..", "..", "..", "testdata", "pcaps", name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// saved is a capture in a format, as bytes.
func saved(t testing.TB, frames []capturetest.Record, precision int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := file.NewWriter(&out, capture.Interface{Name: "eth0", Link: capture.LinkEthernet, Precision: precision})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.Write(&capture.Packet{At: f.At, WireLen: f.WireLen, Link: f.Link, Data: f.Data}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// printOf makes the print of frames as they were saved.
func printOf(t testing.TB, frames []capturetest.Record, precision int) *kinship.Print {
	t.Helper()
	return printOfBytes(t, saved(t, frames, precision))
}

func printOfBytes(t testing.TB, b []byte) *kinship.Print {
	t.Helper()
	src, err := file.NewSource("made", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return kinship.Read(src)
}

// exercises are recorded conversations of which submissions are made: a client
// 192.0.2.10 with its server.
var exercises = []string{
	"http-persistent-gets.pcap", "http-conditional-304.pcap", "smtp-ehlo-plain-message.pcap", "pop3-poplib-session.pcap",
	"dns-record-types.pcap", "smtp-curl.pcap", "http-page-parallel.pcap", "pop3-retr-many-segments.pcap",
	"ftp-passive.pcap",
	"imap-imaplib-session.pcap", "dns-errors.pcap", "smtp-auth-plain.pcap",
}

// background is other traffic of a student's machine.
var background = []string{"http-cookies.pcap", "dns-edns-options.pcap", "imap-curl-and-wrong-password.pcap",
	"http-status-codes.pcap", "mdns-announce-browse-goodbye.pcap"}

// class makes submissions.
type class struct {
	testing.TB
	recorded map[string][]capturetest.Record
}

func newClass(t testing.TB) *class {
	c := &class{TB: t, recorded: map[string][]capturetest.Record{}}
	for _, name := range slices.Concat(exercises, background) {
		c.recorded[name] = records(t, name)
	}
	return c
}

// student are a student's machine and what it recorded.
type student struct {
	id     string
	mac    [6]byte
	addr   [4]byte
	frames []capturetest.Record
}

// submission makes that of student i: all do the same exercises with the same
// servers, each with a machine and numbers of their own.
func (c *class) submission(i int) student {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	s := student{id: fmt.Sprintf("2024%04d", i), mac: [6]byte{0x02, 0, 0x5e, 0x10, byte(i >> 8), byte(i)},
		addr: [4]byte{10, byte(1 + i/200), byte(i % 200), 7}}
	at := capture.Stamp(r.Int64N(7 * 24 * 3600e9))
	names := []string{exercises[i%len(exercises)], exercises[(i*7+3)%len(exercises)]}
	for k, name := range names {
		s.frames = append(s.frames, c.again(s, name, uint64(i*10+k), at+capture.Stamp(k)*60e9, r)...)
	}
	if i%3 == 0 {
		name := background[i/3%len(background)]
		s.frames = append(s.frames, c.again(s, name, uint64(i*10+9), at+capture.Stamp(r.Int64N(30e9)), r)...)
	}
	sort(s.frames)
	return s
}

// again has a machine go through a recorded conversation anew.
func (c *class) again(s student, name string, seed uint64, at capture.Stamp, r *rand.Rand) []capturetest.Record {
	frames := c.recorded[name]
	client := capturetest.Packet(1, 0, frames[0].Data)
	w := capturetest.Rewrite{
		Seed: seed, Ports: true, Sequences: true, IDs: true, Clocks: true,
		MACs:    map[[6]byte][6]byte{[6]byte(frames[0].Data[6:12]): s.mac},
		Replace: [][2]string{{"alice", "stu" + s.id[4:]}},
		Shift:   capturetest.Start - frames[0].At + at, Stretch: 0.7 + r.Float64(), Jitter: 200e3,
	}
	if client.Src.Kind == capture.AddrIPv4 {
		w.Addrs = map[[4]byte][4]byte{[4]byte(client.Src.B[:4]): s.addr}
	}
	return w.Apply(frames)
}

func sort(frames []capturetest.Record) {
	slices.SortStableFunc(frames, func(a, b capturetest.Record) int { return int(min(1, max(-1, a.At-b.At))) })
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
