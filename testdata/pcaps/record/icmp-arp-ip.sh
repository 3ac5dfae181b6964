#!/bin/bash
# ICMP, ICMPv6 neighbour discovery, ARP, IGMP and IP fragments: icmp-arp-ip.sh
# apt-get install tcpdump ethtool iputils-ping iputils-arping traceroute ndisc6 radvd socat curl
#
#   client 192.0.2.10 10 ms -- switch -- 5 ms  router 192.0.2.1, 198.51.100.1   RTT client-router 30 ms
#                                     \- 15 ms far    198.51.100.20             RTT router-far 40 ms, client-far through the router 70 ms
#   the router's route to far has an MTU of 1400 in icmp-fragmentation-needed; IPv6: 2001:db8::/64, router ::1, far ::20, client by advertisement,
#   all three on one link there, so the RTT client-far is 50 ms
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms router:192.0.2.1:5ms far:192.0.2.20:15ms
on router sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0 net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
ip -n router addr add 198.51.100.1/24 dev eth0
ip -n far addr flush dev eth0
ip -n far addr add 198.51.100.20/24 dev eth0
ip -n far route add default via 198.51.100.1
ip -n client route add default via 192.0.2.1

wire client icmp-ping.pcap
c ping -c 3 -i 0.3 198.51.100.20
c ping -c 1 -s 0 192.0.2.1
c ping -c 2 -i 0.3 -p feedbeef -s 100 -T tsonly 192.0.2.1
c ping -c 1 -R 198.51.100.20
cut_wires

wire client icmp-unreachable.pcap
c sh -c 'echo hello | socat -T 1 - UDP:198.51.100.20:4444'
c ping -c 1 -W 4 198.51.100.99
ip -n router route add prohibit 203.0.113.64/26
c ping -c 3 -W 1 203.0.113.5
c ping -c 2 -W 1 203.0.113.70
c curl -s -m 2 http://203.0.113.70/
cut_wires

wire client icmp-traceroute.pcap
c traceroute -n -q 1 -w 1 198.51.100.20
c traceroute -n -q 1 -w 1 -I 198.51.100.20
c traceroute -n -q 1 -w 1 -T -p 80 198.51.100.20
cut_wires

wire client icmp-fragmentation-needed.pcap
ip -n router route replace 198.51.100.0/24 dev eth0 src 198.51.100.1 mtu lock 1400
c ping -c 2 -i 0.3 -M do -s 1450 198.51.100.20
cut_wires
ip -n router route replace 198.51.100.0/24 dev eth0 src 198.51.100.1
ip -n client route flush cache

wire client ip-fragments-icmp-udp.pcap
c ping -c 2 -i 0.3 -s 4000 198.51.100.20
c sh -c 'head -c 5000 /dev/zero | tr "\0" x | socat -T 1 -b 8000 - UDP:198.51.100.20:4444'
cut_wires

# a datagram whose middle fragment is missing, and one whose fragments overlap and arrive last first
wire client ip-fragments-missing-and-overlapping.pcap
c python3 -c '
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
def send(ident, at, more, data):
    s.sendto(struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(data), ident, (0x2000 if more else 0) | at // 8, 64, 17, 0, socket.inet_aton("192.0.2.10"), socket.inet_aton("198.51.100.20")) + data, ("198.51.100.20", 0))
udp = struct.pack(">HHHH", 5050, 4444, 2408, 0) + b"fragment" * 300
send(1, 0, True, udp[:800]); send(1, 1600, False, udp[1600:])
send(2, 1600, False, udp[1600:]); send(2, 784, True, udp[784:1600]); send(2, 0, True, udp[:800])'
DRAIN=1 cut_wires

wire client arp.pcap arp
for h in client router; do ip -n $h neigh flush all; done
c ping -c 1 192.0.2.1
c arping -c 2 -I eth0 192.0.2.1
c arping -c 2 -D -I eth0 192.0.2.55
c arping -c 1 -U -I eth0 192.0.2.10
c arping -c 1 -A -I eth0 192.0.2.10
c ping -c 1 -W 1 192.0.2.77
cut_wires

wire client igmp-join-leave.pcap 'igmp or host 239.1.2.3'
ip -n client route add 224.0.0.0/4 dev eth0
c python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
group = socket.inet_aton("239.1.2.3") + socket.inet_aton("192.0.2.10")
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
s.sendto(b"to the group", ("239.1.2.3", 5001))
time.sleep(1.2)
s.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)
time.sleep(1)'
cut_wires

wire client icmp-redirect.pcap
on router sysctl -qw net.ipv4.conf.eth0.send_redirects=1 net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.eth0.shared_media=1
ip -n far addr add 192.0.2.20/24 dev eth0
ip -n client route add 192.0.2.20/32 via 192.0.2.1
c ping -c 3 -i 0.3 192.0.2.20
ip -n client route del 192.0.2.20/32
cut_wires
on router sysctl -qw net.ipv4.conf.eth0.send_redirects=0 net.ipv4.conf.all.send_redirects=0

cat >"$work/radvd.conf" <<R
interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvLinkMTU 1500; prefix 2001:db8::/64 { AdvOnLink on; AdvAutonomous on; }; RDNSS 2001:db8::53 { }; DNSSL example.com { }; };
R
chmod 644 "$work/radvd.conf"
on router sysctl -qw net.ipv6.conf.all.forwarding=1
ip netns exec router sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0
ip -n router addr add 2001:db8::1/64 dev eth0 nodad
ip netns exec far sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
ip -n far addr add 2001:db8::20/64 dev eth0 nodad
sleep 2
wire client icmpv6-neighbour-discovery-autoconfiguration.pcap ip6
serve router radvd -n -u root -C "$work/radvd.conf" -p "$work/radvd.pid" -m stderr
ip netns exec client sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
sleep 3
c rdisc6 -1 eth0
c ndisc6 -1 2001:db8::20 eth0
c ping -6 -c 2 -i 0.3 2001:db8::20
c ping -6 -c 1 -W 2 2001:db8::99
c sh -c 'echo hello | socat -T 1 - UDP6:[2001:db8::20]:4444'
c ping -6 -c 1 ff02::1%eth0
cut_wires

wire client ip-fragments-ipv6.pcap ip6
c ping -6 -c 2 -i 0.3 -s 4000 2001:db8::20
cut_wires
