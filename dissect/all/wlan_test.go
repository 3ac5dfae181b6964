package all_test

import (
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// TestFieldsOfWLAN: a station that joins a network has the fields that
// Wireshark shows.
func TestFieldsOfWLAN(t *testing.T) {
	r, frames := registry.New(all.Protocols()), read(t, "../../testdata/pcaps/wlan-radiotap.pcap")
	for _, tt := range []struct {
		frame      int
		name, want string
	}{
		{1, "radiotap.channel.freq", "2437"},
		{1, "radiotap.dbm_antsignal", "-42"},
		{1, "radiotap.datarate", "6"},
		{1, "radiotap.mactime", "0"},
		{1, "wlan.fc.type_subtype", "0x0008"},
		{1, "wlan.bssid", "02:00:5e:00:53:01"},
		{1, "wlan.ssid", "636166652e6578616d706c65"},
		{1, "wlan.ds.current_channel", "6"},
		{1, "wlan.rsn.akms.type", "2"},
		{1, "wlan.country_info.code", "DE"},
		{4, "wlan.ra", "02:00:5e:00:53:01"},
		{4, "wlan.ta", ""},
		{6, "wlan.fixed.auth_seq", "0x0002"},
		{8, "wlan.fixed.status_code", "0x0000"},
		{12, "wlan.da", "02:00:5e:00:53:50"},
		{13, "wlan.qos.tid", "6"},
		{14, "wlan.sa", "02:00:5e:00:53:0a"},
		{15, "dns.qry.name", "www.example.com"},
		{16, "wlan.fc.protected", "1"},
		{19, "wlan.duration", ""},
		{20, "wlan.fixed.reason_code", "0x0003"},
		{20, "frame.protocols", "radiotap:wlan_radio:wlan"},
	} {
		f := newStack(engine.ByArrival).take(&frames[tt.frame-1])
		if got := collected(r, f, tt.name); got != tt.want {
			t.Errorf("%d: %s is %q, want %q", tt.frame, tt.name, got, tt.want)
		}
	}
}
