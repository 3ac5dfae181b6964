package bpf

// family says which IP versions a protocol word stands for.
type family uint8

const (
	ipv4Only family = 1 << iota
	ipv6Only
	bothIP = ipv4Only | ipv6Only
)

// ipProtocol is a protocol above IP.
type ipProtocol struct {
	number uint32
	family family
}

// ipProtocols are the words that stand for a protocol above IP.
var ipProtocols = map[string]ipProtocol{
	"tcp":   {6, bothIP},
	"udp":   {17, bothIP},
	"sctp":  {132, bothIP},
	"pim":   {103, bothIP},
	"ah":    {51, bothIP},
	"esp":   {50, bothIP},
	"icmp":  {1, ipv4Only},
	"igmp":  {2, ipv4Only},
	"igrp":  {9, ipv4Only},
	"vrrp":  {112, ipv4Only},
	"carp":  {112, ipv4Only},
	"icmp6": {58, ipv6Only},
}

// etherTypes are the words that stand for an EtherType.
var etherTypes = map[string]uint32{
	"ip":    etherIPv4,
	"ip6":   etherIPv6,
	"arp":   etherARP,
	"rarp":  etherRARP,
	"atalk": 0x809b,
	"aarp":  0x80f3,
}

// linkWords stand for the link layer.
var linkWords = map[string]bool{"ether": true, "link": true}

// needLibpcap are words of pcap-filter(7) that this compiler does not know.
var needLibpcap = map[string]bool{
	"vlan": true, "mpls": true, "pppoed": true, "pppoes": true, "geneve": true, "vxlan": true, "gateway": true,
	"protochain": true, "decnet": true, "iso": true, "clnp": true, "esis": true, "isis": true, "stp": true,
	"ipx": true, "netbeui": true, "lat": true, "moprc": true, "mopdl": true, "fddi": true, "tr": true, "wlan": true,
	"type": true, "subtype": true, "dir": true, "ra": true, "ta": true, "addr1": true, "addr2": true, "addr3": true,
	"addr4": true, "ifname": true, "on": true, "rnr": true, "rulenum": true, "reason": true, "rset": true,
	"ruleset": true, "srnr": true, "subrulenum": true, "action": true, "ifindex": true, "l1": true, "l2": true,
	"iih": true, "lsp": true, "snp": true, "csnp": true, "psnp": true, "vpi": true, "vci": true, "lane": true,
	"oamf4s": true, "oamf4e": true, "oamf4": true, "oam": true, "metac": true, "bcc": true, "sc": true, "ilmic": true,
	"connectmsg": true, "metaconnect": true,
}

// constants of arithmetic (RFC 9293 §3.1, RFC 792, RFC 4443, RFC 4861).
var constants = map[string]uint32{
	"tcpflags": 13, "tcp-fin": 1, "tcp-syn": 2, "tcp-rst": 4, "tcp-push": 8, "tcp-ack": 16, "tcp-urg": 32,
	"tcp-ece": 64, "tcp-cwr": 128,
	"icmptype": 0, "icmpcode": 1, "icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4, "icmp-redirect": 5,
	"icmp-echo": 8, "icmp-routeradvert": 9, "icmp-routersolicit": 10, "icmp-timxceed": 11, "icmp-paramprob": 12,
	"icmp-tstamp": 13, "icmp-tstampreply": 14, "icmp-ireq": 15, "icmp-ireqreply": 16, "icmp-maskreq": 17,
	"icmp-maskreply": 18,
	"icmp6type":      0, "icmp6code": 1, "icmp6-destinationunreach": 1, "icmp6-packettoobig": 2,
	"icmp6-timeexceeded": 3, "icmp6-parameterproblem": 4, "icmp6-echo": 128, "icmp6-echoreply": 129,
	"icmp6-multicastlistenerquery": 130, "icmp6-multicastlistenerreportv1": 131, "icmp6-multicastlistenerdone": 132,
	"icmp6-routersolicit": 133, "icmp6-routeradvert": 134, "icmp6-neighborsolicit": 135, "icmp6-neighboradvert": 136,
	"icmp6-redirect": 137, "icmp6-multicastlistenerreportv2": 143,
}
