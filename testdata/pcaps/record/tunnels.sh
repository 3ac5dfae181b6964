#!/bin/bash
# The same ping and HTTP GET inside every encapsulation: tunnels.sh
# apt-get install tcpdump ethtool curl iputils-ping        (VXLAN is the kernel's own; the others are tunnel.py over TUN/TAP)
#
#   client 192.0.2.10 10 ms -- switch -- 10 ms server 192.0.2.20   RTT 40 ms; inner addresses 10.9.0.1 and 10.9.0.2, or 2001:db8:9::1 and ::2
#   VLANs: client and server on one cable, each delaying what it sends by 5 ms, RTT 10 ms
. "$(dirname "$0")/lab.sh"
(cd "$record_dir/webapp" && go build -o "$work/webapp" main.go)
traffic() { # NAME INNER-ADDRESS
  wire client "$1"
  c ping -c 2 -i 0.2 "$2"
  case $2 in *:*) c curl -s -g "http://[$2]:8080/think?ms=30" ;; *) c curl -s "http://$2:8080/think?ms=30" ;; esac
  cut_wires
}
through() { # KIND NAME
  local a=10.9.0.1/24 b=10.9.0.2/24
  [ "$1" = 6in4 ] && a=2001:db8:9::1/64 b=2001:db8:9::2/64
  for h in client server; do ip netns exec $h sysctl -qw net.ipv6.conf.default.disable_ipv6=$([ "$1" = 6in4 ] && echo 0 || echo 1); done
  serve client python3 "$record_dir/tunnel.py" "$1" 192.0.2.10 192.0.2.20 $a ${3:-}
  serve server python3 "$record_dir/tunnel.py" "$1" 192.0.2.20 192.0.2.10 $b ${3:-}
  [ "$1" = 6in4 ] && sleep 3 || true
  traffic "$2" "$(b=${b%/*}; echo "$b")"
  for h in client server; do
    for p in $(ip netns pids $h); do grep -qa tunnel.py "/proc/$p/cmdline" && kill "$p"; done || true
  done
  sleep 0.5
}
lab_up client:192.0.2.10:10ms server:192.0.2.20:10ms
serve server "$work/webapp" serve :8080
through gre tunnel-gre.pcap
through gre-key tunnel-gre-key-sequence.pcap
through gretap tunnel-gretap-ethernet.pcap
through ipip tunnel-ipip.pcap
through 6in4 tunnel-6in4.pcap
through gtp tunnel-gtp.pcap
for h in client server; do ip netns exec $h sysctl -qw net.ipv6.conf.default.disable_ipv6=1; done
for h in client:1:20 server:2:10; do
  IFS=: read -r n me peer <<<"$h"
  ip -n "$n" link add vx0 type vxlan id 4242 dstport 4789 local "192.0.2.${me}0" remote "192.0.2.$peer" dev eth0
  ip -n "$n" link set vx0 address "02:00:5e:00:54:0$me" up
  ip -n "$n" addr add "10.9.0.$me/24" dev vx0
done
traffic tunnel-vxlan.pcap 10.9.0.2
# a direct cable in place of the switch: the switch does not forward tags
for h in client server; do ip -n $h link del vx0; done
ip -n client link set eth0 name lan0
ip -n server link set eth0 name lan0
ip link add eth0 netns client type veth peer name eth0 netns server
for h in client:0a server:14; do
  ip -n "${h%:*}" link set eth0 address "02:00:5e:00:53:${h#*:}" up
  ip netns exec "${h%:*}" ethtool -K eth0 tx off rx off tso off gso off gro off sg off txvlan off rxvlan off >/dev/null 2>&1 || true
done
through vlan:8100.100 vlan-802.1q.pcap 5
through vlan:88a8.200,8100.30 vlan-qinq.pcap 5
