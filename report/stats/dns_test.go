package stats_test

import (
	"slices"
	"testing"
)

// TestDNS: what the tables say of captures that are known.
func TestDNS(t *testing.T) {
	const resolving = "dns-resolve-cold-then-cached-at-resolver.pcap.zst"
	for _, c := range []struct {
		capture, table, column string
		want                   []string
	}{
		{"dns-no-answer-retries-and-port-unreachable.pcap", "dns.servers", "lookups", []string{"1", "1"}},
		{"dns-no-answer-retries-and-port-unreachable.pcap", "dns.servers", "resent", []string{"2", "0"}},
		{"dns-no-answer-retries-and-port-unreachable.pcap", "dns.rcodes", "rcode", []string{"none"}},
		{"dns-no-answer-retries-and-port-unreachable.pcap", "dns.lookups", "tries", []string{"3", "1"}},
		{"dns-no-answer-retries-and-port-unreachable.pcap", "dns.lookups", "start", []string{"0.025844", "4.102103"}},
		{"dns-parallel-queries-and-duplicate-ids.pcap", "dns.servers", "lookups", []string{"9"}},
		{"dns-parallel-queries-and-duplicate-ids.pcap", "dns.servers", "replies_alone", []string{"1"}},
		{"dns-parallel-queries-and-duplicate-ids.pcap", "dns.types", "type", []string{"A", "AAAA"}},
		{"dns-errors.pcap", "dns.rcodes", "rcode",
			[]string{"REFUSED", "NXDOMAIN", "NOERROR", "SERVFAIL", "NOTIMP", "BADVERS"}},
		{resolving, "dns.resolutions", "name",
			[]string{"www.example.com", "web.example.com", "cdn.example.net", "pool.cdn.example.net", "com", "example.com"}},
		{resolving, "dns.resolutions", "steps", []string{"3", "3", "3", "3", "2", "3"}},
	} {
		got := column(t, tables(t, 1, c.capture, c.table)[0], c.column)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %s %s: %q, want %q", c.capture, c.table, c.column, got, c.want)
		}
	}
	sources := column(t, tables(t, 1, resolving, "dns.lookups")[0], "source")
	if got := sources[len(sources)-1]; sources[0] != "" || got != "cache" {
		t.Errorf("the resolver has its answers from %q, then %q, want the cache the second time", sources[0], got)
	}
}
