package ip_test

import (
	_ "embed"
	"encoding/hex"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/ip"
)

//go:embed testdata/rows.tsv
var rows []byte

func TestRows(t *testing.T) {
	dissecttest.CheckHeaders(t, rows, &ip.IPv4, &ip.IPv6, &ip.AH)
}

func TestRowAllocates(t *testing.T) {
	for name, x := range map[string]struct {
		protocol *dissect.Protocol
		frame    string
	}{
		"fragment":      {&ip.IPv4, "02000000000202000000000108004500003c0001200040110000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		"IPv6 fragment": {&ip.IPv6, "02000000000202000000000186dd6000000000382c4020010db800000000000000000000000120010db80000000000000000000000021100000100000001000100020030000005050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		"unknown":       {&ip.IPv4, "02000000000202000000000108004500003c00010000400d0000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
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
		dissecttest.AnyFrame(etherType, b, &ip.IPv4, &ip.IPv6, &ip.AH)
	})
}
