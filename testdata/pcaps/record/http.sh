#!/bin/bash
# HTTP/1.x captures: http.sh
# apt-get install nginx-light apache2 curl wget python3-websockets tcpdump ethtool tshark openssl
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  web   192.0.2.80   RTT 30 ms   nginx :80, webapp :8080, WebSocket echo :8000, apache :8088
#                                      \- 5 ms  proxy 192.0.2.128  RTT 30 ms   apache forward proxy :3128 (proxy to web: RTT 20 ms)
. "$(dirname "$0")/lab.sh"
modules=/usr/lib/apache2/modules

lab_up client:192.0.2.10:10ms web:192.0.2.80:5ms proxy:192.0.2.128:5ms
names '192.0.2.80 www.example.com example.com' '192.0.2.128 proxy.example.com'
python3 "$record_dir/site.py" "$work/site"
(cd "$record_dir/webapp" && go build -o "$work/webapp" main.go)
printf 'alice:%s\n' "$(openssl passwd -apr1 wonderland)" >"$work/users"
cat >"$work/nginx.conf" <<N
user root; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx-error.log; daemon off;
events { worker_connections 64; }
http {
  types { text/html html; text/css css; application/javascript js; image/png png; application/json json; application/xml xml; }
  default_type application/octet-stream; access_log off; keepalive_timeout 20;
  client_body_temp_path $work/n1; proxy_temp_path $work/n2; fastcgi_temp_path $work/n3; uwsgi_temp_path $work/n4; scgi_temp_path $work/n5;
  gzip on; gzip_types text/css application/javascript application/json; gzip_min_length 200;
  server {
    listen 80; server_name www.example.com; root $work/site;
    location = /old { return 301 http://www.example.com/data.json; }
    location = /teapot { return 418 "short and stout\n"; }
    location = /broken { proxy_pass http://127.0.0.1:9; }
    location /forbidden { deny all; }
    location /secret/ { auth_basic "members only"; auth_basic_user_file $work/users; }
    location = /login { add_header Set-Cookie "session=0123456789abcdef; Path=/; HttpOnly; SameSite=Lax"; add_header Set-Cookie "theme=dark; Max-Age=3600"; return 200 "logged in\n"; }
  }
}
N
cat >"$work/apache.conf" <<A
ServerRoot $work
ServerName www.example.com
PidFile $work/apache-\${ROLE}.pid
ErrorLog $work/apache.log
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule mime_module $modules/mod_mime.so
LoadModule filter_module $modules/mod_filter.so
LoadModule brotli_module $modules/mod_brotli.so
LoadModule deflate_module $modules/mod_deflate.so
LoadModule http2_module $modules/mod_http2.so
LoadModule proxy_module $modules/mod_proxy.so
LoadModule proxy_http_module $modules/mod_proxy_http.so
LoadModule proxy_connect_module $modules/mod_proxy_connect.so
TypesConfig /etc/mime.types
DocumentRoot $work/site
User www-data
Group www-data
StartServers 1
TraceEnable on
<IfDefine web>
Listen 8088
Protocols h2c http/1.1
SetOutputFilter BROTLI_COMPRESS;DEFLATE
</IfDefine>
<IfDefine proxy>
Listen 3128
ProxyRequests on
AllowCONNECT 80
ProxyVia on
</IfDefine>
A
chmod -R a+rX "$work"
serve web nginx -c "$work/nginx.conf"
serve web "$work/webapp" serve :8080
serve web /usr/bin/python3 "$record_dir/websocket.py" serve 192.0.2.80 8000
serve web env ROLE=web apache2 -D web -D FOREGROUND -f "$work/apache.conf"
serve proxy env ROLE=proxy apache2 -D proxy -D FOREGROUND -f "$work/apache.conf"

site=http://www.example.com
app=http://www.example.com:8080

wire client http-persistent-gets.pcap
c curl -s $site/index.html $site/style.css $site/app.js $site/img/1.png $site/data.json
cut_wires

wire client http-non-persistent-http10.pcap
c curl -s -0 $site/index.html
c curl -s -0 $site/style.css
c wget -q --no-http-keep-alive -O /dev/null $site/img/1.png
cut_wires

wire client http-pipelined.pcap
c /usr/bin/python3 "$record_dir/pipeline.py" www.example.com 80 /index.html /style.css /data.json /missing /img/2.png
cut_wires

wire client http-conditional-304.pcap
c curl -s -o "$work/page" -D "$work/head" $site/data.json
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$work/head")
c curl -s -H 'If-Modified-Since: Wed, 01 May 2024 12:00:00 GMT' $site/data.json
c curl -s -H "If-None-Match: $etag" $site/data.json
c curl -s -H 'If-None-Match: "0-0"' $site/data.json
cut_wires

wire client http-head-then-get.pcap
c /usr/bin/python3 -c '
import http.client
c = http.client.HTTPConnection("www.example.com")
for method, path in ("HEAD", "/index.html"), ("GET", "/index.html"), ("HEAD", "/missing"), ("HEAD", "/img/3.png"), ("GET", "/data.xml"):
    c.request(method, path)
    c.getresponse().read()
c.close()'
cut_wires

wire client http-chunked-trailers.pcap
c curl -s --http1.1 -H 'TE: trailers' $app/trailers
c "$work/webapp" post-trailers $app/echo
cut_wires

wire client http-expect-100-continue.pcap
head -c 6000 "$work/site/big.bin" | base64 >"$work/body"
c curl -s -H 'Expect: 100-continue' --data-binary @"$work/body" $app/echo
c curl -s -H 'Expect: 100-continue' --data-binary @"$work/body" $app/refuse
cut_wires

wire client http-early-hints-103.pcap
c curl -s $app/hints
cut_wires

wire client http-content-encodings.pcap
c curl -s --compressed $site/long.html
c curl -s -H 'Accept-Encoding: br' http://www.example.com:8088/long.html
c curl -s -H 'Accept-Encoding: deflate' http://www.example.com:8088/style.css
cut_wires

wire client http-status-codes.pcap
c curl -s -L $site/old
c curl -s $site/missing
c curl -s $site/secret/
c curl -s -u alice:wonderland $site/secret/
c curl -s -u alice:wrong $site/secret/
c curl -s $site/forbidden $site/teapot $site/broken
c curl -s -X BREW $site/
c curl -s -r 0-99 $site/big.bin
c curl -s -r 0-9,20-29 $site/data.json
c curl -s -r 900000- $site/big.bin
cut_wires

wire client http-cookies.pcap
c curl -s -c "$work/jar" -b "$work/jar" $site/login $site/data.json
c wget -q -O /dev/null --header 'Cookie: session=0123456789abcdef' $site/data.json
cut_wires

wire client http-think-times.pcap
c curl -s "$app/think?ms=0" "$app/think?ms=80" "$app/think?ms=250"
cut_wires

wire client http-server-sent-events.pcap
c curl -s -N $app/events
cut_wires

wire client http-body-cut-short.pcap
c curl -s $app/cut
cut_wires

wire client http-large-body.pcap
c curl -s -o /dev/null $site/big.bin
cut_wires

wire client http-methods-json-xml-bodies.pcap
c curl -s $site/data.json $site/data.xml $site/gbk.html
c curl -s --json '{"user":"alice","items":[1,2,3],"note":"你好"}' $app/echo
c curl -s -X PUT -H 'Content-Type: application/xml' -d '<order id="7"><item sku="a1" n="2"/></order>' $app/echo
c curl -s -d 'name=Alice+Example&city=%E5%8C%97%E4%BA%AC' $app/echo
c curl -s -F name=alice -F "photo=@$work/site/img/1.png;type=image/png" $app/echo
c curl -s -X PATCH -d '[{"op":"remove","path":"/a"}]' -H 'Content-Type: application/json-patch+json' $app/echo
c curl -s -X DELETE $app/echo
c curl -s -X OPTIONS $app/echo
c curl -s -X TRACE http://www.example.com:8088/
cut_wires

wire client http-page-parallel.pcap
c curl -s $site/index.html
c curl -s -Z --parallel-immediate --parallel-max 6 $site/style.css $site/app.js "$site/img/[1-6].png" -o "$work/o#1"
cut_wires

wire client http-proxy-get-and-connect.pcap
c curl -s -x http://proxy.example.com:3128 $site/data.json
c curl -s -p -x http://proxy.example.com:3128 $site/data.xml
c curl -s -p -x http://proxy.example.com:3128 https://www.example.com:22/
cut_wires

wire client http-upgrade-websocket.pcapng
c /usr/bin/python3 "$record_dir/websocket.py" talk ws://www.example.com:8000/chat
cut_wires

wire client http-upgrade-h2c.pcap
c curl -s --http2 http://www.example.com:8088/data.json http://www.example.com:8088/style.css
c curl -s --http2-prior-knowledge http://www.example.com:8088/data.xml
cut_wires

# the same server over IPv6
for h in client:2001:db8::10 web:2001:db8::80; do
  ip netns exec "${h%%:*}" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  ip -n "${h%%:*}" addr add "${h#*:}/64" dev eth0 nodad
done
sleep 2
serve web socat TCP6-LISTEN:80,bind=[2001:db8::80],fork TCP4:192.0.2.80:80
wire client http-over-ipv6.pcap 'tcp port 80 or icmp6'
c curl -s -g 'http://[2001:db8::80]/index.html' 'http://[2001:db8::80]/data.json'
cut_wires
gzip -9 -n -f "$out/http-over-ipv6.pcap"
