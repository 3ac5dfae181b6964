package stats_test

import (
	"slices"
	"testing"
)

// TestCalls: how long calls of shipped captures took, who hung up, why they were refused. The callee of sipp rings after
// 100 ms and answers 600 ms later, the caller hangs up 2.5 s after that (record/voip); the network adds 30 ms and more.
func TestCalls(t *testing.T) {
	for name, want := range map[string]string{
		"sip-call-udp.pcap":            "answered 0.138803 0.603672 2.503991 caller 200 OK 2",
		"sip-call-tcp.pcap":            "answered 0.532012 0.602555 2.517056 caller 200 OK 2",
		"sip-call-loss.pcap":           "answered 0.136198 0.604157 2.508141 caller 200 OK 2",
		"sip-call-loss-at-callee.pcap": "answered 0.105521 0.604064 2.710998 caller 200 OK 2",
		"sip-busy-and-register.pcap":   `refused 0.03449    486 Busy Here (Q.850;cause=17;text="User busy") `,
	} {
		for _, workers := range []int{1, 3} {
			if got := joined(t, tables(t, workers, name, "calls")[0], "state", "post_dial", "ring", "duration", "hung_up", "status",
				"streams"); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// TestMediaOfKnownSender: both ends send 100 packets of 20 ms. What the network loses of those of the callee (.66) is seen at
// the caller: 92 come, of 8 that are lost one is the last, of which no number tells.
func TestMediaOfKnownSender(t *testing.T) {
	for name, want := range map[string][]string{
		"sip-call-udp.pcap":            {"192.0.2.10 100 0 0 0", "192.0.2.60 100 0 0 0"},
		"sip-call-loss-at-callee.pcap": {"192.0.2.10 100 0 0 2", "192.0.2.66 100 0 0 2"},
		"sip-call-loss.pcap":           {"192.0.2.10 100 0 0 0", "192.0.2.66 92 7 0 1"},
	} {
		if got := joined(t, tables(t, 2, name, "rtp")[0], "source", "packets", "lost", "duplicates", "late"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
