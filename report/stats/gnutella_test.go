package stats_test

import (
	"slices"
	"testing"
)

// TestGnutella: which way hits go back, and what is known of hosts, for any number of workers.
func TestGnutella(t *testing.T) {
	const capture = "gnutella-query-and-hits.pcap"
	for _, x := range []struct {
		part    string
		columns []string
		want    []string
	}{
		{"gnutella.queries", []string{"frame", "from", "search", "ttl", "links", "answers", "files", "first_hit", "first_time"},
			[]string{"15 192.0.2.10 example image 7 2 3 4 16 0.001", "21 192.0.2.10 nobody has this 7 2 0 0  "}},
		{"gnutella.hits", []string{"frame", "stream", "hops", "servent", "query", "time", "came", "way", "came_by"}, []string{
			"16 0 0 192.0.2.22 15 0.001  as the query came 192.0.2.22 → 192.0.2.10",
			"18 1 0 192.0.2.33 17 0.001  as the query came 192.0.2.33 → 192.0.2.22",
			"19 0 1 192.0.2.33 15 0.004 18 as the query came 192.0.2.33 → 192.0.2.22 → 192.0.2.10",
			"24 1 0 192.0.2.10    not as the query came 192.0.2.22 → 192.0.2.33",
			"25 1 2 192.0.2.44    no query seen 192.0.2.33 → 192.0.2.22",
		}},
		{"gnutella.pings", []string{"frame", "from", "to", "ttl", "pongs", "first_time"},
			[]string{"13 192.0.2.10 192.0.2.22 7 1 0.001", "15 192.0.2.10 192.0.2.22 1 0 "}},
		{"gnutella.hosts", []string{"servent", "port", "files", "kilobytes", "pongs", "hits", "hops"}, []string{
			"192.0.2.22 6346 12 3456 1 1 0", "192.0.2.33 6346   0 2 0", "192.0.2.10 6346   0 1 0", "192.0.2.44 6346   0 1 2"}},
	} {
		for _, workers := range []int{1, 3} {
			if got := joined(t, tables(t, workers, capture, x.part)[0], x.columns...); !slices.Equal(got, x.want) {
				t.Errorf("%s, %d workers:\n%q, want\n%q", x.part, workers, got, x.want)
			}
		}
	}
}
