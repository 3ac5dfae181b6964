#!/bin/bash
# TCP behaviour, one case per capture (both ends: tcpcases.py): tcp.sh
# apt-get install tcpdump ethtool
#
#   client 192.0.2.10 10 ms -- switch -- 20 ms server 192.0.2.20   RTT 60 ms
#   the first pair of captures: also 6 % loss from client and 3 % loss from server, 6 % of the frames to the server overtaken by the next one
. "$(dirname "$0")/lab.sh"
both() { on client sysctl -qw "$@" && on server sysctl -qw "$@"; }
case_() {
  local name=$1
  shift
  wire client "$name"
  for k in "$@"; do c python3 "$record_dir/tcpcases.py" "$k" 192.0.2.20; done
  cut_wires
}
if [ "${1:-}" = lossy ]; then
  lab_up client:192.0.2.10:10ms:0.06 server:192.0.2.20:20ms:0.03:0.06
  serve server python3 "$record_dir/tcpcases.py" serve 192.0.2.20
  wire server tcp-loss-reordering-at-receiver.pcap
  DRAIN=1 case_ tcp-loss-reordering-at-sender.pcap upload
  exit
fi

lab_up client:192.0.2.10:10ms server:192.0.2.20:20ms
both net.ipv4.tcp_fastopen=3
serve server python3 "$record_dir/tcpcases.py" serve 192.0.2.20
case_ tcp-zero-window.pcap zero-window
case_ tcp-keep-alive.pcap keep-alive
case_ tcp-resets.pcap reset
case_ tcp-port-reuse.pcap port-reuse
case_ tcp-half-close.pcap half-close
case_ tcp-urgent-data.pcap urgent
case_ tcp-fast-open.pcap fast-open
both net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0
case_ tcp-without-options.pcap download
both net.ipv4.tcp_timestamps=1 net.ipv4.tcp_sack=1 net.ipv4.tcp_window_scaling=1 net.ipv4.tcp_ecn=1
case_ tcp-ecn.pcap half-close
ip -n server route add blackhole 192.0.2.10/32
LIMIT=4 case_ tcp-syn-unanswered.pcap half-close
