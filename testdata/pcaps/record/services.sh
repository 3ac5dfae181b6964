#!/bin/bash
# Databases, message brokers and who lets people in: services.sh
# apt-get install postgresql mariadb-server mariadb-client redis-server redis-tools mosquitto mosquitto-clients freeradius freeradius-utils tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  db 192.0.2.54
#                                     \-- 5 ms  broker 192.0.2.83
# RTT 30 ms from the client to either. Passwords are invented.
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms db:192.0.2.54:5ms broker:192.0.2.83:5ms
[ -n "${ONLY:-}" ] || ONLY="pgsql mysql redis mqtt radius"
wanted() { case " $ONLY " in *" $1 "*) ;; *) return 1 ;; esac; }

if wanted pgsql; then
  pg=$(echo /usr/lib/postgresql/*/bin)
  install -d -o postgres "$work/pg" "$work/pgrun"
  as() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
  as "$pg/initdb" -A trust -U postgres "$work/pg/data" >"$work/initdb.log"
  printf 'host all bob all md5\nhost all all all scram-sha-256\nlocal all all trust\n' >"$work/pg/data/pg_hba.conf"
  serve db setpriv --reuid postgres --regid postgres --clear-groups "$pg/postgres" -D "$work/pg/data" -h 192.0.2.54 -k "$work/pgrun" -c jit=off
  sleep 1
  as psql -h "$work/pgrun" -U postgres -q -c "CREATE ROLE alice LOGIN PASSWORD 'wonderland'" -c "CREATE DATABASE shop OWNER alice" \
    -c "SET password_encryption = 'md5'" -c "CREATE ROLE bob LOGIN PASSWORD 'builder'"
  wire client pgsql-queries.pcap port 5432
  cat >"$work/shop.sql" <<'SQL'
CREATE TABLE item (id int PRIMARY KEY, name text, price numeric);
INSERT INTO item VALUES (1, 'apple', 0.50), (2, 'pear', 0.75);
SELECT * FROM item ORDER BY id;
SELECT * FROM nothing;
COPY item TO STDOUT;
SELECT name FROM item WHERE id = 2 \gdesc
SQL
  c env PGPASSWORD=wonderland PGSSLMODE=prefer psql -h 192.0.2.54 -U alice shop -f "$work/shop.sql"
  c env PGPASSWORD=builder psql -h 192.0.2.54 -U bob -d shop -c 'SELECT 1'
  c env PGPASSWORD=wrong psql -h 192.0.2.54 -U alice shop -c 'SELECT 1'
  cut_wires
fi

if wanted mysql; then
  install -d -o mysql "$work/my" "$work/myrun"
  mariadb-install-db --no-defaults --user=mysql --datadir="$work/my/data" --auth-root-authentication-method=normal >"$work/my.log" 2>&1
  serve db mariadbd --no-defaults --user=mysql --datadir="$work/my/data" --socket="$work/myrun/s" --bind-address=192.0.2.54 --skip-name-resolve --pid-file="$work/myrun/pid"
  sleep 2
  mariadb --no-defaults -S "$work/myrun/s" -u root -e "CREATE DATABASE shop; CREATE USER alice@'%' IDENTIFIED BY 'wonderland'; GRANT ALL ON shop.* TO alice@'%'"
  printf 'DELIMITER //\nCREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2; END//\n' | mariadb --no-defaults -S "$work/myrun/s" -u root shop
  wire client mysql-queries.pcap port 3306
  c mariadb --no-defaults -h 192.0.2.54 -u alice -pwonderland -A -e "USE shop; CREATE TABLE item (id int PRIMARY KEY, name text);
    INSERT INTO item VALUES (1, 'apple'), (2, 'pear'); SELECT * FROM item; CALL two(); SELECT * FROM nothing"
  c mariadb --no-defaults -h 192.0.2.54 -u alice -pwonderland shop -e "CALL two(); PREPARE p FROM 'SELECT ?'; SET @a = 1; EXECUTE p USING @a"
  c mysqladmin --no-defaults -h 192.0.2.54 -u alice -pwonderland status processlist ping
  c mariadb --no-defaults -h 192.0.2.54 -u alice -pwrong -e 'SELECT 1'
  cut_wires
fi

if wanted redis; then
  serve db redis-server --bind 192.0.2.54 --requirepass wonderland --save '' --dir "$work"
  wire client redis-commands.pcap port 6379
  r() { c redis-cli -h 192.0.2.54 -a wonderland "$@"; }
  r SET greeting 'hello world'
  r GET greeting
  r LPUSH queue a b c
  r LRANGE queue 0 -1
  r GET nothing
  r LPOP greeting
  c python3 -c 'import socket, time
s = socket.create_connection(("192.0.2.54", 6379))
s.sendall(b"AUTH wonderland\r\n")
s.recv(100)
s.sendall(b"PING\r\nINCR visits\r\n*2\r\n$4\r\nINCR\r\n$6\r\nvisits\r\n")
time.sleep(0.2)'
  c redis-cli -h 192.0.2.54 GET greeting
  c redis-cli -3 -h 192.0.2.54 --user default --pass wonderland HGETALL nothing
  cut_wires
fi

if wanted mqtt; then
  mosquitto_passwd -b -c "$work/passwords" alice wonderland
  chmod 644 "$work/passwords"
  printf 'listener 1883 192.0.2.83\nallow_anonymous true\npassword_file %s\n' "$work/passwords" >"$work/mosquitto.conf"
  serve broker mosquitto -c "$work/mosquitto.conf"
  wire client mqtt-publish-subscribe.pcap port 1883
  for v in mqttv31 mqttv311 mqttv5; do
    LIMIT=3 c mosquitto_sub -V $v -h 192.0.2.83 -u alice -P wonderland -i sub-$v -t 'home/+/temperature' -t home/door -q 1 -C 2 &
    sleep 0.5
    c mosquitto_pub -V $v -h 192.0.2.83 -i pub-$v -t home/hall/temperature -m 21.5 -q 2
    c mosquitto_pub -V $v -h 192.0.2.83 -i pub-$v -t home/door -m open -r
    wait $! || true
  done
  c mosquitto_pub -V mqttv5 -h 192.0.2.83 -i late -t home/window -m closed -q 1 -D publish response-topic home/answer -D publish user-property room hall --will-topic home/late --will-payload gone
  c mosquitto_pub -h 192.0.2.83 -u alice -P wrong -t home/door -m open
  cut_wires
fi

if wanted radius; then
  cp -r /etc/freeradius/3.0 "$work/radius"
  chown -R freerad "$work/radius"
  printf 'client lab {\n ipaddr = 192.0.2.0/24\n secret = example\n}\n' >>"$work/radius/clients.conf"
  printf 'alice Cleartext-Password := "wonderland"\n Reply-Message := "Hello, %%{User-Name}", Framed-IP-Address := 192.0.2.99, Session-Timeout := 3600\n' |
    cat - "$work/radius/mods-config/files/authorize" >"$work/authorize"
  cat "$work/authorize" >"$work/radius/mods-config/files/authorize"
  serve broker freeradius -f -d "$work/radius" -l stdout
  sleep 2
  wire client radius-login.pcap udp port 1812 or udp port 1813
  send() { c sh -c 'printf "%s\n" "$1" | radclient -r 2 -t 1 "$2" "$3" example' - "$1" "$2" "$3"; }
  send 'User-Name = "alice", User-Password = "wonderland", NAS-IP-Address = 192.0.2.10, NAS-Port = 1' 192.0.2.83:1812 auth
  send 'User-Name = "alice", User-Password = "wrong", NAS-IP-Address = 192.0.2.10' 192.0.2.83:1812 auth
  send 'User-Name = "alice", CHAP-Password = "wonderland", NAS-Identifier = "gate", Calling-Station-Id = "02-00-5E-00-53-0A"' 192.0.2.83:1812 auth
  send 'User-Name = "alice", Acct-Status-Type = Start, Acct-Session-Id = "00000001", NAS-IP-Address = 192.0.2.10' 192.0.2.83:1813 acct
  send 'User-Name = "alice", Acct-Status-Type = Stop, Acct-Session-Id = "00000001", Acct-Session-Time = 60, Acct-Input-Octets = 1000, NAS-IP-Address = 192.0.2.10' 192.0.2.83:1813 acct
  cut_wires
fi
