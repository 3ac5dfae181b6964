#!/bin/bash
# SMTP captures: smtp.sh
# apt-get install postfix dovecot-pop3d dovecot-imapd swaks msmtp curl libnet-ssleay-perl libauthen-sasl-perl openssl tcpdump ethtool
#
#   client 192.0.2.10 20 ms -- switch -- 5 ms mail 192.0.2.25   RTT 50 ms   postfix :25 and :2525, SASL from dovecot
#                                     \- 8 ms relay 192.0.2.26  postfix sending out; RTT to mail 26 ms, to client 56 ms
. "$(dirname "$0")/lab.sh"
. "$record_dir/mail-server.sh"
lab_up client:192.0.2.10:20ms mail:192.0.2.25:5ms relay:192.0.2.26:8ms
names '192.0.2.25 mail.example.com' '192.0.2.26 relay.example.com'
for k in plain html large; do python3 "$record_dir/mail-message.py" $k >"$work/$k.eml"; done
dovecot_start mail
chmod o+r "$work/key.pem"
postfix_start mail mail
postfix_start relay relay 'relayhost = [mail.example.com]' 'virtual_mailbox_domains =' 'mynetworks = 192.0.2.0/24' 'smtpd_sasl_auth_enable = no' 'smtpd_tls_security_level = none' 'smtp_tls_security_level = none'
swaks() { c swaks --server mail.example.com --helo client.example.com --from alice@example.com --header-Message-Id '<swaks.1@client.example.com>' --suppress-data "$@"; }

wire client smtp-ehlo-plain-message.pcap
swaks --to bob@example.com --data @"$work/plain.eml"
cut_wires

wire client smtp-auth-login.pcap
swaks --to bob@example.com --auth LOGIN --auth-user alice --auth-password wonderland
cut_wires

wire client smtp-auth-plain.pcap
swaks --to bob@example.com --auth PLAIN --auth-user alice --auth-password wonderland
cut_wires

wire client smtp-auth-cram-md5-and-failures.pcap
swaks --to bob@example.com --auth CRAM-MD5 --auth-user alice --auth-password wonderland
swaks --to bob@example.com --auth LOGIN --auth-user alice --auth-password wrong
swaks --to bob@example.com --auth PLAIN --auth-user alice --auth-password wrong
cut_wires

wire client smtp-pipelining.pcap
swaks --to bob@example.com,carol@example.com --pipeline
cut_wires

wire client smtp-recipient-refused-550.pcap
c python3 -c '
import smtplib, sys
s = smtplib.SMTP("mail.example.com", 25, local_hostname="client.example.com")
print(s.sendmail("alice@example.com", ["bob@example.com", "nobody@example.com", "carol@example.com", "someone@example.net"], open(sys.argv[1], "rb").read()))
s.noop(); s.verify("bob"); s.docmd("HELP"); s.docmd("TURN"); s.mail("alice@example.com"); s.rset(); s.docmd("DATA"); s.quit()' "$work/html.eml"
cut_wires

wire client smtp-data-many-segments.pcap
c sh -c "msmtp --host=mail.example.com --port=25 --domain=client.example.com --from=alice@example.com bob@example.com carol@example.com <'$work/large.eml'"
cut_wires

wire client smtp-curl.pcap
c curl -s --crlf smtp://mail.example.com/client.example.com --mail-from alice@example.com --mail-rcpt bob@example.com --mail-rcpt carol@example.com -T "$work/large.eml"
cut_wires

# the file's lone dot between bare line feeds ends the data for postfix and not for curl (RFC 5321 section 2.3.8 forbids bare LF)
wire client smtp-bare-lf-ends-data-early.pcap
c curl -s smtp://mail.example.com/client.example.com --mail-from alice@example.com --mail-rcpt bob@example.com -T "$work/html.eml"
cut_wires

wire client smtp-starttls.pcap
swaks --to bob@example.com --tls --auth PLAIN --auth-user alice --auth-password wonderland
cut_wires

wire client smtp-port-2525.pcap
swaks --port 2525 --to carol@example.com --data @"$work/html.eml"
cut_wires

wire client smtp-bdat-chunking.pcap
c python3 "$record_dir/bdat.py" mail.example.com 25 "$work/html.eml"
cut_wires

wire relay smtp-relayed-postfix-to-postfix.pcap
c sh -c "msmtp --host=relay.example.com --port=25 --domain=client.example.com --from=alice@example.com bob@example.com nobody@example.com <'$work/html.eml'"
DRAIN=3 cut_wires

wire client smtp-size-limit-552-and-errors.pcap
c python3 -c '
import smtplib
s = smtplib.SMTP("mail.example.com", 25, local_hostname="client.example.com")
s.helo()
s.docmd("MAIL FROM:<alice@example.com> SIZE=9000000")
for n in range(12): s.docmd("NONSENSE %d" % n)'
cut_wires
