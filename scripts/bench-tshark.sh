#!/bin/bash
# Time netsniff and tshark on the same large capture, alternating: bench-tshark.sh NETSNIFF [CAPTURE [OUTPUT...]].
# Without CAPTURE the mix of the reference captures is written to a temporary file. An OUTPUT is one of rows, details,
# json, ek, pdml, fields (a hundred of them), stats and mail; without any, rows. Of each the CPU time and peak memory are
# printed three times: trust ratios, and of CPU times, not of wall times. tshark has no stats or mail: rows stand beside
# them. Its -T ek takes minutes for 100,000 frames.
set -eu
netsniff=$1
capture=${2:-}
shift $(($# < 2 ? $# : 2))
mix=../shared/bench/mkmix.py
if ! command -v tshark >/dev/null; then
  echo 'tshark is not installed: no comparison'
  exit 0
fi
if [ -z "$capture" ]; then
  [ -f $mix ] || { echo 'no capture to compare on: bench-tshark.sh NETSNIFF CAPTURE [OUTPUT...]'; exit 0; }
  capture=$(mktemp --suffix .pcap)
  trap 'rm -f "$capture"' EXIT
  python3 $mix "$capture"
fi

fields='
frame.number frame.time frame.time_epoch frame.time_relative frame.time_delta frame.len frame.cap_len frame.protocols
eth.dst eth.dst.lg eth.dst.ig eth.src eth.src.lg eth.src.ig eth.type eth.padding
ip.version ip.hdr_len ip.dsfield ip.dsfield.dscp ip.dsfield.ecn ip.len ip.id ip.flags ip.flags.df ip.flags.mf
ip.frag_offset ip.ttl ip.proto ip.checksum ip.checksum.status ip.src ip.dst ip.addr
ipv6.src ipv6.dst ipv6.plen ipv6.nxt ipv6.hlim ipv6.flow icmp.type icmp.code
udp.srcport udp.dstport udp.port udp.length udp.checksum udp.stream udp.time_relative udp.time_delta
tcp.srcport tcp.dstport tcp.port tcp.stream tcp.len tcp.seq tcp.seq_raw tcp.nxtseq tcp.ack tcp.ack_raw tcp.hdr_len
tcp.flags tcp.flags.syn tcp.flags.ack tcp.flags.fin tcp.flags.reset tcp.flags.push tcp.flags.str
tcp.window_size_value tcp.window_size tcp.checksum tcp.checksum.status tcp.urgent_pointer tcp.payload
tcp.time_relative tcp.time_delta tcp.options.mss_val tcp.options.timestamp.tsval tcp.analysis.ack_rtt
tcp.analysis.bytes_in_flight
dns.id dns.flags dns.flags.response dns.flags.rcode dns.qry.name dns.qry.type dns.resp.name dns.resp.type dns.a dns.time
http.request.method http.request.uri http.host http.user_agent http.request.full_uri http.response.code
http.content_type http.content_length_header http.time http.server'

# measure LABEL COMMAND... prints what a run took.
measure() {
  local label=$1
  shift
  /usr/bin/time -f "$label: %U s user, %S s system, %e s wall, %M KB peak" "$@" 2>&1 >/dev/null | tail -n 1
}

for output in "${@:-rows}"; do
  flags=()
  case $output in
    rows | stats | mail) ;;
    details) flags=(-V) ;;
    json | ek | pdml) flags=(-T "$output") ;;
    fields) flags=(-T fields); for f in $fields; do flags+=(-e "$f"); done ;;
    *) echo "$output: rows, details, json, ek, pdml, fields, stats or mail"; exit 2 ;;
  esac
  for run in 1 2 3; do
    case $output in
      stats | mail)
        measure "$output, $netsniff" "$netsniff" "$output" -r "$capture"
        measure "rows, $netsniff" "$netsniff" -n -r "$capture"
        ;;
      *)
        measure "$output, $netsniff" "$netsniff" -n "${flags[@]}" -r "$capture"
        measure "$output, tshark" tshark -n "${flags[@]}" -r "$capture"
        ;;
    esac
  done
done
