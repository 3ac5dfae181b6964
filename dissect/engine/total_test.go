package engine

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/reassembly"
)

// TestTotals: an engine adds up only what it was asked to, dissected or not.
func TestTotals(t *testing.T) {
	x := capturetest.Exchange{Text: "> S 0\n< SA 0 ack 1\n> A 1 ack 1\n> PA 1+10 ack 1\n< FA 1+20 ack 11", Port: 7}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	query := capturetest.Packet(6, capturetest.Start,
		capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("who?")))
	for _, c := range []struct{ asked, shallow bool }{{false, false}, {true, false}, {true, true}} {
		e, table := New(detect.New(nil), ByArrival), reassembly.Table[Conn]{New: NewConn}
		if c.asked {
			e.Total()
		}
		take := func(p *capture.Packet) *dissect.Frame {
			found := table.Find(p)
			if c.shallow {
				return e.Analyze(p, found.Conn, found.Dir, found.Reused)
			}
			return e.Dissect(p, found.Conn, found.Dir, found.Reused)
		}
		var tcp *reassembly.Totals
		for _, s := range steps {
			conn := take(s.Packet).Conn
			tcp = conn.Totals
			if x := conn.Summary(); x.Totals != tcp || x.Server != conn.Server || x.Transport != conn.Transport {
				t.Errorf("%+v", x)
			}
		}
		udp := take(query).Conn.Totals
		if !c.asked {
			if tcp != nil || udp != nil {
				t.Errorf("nobody asked for %+v, %+v", tcp, udp)
			}
			continue
		}
		if v := tcp.Sent[dissect.ToClient]; v.Frames != 2 || v.Bytes != 20 ||
			tcp.TCP.Opened != reassembly.Established || tcp.TCP.Sides[dissect.ToServer].Unique != 10 {
			t.Errorf("shallow %v: %+v", c.shallow, tcp)
		}
		if v := udp.Sent[dissect.ToServer]; v.Frames != 1 || v.Bytes != 4 || v.Wire != uint64(query.WireLen) ||
			udp.TCP != nil || udp.Duration() != 0 {
			t.Errorf("shallow %v: %+v", c.shallow, udp)
		}
	}
}

// TestAnalyzed: a frame that is not dissected has no messages; its connection has
// the protocol that its bytes decide, until its dialogue hands it on.
func TestAnalyzed(t *testing.T) {
	echo := &dissect.Protocol{Name: "echo", UDP: []uint16{7},
		NewDatagram: func(*dissect.Conn) dissect.DatagramDissector { return nil }}
	echo.NewDialogue = func(s dissect.Session) dissect.Dialogue { return &handing{session: s} }
	d := detect.New([]*dissect.Protocol{echo})
	e, table := New(d, ByArrival), reassembly.Table[Conn]{New: NewConn}
	reader := dialogues.NewReader(d, quiet{}, 0)
	for i, want := range []*dissect.Protocol{echo, echo, nil} {
		p := capturetest.Packet(uint32(i+1), capturetest.Start,
			capturetest.Datagram(capturetest.Client(), capturetest.Server(7), []byte("who?")))
		found := table.Find(p)
		f := e.Analyze(p, found.Conn, found.Dir, found.Reused)
		if len(f.Messages()) > 0 || f.Conn.Protocol != want {
			t.Errorf("frame %d: %d messages, %v", i+1, len(f.Messages()), f.Conn.Protocol)
		}
		reader.Frame(f)
	}
}

// handing hands the connection on to nobody after two datagrams.
type handing struct {
	session dissect.Session
	n       int
}

func (h *handing) Data(_ dissect.Dir, b []byte, _ reassembly.Mark) int {
	if h.n++; h.n == 2 {
		h.session.Upgrade(nil)
	}
	return len(b)
}

func (h *handing) Gap(dissect.Dir, int64, reassembly.Mark) {}
func (h *handing) End(reassembly.Mark)                     {}

// quiet listens to nothing.
type quiet struct{}

func (quiet) Exchange(*dissect.Exchange)            {}
func (quiet) Piece(*dissect.Piece)                  {}
func (quiet) Closed(*dissect.Conn, reassembly.Mark) {}
