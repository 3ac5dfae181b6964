package all_test

import (
	"encoding/hex"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// TestProtocolsInFrame: what frame.protocols names beside headers.
func TestProtocolsInFrame(t *testing.T) {
	const (
		mac   = "020000000002020000000001"
		query = "450000200001000040110000c0000201c000020203e80009000c000061626364"
		igmp  = "4500001c0001000001020000c0000201e0000001" + "16000000e0000001"
	)
	fields := registry.New(all.Protocols())
	source := fields.Field("frame.protocols")[0]
	for _, tt := range []struct{ frame, want string }{
		{mac + "0800" + query, "eth:ethertype:ip:udp:data"},
		{mac + "1234" + "616263", "eth:ethertype:data"},
		{mac + "888e" + "616263", "eth:ethertype:eapol"},
		{mac + "81000005" + "88cc" + "616263", "eth:ethertype:vlan:ethertype:lldp"},
		{mac + "0800" + igmp, "eth:ethertype:ip:igmp:igmp"},
		{mac + "8847" + "00010140" + "a2" + mac[2:] + "0800" + query,
			"eth:ethertype:mpls:pwethheuristic:pwethnocw:eth:ethertype:ip:udp:data"},
		{mac + "8847" + "00010140" + "00000000" + mac + "0800" + query,
			"eth:ethertype:mpls:pwethheuristic:pwethcw:eth:ethertype:ip:udp:data"},
		{mac + "8926" + "00010000" + "0800" + query, "eth:ethertype:vntag:ethertype:ip:udp:data"},
		{mac + "88e5" + "0c0000000002" + query, "eth:ethertype:macsec:data"},
		{mac + "0800" + "450000140001000040110000c0000201c0000202", "eth:ethertype:ip"},
		{mac + "0800" + "4500001c0001000040010000c0000201c0000202" + "0800000000010001", "eth:ethertype:ip:icmp"},
		{mac + "0800" + "4500001d0001000040010000c0000201c0000202" + "080000000001000161", "eth:ethertype:ip:icmp:data"},
	} {
		data, err := hex.DecodeString(tt.frame)
		if err != nil {
			t.Fatal(err)
		}
		p := &capture.Packet{Frame: 1, CapLen: len(data), WireLen: len(data), Link: capture.LinkEthernet, Data: data}
		p.Decode()
		f := engine.New(detect.New(all.Protocols()), engine.ByArrival).Dissect(p, nil, dissect.ToServer, false)
		var v dissect.Values
		source.Collect(f, &v)
		if len(v.List) != 1 || string(v.List[0].B) != tt.want {
			t.Errorf("%s: %q, want %q", tt.frame, v.List[0].B, tt.want)
		}
	}
}
