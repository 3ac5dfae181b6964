#!/bin/bash
# QUIC and HTTP/3 with their secrets: quic.sh [SCENE ...]
# apt-get install wireshark-common ethtool; the server and the client are quic/main.go, of quic-go
#
#   client 192.0.2.10  5 ms -- switch -- 5 ms  server 192.0.2.21   RTT 20 ms
# Each capture has the secrets of its connections in a block of its own, but for quic-no-keys.pcap (early secrets are not logged by quic-go).
# In quic-loss.pcapng 8 % of the datagrams are lost behind the client. /slow takes 100 ms.
. "$(dirname "$0")/lab.sh"
scenes=" ${*:-get dns nokeys versions retry resume move loss secrets address} "
wants() { case "$scenes" in *" $1 "*) return 0 ;; esac; return 1; }
DRAIN=0.3
(cd "$record_dir/quic" && GOFLAGS=-mod=mod go build -o "$work/quiclab" .)
mkdir -p "$work/site"
printf 'Hello, world.\n' >"$work/site/hello.txt"
seq -f 'line %g of an example' 400 >"$work/site/lines.txt"
seq -f 'line %g of a longer example' 6000 >"$work/site/long.txt"
chmod -R a+rX "$work"
log=$work/keys.log

# network [LOSS] is the lab, with a loss in percent.
network() {
  lab_up "client:192.0.2.10:5ms${1:+:$1}" server:192.0.2.21:5ms
  names '192.0.2.21 www.example.com' '192.0.2.10 client.example.com'
}
begin() { : >"$log"; chmod 666 "$log"; wire client "$1" udp; }
finish() {
  cut_wires
  editcap --inject-secrets "tls,$log" "$out/$1" "$work/with-secrets" && python3 "$record_dir/neutral.py" "$work/with-secrets" "$out/$1"
}
quic() { serve server "$work/quiclab" serve -dir "$work/site" -wait 100ms "$@"; }
unquic() { for p in $(ip netns pids server); do case $(cat /proc/$p/comm) in quiclab) kill "$p" ;; esac; done; sleep 0.3; }
get() { c "$work/quiclab" get -keylog "$log" "$@"; }
site=https://www.example.com

network
if wants get; then
  # objects one after the other, one that takes its time, and a body sent
  quic
  begin http3-get.pcapng
  get "$site/hello.txt" "$site/slow" "$site/lines.txt" "$site/none"
  finish http3-get.pcapng
  begin http3-at-once.pcapng
  get -at-once "$site/hello.txt" "$site/slow" "$site/lines.txt" "$site/long.txt"
  get -post 4096 "$site/post"
  finish http3-at-once.pcapng
  unquic
fi
if wants dns; then
  # DNS over HTTP/3, by GET
  quic
  begin dns-over-http3.pcapng
  get "$site/dns-query?dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB"
  finish dns-over-http3.pcapng
  unquic
fi
if wants nokeys; then
  quic
  : >"$log"
  wire client quic-no-keys.pcap udp
  get "$site/hello.txt"
  cut_wires
  unquic
fi
if wants versions; then
  # QUIC version 2
  quic -versions 2
  begin quic-v2.pcapng
  get -version 2 "$site/hello.txt"
  finish quic-v2.pcapng
  unquic
fi
if wants retry; then
  quic -retry
  begin quic-retry.pcapng
  get "$site/hello.txt"
  finish quic-retry.pcapng
  unquic
fi
if wants resume; then
  # a session resumed, with early data
  quic
  begin quic-0rtt.pcapng
  get -resume "$site/hello.txt"
  finish quic-0rtt.pcapng
  unquic
fi
if wants move; then
  # the client goes on from another port
  quic
  begin quic-migration.pcapng
  get -rebind 0.0.0.0 "$site/hello.txt" "$site/lines.txt"
  finish quic-migration.pcapng
  unquic
fi
if wants secrets; then
  # what --mask is to hide
  quic
  begin http3-secrets.pcapng
  get -form 'user=alice&password=form-secret' -header 'Authorization: Bearer bearer-secret-0123456789' -header 'Cookie: sid=cookie-secret' \
    "$site/login?access_token=query-secret&page=2" "$site/again?page=3&token=query-secret"
  finish http3-secrets.pcapng
  unquic
fi
if wants address; then
  # the client goes on from another address
  ip -n client address add 192.0.2.11/24 dev eth0
  quic
  begin quic-migration-to-address.pcapng
  get -rebind 192.0.2.11 "$site/hello.txt" "$site/lines.txt"
  finish quic-migration-to-address.pcapng
  unquic
fi
if wants loss; then
  lab_clean_network() { "$lab" down 2>/dev/null || true; hosts=(); }
  for p in "${jobs_started[@]:-}"; do [ -n "$p" ] && kill "$p" 2>/dev/null || true; done
  lab_clean_network
  network 0.08
  quic
  begin quic-loss.pcapng
  get "$site/hello.txt" "$site/lines.txt"
  finish quic-loss.pcapng
fi
