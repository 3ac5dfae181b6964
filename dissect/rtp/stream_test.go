package rtp_test

import (
	"encoding/binary"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rtp"
	"netsniff/reassembly"
)

// hearing keeps streams, reports and audio.
type hearing struct {
	streams []rtp.Stream
	reports []rtp.Report
	audio   []byte
	missing int64
	lost    uint64
}

func (h *hearing) Exchange(*dissect.Exchange)            {}
func (h *hearing) Closed(*dissect.Conn, reassembly.Mark) {}
func (h *hearing) Event(x *dissect.Event) {
	switch a := x.About.(type) {
	case *rtp.Stream:
		h.streams = append(h.streams, *a)
	case *rtp.Report:
		h.reports = append(h.reports, *a)
	}
}
func (h *hearing) Piece(p *dissect.Piece) {
	if a, ok := p.About.(*rtp.Audio); ok {
		h.audio = append(h.audio, p.Bytes...)
		h.missing += p.Missing
		h.lost = a.Lost
	}
}

// at returns the packet with a number, which is captured so long after the one before,
// with its number as all samples.
func at(seq int, wait time.Duration) dissecttest.Turn {
	b := binary.BigEndian.AppendUint16([]byte{0x80, 0}, uint16(seq))
	b = binary.BigEndian.AppendUint32(b, uint32(seq)*160)
	b = binary.BigEndian.AppendUint32(b, 7)
	for range 160 {
		b = append(b, byte(seq))
	}
	return dissecttest.Turn{Dir: dissect.ToServer, Data: b, Wait: wait}
}

func hear(turns ...dissecttest.Turn) *hearing {
	h := new(hearing)
	dissecttest.TellDatagrams(turns, 40001, h, messages.Protocols...)
	return h
}

// Loss, duplicates, order and jitter of a sender that sent 0 to 10, 20 ms apart, the
// first of which is not sure to be RTP: number 3 and 4 were lost, 6 came after 7, 8
// twice, and 9 came 8 ms late.
func TestStream(t *testing.T) {
	const ms = time.Millisecond
	h := hear(at(0, 0), at(1, 20*ms), at(2, 20*ms), at(5, 60*ms), at(7, 40*ms), at(6, 0), at(8, 20*ms), at(8, 0),
		at(9, 28*ms), at(10, 12*ms))
	if len(h.streams) != 1 {
		t.Fatalf("%+v", h.streams)
	}
	s := h.streams[0]
	if s.Packets != 9 || s.Lost != 2 || s.LongestLoss != 2 || s.Duplicates != 1 || s.Late != 1 || s.Expected() != 10 ||
		s.Frame != 20e6 || s.Format.Encoding != "PCMU" {
		t.Errorf("%+v", s)
	}
	if !s.Timed || s.MaxJitter < 1e6 || s.MaxJitter > 3e6 {
		t.Errorf("jitter %v, at most %v", s.Jitter, s.MaxJitter)
	}
	want := ""
	for _, seq := range []int{1, 2, 5, 6, 7, 8, 9, 10} {
		for range 160 {
			want += string([]byte{byte(seq)})
		}
	}
	if string(h.audio) != want || h.missing != 320 || h.lost != 320 {
		t.Errorf("%d bytes of audio, %d missing, %d lost", len(h.audio), h.missing, h.lost)
	}
}

// Numbers pass 16 bits, and begin anew where the sender does.
func TestNumbers(t *testing.T) {
	var turns []dissecttest.Turn
	for i := range 40 {
		turns = append(turns, at(65520+i, 20*time.Millisecond))
	}
	for i := range 40 {
		turns = append(turns, at(30000+i, 20*time.Millisecond))
	}
	s := hear(turns...).streams[0]
	if s.Lost > 1 || s.Duplicates != 0 || s.Packets != 78 && s.Packets != 79 {
		t.Errorf("%+v", s)
	}
}

// A report tells how long the way to the end that sends it is.
func TestReports(t *testing.T) {
	sr := dissecttest.Datagram(dissect.ToServer, "80c80006 00000007 00001234 56780000 00000000 00000000 00000000")
	rr := dissecttest.Datagram(dissect.ToClient, "81c90007 00000008 00000007 40000003 00000000 00000050 12345678 00008000")
	rr.Wait = 530 * time.Millisecond
	h := hear(sr, rr)
	if len(h.reports) != 1 {
		t.Fatalf("%+v", h.reports)
	}
	if r := h.reports[0]; r.About != 7 || r.From != 8 || r.Fraction != 64 || r.Lost != 3 || r.Jitter != 80 ||
		r.RoundTrip < 29e6 || r.RoundTrip > 32e6 {
		t.Errorf("%+v", r)
	}
}
