package stats_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/report/stats"
)

// lease adds a message of DHCP about 192.0.2.50 with a type, and what else its options
// have.
func (m *made) lease(after int, kind byte, xid uint32, more ...byte) {
	const request, reply = 1, 2
	b := make([]byte, 240)
	b[0], b[1], b[2], b[28], b[33] = request, 1, 6, 2, 9
	binary.BigEndian.PutUint32(b[4:], xid)
	binary.BigEndian.PutUint32(b[236:], 0x63825363)
	b = append(append(b, 53, 1, kind), more...)
	from, to := capturetest.Client(), capturetest.Server(67)
	from.Port = 68
	if kind == 2 || kind == 5 || kind == 6 {
		b[0] = reply
		if kind != 6 {
			copy(b[16:], []byte{192, 0, 2, 50})
		}
		from, to = to, from
	}
	m.frame(ms*capture.Stamp(after), capturetest.Datagram(from, to, append(b, 255)))
}

// TestLeases: what belongs together, and how it went.
func TestLeases(t *testing.T) {
	wanted := []byte{50, 4, 192, 0, 2, 50}
	hour := []byte{51, 4, 0, 0, 14, 16, 54, 4, 192, 0, 2, 1}
	const discover, offer, request, decline, ack, nak, release = 1, 2, 3, 4, 5, 6, 7
	for _, tt := range []struct {
		title string
		make  func(m *made)
		want  []string
	}{
		{"DORA, asked twice, two offers", func(m *made) {
			m.lease(0, discover, 7)
			m.lease(1000, discover, 7)
			m.lease(10, offer, 7, hour...)
			m.lease(10, offer, 7, hour...)
			m.lease(10, request, 7, wanted...)
			m.lease(20, ack, 7, hour...)
		}, []string{"new lease granted 192.0.2.50 192.0.2.1 3600 1.01 0.02 1.05 2 2"}},
		{"an address that is not here any more", func(m *made) {
			m.lease(0, request, 7, wanted...)
			m.lease(20, nak, 7, append(slices.Clone(hour[6:]), 56, 2, 'n', 'o')...)
			m.lease(20, discover, 8)
		}, []string{"known address refused 192.0.2.50 192.0.2.1   0.02 0.02 1 0", "new lease unanswered       1 0"}},
		{"it is in use, and is given back", func(m *made) {
			m.lease(0, decline, 7, wanted...)
			m.lease(20, release, 8, wanted...)
		}, []string{"decline done 192.0.2.50      1 0", "release done 192.0.2.50      1 0"}},
		{"only the server is heard", func(m *made) {
			m.lease(0, ack, 7, hour...)
			m.lease(5, ack, 7, hour...)
			m.lease(5, nak, 8)
			m.lease(5, offer, 9, hour...)
			m.lease(5, discover, 10)
		}, []string{"answer alone granted 192.0.2.50 192.0.2.1 3600    0 0", "answer alone refused  192.0.2.80     0 0",
			"new lease offered 192.0.2.50 192.0.2.1 3600 0   0 1", "new lease unanswered       1 0"}},
		{"nobody goes on", func(m *made) {
			m.lease(0, discover, 7)
			m.lease(5, offer, 7, hour...)
			m.lease(100_000, discover, 7)
		}, []string{"new lease offered 192.0.2.50 192.0.2.1 3600 0.005   1 1", "new lease unanswered       1 0"}},
	} {
		m := new(made)
		tt.make(m)
		a, err := stats.Find("dhcp")
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 3} {
			got := joined(t, m.tables(t, workers, a)[0], "what", "state", "address", "server", "lease", "offer_time",
				"grant_time", "duration", "tries", "offers")
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
			}
		}
	}
}

// TestLeasesOfRecordings: a lease by DHCP, and one by DHCPv6 whose two halves have numbers
// of their own.
func TestLeasesOfRecordings(t *testing.T) {
	for name, want := range map[string][]string{
		"dhcp-discover-to-release.pcap": {"DHCP new lease granted 192.0.2.112 192.0.2.53 3600 0.078491",
			"DHCP release done 192.0.2.112   "},
		"dhcpv6-solicit-to-release.pcap": {"DHCPv6 new lease granted 2001:db8::115 fe80::5eff:fe00:5335 3600 0.282111",
			"DHCPv6 release done 2001:db8::115 fe80::5eff:fe00:5335  0.033896"},
	} {
		if got := joined(t, tables(t, 2, name, "dhcp")[0], "protocol", "what", "state", "address", "server", "lease",
			"duration"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestLeaseExchanges: discovery, offer, request and acknowledgment are one exchange with its time.
func TestLeaseExchanges(t *testing.T) {
	for name, want := range map[string][]string{
		"dhcp-discover-to-release.pcap": {"dhcp 1 4 DISCOVER 192.0.2.112 granted 0.035777 0.078491",
			"dhcp 5  RELEASE 192.0.2.112 done  "},
		"dhcpv6-solicit-to-release.pcap": {"dhcpv6 1 4 SOLICIT 2001:db8::115 granted 0.251041 0.282111",
			"dhcpv6 5 6 RELEASE 2001:db8::115 done 0.033896 0.033896"},
	} {
		for _, workers := range []int{1, 3} {
			if got := joined(t, tables(t, workers, name, "exchanges")[0], "protocol", "request_frame", "reply_frame", "method",
				"subject", "status", "ttfb", "ttlb"); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}
