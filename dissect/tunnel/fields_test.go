package tunnel

import (
	"encoding/hex"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// TestGRE: what stands behind the flags of a GRE header, and how PPTP reads its key (RFC 2637 §4.1).
func TestGRE(t *testing.T) {
	for _, x := range []struct {
		gre  string
		want map[string]uint64
	}{
		{"3081880b" + "0008004d" + "00000005" + "00000004" + "ff03c021", map[string]uint64{"gre.key.payload_length": 8,
			"gre.key.call_id": 77, "gre.sequence_number": 5, "gre.ack_number": 4, "gre.flags.ack": 1, "gre.flags.reserved": 0}},
		{"20810800" + "0000004d" + "00000004", map[string]uint64{"gre.key": 77, "gre.flags.reserved": 16, "gre.flags.routing": 0}},
		{"f8000800" + "00001234" + "00000007" + "00000009", map[string]uint64{"gre.key": 7, "gre.sequence_number": 9,
			"gre.flags.strict_source_route": 1, "gre.flags.routing": 1}},
	} {
		gre, _ := hex.DecodeString(x.gre)
		ip, _ := hex.DecodeString("4500000000000000402f00000a0000010a000002")
		ip = append(ip, gre...)
		ip[3] = byte(len(ip))
		p := capture.Packet{Data: ip, CapLen: len(ip), WireLen: len(ip), Link: capture.LinkRaw}
		p.Decode()
		f := dissect.NewFrame(&dissect.HeaderOwners{})
		f.Reset(&p, nil, 0)
		for _, field := range greFields {
			var v dissect.Values
			for _, h := range f.All() {
				if h.Proto == capture.ProtoGRE {
					field.Get(f, f.HeaderLayer(nil, h), &v)
				}
			}
			want, there := x.want[field.Name]
			if there && (len(v.List) != 1 || v.List[0].U != want) {
				t.Errorf("%s of %s: %+v, want %d", field.Name, x.gre, v.List, want)
			}
			switch field.Name {
			case "gre.key", "gre.key.call_id", "gre.ack_number":
				if !there && len(v.List) > 0 {
					t.Errorf("%s of %s is there", field.Name, x.gre)
				}
			}
		}
	}
}
