#!/bin/bash
# FTP captures: ftp.sh
# apt-get install proftpd-core proftpd-mod-crypto curl lftp openssl tcpdump ethtool
#
#   client 192.0.2.10, 2001:db8::10  10 ms -- switch -- 5 ms  server 192.0.2.21, 2001:db8::21   RTT 30 ms   proftpd :21
#   a server behind a translator of addresses says 10.0.0.21 (MasqueradeAddress) on port 2121
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.21:5ms
names '192.0.2.21 ftp.example.com server.example.com' '2001:db8::21 server.example.com'
for h in client:2001:db8::10 server:2001:db8::21; do
  ip netns exec "${h%%:*}" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  ip -n "${h%%:*}" addr add "${h#*:}/64" dev eth0 nodad
done

home=$work/home
mkdir -p "$home/pub"
seq -f 'line %g of the notes' 900 >"$home/notes.txt"
printf 'Be kind.\n' >"$home/pub/readme.txt"
touch -d '2024-03-01 12:00' "$home"/*.txt "$home/pub"/* "$home/pub"
chown -R 65534:65534 "$home"
printf 'alice:%s:65534:65534::%s:/bin/sh\n' "$(openssl passwd -6 -salt example wonderland)" "$home" >"$work/users"
chmod 600 "$work/users"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=ftp.example.com -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
config() { # NAME PORT DIRECTIVES
  cat >"$work/$1.conf" <<END
ServerName "ftp.example.com"
ServerIdent on "FTP at ftp.example.com"
ServerType standalone
DefaultServer on
Port $2
User nobody
Group nogroup
UseReverseDNS off
ModulePath /usr/lib/proftpd
WtmpLog off
AuthOrder mod_auth_file.c
AuthUserFile $work/users
RequireValidShell off
DefaultRoot ~
AllowOverwrite on
AllowStoreRestart on
AllowRetrieveRestart on
PassivePorts 50000 50999
PidFile $work/$1.pid
ScoreboardFile $work/$1.score
SystemLog $work/$1.log
TransferLog none
DelayEngine off
$3
END
}
config plain 21 'UseIPv6 on'
config nat 2121 'UseIPv6 off
MasqueradeAddress 10.0.0.21'
config tls 2122 "UseIPv6 off
LoadModule mod_tls.c
TLSEngine on
TLSRSACertificateFile $work/cert.pem
TLSRSACertificateKeyFile $work/key.pem"
for s in plain nat tls; do serve server proftpd -n -c "$work/$s.conf"; done
url=ftp://alice:wonderland@ftp.example.com
get() { c curl -sS -o "$work/got" "$@"; }

wire client ftp-passive.pcap
get --disable-epsv "$url/notes.txt"
get --disable-epsv "$url/"
get --disable-epsv -X MLSD "$url/pub/"
cut_wires

wire client ftp-active.pcap
get --disable-eprt -P - "$url/pub/readme.txt"
get -P - -l "$url/"
cut_wires

wire client ftp-epsv-and-eprt-over-ipv6.pcap
get -g 'ftp://alice:wonderland@[2001:db8::21]/pub/readme.txt'
get -g -P - 'ftp://alice:wonderland@[2001:db8::21]/pub/'
cut_wires

wire client ftp-upload-and-resume.pcap
seq -f 'row %g' 400 >"$work/rows.txt"
c curl -sS -T "$work/rows.txt" "$url/rows.txt"
c curl -sS -a -T "$work/rows.txt" "$url/rows.txt"
head -c 12000 "$home/notes.txt" >"$work/notes.txt"
c curl -sS -C - -o "$work/notes.txt" "$url/notes.txt"
cmp "$work/notes.txt" "$home/notes.txt" || tail -n 3 "$work"/*.log "$work"/serve-*
cut_wires

wire client ftp-cut-and-resumed.pcap tcp
c curl -sS -r 0-9999 -o "$work/cut.txt" "$url/notes.txt"
head -c 10000 "$home/notes.txt" >"$work/cut.txt"
c curl -sS -C - -o "$work/cut.txt" "$url/notes.txt"
cut_wires

wire client ftp-wrong-password-and-no-such-file.pcap
get ftp://alice:jabberwock@ftp.example.com/notes.txt
get "$url/no-such-file.txt"
cut_wires

wire client ftp-pasv-behind-nat.pcap
get --disable-epsv "$url:2121/pub/readme.txt"
cut_wires

wire client ftp-auth-tls.pcap
get --insecure --ssl-reqd --tls-max 1.2 "$url:2122/pub/readme.txt"
cut_wires

wire client ftp-lftp-session.pcap
c lftp -c "set ftp:ssl-allow no; open -u alice,wonderland ftp.example.com; cd pub; ls; get readme.txt -o $work/readme.txt; mkdir new; rm -f none.txt; rmdir new; bye"
cut_wires
