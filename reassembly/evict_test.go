package reassembly

import (
	"testing"

	"netsniff/capture"
)

// TestForgottenConnectionsAreFree: a connection that outlives those opened with
// it must not keep their memory.
func TestForgottenConnectionsAreFree(t *testing.T) {
	table := Table[int]{Limit: 8, New: func(uint32, *capture.Packet, Dir) *int { return new(int) }}
	var p capture.Packet
	p.Transport, p.DstPort = capture.ProtoUDP, 9
	var block []*entry[int]
	for i := range 9 {
		p.Frame, p.SrcPort = uint32(i+1), uint16(5000+i)
		table.Find(&p)
		block = append(block, table.last)
	}
	if table.Evicted() == 0 {
		t.Fatal("nothing was forgotten")
	}
	for i, e := range block[:table.Evicted()] {
		if e.conn != nil {
			t.Errorf("entry %d still holds its connection", i)
		}
	}
}
