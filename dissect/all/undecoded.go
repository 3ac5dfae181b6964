package all

import (
	"strings"
	"sync"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/known"
	"netsniff/dissect/registry"
)

// undecoded are the protocols that other analyzers know and netsniff does not
// dissect yet, by name. Those with ports or sniff are recognised, so that
// filters find their frames; the fields are those that scripts ask for, which
// stay empty. An entry is void once Protocols has one of its name: to decode a
// protocol, nothing need be changed here.
var undecoded = []struct {
	name, title, column string
	tcp, udp            ports
	sniff               func(dissect.Origin, []byte) dissect.Match
	framing             dissect.Framing
	fields              string
}{
	{name: "amqp", title: "Advanced Message Queuing Protocol", column: "AMQP", tcp: ports{5672}, sniff: known.AMQP},
	{name: "bgp", title: "Border Gateway Protocol", column: "BGP", tcp: ports{179}},
	{name: "bittorrent", title: "BitTorrent", column: "BitTorrent",
		tcp: ports{6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889}, sniff: known.BitTorrent,
		fields: "info_hash peer_id port version reserved protocol.name protocol.name.length msg msg.type msg.length msg.bitfield piece.index piece.begin piece.length piece.data extended extended.id continuous_data"},
	{name: "bt-dht", title: "BitTorrent DHT Protocol", column: "BT-DHT", sniff: known.DHT,
		fields: "bencoded.dict bencoded.int bencoded.list bencoded.string error id ip ip6 node nodes peer peers port"},
	{name: "classicstun", title: "Simple Traversal of UDP Through NAT", column: "CLASSIC-STUN", sniff: known.ClassicSTUN},
	{name: "cldap", title: "Connectionless Lightweight Directory Access Protocol", column: "CLDAP", udp: ports{389}},
	{name: "coap", title: "Constrained Application Protocol", column: "CoAP", tcp: ports{5683}, udp: ports{5683}},
	{name: "dcerpc", title: "Distributed Computing Environment / Remote Procedure Call (DCE/RPC)", column: "DCERPC",
		tcp: ports{135}, sniff: known.DCERPC, framing: dissect.Framing{Length: known.DCERPCLength}},
	{name: "dhcp", title: "Dynamic Host Configuration Protocol", column: "DHCP", udp: ports{67, 68, 4011}},
	{name: "dhcpv6", title: "DHCPv6", column: "DHCPv6", udp: ports{546, 547}},
	{name: "dnp3", title: "Distributed Network Protocol 3.0", column: "DNP 3.0", tcp: ports{20000}, udp: ports{20000}},
	{name: "enip", title: "EtherNet/IP (Industrial Protocol)", column: "ENIP", tcp: ports{44818}, udp: ports{44818}},
	{name: "finger", title: "finger", column: "FINGER", tcp: ports{79}},
	{name: "git", title: "Git Smart Protocol", column: "Git", tcp: ports{9418}},
	{name: "gtpv2", title: "GPRS Tunneling Protocol V2", column: "GTPv2", udp: ports{2123, 2152}, sniff: known.GTPv2},
	{name: "hsrp", title: "Cisco Hot Standby Router Protocol", column: "HSRP", udp: ports{1985, 2029}},
	{name: "irc", title: "Internet Relay Chat", column: "IRC", tcp: ports{6667}},
	{name: "isakmp", title: "Internet Security Association and Key Management Protocol", column: "ISAKMP", udp: ports{500}},
	{name: "kerberos", title: "Kerberos", column: "KRB5", tcp: ports{88}, udp: ports{88},
		framing: dissect.Framing{Length: known.KerberosLength}},
	{name: "ldap", title: "Lightweight Directory Access Protocol", column: "LDAP", tcp: ports{389, 3268}},
	{name: "lsd", title: "Local Service Discovery", column: "LSD", udp: ports{6771}},
	{name: "mbtcp", title: "Modbus/TCP", column: "Modbus/TCP", tcp: ports{502}},
	{name: "mongo", title: "Mongo Wire Protocol", column: "MONGO", tcp: ports{27017}},
	{name: "mqtt", title: "MQ Telemetry Transport Protocol", column: "MQTT", tcp: ports{1883}, sniff: known.MQTT},
	{name: "mysql", title: "MySQL Protocol", column: "MySQL", tcp: ports{3306}},
	{name: "nat-pmp", title: "NAT Port Mapping Protocol", column: "NAT-PMP", udp: ports{5350, 5351}},
	{name: "nbdgm", title: "NetBIOS Datagram Service", column: "NBDS", udp: ports{138}},
	{name: "nbns", title: "NetBIOS Name Service", column: "NBNS", udp: ports{137}},
	{name: "nbss", title: "NetBIOS Session Service", column: "NBSS", tcp: ports{139, 445},
		framing: dissect.Framing{Length: known.SessionLength}},
	{name: "nntp", title: "Network News Transfer Protocol", column: "NNTP", tcp: ports{119}},
	{name: "ntp", title: "Network Time Protocol", column: "NTP", udp: ports{123}},
	{name: "openflow", title: "OpenFlow", column: "OpenFlow", tcp: ports{6633, 6653}},
	{name: "openvpn", title: "OpenVPN Protocol", column: "OpenVPN", tcp: ports{1194}, udp: ports{1194}},
	{name: "pgsql", title: "PostgreSQL", column: "PGSQL", tcp: ports{5432}},
	{name: "radius", title: "RADIUS Protocol", column: "RADIUS", udp: ports{1645, 1646, 1812, 1813}},
	{name: "resp", title: "REdis Serialization Protocol", column: "RESP", tcp: ports{6379}},
	{name: "rip", title: "Routing Information Protocol", column: "RIP", udp: ports{520}},
	{name: "ripng", title: "RIPng", column: "RIPng", udp: ports{521}},
	{name: "rpc", title: "Remote Procedure Call", column: "RPC", tcp: ports{111, 2049}, udp: ports{111, 2049},
		sniff: known.RPC},
	{name: "rsync", title: "RSYNC File Synchroniser", column: "RSYNC", tcp: ports{873}, sniff: known.Rsync},
	{name: "rtsp", title: "Real Time Streaming Protocol", column: "RTSP", tcp: ports{554, 8554}},
	{name: "sip", title: "Session Initiation Protocol", column: "SIP", tcp: ports{5060}, udp: ports{5060}, sniff: known.SIP},
	{name: "smb", title: "SMB (Server Message Block Protocol)", column: "SMB", sniff: known.SMB,
		framing: dissect.Framing{Length: known.SessionLength}},
	{name: "smb2", title: "SMB2 (Server Message Block Protocol version 2)", column: "SMB2", sniff: known.SMB2,
		framing: dissect.Framing{Length: known.SessionLength}},
	{name: "socks", title: "Socks Protocol", column: "Socks", tcp: ports{1080}},
	{name: "ssh", title: "SSH Protocol", column: "SSH", tcp: ports{22}, sniff: known.SSH},
	{name: "stun", title: "Session Traversal Utilities for NAT", column: "STUN", udp: ports{3478}, sniff: known.STUN},
	{name: "syslog", title: "Syslog message", column: "Syslog", udp: ports{514}},
	{name: "tds", title: "Tabular Data Stream", column: "TDS", tcp: ports{1433}},
	{name: "telnet", title: "Telnet", column: "TELNET", tcp: ports{23},
		fields: "cmd subcmd data"},
	{name: "tftp", title: "Trivial File Transfer Protocol", column: "TFTP", udp: ports{69}},
	{name: "tls", title: "Transport Layer Security", column: "TLS",
		tcp: ports{443, 465, 636, 853, 993, 995, 5061, 8883}, sniff: known.TLS,
		framing: dissect.Framing{Length: known.TLSLength, Begun: true}},
	{name: "udpencap", title: "UDP Encapsulation of IPsec Packets", column: "UDPENCAP", udp: ports{4500}},
	{name: "wg", title: "WireGuard Protocol", column: "WireGuard", sniff: known.WireGuard},
	{name: "whois", title: "whois", column: "WHOIS", tcp: ports{43}},
}

type ports = []uint16

// named are the protocols of undecoded: one each, as frames are told by them.
var named = nameAll(Protocols())

// nameAll returns those of undecoded that are not among the decoded.
func nameAll(decoded []*dissect.Protocol) []*dissect.Protocol {
	names := map[string]bool{}
	for _, p := range decoded {
		names[p.Name] = true
	}
	var list []*dissect.Protocol
	for _, u := range undecoded {
		if names[u.name] {
			continue
		}
		p := &dissect.Protocol{Name: u.name, Title: u.title, Column: u.column, Undecoded: true, TCP: u.tcp,
			UDP: u.udp, Sniff: u.sniff, Framing: u.framing}
		for _, f := range strings.Fields(u.fields) {
			p.Fields = append(p.Fields, dissect.Field{Name: u.name + "." + f, Title: f, Type: dissect.String,
				Get: absent})
		}
		list = append(list, p)
		names[u.name] = true
	}
	for _, u := range unknown {
		if !names[u.name] {
			list = append(list, &dissect.Protocol{Name: u.name, Title: u.title, Column: strings.ToUpper(u.name),
				Undecoded: true})
		}
	}
	return list
}

func absent(*dissect.Frame, *dissect.Layer, *dissect.Values) {}

// Names returns the registry of every protocol that netsniff knows, those it
// cannot dissect included.
func Names() *registry.Registry { return registered() }

var registered = sync.OnceValue(func() *registry.Registry { return registry.New(Recognisable()) })

// Detector returns a detector for the same protocols.
func Detector() *detect.Detector { return detect.New(Recognisable()) }

// Recognisable returns all protocols, those that nobody dissects last.
func Recognisable() []*dissect.Protocol { return append(Protocols(), named...) }
