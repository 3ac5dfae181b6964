#!/bin/bash
# BitTorrent: bittorrent.sh [SCENE ...]
# LOSS and REORDER are the shares of frames in the scenes loss and tcp-loss (0.03 each).
# apt-get install transmission-daemon transmission-cli aria2 qbittorrent-nox python3-libtorrent rtorrent opentracker nginx-light curl tcpdump ethtool
#
#   seed 192.0.2.20 10 ms -- switch -- 5 ms  leech 192.0.2.10   RTT 30 ms
#                               |----- 5 ms  third 192.0.2.30
#                               |----- 2 ms  tracker 192.0.2.69
# In the scene six there are also  transmission 192.0.2.31, aria 192.0.2.32, slow 192.0.2.33, fast 192.0.2.34, 5 ms each.
# In the scenes loss and tcp-loss, frames from seed are lost with 3 %, frames to it overtaken by the next one with 3 %.
. "$(dirname "$0")/lab.sh"
py="/usr/bin/python3 $record_dir/peer.py"
magic=$work/torrents
scenes=" ${*:-tcp utp loss dht udp-tracker encrypted v2 pex six aria2 hybrid web-seed refused ipv6 tcp-loss utp-encrypted second-tracker whole-web-seed magnet-page clients ipv6-dht} "
wants() { case "$scenes" in *" $1 "*) return 0 ;; esac; return 1; }

# peer HOST OPTION ... is one on libtorrent with the torrent a; TORRENT names another, SAVE a directory.
peer() {
  local h=$1 addr=$2
  shift 2
  on "$h" timeout "${LIMIT:-40}" $py run "${TORRENT:-$magic/a.torrent}" "${SAVE:-$work/$h}" "port=$addr:6881" "$@" >>"$work/$h.log" 2>&1
}
seed() { peer seed 192.0.2.20 "$@" & jobs_started+=($!); sleep 1.2; }
leech() { rm -rf "$work/leech/data"; peer leech 192.0.2.10 until=seed "$@" || cat "$work/leech.log"; }
third() { rm -rf "$work/third/data"; peer third 192.0.2.30 "$@" & jobs_started+=($!); sleep "${SETTLE:-0.7}"; }
same() { cmp "$work/leech/data/a.txt" "$work/seed/data/a.txt"; }
# quiet ends the peers of a scene.
quiet() {
  local h
  for h in seed third "${more[@]%%:*}"; do for p in $(ip netns pids $h); do kill "$p" 2>/dev/null || true; done; done
  sleep 0.5
}

mkdir -p "$work/seed/data" "$work/seed/pair" "$work/leech" "$work/third" "$magic"
/usr/bin/python3 - "$work/seed/data/a.txt" <<'P'
import random, sys
r = random.Random(5)
open(sys.argv[1], "w").write("".join("line %d of an example: %x\n" % (i, r.getrandbits(64)) for i in range(2400)))
P
for f in a b; do head -c 50000 "$work/seed/data/a.txt" >"$work/seed/pair/$f.txt"; done
lossy=
if wants loss || wants tcp-loss; then lossy=:${LOSS:-0.03}:${REORDER:-0.03}; fi
more=()
{ wants six || wants clients; } && more=(transmission:192.0.2.31:5ms aria:192.0.2.32:5ms slow:192.0.2.33:5ms fast:192.0.2.34:5ms)
lab_up "seed:192.0.2.20:10ms$lossy" leech:192.0.2.10:5ms third:192.0.2.30:5ms tracker:192.0.2.69:2ms "${more[@]}"
$py make $magic/a.torrent "$work/seed/data" v1 http://192.0.2.69:6969/announce >$magic/a.magnet
$py make $magic/none.torrent "$work/seed/data" v1
$py make $magic/udp.torrent "$work/seed/data" v1 udp://192.0.2.69:6969/announce
PIECE=16384 $py make $magic/v2.torrent "$work/seed/pair" v2 http://192.0.2.69:6969/announce >$magic/v2.magnet
mkdir -p "$work/seed/book"
seq -f 'line %06g of an example, which many peers share at the same time' 1 22000 >"$work/seed/book/book.txt"
PIECE=16384 $py make $magic/book.torrent "$work/seed/book" v1 http://192.0.2.69:6969/announce
PIECE=16384 $py make $magic/hybrid.torrent "$work/seed/pair" hybrid http://192.0.2.69:6969/announce
PIECE=16384 $py make $magic/web.torrent "$work/seed/pair" v1 seed=http://192.0.2.69/
/usr/bin/python3 - $magic/*.torrent >"$work/white" <<'P'
import sys, libtorrent as lt
for p in sys.argv[1:]:
    h = lt.torrent_info(p).info_hashes()
    for x in (h.v1, h.v2):
        print(str(x)[:40])
P
chmod 644 "$work/white"
serve tracker opentracker -i 192.0.2.69 -p 6969 -P 6969 -w "$work/white"

if wants tcp; then
  # a download over TCP from Transmission, that an HTTP tracker knows
  mkdir -p "$work/tr"
  cat >"$work/tr/settings.json" <<J
{"dht-enabled":false,"pex-enabled":true,"lpd-enabled":false,"utp-enabled":false,"encryption":0,"port-forwarding-enabled":false,
"peer-port":51413,"rpc-enabled":true,"rpc-whitelist-enabled":false,"download-dir":"$work/seed","peer-port-random-on-start":false}
J
  serve seed transmission-daemon -f -g "$work/tr"
  on seed transmission-remote 127.0.0.1 -a $magic/a.torrent -w "$work/seed" >/dev/null
  sleep 4
  wire leech bittorrent-tcp.pcap 'not arp'
  leech
  cut_wires
  same
  on seed transmission-remote 127.0.0.1 -t all --info-trackers | head -20 >>"$work/seed.log"
  quiet
fi
if wants utp; then
  seed utp=1 tcp=0
  wire leech bittorrent-utp.pcap 'not arp'
  leech utp=1 tcp=0
  cut_wires
  same
  quiet
fi
if wants loss; then
  seed utp=1 tcp=0
  wire seed bittorrent-utp-loss-at-seed.pcap 'udp port 6881'
  wire leech bittorrent-utp-loss-at-leech.pcap 'udp port 6881'
  leech utp=1 tcp=0
  cut_wires
  same
  quiet
fi
if wants dht; then
  # by magnet: the hash table names the peer, the peer has the metadata
  third dht=1 bootstrap=192.0.2.10:6881 pex=0
  export TORRENT=$magic/none.torrent
  seed dht=1 bootstrap=192.0.2.30:6881
  sleep 8
  wire leech bittorrent-magnet-dht.pcap 'not arp'
  TORRENT="magnet:?xt=urn:btih:$(/usr/bin/python3 -c "import libtorrent as lt;print(lt.torrent_info('$magic/none.torrent').info_hash())")" leech dht=1 bootstrap=192.0.2.30:6881
  cut_wires
  unset TORRENT
  same
  quiet
fi
if wants udp-tracker; then
  export TORRENT=$magic/udp.torrent
  seed
  wire leech bittorrent-udp-tracker.pcap 'udp port 6969'
  leech
  TORRENT=$magic/none.torrent
  on leech timeout 20 /usr/bin/python3 "$record_dir/udptracker.py" 192.0.2.69 6969 "$(/usr/bin/python3 -c "import libtorrent as lt;print(lt.torrent_info('$magic/udp.torrent').info_hash())")"
  cut_wires
  unset TORRENT
  quiet
fi
if wants encrypted; then
  seed encryption=forced
  wire leech bittorrent-encrypted.pcap 'not arp'
  leech encryption=forced
  cut_wires
  same
  quiet
fi
if wants v2; then
  # by magnet: hashes come from the peer
  export TORRENT=$magic/v2.torrent
  seed
  wire leech bittorrent-v2-magnet.pcap 'not arp'
  TORRENT=$(cat $magic/v2.magnet) leech
  cut_wires
  unset TORRENT
  cmp "$work/leech/pair/b.txt" "$work/seed/pair/b.txt"
  quiet
fi
if wants pex; then
  # seed and third know each other; the leech is told of seed by third alone. Local discovery is on.
  export TORRENT=$magic/none.torrent
  seed up=20000
  third peer=192.0.2.20:6881 lsd=1
  sleep 6
  wire leech bittorrent-pex-lsd.pcap 'not arp'
  leech lsd=1 linger=3 down=30000
  cut_wires
  unset TORRENT
  same
  quiet
fi
if wants six; then
  # six peers for two minutes, which want more than each lets have: choking, rarest first, all rates limited
  export TORRENT=$magic/book.torrent LIMIT=200
  for h in transmission aria slow fast; do mkdir -p "$work/$h"; done
  cat >"$work/transmission/settings.json" <<J
{"dht-enabled":false,"pex-enabled":true,"lpd-enabled":false,"utp-enabled":false,"encryption":0,"port-forwarding-enabled":false,
"peer-port":51413,"rpc-whitelist-enabled":false,"download-dir":"$work/transmission","upload-slots-per-torrent":2,
"speed-limit-up":12,"speed-limit-up-enabled":true}
J
  seed up=24000 slots=4 rechoke=10
  wire leech bittorrent-six-peers.pcap 'not arp'
  serve transmission transmission-daemon -f -g "$work/transmission"
  on transmission transmission-remote 127.0.0.1 -a $magic/book.torrent -w "$work/transmission" >/dev/null
  serve aria aria2c --enable-dht=false --bt-enable-lpd=false --enable-peer-exchange=true --listen-port=6881 --max-overall-upload-limit=8K \
    --seed-time=60 --bt-max-peers=10 --file-allocation=none -d "$work/aria" $magic/book.torrent
  for p in slow:33:3000 fast:34:15000; do
    IFS=: read -r h last up <<<"$p"
    peer "$h" 192.0.2.$last up=$up slots=2 rechoke=10 &
    jobs_started+=($!)
  done
  sleep 1
  peer leech 192.0.2.10 up=9000 slots=2 rechoke=10 until=120 "truth=$work/six.json" || cat "$work/leech.log"
  cut_wires
  unset TORRENT
  mkdir -p "$out/swarm"
  gzip -9nc "$out/bittorrent-six-peers.pcap" >"$out/swarm/bittorrent-six-peers.pcap.gz"
  rm "$out/bittorrent-six-peers.pcap"
  cp "$work/six.json" "$out/swarm/bittorrent-six-peers.json"
  quiet
fi

if wants hybrid || wants web-seed || wants magnet-page; then
  cat >"$work/nginx.conf" <<N
user root; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx-error.log; daemon off;
events { worker_connections 64; }
http { access_log off; types { application/x-bittorrent torrent; text/plain txt; } server { listen 80; root $work/seed; location /torrents/ { alias $magic/; } } }
N
  serve tracker nginx -c "$work/nginx.conf"
fi
if wants aria2; then
  # aria2 by magnet: a tracker names the peer, the peer has the metadata
  seed
  wire leech bittorrent-aria2-magnet.pcap 'not arp'
  rm -rf "$work/leech/data"
  on leech timeout 30 aria2c -q --dir "$work/leech" --enable-dht=false --enable-dht6=false --bt-enable-lpd=false --seed-time=0 --listen-port=6881 "$(cat $magic/a.magnet)" || true
  cut_wires
  same
  quiet
fi
if wants hybrid; then
  # a torrent of both versions, with a file that fills up a piece, to qBittorrent
  mkdir -p "$work/qb/qBittorrent/config"
  printf '%s\n' '[LegalNotice]' 'Accepted=true' '[BitTorrent]' 'Session\DHTEnabled=false' 'Session\LSDEnabled=false' 'Session\Port=6881' \
    'Session\Interface=eth0' '[Preferences]' 'WebUI\Enabled=false' 'General\Locale=C' >"$work/qb/qBittorrent/config/qBittorrent.conf"
  export TORRENT=$magic/hybrid.torrent
  seed utp=1
  rm -rf "$work/leech/pair"
  wire leech bittorrent-hybrid-qbittorrent.pcap 'not arp'
  on leech curl -s -o "$work/leech/hybrid.torrent" http://192.0.2.69/torrents/hybrid.torrent
  on leech env HOME="$work/qb" timeout 25 qbittorrent-nox --profile="$work/qb" --save-path="$work/leech" --skip-dialog=true "$work/leech/hybrid.torrent" >"$work/qb.log" 2>&1 &
  jobs_started+=($!)
  for _ in $(seq 40); do
    sleep 0.5
    cmp -s "$work/leech/pair/a.txt" "$work/seed/pair/a.txt" && cmp -s "$work/leech/pair/b.txt" "$work/seed/pair/b.txt" && break
  done
  cut_wires
  unset TORRENT
  cmp "$work/leech/pair/b.txt" "$work/seed/pair/b.txt" || cat "$work/qb.log"
  for p in $(ip netns pids leech); do kill "$p" 2>/dev/null || true; done
  quiet
fi
if wants web-seed; then
  # the .torrent comes from a web server, and so do the pieces
  wire leech bittorrent-web-seed.pcap 'not arp'
  on leech curl -s -o "$work/leech/web.torrent" http://192.0.2.69/torrents/web.torrent
  rm -rf "$work/leech/pair"
  TORRENT=$work/leech/web.torrent leech
  cut_wires
  cmp "$work/leech/pair/b.txt" "$work/seed/pair/b.txt"
fi
if wants refused; then
  # trackers that refuse, and that are not there
  $py make $magic/refused.torrent "$work/seed/pair" v1 http://192.0.2.69:6969/announce udp://192.0.2.69:6969/announce udp://192.0.2.69:6970/announce http://192.0.2.69:6971/announce
  wire leech bittorrent-tracker-refuses.pcap 'not arp'
  TORRENT=$magic/refused.torrent LIMIT=15 peer leech 192.0.2.10 until=9 || true
  cut_wires
fi
if wants ipv6; then
  for h in seed:20 leech:10; do
    ip netns exec ${h%:*} sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.eth0.accept_ra=0
    ip -n ${h%:*} addr add 2001:db8::${h#*:}/64 dev eth0 nodad
  done
  sleep 1
  export TORRENT=$magic/none.torrent
  peer seed '[2001:db8::20]' utp=1 & jobs_started+=($!)
  sleep 1.2
  rm -rf "$work/leech/data"
  wire leech bittorrent-ipv6-utp.pcap 'udp port 6881'
  peer leech '[2001:db8::10]' until=seed utp=1 tcp=0 peer=2001:db8::20:6881 || cat "$work/leech.log"
  cut_wires
  unset TORRENT
  same
  quiet
fi
if wants tcp-loss; then
  export TORRENT=$magic/none.torrent
  seed
  wire leech bittorrent-tcp-loss-at-leech.pcap 'tcp port 6881'
  wire seed bittorrent-tcp-loss-at-seed.pcap 'tcp port 6881'
  leech peer=192.0.2.20:6881
  cut_wires
  unset TORRENT
  same
  quiet
fi
if wants utp-encrypted; then
  seed utp=1 tcp=0 encryption=forced
  wire leech bittorrent-utp-encrypted.pcap -c 60 'not arp'
  leech utp=1 tcp=0 encryption=forced
  cut_wires
  same
  quiet
fi
if wants second-tracker; then
  # the first tracker is a web server that knows no tracker, the second refuses, the third names the seed
  $py make $magic/second.torrent "$work/seed/data" v1 http://192.0.2.20/announce http://192.0.2.69:6970/announce udp://192.0.2.69:6969/announce
  serve seed /usr/bin/python3 -m http.server -d "$magic" 80
  serve tracker opentracker -i 192.0.2.69 -p 6970 -w /dev/null
  TORRENT=$magic/udp.torrent seed
  wire leech bittorrent-second-tracker.pcap 'port 80 or port 6969 or port 6970'
  on leech curl -s -o "$work/leech/second.torrent" http://192.0.2.20/second.torrent
  TORRENT=$work/leech/second.torrent leech
  cut_wires
  same
  quiet
fi
if wants whole-web-seed; then
  # a web seed that knows no ranges, and a tracker that names nobody
  rm -rf "$work/leech/book" "$work/leech/data"
  PIECE=32768 $py make $magic/whole.torrent "$work/seed/data" v1 http://192.0.2.69:6969/announce seed=http://192.0.2.20:8080/
  serve seed /usr/bin/python3 -m http.server -d "$work/seed" 8080
  wire leech bittorrent-web-seed-whole.pcap 'not arp'
  cp $magic/whole.torrent "$work/seed/whole.torrent"
  on leech curl -s -o "$work/leech/whole.torrent" http://192.0.2.20:8080/whole.torrent
  on leech timeout 30 aria2c -q --dir "$work/leech" --enable-dht=false --bt-enable-lpd=false --seed-time=0 --listen-port=6881 "$work/leech/whole.torrent" || true
  cut_wires
  same
  quiet
fi
if wants magnet-page; then
  # magnet links: in a page that is compressed, in a redirect, in what is sent to a client's RPC and to a form
  mkdir -p "$work/seed/page" "$work/tr2"
  m="$(cat $magic/a.magnet)"
  printf '<!doctype html><title>Example</title><p><a href="%s&amp;ws=http%%3A%%2F%%2F192.0.2.69%%2F">An example</a>\n%s' "${m//&/&amp;}" "$(seq 400)" >"$work/seed/page/index.html"
  cat >"$work/magnet.conf" <<N
user root; worker_processes 1; pid $work/magnet.pid; error_log $work/magnet-error.log; daemon off;
events { worker_connections 64; }
http { access_log off; types { text/html html; } gzip on; gzip_min_length 1;
 server { listen 8081; root $work/seed/page; location /get { return 302 "$(cat $magic/v2.magnet)"; } location /add { return 204; } } }
N
  serve tracker nginx -c "$work/magnet.conf"
  serve tracker transmission-daemon -f -g "$work/tr2" --rpc-bind-address 192.0.2.69 -a '192.0.2.*' --no-dht --no-lpd --no-portmap
  wire leech bittorrent-magnet-links.pcap 'port 8081 or port 9091'
  on leech curl -s --compressed -o /dev/null http://192.0.2.69:8081/
  on leech curl -s -o /dev/null http://192.0.2.69:8081/get
  on leech curl -s -o /dev/null --data-urlencode "urls=magnet:?xt=urn:btih:$(printf %040d 7)&dn=seven" http://192.0.2.69:8081/add
  on leech transmission-remote 192.0.2.69 -a "magnet:?xt=urn:btih:AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT&dn=in+base+32&tr=udp%3A%2F%2Ftracker.example%3A6969" || true
  cut_wires
  quiet
fi
if wants clients; then
  # five programs for a minute, each with its own encryption and transport as it likes
  export TORRENT=$magic/book.torrent LIMIT=120
  for h in transmission aria slow fast; do mkdir -p "$work/$h"; done
  cat >"$work/transmission/settings.json" <<J
{"dht-enabled":false,"pex-enabled":true,"lpd-enabled":false,"utp-enabled":true,"encryption":0,"port-forwarding-enabled":false,
"peer-port":51413,"rpc-whitelist-enabled":false,"download-dir":"$work/transmission","speed-limit-up":25,"speed-limit-up-enabled":true}
J
  mkdir -p "$work/qb2/qBittorrent/config" "$work/rt"
  printf '%s\n' '[LegalNotice]' 'Accepted=true' '[BitTorrent]' 'Session\DHTEnabled=false' 'Session\LSDEnabled=false' 'Session\Port=6881' \
    'Session\GlobalUPSpeedLimit=20' 'Session\Interface=eth0' '[Preferences]' 'WebUI\Enabled=false' 'General\Locale=C' >"$work/qb2/qBittorrent/config/qBittorrent.conf"
  seed up=40000 slots=4 rechoke=10 utp=1
  wire leech bittorrent-clients.pcap 'not arp'
  serve transmission transmission-daemon -f -g "$work/transmission"
  on transmission transmission-remote 127.0.0.1 -a $magic/book.torrent -w "$work/transmission" >/dev/null
  serve aria aria2c --enable-dht=false --bt-enable-lpd=false --enable-peer-exchange=true --listen-port=6881 --max-overall-upload-limit=15K \
    --seed-time=60 --file-allocation=none -d "$work/aria" $magic/book.torrent
  on slow env HOME="$work/qb2" timeout 100 qbittorrent-nox --profile="$work/qb2" --save-path="$work/slow" --skip-dialog=true "$magic/book.torrent" >"$work/qb2.log" 2>&1 &
  jobs_started+=($!)
  on fast env HOME="$work/rt" TERM=xterm script -qec "timeout 100 rtorrent -n -d $work/fast -p 6881-6881 -o network.http.dns_cache_timeout.set=0 -o dht.mode.set=disable -o throttle.global_up.max_rate.set_kb=20 $magic/book.torrent" /dev/null >"$work/rt.log" 2>&1 &
  jobs_started+=($!)
  sleep 1
  peer leech 192.0.2.10 utp=1 up=15000 slots=3 rechoke=10 until=60 "truth=$work/clients.json" || cat "$work/leech.log"
  cut_wires
  cat "$work/leech.log" | tail -8
  on transmission transmission-remote 127.0.0.1 -t 1 -ip || true
  mkdir -p "$out/swarm"
  gzip -9nc "$out/bittorrent-clients.pcap" >"$out/swarm/bittorrent-clients.pcap.gz"
  rm "$out/bittorrent-clients.pcap"
  cp "$work/clients.json" "$out/swarm/bittorrent-clients.json"
  unset TORRENT LIMIT
  quiet
fi
if wants ipv6-dht; then
  for h in seed:20 leech:10 third:30; do
    ip netns exec ${h%:*} sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.eth0.accept_ra=0
    ip -n ${h%:*} addr add 2001:db8::${h#*:}/64 dev eth0 nodad 2>/dev/null || true
  done
  sleep 1
  export TORRENT=$magic/hybrid.torrent
  peer third '[2001:db8::30]' dht=1 "bootstrap=[2001:db8::10]:6881" pex=0 & jobs_started+=($!)
  peer seed '[2001:db8::20]' dht=1 "bootstrap=[2001:db8::30]:6881" & jobs_started+=($!)
  sleep 8
  rm -rf "$work/leech/pair"
  wire leech bittorrent-ipv6-dht.pcap -c 110 'not arp and not icmp6'
  peer leech '[2001:db8::10]' until=seed dht=1 "bootstrap=[2001:db8::30]:6881" || cat "$work/leech.log"
  cut_wires
  unset TORRENT
  quiet
fi
