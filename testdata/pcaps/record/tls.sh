#!/bin/bash
# TLS with its secrets: tls.sh [SCENE ...]
# apt-get install python3-websockets nginx-light openssl curl dovecot-imapd dovecot-pop3d python3-aiosmtpd proftpd-core proftpd-mod-crypto nghttp2-client wireshark-common ethtool
#
#   client 192.0.2.10  2 ms -- switch -- 1 ms  server 192.0.2.21   RTT 6 ms
# Each capture has the secrets of its connections in a block of its own, as editcap --inject-secrets puts it there; that of tls-rsa-key.pcapng
# is decrypted with tls-rsa-key.pem instead, those of tls12-camellia-aria.pcapng are in a file beside it.
. "$(dirname "$0")/lab.sh"
. "$record_dir/mail-server.sh"
scenes=" ${*:-suites old resumption features rejected fragments ssl2 unread renegotiation rsa mail ftp dot dtls dtls-keys http2 websocket secrets} "
wants() { case "$scenes" in *" $1 "*) return 0 ;; esac; return 1; }
DRAIN=0.3
lab_up client:192.0.2.10:2ms server:192.0.2.21:1ms
names '192.0.2.21 www.example.com mail.example.com ftp.example.com server.example.com' '192.0.2.10 client.example.com'

cd "$work"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=www.example.com -addext subjectAltName=DNS:www.example.com,DNS:mail.example.com \
  -keyout key.pem -out cert.pem 2>/dev/null
mkdir -p site
printf 'Hello, world.\n' >site/hello.txt
seq -f 'line %g of an example' 400 >site/lines.txt
chmod -R a+rX "$work" site
log=$work/keys.log
export SSLKEYLOGFILE=$log

# begin NAME FILTER records a scene with secrets.
begin() { : >"$log"; chmod 666 "$log"; wire client "$1" "${2:-tcp}"; }
# finish NAME puts the secrets into it.
finish() {
  cut_wires
  editcap --inject-secrets "tls,$log" "$out/$1" "$work/with-secrets" && python3 "$record_dir/neutral.py" "$work/with-secrets" "$out/$1"
}
get() { c env SSLKEYLOGFILE="$log" curl -sSk -o "$work/got" "$@"; }
# say TEXT ... is what is typed into s_client, slowly.
say() { local x; for x in "$@"; do sleep 0.3; printf "$x"; done; sleep 0.3; }
# talk FLAGS -- TEXT ... is a session of s_client.
talk() {
  local flags=()
  while [ "$1" != -- ]; do flags+=("$1"); shift; done
  shift
  say "$@" | ip netns exec client timeout 8 openssl s_client -keylogfile "$log" -servername www.example.com "${flags[@]}" >>"$work/client.log" 2>&1 || true
}
hello='GET /hello.txt HTTP/1.0\r\nHost: www.example.com\r\n\r\n'
served() { (cd site && exec ip netns exec server openssl s_server -WWW -cert ../cert.pem -key ../key.pem "$@" >"$work/s_server.log" 2>&1 </dev/null 9<&-) & jobs_started+=($!); sleep 0.5; }
# web PORT... is nginx over TLS, with what stands in $extra.
web() {
  mkdir -p nginx
  cat >nginx.conf <<N
worker_processes 1;
daemon off;
user nobody nogroup;
pid $work/nginx.pid;
error_log $work/nginx.log;
events {}
http {
  access_log off;
  default_type text/plain;
  client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
  ssl_certificate $work/cert.pem;
  ssl_certificate_key $work/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3;
  root $work/site;
  $1
}
N
  serve server nginx -e "$work/nginx.log" -c "$work/nginx.conf"
}
unweb() { for p in $(ip netns pids server); do case $(cat /proc/$p/comm) in nginx) kill "$p" 2>/dev/null || true;; esac; done; sleep 0.3; }
unserved() { for p in $(ip netns pids server); do case $(cat /proc/$p/comm) in openssl) kill "$p";; esac; done; sleep 0.3; }

if wants suites; then
  # every way in which TLS 1.2 and 1.3 protect records
  served -accept 443 -cipher 'ALL:@SECLEVEL=0' -ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256
  begin tls12-cipher-suites.pcapng
  for s in ECDHE-RSA-AES128-GCM-SHA256 AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 AES128-CCM AES256-CCM8 AES128-SHA AES256-SHA256 ECDHE-RSA-AES256-SHA384; do
    get --http1.0 --tls-max 1.2 --ciphers "$s:@SECLEVEL=0" https://www.example.com/hello.txt
  done
  finish tls12-cipher-suites.pcapng
  begin tls13-cipher-suites.pcapng
  for s in TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256; do
    get --http1.0 --tls13-ciphers $s https://www.example.com/hello.txt
  done
  finish tls13-cipher-suites.pcapng
  unserved
fi

if wants old; then
  # TLS 1.0 and 1.1, without encrypt-then-MAC, and ciphers that OpenSSL has no more: by the standard library of Go
  (cd "$record_dir/oldtls" && go build -o "$work/oldtls" .)
  serve server env GODEBUG=tls3des=1,tlsrsakex=1,tls10server=1 "$work/oldtls" serve cert.pem key.pem
  begin tls10-tls11-old-ciphers.pcapng
  c env GODEBUG=tls3des=1,tlsrsakex=1 "$work/oldtls" get "$log"
  finish tls10-tls11-old-ciphers.pcapng
fi

if wants resumption; then
  served -accept 443 -tls1_2
  begin tls12-resumption-by-id-and-ticket.pcapng
  talk -tls1_2 -no_ticket -connect www.example.com:443 -sess_out id.pem -- "$hello"
  talk -tls1_2 -no_ticket -connect www.example.com:443 -sess_in id.pem -- "$hello"
  talk -tls1_2 -connect www.example.com:443 -sess_out ticket.pem -- "$hello"
  talk -tls1_2 -connect www.example.com:443 -sess_in ticket.pem -- "$hello"
  finish tls12-resumption-by-id-and-ticket.pcapng
  unserved
fi

if wants features; then
  # Hello Retry Request, resumption with 0-RTT, Key Update of both sides, a pre-shared key
  web 'server { listen 443 ssl; ssl_early_data on; ssl_ecdh_curve secp384r1:prime256v1; }'
  printf "$hello" >early.txt
  begin tls13-retry-resumption-early-data-key-update.pcapng
  talk -tls1_3 -groups X25519:P-384 -connect www.example.com:443 -sess_out one.pem -- 'k\n' 'K\n' "$hello"
  talk -tls1_3 -groups P-384 -connect www.example.com:443 -sess_in one.pem -early_data early.txt -- ''
  finish tls13-retry-resumption-early-data-key-update.pcapng
  unweb
  served -accept 443 -tls1_3 -nocert -psk 00112233445566778899aabbccddeeff
  begin tls13-psk.pcapng
  talk -tls1_3 -psk 00112233445566778899aabbccddeeff -connect www.example.com:443 -- "$hello"
  finish tls13-psk.pcapng
  unserved
fi

if wants rejected; then
  # 0-RTT that the server does not take: he has been started again and forgot the session
  printf "$hello" >early.txt
  web 'server { listen 443 ssl; ssl_early_data on; }'
  begin tls13-early-data-rejected.pcapng
  talk -tls1_3 -connect www.example.com:443 -sess_out early.pem -- "$hello"
  unweb
  web 'server { listen 443 ssl; ssl_early_data on; }'
  talk -tls1_3 -connect www.example.com:443 -sess_in early.pem -early_data early.txt -- "$hello"
  finish tls13-early-data-rejected.pcapng
  unweb
fi

if wants fragments; then
  # handshake messages in several records, of TLS 1.2 and 1.3
  served -accept 443 -max_send_frag 512
  begin tls-messages-in-several-records.pcapng
  talk -tls1_2 -connect www.example.com:443 -- "$hello"
  talk -tls1_3 -connect www.example.com:443 -- "$hello"
  finish tls-messages-in-several-records.pcapng
  unserved
fi


if wants ssl2; then
  # the hello of SSL 2.0, as clients that knew newer versions said it, and what a server of today answers
  served -accept 443 -tls1_2 -cipher ALL:@SECLEVEL=0
  wire client tls-ssl2-hello.pcap tcp
  c python3 "$record_dir/ssl2hello.py" www.example.com
  cut_wires
  unserved
fi

if wants unread; then
  # ciphers that netsniff does not read: Camellia and ARIA
  served -accept 443 -tls1_2 -cipher ALL:@SECLEVEL=0
  begin tls12-camellia-aria.pcapng
  for s in CAMELLIA256-SHA ECDHE-ARIA128-GCM-SHA256; do talk -tls1_2 -cipher $s:@SECLEVEL=0 -connect www.example.com:443 -- "$hello"; done
  cut_wires
  cp "$log" "$out/tls12-camellia-aria.keys"
  unserved
fi

if wants renegotiation; then
  served -accept 443 -tls1_2 -client_renegotiation
  begin tls12-renegotiation.pcapng
  talk -tls1_2 -connect www.example.com:443 -- 'R\n' "$hello"
  finish tls12-renegotiation.pcapng
  unserved
fi

if wants rsa; then
  # RSA key exchange, with the extended master secret and without, and sessions resumed
  served -accept 443 -tls1_2 -cipher 'AES128-GCM-SHA256:AES128-SHA:@SECLEVEL=0'
  begin tls-rsa-key.pcapng
  talk -tls1_2 -connect www.example.com:443 -sess_out rsa.pem -- "$hello"
  talk -tls1_2 -connect www.example.com:443 -sess_in rsa.pem -- "$hello"
  talk -tls1_2 -no_ems -cipher AES128-SHA:@SECLEVEL=0 -no_ticket -connect www.example.com:443 -- "$hello"
  cut_wires
  cp key.pem "$out/tls-rsa-key.pem"
  unserved
fi

if wants mail; then
  dovecot_start server
  printf 'From: bob@example.com\r\nTo: alice@example.com\r\nSubject: Lunch\r\n\r\nAt noon?\r\n' >lunch.eml
  deliver alice lunch.eml
  serve server /usr/bin/python3 "$record_dir/smtpd.py" cert.pem key.pem
  printf 'From: alice@example.com\r\nTo: bob@example.com\r\nSubject: Greetings\r\n\r\nHello Bob,\r\n\r\nsee you.\r\nAlice\r\n' >mail.eml
  begin tls-mail-starttls.pcapng
  get --ssl-reqd -u alice:wonderland --mail-from alice@example.com --mail-rcpt bob@example.com -T mail.eml smtp://mail.example.com
  get --ssl-reqd -u alice:wonderland 'imap://mail.example.com/INBOX;UID=1'
  get --ssl-reqd -u alice:wonderland pop3://mail.example.com/1
  finish tls-mail-starttls.pcapng
fi

if wants ftp; then
  mkdir -p home
  printf 'Be kind.\n' >home/readme.txt
  chown -R 65534:65534 home
  printf 'alice:%s:65534:65534::%s:/bin/sh\n' "$(openssl passwd -6 -salt example wonderland)" "$work/home" >users
  chmod 600 users
  cat >ftp.conf <<END
ServerName "ftp.example.com"
ServerIdent on "FTP at ftp.example.com"
ServerType standalone
DefaultServer on
Port 21
User nobody
Group nogroup
UseReverseDNS off
UseIPv6 off
ModulePath /usr/lib/proftpd
WtmpLog off
AuthOrder mod_auth_file.c
AuthUserFile $work/users
RequireValidShell off
DefaultRoot ~
PidFile $work/ftp.pid
ScoreboardFile $work/ftp.score
SystemLog $work/ftp.log
TransferLog none
DelayEngine off
LoadModule mod_tls.c
TLSEngine on
TLSRSACertificateFile $work/cert.pem
TLSRSACertificateKeyFile $work/key.pem
END
  serve server proftpd -n -c "$work/ftp.conf"
  begin tls-ftp-auth.pcapng
  get --ssl-reqd --tls-max 1.2 ftp://alice:wonderland@ftp.example.com/readme.txt
  finish tls-ftp-auth.pcapng
fi

if wants http2; then
  # HTTP/2 over TLS: several streams, a body that is posted, gzip, JSON, a 404; and by prior knowledge
  printf '{"city":"Shanghai","count":3}\n' >site/data.json
  web 'types { application/json json; text/plain txt; }
  server { listen 443 ssl http2; gzip on; gzip_types text/plain; gzip_min_length 1; }
  server { listen 8081 http2; }'
  begin http2-over-tls.pcapng
  get --http2 --compressed --parallel https://www.example.com/hello.txt -o got1 https://www.example.com/lines.txt -o got2 https://www.example.com/data.json -o got3
  get --http2 -d name=alice https://www.example.com/none.txt
  finish http2-over-tls.pcapng
  begin http2-prior-knowledge.pcapng
  c nghttp -n http://www.example.com:8081/hello.txt http://www.example.com:8081/lines.txt
  cut_wires
  unweb
fi

if wants dtls; then
  # DTLS 1.2 with a cookie and fragments, and DTLS 1.0
  for v in dtls1_2 dtls1; do
    sleep 9 | ip netns exec server timeout 9 openssl s_server -$v -listen -mtu 400 -cipher ALL:@SECLEVEL=0 -accept 4433 -cert cert.pem -key key.pem >"$work/dtls.log" 2>&1 9<&- & jobs_started+=($!)
    sleep 0.4
    [ $v = dtls1 ] || wire client dtls-cookie-and-fragments.pcap udp
    talk -$v -cipher ALL:@SECLEVEL=0 -connect www.example.com:4433 -- 'hello\n'
    unserved
  done
  cut_wires
fi

if wants dtls-keys; then
  # DTLS 1.2 with each way to protect records, and DTLS 1.0, with their secrets
  begin dtls-cipher-suites.pcapng udp
  for s in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 AES256-CCM AES128-CCM8 ECDHE-RSA-AES256-SHA384 dtls1; do
    v=dtls1_2 cipher=$s
    [ $s != dtls1 ] || v=dtls1 cipher=AES128-SHA
    sleep 5 | ip netns exec server timeout 5 openssl s_server -$v -cipher ALL:@SECLEVEL=0 -accept 4433 -cert cert.pem -key key.pem >"$work/dtls.log" 2>&1 9<&- & jobs_started+=($!)
    sleep 1
    talk -$v -cipher "$cipher:@SECLEVEL=0" -connect www.example.com:4433 -- 'hello\n'
    unserved
  done
  finish dtls-cipher-suites.pcapng
fi

if wants dot; then
  serve server python3 "$record_dir/dot.py" serve cert.pem key.pem
  begin tls-dns.pcapng
  c python3 "$record_dir/dot.py" ask "$log"
  finish tls-dns.pcapng
fi

if wants websocket; then
  # WebSocket: compressed, in fragments, with pings, in clear; the same through nginx over TLS without compression
  serve server /usr/bin/python3 "$record_dir/chat.py" serve
  web 'server { listen 443 ssl; location /chat { proxy_pass http://127.0.0.1:8765; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header Host $host; } }'
  wire client websocket-compressed-and-fragments.pcap tcp
  c /usr/bin/python3 "$record_dir/chat.py" talk ws://www.example.com:8765/chat
  cut_wires
  begin websocket-over-tls.pcapng
  c /usr/bin/python3 "$record_dir/chat.py" talk wss://www.example.com/chat "$log"
  finish websocket-over-tls.pcapng
  unweb
fi

if wants secrets; then
  # what --mask is to hide, over HTTP/1, HTTP/2, a WebSocket and mail in TLS; then HTTP/2 in clear
  location="location / { default_type application/json; add_header Set-Cookie 'sid=server-cookie-secret; Path=/; HttpOnly'; return 200 '{\"access_token\": \"json-token-secret\", \"expires_in\": 3600}'; }"
  serve server /usr/bin/python3 "$record_dir/chat.py" serve
  web "server { listen 443 ssl http2; $location
    location /chat { proxy_pass http://127.0.0.1:8765; proxy_http_version 1.1; proxy_set_header Upgrade \$http_upgrade; proxy_set_header Connection upgrade; proxy_set_header Host \$host; } }
  server { listen 8081 http2; $location }"
  login=(-H 'Authorization: Bearer bearer-secret-0123456789' -b 'sid=cookie-secret-1; theme=cookie-secret-2' -H 'X-Api-Key: api-key-secret' -d 'user=alice&password=form-secret&go=1')
  begin tls-secrets.pcapng
  for v in --http1.1 --http2; do
    get $v "${login[@]}" 'https://www.example.com/login?access_token=query-secret&page=2' -o got2 'https://www.example.com/again?page=3&token=query-secret'
  done
  c /usr/bin/python3 "$record_dir/chat.py" talk wss://www.example.com/chat "$log" socket-secret
  finish tls-secrets.pcapng
  wire client http2-secrets-in-clear.pcap tcp
  c curl -sS --http2-prior-knowledge "${login[@]}" 'http://www.example.com:8081/login?access_token=query-secret&page=2' 'http://www.example.com:8081/again?page=3&token=query-secret'
  cut_wires
  unweb
fi
