package follow_test

import (
	"fmt"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
	"netsniff/report/follow"
)

// TestList: streams by number, TCP first; bytes count once.
func TestList(t *testing.T) {
	list := packets(t, `
		> S 0
		< SA 0
		> PA 1+10
		+300ms > PA 1+10
		< PA 1+500 ack 11`, isns[0])
	list = append(list, capturetest.Packet(6, capturetest.Start,
		capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("ask"))))
	for _, only := range []capture.Proto{capture.ProtoNone, capture.ProtoUDP} {
		table := reassembly.Table[engine.Conn]{New: engine.NewConn}
		engine := engine.New(detect.New(nil), engine.ByArrival)
		workers := []*follow.List{{}, {}}
		if only != capture.ProtoNone {
			for _, w := range workers {
				w.Select = func(f *dissect.Frame) bool { return f.Transport == only }
			}
		}
		for _, p := range list {
			found := table.Find(p)
			w := workers[0]
			if p.Transport == capture.ProtoTCP {
				w = workers[1]
			}
			w.Frame(engine.Dissect(p, found.Conn, found.Dir, found.Reused), nil)
		}
		got := ""
		for _, s := range follow.Merge(workers) {
			got += fmt.Sprintf("%v %d %s %s-%s %d frames %d bytes %v\n", s.Transport, s.Number, s.Protocol, s.Client,
				s.Server, s.Frames, s.Bytes, s.Last-s.First)
		}
		want := "udp 0 udp 192.0.2.10:49152-192.0.2.80:53 1 frames [3 0] bytes 0\n"
		if only == capture.ProtoNone {
			want = "tcp 0 tcp 192.0.2.10:49152-192.0.2.80:80 5 frames [10 500] bytes 303000000\n" + want
		}
		if got != want {
			t.Errorf("%swant\n%s", got, want)
		}
	}
}
