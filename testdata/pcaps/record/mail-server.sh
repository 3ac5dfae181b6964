# Sourced after lab.sh: dovecot (POP3, IMAP, SASL) and postfix (SMTP) for example.com on one host, all of it below $work.
# Accounts alice, bob and carol, passwords wonderland, builder and sings.

# dovecot_start HOST; IMAPS and POP3S are ports on which TLS stands below, if there are such
dovecot_start() {
  local u
  mkdir -p "$work/dovecot" "$work/mail"
  : >"$work/passwd"
  for u in alice:wonderland bob:builder carol:sings; do
    echo "${u%%:*}:{PLAIN}${u#*:}:65534:65534::$work/mail/${u%%:*}" >>"$work/passwd"
    mkdir -p "$work/mail/${u%%:*}/Maildir"/{cur,new,tmp}
  done
  chown -R 65534:65534 "$work/mail"
  [ -e "$work/key.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=mail.example.com -addext subjectAltName=DNS:mail.example.com \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  cat >"$work/dovecot.conf" <<D
protocols = pop3 imap
base_dir = $work/dovecot
log_path = $work/dovecot.log
ssl = yes
ssl_cert = <$work/cert.pem
ssl_key = <$work/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 digest-md5
login_greeting = mail.example.com ready.
first_valid_uid = 100
mail_location = maildir:~/Maildir
auth_failure_delay = 1s
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n $work/passwd
}
userdb {
  driver = passwd-file
  args = username_format=%n $work/passwd
}
service auth {
  inet_listener sasl {
    address = 127.0.0.1
    port = 12345
  }
}
service imap-login {
  inet_listener imaps {
    port = ${IMAPS:-0}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3s {
    port = ${POP3S:-0}
    ssl = yes
  }
}
D
  serve "$1" dovecot -F -c "$work/dovecot.conf"
}

# deliver USER MESSAGE ... puts message files into a mailbox.
deliver() {
  local u=$1 n=0 f
  shift
  for f in "$@"; do
    n=$((n + 1))
    install -o 65534 -g 65534 -m 600 "$f" "$work/mail/$u/Maildir/new/171456480$n.M${n}P1.mail"
  done
}

# postfix_start HOST NAME [MAIN.CF-LINE ...] starts one postfix for $work/NAME, listening on 25, 2525 and, with TLS below, on the port SMTPS.
postfix_start() {
  local h=$1 d=$work/$2 name=$2
  shift 2
  mkdir -p "$d/etc" "$d/queue" "$d/data"
  chown postfix "$d/data"
  cp /etc/postfix/master.cf.proto "$d/etc/master.cf" 2>/dev/null || cp /usr/share/postfix/master.cf.dist "$d/etc/master.cf"
  sed -i -E 's/^([a-z0-9-]+ +(inet|unix|fifo|pass) +[-yn]+ +[-yn]+ +)[-yn]/\1n/' "$d/etc/master.cf"
  printf '2525 inet n - n - - smtpd\n' >>"$d/etc/master.cf"
  [ -z "${SMTPS:-}" ] || printf '%s inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n' "$SMTPS" >>"$d/etc/master.cf"
  cat >"$d/etc/main.cf" <<P
compatibility_level = 3.6
queue_directory = $d/queue
data_directory = $d/data
myhostname = $name.example.com
mydomain = example.com
mydestination =
mynetworks = 127.0.0.0/8
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
smtp_host_lookup = native
virtual_mailbox_domains = example.com
virtual_mailbox_maps = inline:{ alice@example.com=alice/Maildir/, bob@example.com=bob/Maildir/, carol@example.com=carol/Maildir/ }
virtual_mailbox_base = $work/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:12345
smtpd_tls_cert_file = $work/cert.pem
smtpd_tls_key_file = $work/key.pem
smtpd_tls_security_level = may
smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
message_size_limit = 2000000
P
  printf '%s\n' "$@" >>"$d/etc/main.cf"
  SETTLE=2 serve "$h" postfix -c "$d/etc" start-fg
}
