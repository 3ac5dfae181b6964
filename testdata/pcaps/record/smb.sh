#!/bin/bash
# Files over SMB: smb.sh
# apt-get install samba smbclient tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.45   RTT 30 ms   smbd
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.45:5ms
names '192.0.2.45 files.example.com files'

# The users of the server are those of its machine: alice exists for as long as this runs.
useradd -M -s /usr/sbin/nologin alice
trap 'userdel alice; lab_clean' EXIT
mkdir -p "$work/share/reports" "$work/samba"
printf 'What the quarter brought.\n' >"$work/share/reports/quarter.txt"
printf 'A note.\n' >"$work/note.txt"
chown -R alice "$work/share"
cat >"$work/smb.conf" <<END
[global]
workgroup = EXAMPLE
netbios name = FILES
server string = Files of example.com
security = user
server min protocol = NT1
ntlm auth = yes
smb ports = 139 445
disable spoolss = yes
load printers = no
log file = $work/smbd.log
private dir = $work/samba
lock directory = $work/samba
state directory = $work/samba
cache directory = $work/samba
pid directory = $work/samba
ncalrpc dir = $work/samba
rpc start on demand helpers = yes
[public]
path = $work/share
writable = yes
END
cat >"$work/client.conf" <<END
[global]
workgroup = EXAMPLE
netbios name = CLIENT
client min protocol = NT1
client protection = plain
lock directory = $work/samba-client
state directory = $work/samba-client
cache directory = $work/samba-client
private dir = $work/samba-client
END
mkdir -p "$work/samba-client"
printf 'not-secret\nnot-secret\n' | smbpasswd -c "$work/smb.conf" -s -a alice >/dev/null
SETTLE=3 serve server smbd -F --no-process-group -s "$work/smb.conf"
client() { c smbclient -s "$work/client.conf" "$@"; }

wire client smb2-read-write-rename.pcap 'port 445'
client -m SMB2_10 -U 'alice%not-secret' //files.example.com/public -c "cd reports; ls; get quarter.txt -; put $work/note.txt copy.txt; rename copy.txt kept.txt; get missing.txt; del kept.txt"
cut_wires

wire client smb2-wrong-password-and-shares.pcap 'port 445'
client -m SMB2_10 -U 'alice%wrong' //files.example.com/public -c ls
client -m SMB2_10 -U 'alice%not-secret' //files.example.com/absent -c ls
client -m SMB2_10 -U 'alice%not-secret' -L //files.example.com
cut_wires

wire client smb3-encrypted.pcap 'port 445'
client -m SMB3 --client-protection=encrypt -U 'alice%not-secret' //files.example.com/public -c 'ls'
cut_wires

wire client smb1-over-netbios.pcap 'port 139'
client -m NT1 -p 139 -U 'alice%not-secret' //files.example.com/public -c 'cd reports; ls; get quarter.txt -; get missing.txt'
cut_wires
