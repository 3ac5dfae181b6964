package registry

import (
	"reflect"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
)

// TestReader: a Reader reads of one frame after the other what the sources do, and
// allocates nothing.
func TestReader(t *testing.T) {
	port := func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) { v.Uint(uint64(l.Header.Off)) }
	udp := &dissect.Protocol{Name: "udp", Headers: []capture.Proto{capture.ProtoUDP},
		Fields: []dissect.Field{{Name: "udp.at", Get: port}}}
	ip := &dissect.Protocol{Name: "ip", Headers: []capture.Proto{capture.ProtoIPv4},
		Fields: []dissect.Field{{Name: "ip.at", Get: port}, {Name: "ip.too", Get: port}}}
	dns := &dissect.Protocol{Name: "dns", Fields: []dissect.Field{{Name: "dns.at", Get: port}}}
	names := New([]*dissect.Protocol{udp, ip, dns})
	var r Reader
	f := dissect.NewFrame(new(dissect.HeaderOwners))
	for i := range 4 {
		b := capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("x"))
		if i == 2 {
			b = b[:20] // the headers are cut
		}
		f.Reset(capturetest.Packet(uint32(i+1), capturetest.Start, b), nil, dissect.ToServer)
		for range i % 3 {
			f.Emit(dissect.Layer{Protocol: dns})
		}
		r.Begin(f)
		read := func(field string) {
			var want, got dissect.Values
			s := &names.Field(field)[0]
			s.Collect(f, &want)
			r.Collect(s, &got)
			if !reflect.DeepEqual(want.List, got.List) || r.Has(s) != s.Present(f) {
				t.Errorf("frame %d, %s: %v, want %v", i+1, field, got.List, want.List)
			}
		}
		for _, field := range []string{"udp.at", "ip.at", "ip.too", "dns.at", "ip.at"} {
			read(field)
		}
	}
	var v dissect.Values
	s := &names.Field("ip.at")[0]
	if n := testing.AllocsPerRun(100, func() { r.Begin(f); v.Reset(); r.Collect(s, &v) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
