package stats_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"netsniff/report/table"
)

// TestHTTP: what the tables say of captures that are known.
func TestHTTP(t *testing.T) {
	for _, c := range []struct {
		capture, table, column string
		want                   []string
	}{
		{"http-methods-json-xml-bodies.pcap", "http.methods", "method",
			[]string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}},
		{"http-status-codes.pcap", "http.statuses", "meaning", nil},
		{"http-conditional-304.pcap", "http.caching", "conditional", []string{"3"}},
		{"http-conditional-304.pcap", "http.caching", "not_modified_share", []string{"66.67"}},
		{"http-conditional-304.pcap", "http.caching", "saved_bytes", []string{"172"}},
		{"http-cookies.pcap", "http.cookies", "name", []string{"session", "theme"}},
		{"http-cookies.pcap", "http.cookies", "value", []string{"***", "***"}},
		{"http-cookies.pcap", "http.cookies", "set_frame", []string{"6", "6"}},
		{"http-cookies.pcap", "http.cookies", "sent", []string{"2", "1"}},
		{"http-proxy-get-and-connect.pcap", "http.proxies", "trace",
			[]string{"request to proxy", "Via of response", "tunnel through"}},
		{"http-early-hints-103.pcap", "http.summary", "interim", []string{"1"}},
		{"http-non-persistent-http10.pcap", "http-connections.pairs", "model", []string{"non-persistent"}},
		{"http-persistent-gets.pcap", "http-connections.pairs", "model", []string{"persistent"}},
		{"http-pipelined.pcap", "http-connections.pairs", "model", []string{"persistent with pipelining"}},
		{"http-page-parallel.pcap", "http-connections.pairs", "model", []string{"persistent, parallel connections"}},
		{"http-page-parallel.pcap", "http-connections.pairs", "parallel", []string{"6"}},
		{"http-over-ipv6.pcap.gz", "http-hosts", "requests", []string{"2"}},
		{"http-think-times.pcap", "http-uris", "requests", []string{"3"}},
		{"http-expect-100-continue.pcap", "exchanges", "request_first_frame", []string{"4", "33"}},
		{"http-expect-100-continue.pcap", "exchanges", "request_frame", []string{"13", "33"}},
		{"http-expect-100-continue.pcap", "exchanges", "request_time", []string{"0.03149", "0"}},
		{"http-expect-100-continue.pcap", "exchanges", "reply_first_frame", []string{"17", "35"}},
		{"http-expect-100-continue.pcap", "exchanges", "reply_frame", []string{"26", "35"}},
		{"http-expect-100-continue.pcap", "exchanges", "ttfb", []string{"0.031755", "0.030952"}},
		{"http-expect-100-continue.pcap", "http-connections.objects", "place", []string{"first", "first"}},
	} {
		got := column(t, tables(t, 1, c.capture, c.table)[0], c.column)
		if c.want != nil && !slices.Equal(got, c.want) || len(got) == 0 {
			t.Errorf("%s: %s %s: %q, want %q", c.capture, c.table, c.column, got, c.want)
		}
	}
}

// TestServerTime: the time that the server took to think is measured within
// 5 ms of what it slept, on a path of 31 ms.
func TestServerTime(t *testing.T) {
	got := column(t, tables(t, 1, "http-think-times.pcap", "http-connections.objects")[0], "server_time")
	for i, want := range []string{"0", "0.080", "0.250"} {
		if !strings.HasPrefix(got[i], want) {
			t.Errorf("%s s, want %s", got[i], want)
		}
	}
}

// TestHTTPWorkers: any number of workers says the same.
func TestHTTPWorkers(t *testing.T) {
	for _, capture := range []string{"http-page-parallel.pcap", "http-status-codes.pcap",
		"http-proxy-get-and-connect.pcap", "http-cookies.pcap", "http-large-body-loss-at-client.pcap",
		"imap-starttls.pcap"} {
		var first string
		for _, workers := range []int{1, 2, 3} {
			var b bytes.Buffer
			for _, x := range tables(t, workers, capture, "http", "http-hosts", "http-uris", "http-connections") {
				if err := table.WriteCSV(&b, &x, table.QuoteFormulas); err != nil {
					t.Fatal(err)
				}
			}
			if first == "" {
				first = b.String()
			}
			if b.String() != first {
				t.Errorf("%s with %d workers:\n%s\nwith one:\n%s", capture, workers, b.String(), first)
			}
		}
	}
}

// keysNote says what it takes to read TLS.
const keysNote = "To read them: the client's key log (SSLKEYLOGFILE) with --keylog FILE, or, if keys are exchanged by RSA, the server's private key with --tls-key FILE."

// TestNoHTTP: what there was instead is said.
func TestNoHTTP(t *testing.T) {
	for capture, want := range map[string]string{
		"imap-starttls.pcap": "There is no HTTP.|Connections that are encrypted (TLS) on port 143, where HTTP may be but cannot be read: 1.|" +
			keysNote + "|TCP connections in all (the table protocols tells what they carry): 1.",
		"arp.pcap": "There is no HTTP.|There is no TCP at all.",
	} {
		for _, name := range []string{"http", "http-hosts", "http-connections"} {
			var notes []string
			for _, n := range tables(t, 1, capture, name)[0].Notes {
				notes = append(notes, n.EN)
			}
			if got := strings.Join(notes, "|"); got != want {
				t.Errorf("%s: %s: %s", capture, name, got)
			}
		}
	}
}
