#!/bin/bash
# Databases: services.sh
# apt-get install postgresql mariadb-server mariadb-client tcpdump ethtool
#
#   client 192.0.2.10  10 ms -- switch -- 5 ms  db 192.0.2.54
#                                     \-- 5 ms  broker 192.0.2.83
# RTT 30 ms from the client to either. Passwords are invented.
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms db:192.0.2.54:5ms broker:192.0.2.83:5ms
[ -n "${ONLY:-}" ] || ONLY="pgsql mysql"
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
