package pipeline_test

import (
	"bytes"
	"fmt"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
)

// countedPort is where conversations say which of the run they are.
const countedPort = 7

var counted = dissect.Protocol{Name: "counted", Column: "COUNTED", UDP: []uint16{countedPort},
	NewDatagram: func(c *dissect.Conn) dissect.DatagramDissector { return &number{conn: c} }}

type number struct {
	conn  *dissect.Conn
	n     uint32
	asked bool
}

func (x *number) AppendInfo(dst []byte) []byte { return fmt.Appendf(dst, "number %d", x.n) }

func (x *number) Datagram(f *dissect.Frame, _ []byte) bool {
	if !x.asked {
		x.n, x.asked = x.conn.Ordinal(&counted), true
	}
	f.Emit(dissect.Layer{Protocol: &counted, Message: x})
	return true
}

// TestOrdinal: what begins in the run is numbered in the order of frames, however many workers
// read them.
func TestOrdinal(t *testing.T) {
	s := stage{next: map[[2]capturetest.Endpoint]uint32{}}
	for i := range 400 {
		s.say(float64(i)/100, "udp", place(i%7+1, 40000+i/3), place(20+i%5, countedPort), "x")
	}
	frames := s.number()
	var want string
	for _, workers := range []int{1, 2, 3, 8} {
		var out bytes.Buffer
		o := options(&played{frames: frames}, workers, &out)
		o.Detector = detect.New([]*dissect.Protocol{&herald, &counted})
		if totals, err := pipeline.Run(o); err != nil || totals.Faults > 0 {
			t.Fatal(err, totals)
		}
		if workers == 1 {
			want = out.String()
			for _, n := range []int{0, 100, 399} {
				if !bytes.Contains(out.Bytes(), fmt.Appendf(nil, "number %d\n", n)) {
					t.Errorf("nobody has number %d:\n%.300s", n, want)
				}
			}
		} else if out.String() != want {
			t.Errorf("%d workers number otherwise than one", workers)
		}
	}
}
