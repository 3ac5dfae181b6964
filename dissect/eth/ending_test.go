package eth_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/eth"
	"netsniff/dissect/registry"
)

// TestEnding has frames with an IPv4 packet of n bytes and something behind it.
func TestEnding(t *testing.T) {
	known := registry.New([]*dissect.Protocol{&eth.Ethernet, &eth.VLAN})
	e := engine.New(detect.New(known.Protocols()), engine.ByArrival)
	zeros := strings.Repeat("00", 14)
	for _, x := range []struct {
		n       int
		rest    string
		tag     string
		missing int    // bytes that the capture does not have
		want    string // padding, trailer, checksum, its status, doubt about the padding
	}{
		{32, zeros, "", 0, zeros + "||||"},
		{32, "01020304", "", 0, "|01020304|||1"},
		{32, zeros + "01020304", "", 0, zeros + "||0x01020304|2|"},
		{32, zeros + "aabb01020304", "", 0, zeros + "|aabb|0x01020304|2|"},
		{128, "01020304", "", 0, "||0x01020304|2|"},
		{128, "aa01020304", "", 0, "|aa|0x01020304|2|"},
		{128, "aa", "", 0, "|aa|||"},
		{128, "", "", 0, "||||"},
		{128, "01020304", "", 1, "||||"},
		{28, zeros + "01020304", "81000005", 0, zeros + "||||"},
	} {
		head, err := hex.DecodeString("020000000001" + "020000000002" + x.tag + "0800" + "4500")
		if err != nil {
			t.Fatal(err)
		}
		ip, _ := hex.DecodeString("0001000040fd0000c000020ac0000235")
		data := append(append(head, 0, byte(x.n)), ip...)
		data = append(data, make([]byte, x.n-20)...)
		rest, _ := hex.DecodeString(x.rest)
		data = append(data, rest...)
		p := &capture.Packet{Frame: 1, Link: capture.LinkEthernet, Data: data, CapLen: len(data),
			WireLen: len(data) + x.missing}
		p.Decode()
		f := e.Dissect(p, nil, 0, false)
		var got []string
		for _, name := range []string{"eth.padding", "eth.trailer", "eth.fcs", "eth.fcs.status", "eth.padding_bad"} {
			s := known.Field(name)[0]
			var v dissect.Values
			s.Collect(f, &v)
			text := ""
			for _, y := range v.List {
				text += string(registry.AppendValue(nil, s.Field, &y))
			}
			got = append(got, text)
		}
		if text := strings.Join(got, "|"); text != x.want {
			t.Errorf("%d bytes and %q, tag %q: %s, want %s", x.n, x.rest, x.tag, text, x.want)
		}
	}
}
