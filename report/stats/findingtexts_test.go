package stats

import "testing"

// TestFindingTexts: every kind has its texts, in one of the lists.
func TestFindingTexts(t *testing.T) {
	n := len(mailTexts) + len(tlsTexts) + len(applicationTexts) + len(swarmTexts) + len(networkTexts)
	if n != int(findingKinds) {
		t.Errorf("%d texts for %d kinds", n, findingKinds)
	}
	for k, x := range findingTexts {
		if x.name == "" {
			t.Errorf("kind %d has no text", k)
		}
	}
}
