package reassembly

import (
	"slices"
	"testing"

	"netsniff/capture"
)

// TestForgottenConnectionsAreFree: a connection that outlives those opened with
// it must not keep their memory, and their places in the table are used again.
func TestForgottenConnectionsAreFree(t *testing.T) {
	table := Table[int]{Limit: 8, New: func(uint32, *capture.Packet, Dir) *int { return new(int) }}
	var p capture.Packet
	p.Transport, p.DstPort = capture.ProtoUDP, 9
	var block []*entry[int]
	for i := range 9 {
		p.Frame, p.SrcPort = uint32(i+1), uint16(5000+i)
		table.Find(&p)
		block = append(block, table.recent[near(&p)])
	}
	if table.Evicted() == 0 {
		t.Fatal("nothing was forgotten")
	}
	gone := block[:table.Evicted()]
	for i, e := range gone {
		if e != table.recent[near(&p)] && e.conn != nil {
			t.Errorf("entry %d still holds its connection", i)
		}
	}
	if !slices.Contains(gone, table.recent[near(&p)]) {
		t.Error("the ninth connection has an entry of its own")
	}
}
