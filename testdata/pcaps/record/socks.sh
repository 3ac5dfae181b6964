#!/bin/bash
# What clients ask of a SOCKS proxy, and old protocols of few words: socks.sh
# apt-get install dante-server curl python3 dnsmasq socat fingerd finger whois bsdutils openssl tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  proxy 192.0.2.20      RTT 30 ms   sockd
#                                          \-- 5 ms  server 192.0.2.22            http.server, s_server, dnsmasq, in.fingerd, whois, syslog
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms proxy:192.0.2.20:5ms server:192.0.2.22:5ms
names '192.0.2.22 www.example.com www' '192.0.2.20 proxy.example.com proxy'

# The users of a proxy are those of its machine: alice exists for as long as this runs.
useradd -M -s /usr/sbin/nologin alice
printf 'alice:not-secret\n' | chpasswd
trap 'userdel alice; lab_clean' EXIT
cat >"$work/sockd.conf" <<END
logoutput: $work/sockd.log
internal: 192.0.2.20 port = 1080
external: 192.0.2.20
clientmethod: none
socksmethod: username none
user.privileged: root
user.unprivileged: nobody
client pass {
  from: 0/0 to: 0/0
}
socks block {
  from: 0/0 to: 192.0.2.99/32
  command: connect
}
socks pass {
  from: 0/0 to: 0/0
  command: connect bind udpassociate bindreply udpreply
}
END
serve proxy danted -f "$work/sockd.conf"
mkdir -p "$work/site"
printf 'A page behind a proxy.\n' >"$work/site/index.html"
serve server python3 -m http.server -d "$work/site" 80
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=www.example.com -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
serve server openssl s_server -quiet -accept 8443 -key "$work/key.pem" -cert "$work/cert.pem" -www
serve server dnsmasq -d -C /dev/null --address=/www.example.com/192.0.2.22 --no-resolv --no-hosts
serve proxy socat -u TCP-LISTEN:7007,fork,reuseaddr SYSTEM:'read port; sleep 0.1; echo "hello from beyond" | ip netns exec server socat -u - "TCP:192.0.2.20:$port"'

wire client socks-4-4a-5-and-refused.pcap port 1080
c curl -s --socks4 alice@192.0.2.20:1080 http://192.0.2.22/
c curl -s --socks4a 192.0.2.20:1080 http://www.example.com/
c curl -s --socks5 192.0.2.20:1080 http://192.0.2.22/
c curl -sk --socks5-hostname 192.0.2.20:1080 https://www.example.com:8443/
c curl -s --socks5 192.0.2.20:1080 http://192.0.2.22:81/
c curl -s --socks5 192.0.2.20:1080 http://192.0.2.99/
cut_wires

wire client socks-5-users-bind-and-udp.pcap
c curl -s --proxy-user alice:not-secret --socks5-hostname 192.0.2.20:1080 http://www.example.com/
c curl -s --proxy-user alice:wrong --socks5 192.0.2.20:1080 http://192.0.2.22/
c curl -s --socks5 192.0.2.20:1080 http://192.0.2.22/
c python3 "$record_dir/socksclient.py" bind 192.0.2.20 192.0.2.22
c python3 "$record_dir/socksclient.py" udp 192.0.2.20 192.0.2.22
cut_wires

printf 'Domain Name: EXAMPLE.COM\r\nRegistrar: An Example Registrar\r\nName Server: ns1.example.com\r\n' >"$work/whois.txt"
serve server socat TCP-LISTEN:79,fork,reuseaddr EXEC:/usr/sbin/in.fingerd
serve server socat TCP-LISTEN:43,fork,reuseaddr SYSTEM:"read name; cat $work/whois.txt"
wire client finger-and-whois.pcap port 79 or port 43
c finger nobody@192.0.2.22
c finger -l @192.0.2.22
c whois -h 192.0.2.22 example.com
cut_wires

serve server socat -u UDP-RECV:514 STDOUT
wire client syslog-two-forms.pcap port 514
c logger -d -n 192.0.2.22 -P 514 --rfc3164 -t backup -p local4.warning 'the disk is nearly full'
c logger -d -n 192.0.2.22 -P 514 --rfc5424=notq -t backup -i -p mail.info --msgid ID47 'mail for 张伟 was sent'
cut_wires
