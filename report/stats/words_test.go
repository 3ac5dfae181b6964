package stats

import (
	"testing"

	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// TestWords: what Word columns say has a Chinese word.
func TestWords(t *testing.T) {
	var said []string
	for o := dissect.Unanswered; o <= dissect.Failed; o++ {
		said = append(said, o.String())
	}
	for n := dissect.NoteGreeting; n <= dissect.NoteUpgrade; n <<= 1 {
		said = append(said, n.String())
	}
	for a := reassembly.Retransmission; a <= reassembly.ReusedPorts; a <<= 1 {
		said = append(said, a.String())
	}
	for s := Remark; s <= Warning; s++ {
		said = append(said, s.String())
	}
	for v := reassembly.Nowhere; v <= reassembly.InMiddle; v++ {
		said = append(said, v.String())
	}
	for r := reassembly.NoEvidence; r <= reassembly.ByHopLimit; r++ {
		said = append(said, r.String())
	}
	for o := reassembly.Midstream; o <= reassembly.AnswerOnly; o++ {
		said = append(said, o.String())
	}
	said = append(said, slotNames[:]...)
	said = append(said, ftpStates[:]...)
	said = append(said, fateNames[:]...)
	said = append(said, playbacks[:]...)
	said = append(said, leaseStates[:]...)
	said = append(said, gnutellaReturns[:]...)
	for _, kind := range leaseKinds {
		said = append(said, kind)
	}
	said = append(said, legs[:]...)
	said = append(said, peers[:]...)
	for _, s := range said {
		if table.Translate(s, table.Chinese) == s || table.Translate(s, table.English) != s {
			t.Errorf("%q is %q in Chinese, %q in English", s, table.Translate(s, table.Chinese),
				table.Translate(s, table.English))
		}
	}
	if got := table.Translate("persistent, parallel connections", table.Chinese); got != "持久，并行连接" {
		t.Error(got)
	}
}
