package all_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// collected returns the values of a field in f as text, joined by "|".
func collected(r *registry.Registry, f *dissect.Frame, name string) string {
	var v dissect.Values
	var text []byte
	for _, s := range r.Field(name) {
		v.Reset()
		s.Collect(f, &v)
		for i := range v.List {
			if len(text) > 0 {
				text = append(text, '|')
			}
			text = registry.AppendValue(text, s.Field, &v.List[i])
		}
	}
	return string(text)
}

// TestFieldsOfNeighbours: what bridges and routers say has the fields that
// Wireshark shows.
func TestFieldsOfNeighbours(t *testing.T) {
	r, frames := registry.New(all.Protocols()), read(t, "../../testdata/pcaps/neighbours.pcap")
	for _, tt := range []struct {
		frame      int
		name, want string
	}{
		{1, "stp.root.hw", "02:00:5e:00:53:50"},
		{2, "stp.flags.tcack", "1"},
		{3, "stp.type", "0x80"},
		{4, "stp.flags.port_role", "3"},
		{5, "mstp.config_name", "region1"},
		{5, "mstp.msti.msti_id", "1|2"},
		{6, "stp.pvst.origvlan", "10"},
		{7, "lldp.chassis.id.mac", "02:00:5e:00:53:0a"},
		{7, "lldp.port.id", "Gi0/1"},
		{7, "lldp.tlv.system.name", "sw1.example.com"},
		{7, "lldp.mgn.addr.ip4", "192.0.2.1"},
		{7, "lldp.ieee.802_1.vlan.name", "VLAN1"},
		{7, "lldp.ieee.802_3.pmd_mau_type", "0x001e"},
		{8, "cdp.deviceid", "sw1.example.com"},
		{8, "cdp.nrgyz.ip_address", "192.0.2.1"},
		{8, "cdp.software_version", "Example IOS|line two"},
		{8, "cdp.capabilities.switch", "1"},
		{9, "lacp.actor.sysid", "02:00:5e:00:53:0a"},
		{9, "lacp.partner.state_str", "*F***G*A"},
		{9, "lacp.tlv_type", "0x01|0x02|0x03|0x00"},
		{10, "marker.requesterTransId", "7"},
		{12, "oampdu.code", "0x00"},
		{13, "hsrp.virt_ip", "192.0.2.254"},
		{13, "hsrp.auth_data", "cisco"},
		{16, "hsrp2.priority", "120"},
		{16, "hsrp2.virt_ip", "192.0.2.254"},
		{17, "vrrp.prio", "100"},
		{17, "vrrp.ip_addr", "192.0.2.254"},
		{19, "rip.metric", "2|16"},
		{19, "rip.auth.passwd", "rip-secret"},
		{19, "rip.next_hop", "0.0.0.0|192.0.2.9"},
		{20, "ospf.hello.active_neighbor", "192.0.2.2"},
		{20, "ospf.hello.network_mask", "255.255.255.0"},
		{21, "ospf.dbd.ms", "1"},
		{21, "ospf.lsa", "1|2"},
		{23, "ospf.lsa.router.linkdata", "255.255.255.0"},
		{24, "ospf.advrouter", "192.0.2.1|192.0.2.1"},
		{25, "pim.generation_id", "4660"},
		{26, "pim.numjoins", "1"},
		{27, "eigrp.as", "100"},
		{27, "eigrp.par.holdtime", "15"},
		{28, "bfd.my_discriminator", "0x00000001"},
		{28, "bfd.sta", "0x03"},
		{32, "eap.identity", "alice@example.com"},
		{36, "wlan_rsna_eapol.keydes.msgnr", "2"},
		{37, "wlan_rsna_eapol.keydes.key_info.install", "1"},
		{45, "pap.peer_id", "alice"},
		{47, "chap.value", "000102030405060708090a0b0c0d0e0f"},
		{48, "chap.name", "alice"},
		{50, "ipcp.opt.type", "3"},
		{53, "sctp.initack_initial_tsn", "2000"},
		{56, "sctp.data_tsn_raw", "1000|1001"},
		{56, "frame.protocols", "eth:ethertype:ip:sctp"},
		{57, "sctp.chunk_type", "3"},
		{62, "macc.pause_time", "65535"},
	} {
		f := newStack(engine.ByArrival).take(&frames[tt.frame-1])
		if got := collected(r, f, tt.name); got != tt.want {
			t.Errorf("%d: %s is %q, want %q", tt.frame, tt.name, got, tt.want)
		}
	}
}

// TestNeighboursCostNoAllocations: a message like one before allocates nothing.
func TestNeighboursCostNoAllocations(t *testing.T) {
	frames := read(t, "../../testdata/pcaps/neighbours.pcap")
	s := newStack(engine.ByArrival)
	var row []byte
	for i := range frames {
		p := &frames[i]
		if n := testing.AllocsPerRun(20, func() {
			f := s.take(p)
			row = f.AppendInfo(append(row[:0], f.Column()...))
		}); n != 0 {
			t.Errorf("%d: %v allocations for %q", i+1, n, row)
		}
	}
}
