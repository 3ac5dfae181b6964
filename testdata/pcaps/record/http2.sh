#!/bin/bash
# HTTP/2 in clear and what it carries: http2.sh [SCENE ...]
# apt-get install nghttp2-client nghttp2-server curl python3-hypercorn python3-h2 python3-wsproto python3-grpcio bind9 bind9-dnsutils tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.21   RTT 30 ms
# In http2-loss.pcap 5 % of the packets are lost before they reach the client, where it was recorded.
. "$(dirname "$0")/lab.sh"
scenes=" ${*:-nghttp delays window grpc websocket doh loss} "
wants() { case "$scenes" in *" $1 "*) return 0 ;; esac; return 1; }
DRAIN=0.3
cd "$work"
mkdir -p site
printf 'Hello, world.\n' >site/hello.txt
seq -f 'line %g of an example' 400 >site/lines.txt
seq -f 'line %g of a longer example' 1600 >site/long.txt
chmod -R a+rX "$work"

# network [LOSS] is the lab, with a loss in percent behind the server.
network() {
  lab_up client:192.0.2.10:10ms "server:192.0.2.21:5ms${1:+:$1}"
  names '192.0.2.21 www.example.com' '192.0.2.10 client.example.com'
}
web() { serve server nghttpd --no-tls -d "$work/site" "$@" 8080; }
# unserve NAME ends what serves.
unserve() { for p in $(ip netns pids server); do case $(cat /proc/$p/cmdline | tr '\0' ' ') in *$1*) kill "$p" 2>/dev/null || true ;; esac; done; sleep 0.3; }
application() { serve server env PYTHONPATH="$record_dir" PYTHONDONTWRITEBYTECODE=1 hypercorn -b 0.0.0.0:8080 http2app:app; sleep 1; }
site=http://192.0.2.21:8080

network
if wants nghttp; then
  # what is pushed, priorities, padding, trailers of both sides, a body that is sent, 404
  web --push=/hello.txt=/lines.txt --trailer='x-check: 7' --echo-upload -b 20
  wire client http2-push-priority-trailers.pcap tcp
  c nghttp -n -p 20 "$site/hello.txt" "$site/none"
  c nghttp -n --no-push -b 16 -d "$work/site/hello.txt" --trailer='x-sum: 14' "$site/echo"
  c curl -s -o "$work/got" --http2-prior-knowledge -I "$site/hello.txt"
  cut_wires
  unserve nghttpd
fi
if wants delays; then
  # think times that are known, alone and at once
  (cd "$record_dir/webapp" && go build -o "$work/webapp" main.go)
  serve server "$work/webapp" serve :8080
  wire client http2-delays.pcap tcp
  c nghttp -n "$site/think?ms=40" "$site/think?ms=120" "$site/think?ms=250"
  c curl -s -o "$work/got" --http2-prior-knowledge "$site/think?ms=80"
  cut_wires
  unserve webapp
fi
if wants window; then
  # a client whose windows are small and which opens them late
  application
  wire client http2-small-window.pcap tcp
  c /usr/bin/python3 "$record_dir/http2app.py" hold 192.0.2.21 8080
  cut_wires
  unserve hypercorn
fi
if wants grpc; then
  # calls with one message and with many, compressed ones, one of several DATA frames, an error, one that takes too long
  serve server /usr/bin/python3 "$record_dir/grpcnotes.py" serve
  sleep 0.5
  wire client grpc.pcap tcp
  c env http_proxy= /usr/bin/python3 "$record_dir/grpcnotes.py" call 192.0.2.21
  cut_wires
  unserve grpcnotes.py
fi
if wants websocket; then
  # a WebSocket in a stream of HTTP/2 (RFC 8441)
  application
  wire client http2-websocket.pcap tcp
  c /usr/bin/python3 "$record_dir/http2app.py" chat 192.0.2.21 8080
  cut_wires
  unserve hypercorn
fi
if wants doh; then
  # DNS over HTTP/2 from bind, by POST and GET, and over HTTP/1
  mkdir -p bind
  cat >named.conf <<N
options { directory "$work/bind"; pid-file none; session-keyfile none; recursion no; listen-on { none; }; listen-on-v6 { none; };
  listen-on port 8053 tls none http default { 192.0.2.21; }; };
zone "example.com" { type primary; file "$work/example.com.zone"; };
N
  printf '$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 192.0.2.21\nwww A 192.0.2.21\nwww AAAA 2001:db8::21\n@ MX 10 mail\nmail A 192.0.2.25\n' >example.com.zone
  chmod -R a+rwX "$work"
  serve server named -g -c "$work/named.conf"
  application
  wire client dns-over-http.pcap tcp
  c dig +http-plain=/dns-query -p 8053 @192.0.2.21 www.example.com A
  c dig +http-plain-get=/dns-query -p 8053 @192.0.2.21 www.example.com AAAA
  c dig +http-plain=/dns-query -p 8053 @192.0.2.21 none.example.com A
  printf '\0\0\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1' >question
  c curl -s -o "$work/got" -H 'content-type: application/dns-message' --data-binary "@$work/question" "$site/dns-query"
  c curl -s -o "$work/got" -H 'accept: application/dns-message' "$site/dns-query?dns=$(base64 -w0 question | tr '+/' '-_' | tr -d =)"
  cut_wires
  unserve named
  unserve hypercorn
fi
if wants loss; then
  "$lab" down
  hosts=()
  network 0.05
  web
  wire client http2-loss.pcap tcp
  c nghttp -n "$site/long.txt" "$site/lines.txt" "$site/hello.txt"
  cut_wires
  unserve nghttpd
fi
