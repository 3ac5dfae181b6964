package gradetest

import (
	"encoding/binary"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// Talk makes the frames of TCP connections, as their client captures them, one after
// the other: handshake, what is said, FIN of both sides. The way to the server and
// back takes 20 ms; of segments that are sent in a row each takes half a millisecond
// more than the one before.
type Talk struct {
	Now    capture.Stamp // of the next frame
	Client capturetest.Endpoint
	frames []Frame
}

// Times of a Talk.
const (
	rtt     = capture.Stamp(20e6)
	more    = capture.Stamp(5e5)
	between = capture.Stamp(1e6)
	segment = 1460
)

// NewTalk begins at a time in the middle of December 2026.
func NewTalk() *Talk { return &Talk{Now: 1797300000e9, Client: capturetest.Client()} }

// Frames returns all of it, in order of time.
func (t *Talk) Frames() []Frame {
	list := slices.Clone(t.frames)
	slices.SortStableFunc(list, func(a, b Frame) int { return int(a.At - b.At) })
	for i := range list {
		list[i].Number = uint32(i + 1)
	}
	return list
}

func (t *Talk) put(at capture.Stamp, data []byte) {
	t.frames = append(t.frames, Frame{At: at, Link: capture.LinkEthernet, Wire: len(data), Data: data})
}

// Conn adds a connection to a server: each line begins with > or < and a blank, and is
// what the client or the server says. Its initial sequence numbers are 1000 and 5000.
func (t *Talk) Conn(server capturetest.Endpoint, lines ...string) *Talk {
	t.Client.Port++
	client := t.Client
	seq := [2]uint32{1000, 5000}
	ends := [2]capturetest.Endpoint{client, server}
	send := func(at capture.Stamp, from int, flags capture.TCPFlags, data string) {
		s := capturetest.Segment{From: ends[from], To: ends[1-from], Seq: seq[from], Ack: seq[1-from], Flags: flags,
			Window: 60000, Data: []byte(data)}
		if flags.Has(capture.SYN) && !flags.Has(capture.ACK) {
			s.Ack = 0
		}
		t.put(at, s.Frame())
		if seq[from] += uint32(len(data)); flags.Has(capture.SYN) || flags.Has(capture.FIN) {
			seq[from]++
		}
	}
	send(t.Now, 0, capture.SYN, "")
	send(t.Now+rtt, 1, capture.SYN|capture.ACK, "")
	t.Now += rtt + 1e5
	send(t.Now, 0, capture.ACK, "")
	for _, l := range lines {
		from := strings.Index("><", l[:1])
		t.burst(from, l[2:], send)
	}
	t.Now += between
	send(t.Now, 0, capture.FIN|capture.ACK, "")
	send(t.Now+rtt, 1, capture.FIN|capture.ACK, "")
	t.Now += rtt + 1e5
	send(t.Now, 0, capture.ACK, "")
	t.Now += 100e6
	return t
}

// burst sends segments in a row, each acknowledged by itself.
func (t *Talk) burst(from int, data string, send func(capture.Stamp, int, capture.TCPFlags, string)) {
	wait := rtt
	if from == 1 { // the client is where the capture is
		t.Now += rtt / 2
		wait = 5e4
	}
	last := t.Now
	for i := 0; len(data) > 0; i++ {
		n := min(len(data), segment)
		at := t.Now + capture.Stamp(i)*between
		send(at, from, capture.PSH|capture.ACK, data[:n])
		data = data[n:]
		last = at + wait
		if from == 0 {
			last += capture.Stamp(i) * more
		}
		send(last, 1-from, capture.ACK, "")
	}
	t.Now = last + 1e5
}

// Lookup adds a query for the addresses of a name and its response after 20 ms.
func (t *Talk) Lookup(server capturetest.Endpoint, id uint16, name string, address [4]byte) *Talk {
	t.Client.Port++
	var q []byte
	q = binary.BigEndian.AppendUint16(q, id)
	q = append(q, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
	for label := range strings.SplitSeq(name, ".") {
		q = append(append(q, byte(len(label))), label...)
	}
	q = append(q, 0, 0, 1, 0, 1)
	r := append(slices.Clone(q), 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, address[0], address[1], address[2], address[3])
	r[2], r[3], r[7] = 0x81, 0x80, 1
	t.put(t.Now, capturetest.Datagram(t.Client, server, q))
	t.put(t.Now+rtt, capturetest.Datagram(server, t.Client, r))
	t.Now += rtt + 5e6
	return t
}
