package stats_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// tables counts a shipped capture.
func tables(t *testing.T, workers int, capture string, names ...string) []table.Table {
	t.Helper()
	return counted(t, workers, capture, names...).Tables(&collect.Run{})
}

// counted returns what was counted of a shipped capture.
func counted(t *testing.T, workers int, capture string, names ...string) *collect.Set {
	t.Helper()
	source, err := file.Open("../../testdata/pcaps/" + capture)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	plan := &collect.Plan{Detector: all.Detector()}
	for _, name := range names {
		a, err := stats.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		plan.Asks = append(plan.Asks, a)
	}
	var sets []*collect.Set
	_, err = pipeline.Run(pipeline.Options{
		Source: source, Detector: plan.Detector, Workers: workers, Totals: plan.Totals(), Out: io.Discard,
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sets[0].Merge(sets[1:])
	return sets[0]
}

// TestFindings: what is remarked of captures whose troubles are known.
func TestFindings(t *testing.T) {
	for capture, want := range map[string][]string{
		"dns-no-answer-retries-and-port-unreachable.pcap": {"dns-unanswered", "port-unreachable"},
		"dns-truncated-then-tcp.pcap":                     {"dns-truncated"},
		"dns-errors.pcap": {"dns-failed", "dns-failed", "dns-failed", "dns-failed",
			"dns-no-such-name"},
		"smtp-recipient-refused-550.pcap": {"mail-refused", "mail-refused", "mail-deferred", "bare-lf",
			"starttls-unused"},
		"smtp-auth-cram-md5-and-failures.pcap":  {"login-refused", "password-in-clear", "starttls-unused"},
		"smtp-size-limit-552-and-errors.pcap":   {"mail-refused", "slow-server"},
		"tcp-loss-reordering-at-receiver.pcap":  {"retransmissions"},
		"tcp-resets.pcap":                       {"connection-refused", "connection-reset"},
		"tcp-syn-unanswered.pcap":               {"connection-unanswered"},
		"tcp-zero-window.pcap":                  {"zero-window"},
		"tcp-half-close.pcap":                   nil,
		"rtt-100ms-loss-in-the-middle.pcap.zst": nil,
		"smtp-bare-lf-ends-data-early.pcap":     {"bare-lf", "unanswered", "starttls-unused"},
		"smtp-ehlo-plain-message.pcap":          {"starttls-unused"},
		"smtp-curl.pcap":                        {"starttls-unused"},
		"icmp-unreachable.pcap": {"port-unreachable", "unreachable", "unreachable",
			"unreachable", "arp-unanswered"},
		"icmp-fragmentation-needed.pcap":     {"path-mtu"},
		"arp.pcap":                           nil,
		"sip-busy-and-register.pcap":         {"login-refused", "call-refused"},
		"sip-call-loss.pcap":                 {"rtp-loss"},
		"sip-call-udp.pcap":                  nil,
		"sip-call-tcp.pcap":                  nil,
		"bittorrent-tracker-refuses.pcap":    {"port-unreachable", "tracker-refused", "connection-refused"},
		"bittorrent-udp-tracker.pcap":        {"tracker-refused"},
		"bittorrent-hybrid-qbittorrent.pcap": nil,
		"bittorrent-aria2-magnet.pcap":       nil,
		"bittorrent-utp-loss-at-leech.pcap":  {"utp-slow"},
		"swarm/bittorrent-six-peers.pcap.gz": {"connection-reset"},
		"swarm/bittorrent-clients.pcap.gz":   {"port-unreachable", "utp-unanswered"},
	} {
		got := column(t, tables(t, 2, capture, "findings")[0], "finding")
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", capture, got, want)
		}
	}
}

// column returns the values of a column as CSV has them.
func column(t *testing.T, of table.Table, name string) (values []string) {
	t.Helper()
	var b bytes.Buffer
	if err := table.WriteCSV(&b, &of, table.QuoteFormulas); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.Index(lines[0], name)
	for _, line := range lines[1:] {
		values = append(values, line[i])
	}
	return values
}
