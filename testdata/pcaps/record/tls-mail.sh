#!/bin/bash
# Mail over TLS with its secrets, and what the servers stored of it: tls-mail.sh
# apt-get install postfix dovecot-pop3d dovecot-imapd python3 wireshark-common ethtool
#
#   client 192.0.2.10  2 ms -- switch -- 1 ms  mail 192.0.2.25   RTT 6 ms   postfix :465 and :2525 (STARTTLS), dovecot IMAPS :993, POP3S :995
# Each mail is sent and fetched with TLS 1.3 and 1.2; sessions of POP3S are resumed. Beside the capture, in stored/: the files of the mailbox.
. "$(dirname "$0")/lab.sh"
. "$record_dir/mail-server.sh"
lab_up client:192.0.2.10:2ms mail:192.0.2.25:1ms
names '192.0.2.25 mail.example.com' '192.0.2.10 client.example.com'
python3 "$record_dir/mail-message.py" html >"$work/html.eml"
IMAPS=993 POP3S=995 dovecot_start mail
chmod o+r "$work/key.pem"
SMTPS=465 postfix_start mail mail
for _ in $(seq 100); do # until it listens
  on mail bash -c ': </dev/tcp/192.0.2.25/465' 2>/dev/null && break
  sleep 0.2
done
log=$work/keys.log
: >"$log"
chmod 666 "$log"
DRAIN=0.5
wire client tls-mail-servers.pcapng tcp
LIMIT=60 c /usr/bin/python3 "$record_dir/securemail.py" "$log" "$work/html.eml"
cut_wires
editcap --inject-secrets "tls,$log" "$out/tls-mail-servers.pcapng" "$work/with-secrets" && python3 "$record_dir/neutral.py" "$work/with-secrets" "$out/tls-mail-servers.pcapng"
mkdir -p "$out/stored"
n=0
for f in $(find "$work/mail/bob/Maildir/new" "$work/mail/bob/Maildir/cur" -type f -printf "%T@ %p\n" | sort -n | cut -d" " -f2); do
  n=$((n + 1))
  install -m 644 "$f" "$out/stored/tls-$n.eml"
done
cat "$work/client.log"
