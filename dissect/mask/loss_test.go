package mask_test

import (
	"fmt"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/dissect/mask"
)

// hidden masks the segments and reports secrets that stay. Of what is no secret
// some may be hidden.
func hidden(t *testing.T, how string, list []segment, live bool) {
	t.Helper()
	var plain [][]byte
	var seen []segment
	for _, s := range list {
		if !s.lost {
			seen, plain = append(seen, s), append(plain, s.Frame())
		}
	}
	var known *mask.Secrets
	if !live {
		known = collect(plain)
	}
	got, losses := masked(plain, known)
	for i, s := range seen {
		b := got[i][len(got[i])-len(s.Data):]
		for j := range b {
			switch {
			case b[j] == s.masked[j] || b[j] == '*':
			case live && losses.Late > 0:
			default:
				t.Errorf("%s, frame %d: %q has bytes of a secret", how, i+1, b)
				return
			}
		}
	}
}

// TestLosses: what is left of a conversation of which something was not
// captured, or in another order than it was sent, has no secrets.
func TestLosses(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			list := conversation(t, c.text, c.port, true)
			for i := range list {
				lost := slices.Clone(list)
				lost[i].lost = true
				hidden(t, fmt.Sprintf("without segment %d", i), lost, false)
				for later := i + 1; later < min(i+4, len(list)); later++ {
					moved := slices.Insert(slices.Delete(slices.Clone(list), i, i+1), later, list[i])
					hidden(t, fmt.Sprintf("segment %d captured as %d", i, later), moved, false)
				}
				hidden(t, fmt.Sprintf("joined at segment %d", i), list[i:], false)
			}
		})
	}
}

// TestLive: as they come, secrets are hidden or told to have passed.
func TestLive(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			list := conversation(t, c.text, c.port, true)
			var bytewise []segment
			for i, s := range list {
				for at := 1; at < len(s.Data); at++ {
					a, b := s.cut(at)
					for _, parts := range [][]segment{{a, b}, {b, a}, {a, b, s}} {
						hidden(t, fmt.Sprintf("segment %d split at %d", i, at),
							slices.Concat(list[:i], parts, list[i+1:]), true)
					}
				}
				for len(s.Data) > 1 {
					var a segment
					a, s = s.cut(1)
					bytewise = append(bytewise, a)
				}
				bytewise = append(bytewise, s)
			}
			hidden(t, "byte by byte", bytewise, true)
		})
	}
}

// TestOtherNumbers: what a firewall sent on with numbers of its own is hidden as
// well, as are a reset with the bytes of a segment and bytes beyond the end.
func TestOtherNumbers(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			list := conversation(t, c.text, c.port, true)
			for _, far := range []uint32{1 << 28, 1 << 30, 3 << 30} {
				var both []segment
				for _, s := range list {
					again := s
					if len(s.Data) > 0 {
						again.Seq += far
						again.Ack += far
						both = append(both, s, again)
					} else {
						both = append(both, s)
					}
				}
				hidden(t, fmt.Sprintf("%d further on", far), both, false)
			}
			for i, s := range list {
				if len(s.Data) == 0 {
					continue
				}
				reset := s
				reset.Flags |= capture.RST
				hidden(t, fmt.Sprintf("reset with segment %d", i), slices.Concat(list[:i], []segment{reset}), false)
				end := s
				end.Flags |= capture.FIN
				end.Data, end.masked = nil, nil
				hidden(t, fmt.Sprintf("segment %d beyond the end", i),
					slices.Concat(list[:i], []segment{end}, list[i:]), false)
			}
		})
	}
}
