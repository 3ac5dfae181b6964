package frame

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

func TestFields(t *testing.T) {
	data := []byte("\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x81\x00\x00\x05\x08\x00" +
		"\x45\x00\x00\x1f\x00\x01\x00\x00\x40\x11\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02" +
		"\x03\xe8\x03\xe9\x00\x0b\x00\x00abc")
	p := &capture.Packet{Frame: 3, At: 5e9, CapLen: len(data), WireLen: 100, Data: data, Link: capture.LinkEthernet,
		Comment:   "odd",
		Interface: 2, On: &capture.Interface{Name: "eth0", Description: "uplink", Section: 4}}
	p.Decode()
	f := &dissect.Frame{Packet: p, First: 1e9, Previous: 4e9}
	want := map[string]any{
		"frame.number":                uint64(3),
		"frame.section_number":        uint64(4),
		"frame.len":                   uint64(100),
		"frame.cap_len":               uint64(len(data)),
		"frame.time_epoch":            uint64(5e9),
		"frame.time_relative":         uint64(4e9),
		"frame.time_delta":            uint64(1e9),
		"frame.protocols":             "eth:ethertype:vlan:ethertype:ip:udp:data",
		"frame.comment":               "odd",
		"frame.encap_type":            uint64(1),
		"frame.interface_id":          uint64(2),
		"frame.interface_name":        "eth0",
		"frame.interface_description": "uplink",
	}
	for i := range Protocol.Fields {
		field := &Protocol.Fields[i]
		var v dissect.Values
		field.Get(f, &dissect.Layer{}, &v)
		if len(v.List) != 1 {
			t.Errorf("%s has %d values", field.Name, len(v.List))
			continue
		}
		switch w := want[field.Name].(type) {
		case uint64:
			if v.List[0].U != w {
				t.Errorf("%s = %d, want %d", field.Name, v.List[0].U, w)
			}
		case string:
			if string(v.List[0].B) != w {
				t.Errorf("%s = %q, want %q", field.Name, v.List[0].B, w)
			}
		}
	}
}
