package mail

import (
	"strings"
	"testing"
)

// Recipients are bounded by their number and by the bytes of their addresses;
// those beyond are counted.
func TestRecipients(t *testing.T) {
	for _, size := range []int{10, 900} {
		var e Envelope
		bytes := 0
		for i := range 2 * maxRecipients {
			if e.Add(strings.Repeat("a", size)) != i && i < len(e.To) {
				t.Fatalf("recipient %d is not kept", i)
			}
		}
		for i := range e.To {
			bytes += len(e.To[i].Address)
		}
		if len(e.To) > maxRecipients || bytes > maxAddresses || len(e.To)+e.MoreTo != 2*maxRecipients {
			t.Errorf("%d of %d bytes: %d kept (%d bytes), %d counted", 2*maxRecipients, size, len(e.To), bytes, e.MoreTo)
		}
	}
}
