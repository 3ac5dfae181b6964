#!/bin/bash
# A Foxmail-like client and a Coremail-like server (both foxmail.py): foxmail.sh
# apt-get install tcpdump ethtool
#
#   desktop 192.0.2.10 12 ms -- switch -- 8 ms coremail 192.0.2.110   RTT 40 ms
#   the server thinks 15 ms per command, 60 ms for a password and 120 ms for a message
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:12ms coremail:192.0.2.110:8ms
serve coremail python3 "$record_dir/foxmail.py" smtp-server 192.0.2.110 25
serve coremail python3 "$record_dir/foxmail.py" pop3-server 192.0.2.110 110
wire client foxmail-coremail-smtp-send.pcap
c python3 "$record_dir/foxmail.py" send 192.0.2.110 25
cut_wires
wire client foxmail-coremail-pop3-fetch.pcap
c python3 "$record_dir/foxmail.py" fetch 192.0.2.110 110
cut_wires
mkdir -p "$out/stored"
python3 "$record_dir/foxmail.py" store "$out/stored/foxmail"
