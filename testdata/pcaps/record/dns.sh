#!/bin/bash
# DNS captures: a signed root, com and org, an unsigned net, and a resolver asking them: dns.sh
# apt-get install bind9 bind9-utils bind9-dnsutils knot-dnsutils unbound avahi-daemon socat tcpdump ethtool zstd
#
#   client   192.0.2.10  2 ms                        RTT client-resolver 10 ms
#   resolver 192.0.2.53  3 ms  unbound
#   root     192.0.2.1  20 ms  named for .           RTT resolver-root 46 ms
#   tld      192.0.2.2  15 ms  named for com net org RTT resolver-tld  36 ms, client-tld 34 ms
#   auth     192.0.2.3  10 ms  named for example.*   RTT resolver-auth 26 ms, client-auth 24 ms
#   silent   192.0.2.99 10 ms  takes queries and never answers
NAMESERVER=192.0.2.53
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:2ms resolver:192.0.2.53:3ms root:192.0.2.1:20ms tld:192.0.2.2:15ms auth:192.0.2.3:10ms silent:192.0.2.99:10ms
z=$work/zones
mkdir -p "$z"
cd "$z"
soa() { printf '$TTL %s\n@ IN SOA %s hostmaster.example.com. 2024050101 7200 3600 1209600 300\n@ IN NS %s\n' "$1" "$2" "$2"; }
{
  soa 3600 ns1.example.com.
  cat <<'Z'
@       IN NS    ns2.example.com.
ns1     IN A     192.0.2.3
ns2     IN A     192.0.2.3
@       IN A     192.0.2.80
@       IN AAAA  2001:db8::80
@       IN MX    10 mail
@       IN MX    20 backup.example.net.
@       IN TXT   "v=spf1 mx -all"
@       IN CAA   0 issue "ca.example.net"
@       IN CAA   0 iodef "mailto:security@example.com"
@       IN HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.80 ipv6hint=2001:db8::80
www     300 IN CNAME web
web     300 IN CNAME pool.cdn.example.net.
mail    IN A     192.0.2.25
mail    IN AAAA  2001:db8::25
_sip._tcp  IN SRV 10 60 5060 sip1
_sip._tcp  IN SRV 10 40 5060 sip2
_dns._udp  IN SVCB 1 ns1 alpn=dot port=853
@       IN NAPTR 100 10 "S" "SIP+D2T" "" _sip._tcp.example.com.
@       IN NAPTR 100 20 "U" "E2U+email" "!^.*$!mailto:info@example.com!" .
sip1    IN A     192.0.2.61
sip2    IN A     192.0.2.62
host    IN HINFO "AMD64" "Linux"
host    IN LOC   52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
host    IN SSHFP 4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789
host    IN A     192.0.2.70
_443._tcp.www IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
*.wild  IN A     192.0.2.90
d       IN DNAME example.net.
xn--fiq228c IN A 192.0.2.91
many    IN A     192.0.2.101
Z
  for n in $(seq 102 112); do echo "many IN A 192.0.2.$n"; done
  for n in $(seq 1 22); do echo "big IN TXT \"part $n $(printf 'abcdefghij%.0s' $(seq 18))\""; done
  for n in $(seq 1 10); do echo "medium IN TXT \"part $n $(printf 'abcdefghij%.0s' $(seq 18))\""; done
} >db.example.com
{ soa 3600 ns1.example.com.; printf 'pool.cdn 60 IN A 192.0.2.81\npool.cdn 60 IN A 192.0.2.82\nbackup IN A 192.0.2.26\nx IN A 192.0.2.27\n'; } >db.example.net
{ soa 3600 ns1.example.com.; printf 'www IN A 192.0.2.83\n'; } >db.example.org
{ soa 3600 ns1.example.com.; printf '10 IN PTR client.example.com.\n25 IN PTR mail.example.com.\n80 IN PTR www.example.com.\n'; } >db.2.0.192.in-addr.arpa
{ soa 3600 ns1.example.com.; } >db.dyn.example.com
echo 'dyn IN NS ns1' >>db.example.com
sign() { # ZONE [SIGNZONE-OPTION ...]
  local zone=$1
  shift
  dnssec-keygen -q -a ECDSAP256SHA256 -f KSK "$zone" >/dev/null 2>&1
  dnssec-keygen -q -a ECDSAP256SHA256 "$zone" >/dev/null 2>&1
  local f=db.${zone%.}
  dnssec-signzone -S -q "$@" -o "$zone" -f "${f}.signed" "$f" >/dev/null 2>&1
}
sign example.com
sign example.org -P -s 20200101000000 -e 20200201000000
for t in com net org; do
  { soa 86400 ns.$t.; echo "ns.$t. IN A 192.0.2.2"; echo "example.$t. IN NS ns1.example.com."; } >db.$t
done
echo 'ns1.example.com. IN A 192.0.2.3' >>db.com
cat dsset-example.com. >>db.com
cat dsset-example.org. >>db.org
{ soa 86400 ns.com.; echo '2.0.192.in-addr.arpa. IN NS ns1.example.com.'; } >db.in-addr.arpa
sign com
sign org
{
  soa 86400 a.root.
  echo 'a.root. IN A 192.0.2.1'
  for t in com net org; do printf '%s. IN NS ns.%s.\nns.%s. IN A 192.0.2.2\n' $t $t $t; done
  echo 'in-addr.arpa. IN NS ns.com.'
  cat dsset-com. dsset-org.
} >db.
sign .
cat K.+*.key | grep -w 257 >anchor
printf '. 3600 IN NS a.root.\na.root. 3600 IN A 192.0.2.1\n' >hints
key='key "lab" { algorithm hmac-sha256; secret "bmV0c25pZmYgbGFiIGtleSBmb3IgdGVzdHMgb25seSE="; };'
named_start() { # HOST ADDRESS ZONE=FILE ...
  local h=$1 a=$2 x
  shift 2
  mkdir -p "$work/named-$h"
  {
    echo "$key controls { };"
    echo "options { directory \"$work/named-$h\"; pid-file none; session-keyfile none; listen-on { $a; 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; minimal-responses no-auth; max-udp-size 4096; version \"named\"; allow-transfer { 192.0.2.10; }; empty-zones-enable no; };"
    for x in "$@"; do echo "zone \"${x%%=*}\" { type primary; file \"$z/${x#*=}\"; $([ "${x%%=*}" = dyn.example.com ] && echo 'allow-update { key lab; };') };"; done
  } >"$work/named-$h.conf"
  serve "$h" named -g -n 1 -c "$work/named-$h.conf"
}
named_start root 192.0.2.1 .=db..signed
named_start tld 192.0.2.2 com=db.com.signed net=db.net org=db.org.signed in-addr.arpa=db.in-addr.arpa
named_start auth 192.0.2.3 example.com=db.example.com.signed example.net=db.example.net example.org=db.example.org.signed 2.0.192.in-addr.arpa=db.2.0.192.in-addr.arpa dyn.example.com=db.dyn.example.com
cat >"$work/unbound.conf" <<U
server:
  interface: 192.0.2.53
  access-control: 192.0.2.0/24 allow
  do-ip6: no
  username: ""
  chroot: ""
  directory: "$work"
  pidfile: "$work/unbound.pid"
  use-syslog: no
  logfile: "$work/unbound.log"
  root-hints: "$z/hints"
  trust-anchor-file: "$z/anchor"
  unblock-lan-zones: yes
  insecure-lan-zones: yes
  target-fetch-policy: "0 0 0 0 0"
  num-threads: 1
  msg-cache-size: 1m
  rrset-cache-size: 1m
remote-control:
  control-enable: no
U
resolver_restart() {
  [ -z "${resolver_pid:-}" ] || { kill "$(cat "$work/unbound.pid")"; sleep 0.5; }
  resolver_pid=1
  serve resolver unbound -d -c "$work/unbound.conf"
  sleep 0.5
}
serve silent socat -u UDP-RECV:53 /dev/null
dig() { c dig +tries=1 +nocookie "$@"; }

resolver_restart
wire client dns-resolve-cold-then-cached-at-client.pcap
wire resolver dns-resolve-cold-then-cached-at-resolver.pcap
dig @192.0.2.53 www.example.com A
dig @192.0.2.53 www.example.com A
cut_wires
zstd -q -19 -f --rm "$out/dns-resolve-cold-then-cached-at-resolver.pcap"

wire client dns-record-types.pcap
for q in 'example.com A' 'example.com AAAA' 'example.com NS' 'example.com MX' 'example.com TXT' 'example.com SOA' '-x 192.0.2.25' 'www.example.com A' '_sip._tcp.example.com SRV' \
  'example.com NAPTR' 'example.com CAA' 'example.com HTTPS' '_dns._udp.example.com SVCB' 'host.example.com HINFO' 'host.example.com LOC' 'host.example.com SSHFP' '_443._tcp.www.example.com TLSA' \
  'x.d.example.com A' 'any.wild.example.com A' 'many.example.com A' 'xn--fiq228c.example.com A'; do dig @192.0.2.53 $q; done
c kdig @192.0.2.53 example.com TYPE65280
c kdig @192.0.2.53 version.bind TXT CH
cut_wires

wire client dns-errors.pcap
dig @192.0.2.53 nowhere.example.com A
dig @192.0.2.53 example.com A +norecurse
dig @192.0.2.53 mail.example.com TXT
dig @192.0.2.53 www.example.org A
dig @192.0.2.3 example.edu A
c dig +tries=1 +nocookie +opcode=status @192.0.2.3 example.com
c dig +tries=1 +nocookie +ednsopt=100 +edns=7 +noednsneg @192.0.2.3 example.com
cut_wires

wire client dns-no-answer-retries-and-port-unreachable.pcap
c dig +nocookie +tries=3 +time=1 @192.0.2.99 www.example.com A
c dig +nocookie +tries=1 +time=1 @192.0.2.80 www.example.com A
ip -n silent addr add 192.0.2.98/24 dev eth0
c dig +nocookie +tries=1 +time=1 -p 5300 @192.0.2.98 www.example.com A
cut_wires

wire client dns-dnssec.pcapng
dig @192.0.2.53 example.com A +dnssec
dig @192.0.2.53 example.com DNSKEY +dnssec
dig @192.0.2.53 example.com DS +dnssec
dig @192.0.2.53 nowhere.example.com A +dnssec
dig @192.0.2.53 any.wild.example.com A +dnssec
dig @192.0.2.53 www.example.org A +dnssec +cdflag
dig @192.0.2.53 . DNSKEY +dnssec
c kdig @192.0.2.53 example.com SOA +dnssec +adflag
cut_wires

wire client dns-truncated-then-tcp.pcap
dig @192.0.2.3 big.example.com TXT +noedns
dig @192.0.2.3 big.example.com TXT +bufsize=1232
dig @192.0.2.3 big.example.com TXT +noedns +ignore
cut_wires

wire client dns-over-tcp-several-on-one-connection.pcap
c kdig @192.0.2.3 +tcp +keepopen example.com A example.com MX big.example.com TXT nowhere.example.com A
dig @192.0.2.53 +tcp +keepopen example.com NS example.com TXT
cut_wires

wire client dns-udp-answer-in-ip-fragments.pcap
dig @192.0.2.3 medium.example.com TXT +bufsize=4096 +dnssec
cut_wires

wire client dns-axfr-ixfr-update-tsig.pcap
dig @192.0.2.3 example.com AXFR
printf 'server 192.0.2.3\nzone dyn.example.com\nkey hmac-sha256:lab bmV0c25pZmYgbGFiIGtleSBmb3IgdGVzdHMgb25seSE=\nupdate add host1.dyn.example.com 60 A 192.0.2.71\nupdate add host1.dyn.example.com 60 TXT "added"\nsend\nprereq yxdomain host1.dyn.example.com\nupdate delete host1.dyn.example.com TXT\nsend\n' >"$work/update"
c nsupdate "$work/update"
dig @192.0.2.3 dyn.example.com IXFR=2024050101
dig @192.0.2.3 -y hmac-sha256:lab:bmV0c25pZmYgbGFiIGtleSBmb3IgdGVzdHMgb25seSE= dyn.example.com AXFR
dig @192.0.2.2 example.com AXFR
cut_wires

wire client dns-edns-options.pcap
c dig @192.0.2.3 +tries=1 +cookie example.com A
c dig @192.0.2.3 +tries=1 +cookie=0123456789abcdef +subnet=198.51.100.0/24 +nsid +expire example.com SOA
c dig @192.0.2.53 +tries=1 +nocookie +padding=128 +subnet=2001:db8::/48 +ednsopt=65001:cafe example.com A
c dig @192.0.2.3 +tries=1 +nocookie +tcp +keepalive example.com A
cut_wires

wire client dns-parallel-queries-and-duplicate-ids.pcap
c python3 -c '
import socket, struct
def q(i, n, t): return struct.pack(">HHHHHH", i, 0x100, 1, 0, 0, 0) + b"".join(bytes([len(p)]) + p.encode() for p in n.split(".")) + b"\0" + struct.pack(">HH", t, 1)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
for n in range(8): s.sendto(q(7 if n < 2 else n, ("example.com", "mail.example.com", "host.example.com", "many.example.com")[n % 4], (1, 28)[n % 2]), ("192.0.2.3", 53))
s.sendto(q(5, "sip1.example.com", 1), ("192.0.2.3", 53)); s.sendto(q(5, "sip1.example.com", 1), ("192.0.2.3", 53))
for n in range(10): s.recvfrom(4096)'
cut_wires

# one printer that announces itself; the querier is dig, whose source port asks for a unicast answer (RFC 6762 section 6.7)
printf '[server]\nhost-name=printer\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-hinfo=yes\n[rlimits]\n' >"$work/avahi.conf"
printf '<?xml version="1.0"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd"><service-group><name>Office printer</name><service><type>_ipp._tcp</type><port>631</port><txt-record>rp=printers/office</txt-record></service></service-group>' >"$work/ipp.service"
ip -n auth route add 224.0.0.0/4 dev eth0
ip -n client route add 224.0.0.0/4 dev eth0
wire client mdns-announce-browse-goodbye.pcap udp
avahi="mount -t tmpfs none /run; mkdir -p /run/avahi-daemon; mount -t tmpfs none /etc/avahi/services; cp $work/ipp.service /etc/avahi/services/; exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f"
on auth sh -c "$avahi $work/avahi.conf" >"$work/avahi.log" 2>&1 &
avahi_pid=$!
sleep 3
c dig +tries=1 +time=1 +nocookie +noedns @224.0.0.251 -p 5353 _ipp._tcp.local PTR
c dig +tries=1 +time=1 +nocookie +noedns @224.0.0.251 -p 5353 printer.local A
c python3 -c '
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 5353))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.0.251") + socket.inet_aton("192.0.2.10"))
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
n = lambda *p: b"".join(bytes([len(x)]) + x.encode() for x in p) + b"\0"
s.sendto(struct.pack(">HHHHHH", 0, 0, 2, 0, 0, 0) + n("_services", "_dns-sd", "_udp", "local") + struct.pack(">HH", 12, 1) + n("Office printer", "_ipp", "_tcp", "local") + struct.pack(">HH", 33, 0x8001), ("224.0.0.251", 5353))
s.settimeout(1)
try:
    while True: s.recv(9000)
except TimeoutError: pass'
for p in $(ip netns pids auth); do grep -qa avahi "/proc/$p/comm" && kill "$p"; done || true
sleep 1
cut_wires

serve auth python3 "$record_dir/llmnr.py" serve 192.0.2.3 fileserver
wire client llmnr-query-and-answer.pcap
c python3 "$record_dir/llmnr.py" ask 192.0.2.10 fileserver 1
c python3 "$record_dir/llmnr.py" ask 192.0.2.10 nobody 1
cut_wires
