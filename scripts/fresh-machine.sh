#!/bin/bash
# Follow the README on a machine that has nothing but Go: a Debian made by debootstrap in a temporary folder.
# Its commands under "Set up" and the first one of the main job run as they stand there, then the tests, then the
# package is built, installed, used and purged. Prints what each took. As root: fresh-machine.sh [SUITE]
# MIRROR names another place than debootstrap's own to fetch Debian from.
set -eu
cd "$(dirname "$0")/.."
suite=${1:-bookworm}
root=$(mktemp -d)
chmod 755 "$root" # a user without rights has to find programs in it
finish() { umount "$root/proc" "$root/sys" "$root/dev" 2>/dev/null || true; rm -rf --one-file-system "$root"; }
trap finish EXIT

# block N prints the lines of the README's Nth shell block.
block() { awk -v n="$1" '/^```/ { if (inside) inside = 0; else if ($0 == "```sh" && ++i == n) { inside = 1; next } } inside' README.md; }

# timed WHAT COMMAND... runs a command and says what it took.
timed() {
  local what=$1 start=$SECONDS
  shift
  if ! "$@" >"$root/log" 2>&1; then
    grep -a -E -A8 '^ *--- FAIL|^FAIL|panic:|DATA RACE' "$root/log" | head -80
    tail -20 "$root/log"
    echo "FAILED: $what"
    exit 1
  fi
  printf '%4d s  %s\n' $((SECONDS - start)) "$what"
}

# inside COMMAND runs a shell command in the checkout on the new machine.
inside() {
  chroot "$root" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/go/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    GOPROXY="$(go env GOPROXY)" GOSUMDB="$(go env GOSUMDB)" bash -c "cd /root/netsniff 2>/dev/null || cd /; $1"
}

# files lists what is on the new machine, but for what this script, programs and their caches write there.
files() {
  inside 'find / -xdev \( -path /proc -o -path /root -o -path /tmp -o -path /var -o -path /usr/local/go -o -path "/log*" \) \
    -prune -o -print' | sort
}

timed "debootstrap $suite" debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"}
cp /etc/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/usr/local/share/ca-certificates" # a site may have authorities of its own
cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates" 2>/dev/null || true
cp -r "$(go env GOROOT)" "$root/usr/local/go"
git clone -q --no-hardlinks . "$root/root/netsniff"
mount --bind /dev "$root/dev" && mount -t proc proc "$root/proc" && mount -t sysfs sysfs "$root/sys"

while IFS= read -r line; do
  command=${line%%  #*}
  [ -z "$command" ] || timed "$command" inside "$command"
done < <(block 1; block 2)

timed 'make deb' inside 'make deb'
files >"$root/log.before"
timed 'install the package' inside 'dpkg -i bin/netsniff_*.deb'
timed 'use it' inside '/usr/bin/netsniff --version && /usr/bin/netsniff -r testdata/pcaps/http-pipelined.pcap -f http |
  grep -q "GET /index.html" && test -s /usr/share/man/man1/netsniff.1.gz'
timed 'purge it' inside 'dpkg --purge netsniff'
files >"$root/log.after"
diff "$root/log.before" "$root/log.after" || { echo 'FAILED: the package left the files above'; exit 1; }
echo 'everything in the README works on a fresh machine'
