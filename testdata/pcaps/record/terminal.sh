#!/bin/bash
# What a terminal and its neighbours say: terminal.sh
# apt-get install openssh-server openssh-client chrony tftpd-hpa tftp-hpa ngircd inetutils-telnetd telnet tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.22   RTT 30 ms   sshd, chronyd, in.tftpd, ngircd, telnetd
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.22:5ms

ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/hostkey"
mkdir -p /run/sshd
sshd() { # PORT OPTIONS ...
  SETTLE=1 serve server /usr/sbin/sshd -D -e -f /dev/null -p "$1" -h "$work/hostkey" -o PidFile=none "${@:2}"
}
sshd 22 -o Ciphers=aes128-ctr,chacha20-poly1305@openssh.com
try() { c ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$@" alice@192.0.2.22 true; }
wire client ssh-ciphers-and-group-exchange.pcap port 22
try -o Ciphers=chacha20-poly1305@openssh.com
try -o Ciphers=aes128-ctr -o KexAlgorithms=diffie-hellman-group14-sha256
cut_wires

cat >"$work/chrony.conf" <<END
local stratum 3
allow
pidfile $work/chronyd.pid
bindcmdaddress /
cmdport 0
END
SETTLE=2 serve server chronyd -d -x -U -u root -f "$work/chrony.conf"
wire client ntp-client-and-server.pcap port 123
LIMIT=8 c chronyd -Q -t 6 -U -u root -f /dev/null 'server 192.0.2.22 iburst maxsamples 2' "pidfile $work/client.pid" 'cmdport 0' 'bindcmdaddress /'
cut_wires

mkdir -p "$work/tftp"
chmod 777 "$work/tftp"
seq -f 'line %g of the notes' 60 >"$work/tftp/notes.txt"
touch "$work/tftp/copy.txt"
chmod 666 "$work/tftp"/*
serve server in.tftpd -L -u nobody -c -s "$work/tftp"
wire client tftp-read-write-and-no-such-file.pcap udp
c tftp -m binary 192.0.2.22 -c get notes.txt "$work/got"
c tftp -m binary 192.0.2.22 -c put "$work/tftp/notes.txt" copy.txt
c tftp 192.0.2.22 -c get nothing.txt "$work/got"
cut_wires

cat >"$work/ngircd.conf" <<END
[Global]
Name = irc.example.com
AdminInfo1 = An example
Info = Example server
Listen = 192.0.2.22
MotdPhrase = Be kind.
ServerUID = 65534
ServerGID = 65534
[Options]
DNS = no
Ident = no
PAM = no
END
SETTLE=2 serve server ngircd -n -f "$work/ngircd.conf"
wire client irc-join-and-talk.pcap port 6667
c python3 -c 'import socket, time
c = socket.create_connection(("192.0.2.22", 6667))
for line in "NICK alice\r\nUSER alice 0 * :Alice\r\n", "JOIN #tea\r\n", "PRIVMSG #tea :Hello\r\n", "WHO #tea\r\n", "QUIT :bye\r\n":
    c.sendall(line.encode()); time.sleep(0.3); c.recv(9000)'
cut_wires

serve server python3 -c 'import socket, subprocess
s = socket.create_server(("192.0.2.22", 23))
while True:
    c, _ = s.accept()
    subprocess.Popen(["/usr/sbin/telnetd", "-h", "-E", "/bin/cat"], stdin=c, stdout=c)'
wire client telnet-options.pcap port 23
c python3 -c 'import pty, os, time
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "vt100"
    os.execvp("telnet", ["telnet", "192.0.2.22"])
for text in b"", b"one line\n", b"another\n":
    os.write(fd, text); time.sleep(1); os.read(fd, 4096)'
cut_wires
