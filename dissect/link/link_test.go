package link_test

import (
	_ "embed"
	"encoding/hex"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/link"
)

//go:embed testdata/rows.tsv
var rows []byte

func TestRows(t *testing.T) {
	dissecttest.CheckHeaders(t, rows, &link.SLL, &link.Null, &link.Raw, &link.PPP, &link.PPPoE, &link.CHDLC)
}

func TestRowAllocates(t *testing.T) {
	for name, x := range map[string]struct {
		protocol *dissect.Protocol
		frame    string
	}{
		"discovery": {&link.PPPoE, "0200000000020200000000018863110900000000"},
	} {
		b, err := hex.DecodeString(x.frame)
		if err != nil {
			t.Fatal(err)
		}
		if n := dissecttest.HeaderAllocs(capture.LinkEthernet, b, x.protocol); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// FuzzRow takes any bytes for what follows an Ethernet header.
func FuzzRow(f *testing.F) {
	f.Add(uint16(0x0800), []byte("\x45\x00\x00\x1c\x00\x01\x00\x00\x40\x01\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02\x08\x00\x00\x00\x00\x01\x00\x02"))
	f.Add(uint16(0x86dd), []byte("\x60\x00\x00\x00\x00\x08\x3a\xff\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x85\x00\x00\x00\x00\x00\x00\x00"))
	f.Add(uint16(0x0806), []byte("\x00\x01\x08\x00\x06\x04\x00\x01"))
	f.Fuzz(func(t *testing.T, etherType uint16, b []byte) {
		dissecttest.AnyFrame(etherType, b, &link.SLL, &link.Null, &link.Raw, &link.PPP, &link.PPPoE, &link.CHDLC)
	})
}
