package dissect

import (
	"encoding/binary"
	"testing"

	"netsniff/capture"
)

func TestEchoTime(t *testing.T) {
	const captured = capture.Stamp(1_500_000_000_000_000_000)
	made := func(order binary.ByteOrder, seconds, micros uint32) []byte {
		b := make([]byte, 16)
		order.PutUint32(b, seconds)
		order.PutUint32(b[4:], micros)
		return b
	}
	for name, test := range map[string]struct {
		b    []byte
		want capture.Stamp
		ok   bool
	}{
		"little-endian":      {made(binary.LittleEndian, 1_499_999_999, 250), 1_499_999_999_000_250_000, true},
		"big-endian":         {made(binary.BigEndian, 1_500_000_001, 0), 1_500_000_001_000_000_000, true},
		"64 bits":            {binary.LittleEndian.AppendUint64(nil, 1_500_000_000), captured, true},
		"a day too early":    {made(binary.LittleEndian, 1_500_000_000-86_400, 0), 0, false},
		"a million of micro": {made(binary.LittleEndian, 1_500_000_000, 1_000_000), 0, false},
		"short":              {made(binary.LittleEndian, 1_500_000_000, 0)[:7], 0, false},
	} {
		if got, ok := EchoTime(capture.ProtoICMP, test.b, captured); got != test.want || ok != test.ok {
			t.Errorf("%s: %d, %t, want %d, %t", name, got, ok, test.want, test.ok)
		}
	}
	if _, ok := EchoTime(capture.ProtoICMPv6, made(binary.LittleEndian, 1_500_000_000, 0), captured); ok {
		t.Error("ICMPv6 has a time")
	}
}
