package stats

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/report/collect"
)

func TestSplitDomain(t *testing.T) {
	for name, want := range map[string][2]string{
		"a.b.example.com": {"a.b", "example.com"},
		"a.b.co.uk":       {"a", "b.co.uk"},
		"example.com":     {"", "example.com"},
		"com":             {"", "com"},
		"":                {"", ""},
	} {
		if before, domain := splitDomain(name); before != want[0] || domain != want[1] {
			t.Errorf("%q: %q below %q", name, before, domain)
		}
	}
}

// TestTunnels: many long names are remarked, hashes, few of them or the same
// one again and again are not.
func TestTunnels(t *testing.T) {
	for _, tt := range []struct {
		title string
		name  func(i int) string
		n     int
		want  uint64
	}{
		{"data in names", func(i int) string { return fmt.Sprintf("%060d.t.example.com", i) }, 50, 50},
		{"few", func(i int) string { return fmt.Sprintf("%060d.t.example.com", i) }, 19, 0},
		{"hashes", func(i int) string { return fmt.Sprintf("%040x.example.com", i) }, 50, 0},
		{"one name", func(int) string { return strings.Repeat("a", 60) + ".example.com" }, 50, 0},
	} {
		var got []uint64
		// In one worker or in two, the same is told.
		for workers := 1; workers <= 2; workers++ {
			var all []*findings
			for range workers {
				all = append(all, newFindings(&collect.Ask{}).(*findings))
			}
			conn := &dissect.Conn{Server: dissect.Endpoint{Port: 53}}
			for i := range tt.n {
				x := &dissect.Exchange{Conn: conn, Subject: tt.name(i), Method: "TXT", Detail: &dns.Lookup{}}
				x.Request.First.Frame, x.Request.First.At = uint32(i+1), capture.Stamp(i)
				c := all[i%workers]
				c.lookup(x, x.Detail.(*dns.Lookup))
			}
			for _, o := range all[1:] {
				all[0].Merge(o)
			}
			all[0].tunnels.remark(all[0])
			n := uint64(0)
			if x := all[0].book.list[of(dnsTunnel, conn)]; x != nil {
				if n = x.count; x.examples[0].what != "*.example.com" || x.first.Frame != 1 {
					t.Errorf("%s: %+v", tt.title, x)
				}
			}
			got = append(got, n)
		}
		if got[0] != tt.want || got[1] != tt.want {
			t.Errorf("%s: %d names, want %d", tt.title, got, tt.want)
		}
	}
}
