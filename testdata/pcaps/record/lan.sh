#!/bin/bash
# What a host says before and beside its connections: lan.sh
# apt-get install dnsmasq-base isc-dhcp-client samba samba-common-bin coturn tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.53   RTT 30 ms   dnsmasq, nmbd, turnserver
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.53:5ms
for h in client server; do ip netns exec $h sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0; done
ip -n server addr add 2001:db8::53/64 dev eth0 nodad
SETTLE=2 serve server dnsmasq -d -C /dev/null --port=0 --no-ping --dhcp-leasefile="$work/leases" --dhcp-authoritative \
  --dhcp-range=192.0.2.100,192.0.2.120,255.255.255.0,1h --dhcp-range=2001:db8::100,2001:db8::120,64,1h --domain=example.com \
  --dhcp-option=option:router,192.0.2.1 --dhcp-option=option:dns-server,192.0.2.53 --dhcp-option=option:ntp-server,192.0.2.123 \
  --dhcp-option=option6:dns-server,[2001:db8::53] --dhcp-option=option6:domain-search,example.com

cat >"$work/dhclient.conf" <<END
send host-name "client";
request subnet-mask, routers, domain-name, domain-name-servers, ntp-servers;
END
printf '#!/bin/sh\n' >"$work/script" # leaves the address as it is
chmod 755 "$work/script"
lease() { # VERSION ARGUMENTS ...
  c dhclient "-$1" -1 -cf "$work/dhclient.conf" -sf "$work/script" -lf "$work/lease$1" -pf "$work/pid$1" "${@:2}" eth0
}

wire client dhcp-discover-to-release.pcap port 67 or port 68
lease 4
sleep 1
lease 4 -r
cut_wires

wire client dhcpv6-solicit-to-release.pcap port 546 or port 547
lease 6
sleep 1
lease 6 -r
cut_wires

mkdir -p "$work/samba"
cat >"$work/smb.conf" <<END
[global]
workgroup = EXAMPLE
netbios name = SERVER
interfaces = eth0
bind interfaces only = yes
private dir = $work/samba
lock directory = $work/samba
state directory = $work/samba
cache directory = $work/samba
pid directory = $work/samba
log file = $work/samba/log
local master = yes
preferred master = yes
os level = 65
server string = Files of example.com
END
printf '[global]\nworkgroup = EXAMPLE\nnetbios name = CLIENT\ninterfaces = eth0\n' >"$work/client.conf"
wire client netbios-names-and-browsing.pcap udp port 137 or udp port 138
SETTLE=25 serve server nmbd -F --no-process-group -s "$work/smb.conf"
c nmblookup -s "$work/client.conf" SERVER
c nmblookup -s "$work/client.conf" -A 192.0.2.53
c nmblookup -s "$work/client.conf" NOBODY
cut_wires

serve server turnserver -n -L 192.0.2.53 -a -u alice:wonderland -r example.com --no-cli --no-tls --no-dtls --log-file "$work/turn.log" \
  --pidfile "$work/turn.pid" --db "$work/turn.db" --allow-loopback-peers
wire client stun-binding-and-turn-allocate.pcap udp
c turnutils_stunclient 192.0.2.53
c python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.sendto(bytes.fromhex("00010000") + bytes(range(16)), ("192.0.2.53", 3478)) # as RFC 3489 has it
s.recv(2048)'
LIMIT=8 c turnutils_uclient -n 2 -m 1 -l 40 -y -u alice -w wonderland 192.0.2.53
cut_wires
