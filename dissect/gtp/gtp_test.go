package gtp_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/gtp"
	"netsniff/dissect/registry"
)

const below = "020000000002020000000001080045000000000100004011" + "0000c0000201c0000202" + "08680868" + "00000000"

func TestFields(t *testing.T) {
	known := registry.New([]*dissect.Protocol{&gtp.Protocol})
	e := engine.New(detect.New(known.Protocols()), engine.ByArrival)
	names := []string{
		"flags", "flags.version", "flags.payload", "flags.reserved", "flags.e", "flags.s", "flags.pn", "message",
		"length", "teid", "seq_number", "npdu_number",
		"ext_hdr.next", "ext_hdr.length", "ext_hdr.udp_port", "ext_hdr.pdcp_sn", "ext_hdr.pdu_ses_con.pdu_type",
		"ext_hdr.pdu_ses_con.qos_flow_id",
	}
	for _, x := range []struct{ name, message, want string }{
		{"packet", "30ff000000001234", "0x30|1|1|0|0|0|0|0xff|0|0x00001234||||||||"},
		{"sequence number", "3201000400001234" + "00050000", "0x32|1|1|0|0|1|0|0x01|4|0x00001234|0x0005|||||||"},
		{"options", "37ff000c00001234" + "000703c0" + "01090440" + "01051c00",
			"0x37|1|1|0|1|1|1|0xff|12|0x00001234|0x0007|0x03|0xc0,0x40,0x00|1,1|1308|2308||"},
		{"session", "34ff000800001234" + "00000085" + "01100900", "0x34|1|1|0|1|0|0|0xff|8|0x00001234|||0x85,0x00|1|||1|9"},
		{"extension of length 0", "34ff000500001234" + "00000085" + "00", "0x34|1|1|0|1|0|0|0xff|5|0x00001234|||0x85|||||"},
		{"extension that ends early", "34ff000500001234" + "00000085" + "09",
			"0x34|1|1|0|1|0|0|0xff|5|0x00001234|||0x85|||||"},
		{"nothing behind the type", "30ff", "0x30|1|1|0|0|0|0|0xff||||||||||"},
	} {
		data, err := hex.DecodeString(below + x.message)
		if err != nil {
			t.Fatal(err)
		}
		data[17], data[39] = byte(28+len(x.message)/2), byte(8+len(x.message)/2)
		p := &capture.Packet{Frame: 1, Link: capture.LinkEthernet, Data: data, CapLen: len(data), WireLen: len(data)}
		p.Decode()
		f := e.Dissect(p, nil, 0, false)
		var got []string
		for _, name := range names {
			s := known.Field("gtp." + name)[0]
			var v dissect.Values
			s.Collect(f, &v)
			var texts []string
			for _, y := range v.List {
				texts = append(texts, string(registry.AppendValue(nil, s.Field, &y)))
			}
			got = append(got, strings.Join(texts, ","))
		}
		if text := strings.Join(got, "|"); text != x.want {
			t.Errorf("%s: %s, want %s", x.name, text, x.want)
		}
	}
}
