package collect_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// transports counts exchanges by what carries them.
type transports struct {
	collect.IgnoreAll
	tcp, udp int
}

func (*transports) Frame(*dissect.Frame)              {}
func (*transports) Merge(collect.Collector)           {}
func (*transports) Tables(*collect.Run) []table.Table { return nil }
func (x *transports) Exchange(exchange *dissect.Exchange) {
	if exchange.Conn.Transport == capture.ProtoUDP {
		x.udp++
	} else {
		x.tcp++
	}
}

// TestStreams: datagrams are read if somebody hears them, and not for those who hear
// streams alone.
func TestStreams(t *testing.T) {
	for _, want := range []struct{ streams, tcp, udp bool }{{false, true, true}, {true, true, false}} {
		heard := &transports{}
		ask := collect.Ask{Definition: collect.Definition{Streams: want.streams,
			New: func(*collect.Ask) collect.Collector { return heard }}}
		plan := collect.Plan{Asks: []collect.Ask{ask}, Detector: all.Detector()}
		set := plan.New()
		for _, name := range []string{"dns-over-tcp-several-on-one-connection.pcap", "dns-errors.pcap"} {
			_, err := pipeline.Run(pipeline.Options{
				Source: open(t, "../../testdata/pcaps/"+name), Detector: plan.Detector, Workers: 1, Depth: plan.Depth(),
				NewSink: func() pipeline.Sink { return set },
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		set.Merge(nil)
		if heard.tcp > 0 != want.tcp || heard.udp > 0 != want.udp {
			t.Errorf("streams alone %t: %d exchanges of TCP, %d of UDP", want.streams, heard.tcp, heard.udp)
		}
	}
}
