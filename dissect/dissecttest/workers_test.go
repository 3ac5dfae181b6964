package dissecttest

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
)

// frames is a source of ready frames.
type frames struct {
	list [][]byte
	next int
}

func (s *frames) Next(p *capture.Packet) error {
	if s.next == len(s.list) {
		return io.EOF
	}
	b := s.list[s.next]
	s.next++
	at := capturetest.Start + capture.Stamp(s.next)*1e6
	*p = capture.Packet{Frame: uint32(s.next), At: at, CapLen: len(b), WireLen: len(b), Link: capture.LinkEthernet, Data: b}
	return nil
}

func (*frames) Interfaces() []capture.Interface {
	return []capture.Interface{{Link: capture.LinkEthernet, Precision: 6}}
}

func (*frames) Close() error { return nil }

// crowd are conversations of innerTurns between many hosts at the same time.
func crowd() (list [][]byte) {
	const hosts = 40
	var next [hosts][2]uint32
	for _, turn := range innerTurns() {
		for i := range hosts {
			ends := [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(wrapPort)}
			ends[0].Addr[3], ends[1].Addr[3] = byte(i+1), byte(3*i+1)
			s := capturetest.Segment{
				From: ends[turn.Dir], To: ends[turn.Dir.Reverse()], Seq: 1 + next[i][turn.Dir],
				Ack:   1 + next[i][turn.Dir.Reverse()],
				Flags: capture.ACK | capture.PSH, Window: 65000, Data: turn.Data, Offload: true,
			}
			next[i][turn.Dir] += uint32(len(turn.Data))
			list = append(list, s.Frame())
		}
	}
	return list
}

// rowsAndExchanges writes a frame's row and the exchanges that it ends.
type rowsAndExchanges struct {
	reader *dialogues.Reader
	told   []string
}

func (s *rowsAndExchanges) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst = append(f.AppendInfo(append(dst, f.Column()...)), '\n')
	s.told = s.told[:0]
	s.reader.Frame(f)
	return append(dst, strings.Join(s.told, "\n")...), true
}

func (s *rowsAndExchanges) Exchange(x *dissect.Exchange)        { s.told = append(s.told, Line(x)+"\n") }
func (*rowsAndExchanges) Piece(*dissect.Piece)                  {}
func (*rowsAndExchanges) Closed(*dissect.Conn, reassembly.Mark) {}

// TestInnerWorkers: rows and exchanges of inner streams are the same for any
// number of workers.
func TestInnerWorkers(t *testing.T) {
	d := detect.New([]*dissect.Protocol{newWrap(nil), &echo})
	run := func(workers int) string {
		var out bytes.Buffer
		totals, err := pipeline.Run(pipeline.Options{
			Source: &frames{list: crowd()}, Detector: d, Workers: workers, Out: &out,
			NewSink: func() pipeline.Sink {
				s := new(rowsAndExchanges)
				s.reader = dialogues.NewReader(d, s, 0)
				return s
			},
		})
		if err != nil || totals.Faults != 0 {
			t.Fatalf("%v, %d faults", err, totals.Faults)
		}
		return out.String()
	}
	want := run(1)
	if n := strings.Count(want, "ask three -> answer three succeeded"); n != 40 {
		t.Errorf("%d exchanges\n%s", n, want[:min(len(want), 2000)])
	}
	for _, workers := range []int{2, 3, 8} {
		if got := run(workers); got != want {
			t.Errorf("%d workers say something else", workers)
		}
	}
}
