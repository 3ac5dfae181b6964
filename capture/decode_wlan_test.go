package capture

import (
	"encoding/hex"
	"testing"
)

// TestWLANParts: a part of a packet is not decoded; a packet is, whatever its
// fragment number says.
func TestWLANParts(t *testing.T) {
	const (
		addresses = "02005e005301" + "02005e00530a" + "02005e005350"
		arp       = "aaaa030000000806" + "0001080006040001" + "02005e00530ac0000201000000000000c0000202"
	)
	for _, tt := range []struct {
		title, frame string
		want         Proto
	}{
		{"whole", "08020000" + addresses + "1000" + arp, ProtoARP},
		{"more follow", "08060000" + addresses + "1000" + arp, ProtoWLAN},
		{"the last part", "08020000" + addresses + "1100" + "0102030405060708", ProtoWLAN},
		{"numbered, and whole", "08020000" + addresses + "1100" + arp, ProtoARP},
		{"protected", "08420000" + addresses + "1000" + arp, ProtoWLAN},
	} {
		b, err := hex.DecodeString(tt.frame)
		if err != nil {
			t.Fatal(err)
		}
		p := Packet{Link: LinkWLAN, Data: b, CapLen: len(b), WireLen: len(b)}
		p.Decode()
		if got := p.Last().Proto; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.title, got, tt.want)
		}
	}
}
