#!/bin/bash
# Mail over a path that loses and reorders packets, and what the servers stored of it: mail-stored.sh
# apt-get install postfix dovecot-pop3d dovecot-imapd swaks msmtp mpop fetchmail isync curl openssl zstd tcpdump ethtool
#
#   client 192.0.2.10 10 ms -- switch -- 5 ms mail 192.0.2.25   RTT 30 ms   postfix :25, dovecot POP3 :110, IMAP :143
#   frames from either end are lost with 4 %, frames to the client overtaken by the next one with 5 %, to mail with 6 %
#
# Beside the captures, in stored/: the files of the mailboxes, in the order in which they came.
. "$(dirname "$0")/lab.sh"
. "$record_dir/mail-server.sh"
lab_up client:192.0.2.10:10ms:0.04:0.05 mail:192.0.2.25:5ms:0.04:0.06
names '192.0.2.25 mail.example.com'
for k in plain html large; do python3 "$record_dir/mail-message.py" $k >"$work/$k.eml"; done
dovecot_start mail
chmod o+r "$work/key.pem"
postfix_start mail mail
for _ in $(seq 100); do # until it listens
  on mail bash -c ': </dev/tcp/192.0.2.25/25' 2>/dev/null && break
  sleep 0.2
done
LIMIT=60
mkdir -p "$out/stored"
rm -f "$out/stored"/{smtp,append}-*

# keep NAME MAILBOX: its files, numbered as they were delivered
keep() {
  local n=0 f
  for f in $(find "$work/mail/$2/new" "$work/mail/$2/cur" -type f -printf "%T@ %p\n" | sort -n | cut -d" " -f2); do
    n=$((n + 1))
    install -m 644 "$f" "$out/stored/$1-$n.eml"
  done
}
pack() { zstd -q -19 --rm -f "$out/$1"; }

wire client mail-stored-smtp.pcap
c swaks --server mail.example.com --helo client.example.com --from alice@example.com --to bob@example.com --data @"$work/plain.eml"
c sh -c "msmtp --host=mail.example.com --port=25 --domain=client.example.com --from=alice@example.com bob@example.com <'$work/large.eml'"
c curl -s --crlf smtp://mail.example.com/client.example.com --mail-from alice@example.com --mail-rcpt bob@example.com -T "$work/large.eml"
c python3 -c '
import smtplib, sys
s = smtplib.SMTP("mail.example.com", 25, local_hostname="client.example.com")
s.sendmail("alice@example.com", "bob@example.com", open(sys.argv[1], "rb").read()); s.quit()' "$work/html.eml"
c python3 "$record_dir/bdat.py" mail.example.com 25 "$work/html.eml"
DRAIN=2 cut_wires
keep smtp bob/Maildir
pack mail-stored-smtp.pcap

wire client mail-stored-pop3.pcap
printf 'account default\nhost mail.example.com\ntls off\nuser bob\npassword builder\nauth user\nkeep on\npipelining on\nuidls_file %s\ndelivery mbox %s\n' "$work/uidls" "$work/mbox" >"$work/mpoprc"
chmod 600 "$work/mpoprc"
c mpop -C "$work/mpoprc"
c python3 -c "import poplib
s = poplib.POP3('mail.example.com', timeout=30)
s.user('bob'); s.pass_('builder')
for n in range(s.stat()[0]): s.retr(n + 1)
s.quit()"
c curl -s pop3://mail.example.com/2 -u bob:builder
cut_wires
pack mail-stored-pop3.pcap

wire client mail-stored-imap.pcap
mkdir -p "$work/local"
printf 'IMAPAccount lab\nHost mail.example.com\nUser bob\nPass builder\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount lab\n\nMaildirStore near\nPath %s/\nInbox %s/INBOX\n\nChannel lab\nFar :far:\nNear :near:\nCreate Near\nSyncState *\n' "$work/local" "$work/local" >"$work/mbsyncrc"
c env HOME="$work" mbsync -c "$work/mbsyncrc" lab
c curl -s 'imap://mail.example.com/INBOX;MAILINDEX=2' -u bob:builder
c python3 -c '
import imaplib, sys
s = imaplib.IMAP4("mail.example.com", timeout=30)
s.login("carol", "sings")
for name in sys.argv[1:]: s.append("INBOX", "", None, open(name, "rb").read())
s.logout()' "$work/plain.eml" "$work/html.eml" "$work/large.eml"
cut_wires
keep append carol/Maildir
pack mail-stored-imap.pcap
