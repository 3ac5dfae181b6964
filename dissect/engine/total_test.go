package engine

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// TestTotals: an engine adds up only what it was asked to, dissected or not.
func TestTotals(t *testing.T) {
	x := capturetest.Exchange{Text: "> S 0\n< SA 0 ack 1\n> A 1 ack 1\n> PA 1+10 ack 1\n< FA 1+20 ack 11", Port: 7}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	query := capturetest.Packet(6, capturetest.Start, capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("who?")))
	for _, c := range []struct{ asked, shallow bool }{{false, false}, {true, false}, {true, true}} {
		e, table := New(detect.New(nil), ByArrival), reassembly.Table[Conn]{New: NewConn}
		if c.asked {
			e.Total()
		}
		take := func(p *capture.Packet) *dissect.Frame {
			found := table.Find(p)
			if c.shallow {
				return e.Undissected(p, found.Conn, found.Dir)
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
		if v := tcp.Sent[dissect.ToClient]; v.Frames != 2 || v.Bytes != 20 || tcp.TCP.Opened != reassembly.Established || tcp.TCP.Sides[dissect.ToServer].Unique != 10 {
			t.Errorf("shallow %v: %+v", c.shallow, tcp)
		}
		if v := udp.Sent[dissect.ToServer]; v.Frames != 1 || v.Bytes != 4 || v.Wire != uint64(query.WireLen) || udp.TCP != nil || udp.Duration() != 0 {
			t.Errorf("shallow %v: %+v", c.shallow, udp)
		}
	}
}
