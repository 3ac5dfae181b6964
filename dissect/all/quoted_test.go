package all_test

import (
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// TestQuotedQuery: the query that a host could not take has its fields in the
// error, whose row stays the error's. What a router left out of it is no fault.
func TestQuotedQuery(t *testing.T) {
	r := registry.New(all.Protocols())
	length := len(capturetest.Datagram(capturetest.Client(), capturetest.Server(53), query)[14:])
	for _, tt := range []struct {
		title, field string
		port         uint16
		quoted       int
		want         []string
	}{
		{"name", "dns.qry.name", 53, length, []string{"www.example.com"}},
		{"answers nothing", "dns.unsolicited", 53, length, nil},
		{"cut", "dns.id", 53, length - 4, []string{"4660"}},
		{"cut in the header", "dns.qry.name", 53, 30, nil},
		{"no payload", "dns.id", 53, 28, nil},
		{"by its bytes", "dns.qry.name", 5300, length, []string{"www.example.com"}},
	} {
		sent := capturetest.Datagram(capturetest.Client(), capturetest.Server(tt.port), query)[14:]
		s := newStack(engine.ByArrival)
		carrier := capturetest.Datagram(capturetest.Server(1), capturetest.Client(),
			append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, sent[:tt.quoted]...))
		b := append(carrier[:34:34], carrier[42:]...) // without the header of UDP
		b[23] = 1                                     // ICMP
		b[16], b[17] = byte((len(b)-14)>>8), byte(len(b)-14)
		f := s.take(capturetest.Packet(1, capturetest.Start, b))
		if f.Column() != "ICMP" {
			t.Errorf("%s: row of %s", tt.title, f.Column())
		}
		field := &r.Field(tt.field)[0]
		var v dissect.Values
		field.Collect(f, &v)
		var got []string
		for _, x := range v.List {
			got = append(got, string(registry.AppendValue(nil, &dissect.Field{Type: field.Field.Type}, &x)))
		}
		if len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
		for _, x := range f.Findings() {
			if x.Group == dissect.AboutMalformed {
				t.Errorf("%s: %s", tt.title, x.Text)
			}
		}
	}
}
