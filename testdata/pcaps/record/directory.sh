#!/bin/bash
# A directory and its tickets: directory.sh
# apt-get install slapd ldap-utils krb5-kdc krb5-user krb5-admin-server python3 openssl tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.46   RTT 30 ms   slapd, krb5kdc
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.46:5ms
names '192.0.2.46 directory.example.com directory'

mkdir -p "$work/db" "$work/slapd"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=directory.example.com -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat >"$work/slapd.conf" <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
TLSCertificateFile $work/cert.pem
TLSCertificateKeyFile $work/key.pem
database mdb
suffix "dc=example,dc=com"
rootdn "cn=admin,dc=example,dc=com"
rootpw not-secret
directory $work/db
END
cat >"$work/entries.ldif" <<END
dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=alice,dc=example,dc=com
objectClass: inetOrgPerson
cn: alice
sn: Example
mail: alice@example.com

dn: cn=bob,dc=example,dc=com
objectClass: inetOrgPerson
cn: bob
sn: Example
END
slapadd -f "$work/slapd.conf" -l "$work/entries.ldif"
serve server slapd -d 0 -f "$work/slapd.conf" -h 'ldap://192.0.2.46'
# nobody here answers over UDP: a word that nothing was found
serve server python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("192.0.2.46", 389))
while True:
    b, who = s.recvfrom(4096)
    s.sendto(b"\x30\x0c\x02\x01" + b[4:5] + b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00", who)'
cat >"$work/add.ldif" <<END
dn: cn=carol,dc=example,dc=com
objectClass: inetOrgPerson
cn: carol
sn: Example
END
admin=(-x -D cn=admin,dc=example,dc=com -w not-secret -H ldap://directory.example.com)

wire client ldap-search-add-delete.pcap 'port 389'
c ldapsearch "${admin[@]}" -b dc=example,dc=com '(cn=*)' mail
c ldapadd "${admin[@]}" -f "$work/add.ldif"
c ldapcompare "${admin[@]}" cn=carol,dc=example,dc=com sn:Example
c ldapmodrdn "${admin[@]}" cn=carol,dc=example,dc=com cn=caroline
c ldapdelete "${admin[@]}" cn=carol,dc=example,dc=com
c ldapsearch -x -D cn=alice,dc=example,dc=com -w wrong -H ldap://directory.example.com -b dc=example,dc=com
c ldapwhoami "${admin[@]}"
# LDAP without a connection, which ldapsearch does not speak: searchRequest(1) of the root
c python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(bytes.fromhex("3025020101632004000a01000a0100020100020100010100870b") + b"objectClass0\0", ("192.0.2.46", 389))
s.recv(4096)'
cut_wires

wire client ldap-starttls.pcap 'port 389'
c env LDAPTLS_REQCERT=never ldapsearch "${admin[@]}" -ZZ -b dc=example,dc=com '(cn=bob)'
cut_wires

export KRB5_CONFIG=$work/krb5.conf KRB5_KDC_PROFILE=$work/kdc.conf KRB5CCNAME=FILE:$work/tickets KRB5_TRACE=/dev/null
cat >"$KRB5_CONFIG" <<END
[libdefaults]
 default_realm = EXAMPLE.COM
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
[realms]
 EXAMPLE.COM = {
  kdc = 192.0.2.46
 }
END
cat >"$KRB5_KDC_PROFILE" <<END
[realms]
 EXAMPLE.COM = {
  database_name = $work/principal
  key_stash_file = $work/stash
  acl_file = $work/acl
  kdc_listen = 192.0.2.46:88
  kdc_tcp_listen = 192.0.2.46:88
 }
END
kdb5_util create -s -P not-secret >/dev/null
for what in '+requires_preauth -pw not-secret alice' '-randkey HTTP/www.example.com'; do kadmin.local -q "addprinc $what" >/dev/null; done
serve server krb5kdc -n
kinit() { c sh -c "echo '$1' | kinit '$2'"; }

wire client kerberos-tickets-udp.pcap 'port 88'
kinit not-secret alice
c kvno HTTP/www.example.com
c kvno HTTP/absent.example.com
kinit wrong alice
kinit not-secret nobody
cut_wires

sed -i 's/\[libdefaults\]/&\n udp_preference_limit = 1/' "$KRB5_CONFIG"
wire client kerberos-tickets-tcp.pcap 'port 88'
kinit not-secret alice
c kvno HTTP/www.example.com
cut_wires
