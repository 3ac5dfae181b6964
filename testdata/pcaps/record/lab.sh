# Sourced by every recording script: hosts with known delays, recording, and the clean-up of both.
#
# Needs root, tcpdump, ethtool, iproute2, Go, and a lab network script. LAB names that script, relative to the repository root unless absolute
# (default ../shared/lab/net.sh). It is called as
#   $LAB up HOST:ADDRESS:DELAY[:LOSS[:REORDER]] ...     one namespace per host with an eth0 in one /24; DELAY is one-way and added per host
#   $LAB down
# so the round-trip time between two hosts is 2 x (sum of their delays). OUT names the directory for the captures (default: testdata/pcaps).
set -eu
record_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$record_dir/../../.." && pwd)
out=$(cd "${OUT:-$record_dir/..}" && pwd)
lab=$(cd "$repo" && realpath "${LAB:-../shared/lab/net.sh}")
work=$(mktemp -d)
chmod 755 "$work"
export LAB_STATE=$work/lab LC_ALL=C TZ=UTC
exec 9<"${BASH_SOURCE[0]}"
flock 9 # host names are global to the machine: one recording at a time
renice -n -15 $$ >/dev/null # a busy machine would otherwise add to the delays
hosts=()
jobs_started=()

# lab_up HOST:ADDRESS:DELAY[:LOSS[:REORDER]] ... starts the network. MAC addresses end in the last byte of the host's address.
lab_up() {
  local h name addr
  "$lab" up "$@" </dev/null 9<&- >"$work/lab.log" 2>&1
  # the switch's own ports would add neighbour discovery to every capture
  ip netns exec lab-switch sysctl -qw net.ipv6.conf.all.disable_ipv6=1
  for h in "$@"; do
    IFS=: read -r name addr _ <<<"$h"
    hosts+=("$name")
    ip -n "$name" link set eth0 address "$(printf '02:00:5e:00:53:%02x' "${addr##*.}")"
    ip netns exec "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
    mkdir -p "/etc/netns/$name"
    printf '127.0.0.1 localhost\n' >"/etc/netns/$name/hosts"
    printf 'nameserver %s\n' "${NAMESERVER:-127.0.0.1}" >"/etc/netns/$name/resolv.conf"
  done
}

# names LINE ... adds lines to every host's /etc/hosts.
names() {
  local h
  for h in "${hosts[@]}"; do printf '%s\n' "$@" >>"/etc/netns/$h/hosts"; done
}

# on HOST COMMAND ... runs a command on a host, under the host's own name so that this machine's name never reaches the wire.
on() {
  local h=$1
  shift
  ip netns exec "$h" unshare -u sh -c 'hostname "$1"; shift; exec "$@"' - "$h.example.com" "$@" </dev/null 9<&-
}

# c COMMAND ... runs one on the client, whatever it returns, for at most LIMIT seconds (20).
c() { on client timeout "${LIMIT:-20}" "$@" >>"$work/client.log" 2>&1 || true; }

# serve HOST COMMAND ... runs a server until the script ends.
serve() {
  local h=$1 log
  log=$work/serve-${#jobs_started[@]}.log
  on "$@" >"$log" 2>&1 &
  jobs_started+=($!)
  sleep "${SETTLE:-0.7}"
}

# wire HOST NAME [FILTER ...] records what passes a host's eth0 into NAME until cut_wires. NAME.pcapng is written by dumpcap, others by tcpdump.
wires=()
wire() {
  local h=$1 name=$2 log
  shift 2
  log=$work/wire-$name.log
  : >"$log"
  case $name in
  *.pcapng) ip netns exec "$h" dumpcap -q -n -i "${WIRE:-eth0}" ${*:+-f "$*"} -w "$work/$name" >"$log" 2>&1 & ;;
  *) ip netns exec "$h" tcpdump -n -s 0 -U --immediate-mode -Z root -i "${WIRE:-eth0}" -w "$out/$name" "$@" >"$log" 2>&1 & ;;
  esac
  wires+=("$!:$name")
  for _ in $(seq 50); do
    grep -qE 'listening|Capturing|File:' "$log" && break
    sleep 0.1
  done
}

# cut_wires ends every wire after what is still under way has arrived.
cut_wires() {
  local w
  sleep "${DRAIN:-0.4}"
  case ${wires[*]} in *.pcapng*) sleep 1 ;; esac # dumpcap hands over whole blocks
  for w in "${wires[@]}"; do
    kill -INT "${w%%:*}" 2>/dev/null || true
    wait "${w%%:*}" 2>/dev/null || true
    case $w in
    *.pcapng) python3 "$record_dir/neutral.py" "$work/${w#*:}" "$out/${w#*:}" ;;
    esac
    chmod 644 "$out/${w#*:}"
    echo "recorded ${w#*:} $(stat -c %s "$out/${w#*:}") bytes"
  done
  wires=()
}

lab_clean() {
  local p h
  for p in "${wires[@]:-}"; do [ -n "$p" ] && kill "${p%%:*}" 2>/dev/null || true; done
  for p in "${jobs_started[@]:-}"; do [ -n "$p" ] && kill "$p" 2>/dev/null || true; done
  for h in "${hosts[@]:-}"; do
    [ -n "$h" ] || continue
    for p in $(ip netns pids "$h"); do kill "$p" 2>/dev/null || true; done
  done
  sleep 0.3
  "$lab" down 2>/dev/null || true
  for h in "${hosts[@]:-}"; do [ -n "$h" ] && rm -rf "/etc/netns/$h"; done
  [ -n "${KEEP:-}" ] && echo "kept $work" || rm -rf "$work"
}
trap lab_clean EXIT
