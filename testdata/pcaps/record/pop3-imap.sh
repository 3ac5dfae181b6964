#!/bin/bash
# POP3 and IMAP captures: pop3-imap.sh
# apt-get install dovecot-pop3d dovecot-imapd fetchmail mpop getmail6 isync curl openssl tcpdump tshark ethtool
#
#   client 192.0.2.10 15 ms -- switch -- 10 ms mail 192.0.2.25   RTT 50 ms   dovecot POP3 :110, IMAP :143
#   a wrong password is answered no sooner than 1 s after it arrives (auth_failure_delay)
. "$(dirname "$0")/lab.sh"
. "$record_dir/mail-server.sh"
lab_up client:192.0.2.10:15ms mail:192.0.2.25:10ms
names '192.0.2.25 mail.example.com'
for k in plain html large; do python3 "$record_dir/mail-message.py" $k >"$work/$k.eml"; done
dovecot_start mail
refill() {
  local u
  for u in alice bob carol; do
    rm -rf "$work/mail/$u/Maildir"
    mkdir -p "$work/mail/$u/Maildir"/{cur,new,tmp}
    chown -R 65534:65534 "$work/mail/$u"
    deliver $u "$work/plain.eml" "$work/html.eml" "$work/large.eml"
  done
}
python_pop3() { c python3 -c "import poplib
s = poplib.POP3('mail.example.com', timeout=10)
$1"; }

refill
wire client pop3-poplib-session.pcap
python_pop3 "s.capa(); s.user('alice'); s.pass_('wonderland'); s.stat(); s.list(); s.uidl(); s.list(2); s.uidl(1); s.top(2, 3); s.retr(1); s.noop(); s.dele(1); s.rset(); s.dele(1); s.quit()"
cut_wires

wire client pop3-wrong-password-and-errors.pcap
python_pop3 "s.user('alice')
try: s.pass_('wrong')
except poplib.error_proto: pass
s.user('alice'); s.pass_('wonderland')
for f in lambda: s.retr(99), lambda: s.dele(77), lambda: s._shortcmd('XYZZY'), lambda: s._shortcmd('LIST nonsense'):
    try: f()
    except poplib.error_proto: pass
s.quit()"
cut_wires

wire client pop3-retr-many-segments.pcap
python_pop3 "s.user('bob'); s.pass_('builder'); s.stat(); s.retr(3); s.quit()"
cut_wires

refill
wire client pop3-fetchmail.pcap
printf 'poll mail.example.com protocol pop3 uidl user "alice" password "wonderland" sslproto "" mda "cat >/dev/null" keep\n' >"$work/fetchmailrc"
chmod 600 "$work/fetchmailrc"
c env HOME="$work" FETCHMAILHOME="$work" fetchmail -f "$work/fetchmailrc" --nosyslog
cut_wires

wire client pop3-mpop-pipelined.pcap
printf 'account default\nhost mail.example.com\ntls off\nuser bob\npassword builder\nauth user\nkeep off\npipelining on\nuidls_file %s\ndelivery mbox %s\n' "$work/uidls" "$work/mbox" >"$work/mpoprc"
chmod 600 "$work/mpoprc"
c mpop -C "$work/mpoprc"
cut_wires

wire client pop3-getmail.pcapng
mkdir -p "$work/getmail" "$work/gm"/{cur,new,tmp}
printf '[retriever]\ntype = SimplePOP3Retriever\nserver = mail.example.com\nusername = carol\npassword = sings\n[destination]\ntype = Maildir\npath = %s/\n[options]\ndelete = true\n' "$work/gm" >"$work/getmail/getmailrc"
chmod -R a+rwX "$work/gm" "$work/getmail"
chown -R 65534 "$work/gm"
c getmail --getmaildir "$work/getmail"
cut_wires

refill
wire client pop3-curl-sasl-plain.pcap
c curl -s pop3://mail.example.com/2 -u alice:wonderland
c curl -s pop3://mail.example.com/ -u alice:wonderland --login-options AUTH=CRAM-MD5
cut_wires

wire client pop3-stls.pcap
c curl -s pop3://mail.example.com/ -u alice:wonderland --ssl-reqd -k
cut_wires

wire client imap-imaplib-session.pcap
c python3 -c "import imaplib
s = imaplib.IMAP4('mail.example.com', timeout=10)
s.login('bob', 'builder'); s.list(); s.select('INBOX'); s.search(None, 'SUBJECT', 'Lunch'); s.fetch('1:3', '(FLAGS UID RFC822.SIZE ENVELOPE BODYSTRUCTURE)')
s.fetch('2', '(BODY.PEEK[])'); s.store('1', '+FLAGS', '(\\\\Seen)'); s.create('Archive'); s.copy('1', 'Archive'); s.append('INBOX', '', None, b'Subject: kept\r\n\r\nliteral\r\n')
s.noop(); s.expunge(); s.close(); s.logout()"
cut_wires

wire client imap-curl-and-wrong-password.pcap
c curl -s 'imap://mail.example.com/INBOX;MAILINDEX=1' -u alice:wonderland
c curl -s 'imap://mail.example.com/' -X 'STATUS INBOX (MESSAGES UNSEEN)' -u alice:wonderland --login-options 'AUTH=LOGIN'
c curl -s imap://mail.example.com/ -u alice:wrong
cut_wires

wire client imap-mbsync-pipelined.pcap
mkdir -p "$work/local"
printf 'IMAPAccount lab\nHost mail.example.com\nUser carol\nPass sings\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount lab\n\nMaildirStore near\nPath %s/\nInbox %s/INBOX\n\nChannel lab\nFar :far:\nNear :near:\nCreate Near\nSyncState *\n' "$work/local" "$work/local" >"$work/mbsyncrc"
c env HOME="$work" mbsync -c "$work/mbsyncrc" lab
cut_wires

wire client imap-starttls.pcap
c curl -s imap://mail.example.com/ -u alice:wonderland --ssl-reqd -k
cut_wires
