#!/bin/bash
# HTTP and SMTP with servers that think for 30 ms, each conversation recorded at several points at once: rtt.sh [clean|loss|reorder|near]
# apt-get install tcpdump ethtool zstd
#
#   client 192.0.2.10 10 ms -- 5 ms router 192.0.2.1, 198.51.100.1 5 ms -- 30 ms  server 198.51.100.80
#   RTT client-router 30 ms, router-server 70 ms, client-server 100 ms; "near": both on one link, RTT 20 ms
#   loss: 2 % of the frames from client and of those from server; reorder: 4 % of those to client and of those to server are overtaken by the next one
if [ -z "${1:-}" ]; then
  for case in near clean loss reorder; do "$0" $case; done
  exit
fi
. "$(dirname "$0")/lab.sh"

# talk PREFIX POINT ... has the client talk to both servers at $server and records what arrives at each point.
talk() {
  local prefix=$1
  shift
  serve server python3 "$record_dir/rtt.py" serve "$server"
  for point; do
    case $point in
    router) WIRE=eth0 wire router "rtt-$prefix-in-the-middle.pcap" -Q in tcp ;;
    *) wire "$point" "rtt-$prefix-at-$point.pcap" tcp ;;
    esac
  done
  LIMIT=60 c python3 "$record_dir/rtt.py" talk "$server"
  cut_wires
  zstd -q --rm -19 -f "$out/rtt-$prefix-"[ai]*.pcap # at-… and in-…
}

if [ "${1:-}" = near ]; then
  server=192.0.2.80
  lab_up client:192.0.2.10:5ms server:192.0.2.80:5ms
  talk 20ms client server
  exit
fi
from='' to=''
prefix=100ms
case $1 in
loss) from=:0.02 prefix=100ms-loss ;;
reorder) to=:0:0.04 prefix=100ms-reordering ;;
esac
server=198.51.100.80
lab_up "client:192.0.2.10:10ms$from$to" router:192.0.2.1:5ms "server:192.0.2.80:30ms$from$to"
on router sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
ip -n router addr add 198.51.100.1/24 dev eth0
ip -n server addr flush dev eth0
ip -n server addr add 198.51.100.80/24 dev eth0
ip -n server route add default via 198.51.100.1
ip -n client route add default via 192.0.2.1
c ping -c 1 198.51.100.80 # everybody's address is known before the first SYN
talk $prefix client router server
