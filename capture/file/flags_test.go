package file

import (
	"bytes"
	"io"
	"testing"

	"netsniff/capture"
)

// told is what a capture says of a packet beside its bytes.
type told struct {
	flagged bool
	flags   capture.PacketFlags
	comment string
}

// readTold reads what a capture says of its packets.
func readTold(t *testing.T, file []byte) (list []told) {
	t.Helper()
	s, err := NewSource("test", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var p capture.Packet
	for err = s.Next(&p); err == nil; err = s.Next(&p) {
		list = append(list, told{p.Flagged, p.Flags, p.Comment})
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return list
}

// Packets have the flags that the capture gives them, in both byte orders, and keep
// them when they are written; no packet has those of the one before.
func TestPacketFlags(t *testing.T) {
	want := []told{{true, 0x1000_0089, ""}, {}, {true, 0, "none set"}, {}, {true, 2, ""}}
	for name, b := range map[string]*builder{"little": little(), "big": big()} {
		flags := func(f uint32) func(*builder) {
			return option(epbFlags, string(b.fresh().u32(f).b))
		}
		b.section().iface(1, 0).packet(0, 1, "abcd", flags(0x1000_0089)).packet(0, 2, "abcd")
		b.packet(0, 3, "abcd", option(optComment, "none set"), flags(0))
		b.block(blockSimplePacket, b.fresh().u32(4).raw("abcd")).packet(0, 4, "abcd", flags(2), end)
		got := readTold(t, b.b)
		compareTold(t, name, got, want)

		var out bytes.Buffer
		w, err := NewWriter(&out, capture.Interface{Link: ether, Precision: 6})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range got {
			p := capture.Packet{Link: ether, Data: []byte("abcd"), Flagged: x.flagged, Flags: x.flags, Comment: x.comment}
			if err := w.Write(&p); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		compareTold(t, name+", written", readTold(t, out.Bytes()), want)
	}
}

func compareTold(t *testing.T, name string, got, want []told) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d packets, want %d", name, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s: packet %d: %+v, want %+v", name, i+1, got[i], want[i])
		}
	}
}
