package frame

import (
	"strings"
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
		Flagged:   true,
		Flags:     0x8200_0000 | 5<<9 | 4<<5 | 2<<2 | capture.PacketFlags(capture.Outbound),
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

		"frame.packet_flags":                        uint64(0x82000a8a),
		"frame.packet_flags_direction":              uint64(2),
		"frame.packet_flags_reception_type":         uint64(2),
		"frame.packet_flags_fcs_length":             uint64(4),
		"frame.packet_flags_reserved":               uint64(5),
		"frame.packet_flags_crc_error":              uint64(0),
		"frame.packet_flags_packet_too_error":       uint64(1),
		"frame.packet_flags_packet_too_short_error": uint64(0),
		"frame.packet_flags_symbol_error":           uint64(1),
		"frame.p2p_dir":                             uint64(0),
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

// A capture without flags has none of their fields.
func TestWithoutFlags(t *testing.T) {
	f := &dissect.Frame{Packet: &capture.Packet{}}
	for i := range Protocol.Fields {
		field := &Protocol.Fields[i]
		if !strings.HasPrefix(field.Name, "frame.packet_flags") && field.Name != "frame.p2p_dir" {
			continue
		}
		var v dissect.Values
		if field.Get(f, &dissect.Layer{}, &v); len(v.List) != 0 {
			t.Errorf("%s = %d", field.Name, v.List[0].U)
		}
	}
}

func TestSummary(t *testing.T) {
	for flags, want := range map[capture.PacketFlags]string{
		0: " 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits) on interface eth0, id 0",
		1: " 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits) on interface eth0, id 0 (inbound)",
		2: " 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits) on interface eth0, id 0 (outbound)",
		3: " 1: 60 bytes on wire (480 bits), 60 bytes captured (480 bits) on interface eth0, id 0",
	} {
		p := &capture.Packet{Frame: 1, CapLen: 60, WireLen: 60, Flagged: true, Flags: flags,
			On: &capture.Interface{Name: "eth0"}}
		if got := string(appendSummary(nil, &dissect.Frame{Packet: p}, nil)); got != want {
			t.Errorf("flags %d: %q, want %q", flags, got, want)
		}
	}
}
