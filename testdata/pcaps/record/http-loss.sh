#!/bin/bash
# One large HTTP body over a path that loses and reorders packets, recorded at both ends: http-loss.sh
# apt-get install nginx-light curl tcpdump ethtool
#
#   client 192.0.2.10 10 ms -- switch -- 15 ms  web 192.0.2.80   RTT 50 ms
#   frames from web are lost with 3 %, frames to client overtaken by the next one with 4 %
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms:0:0.04 web:192.0.2.80:15ms:0.03:0
names '192.0.2.80 www.example.com'
python3 "$record_dir/site.py" "$work/site"
cat >"$work/nginx.conf" <<N
user root; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx-error.log; daemon off;
events { worker_connections 64; }
http { access_log off; server { listen 80; root $work/site; } }
N
serve web nginx -c "$work/nginx.conf"
wire client http-large-body-loss-at-client.pcap
wire web http-large-body-loss-at-server.pcap
on client curl -s -o "$work/got" http://www.example.com/big.bin
cut_wires
cmp "$work/got" "$work/site/big.bin"
