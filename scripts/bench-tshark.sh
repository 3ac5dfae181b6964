#!/bin/bash
# Time netsniff and tshark on the same large capture, alternating: bench-tshark.sh NETSNIFF [CAPTURE].
# Without CAPTURE the mix of the reference captures is written to a temporary file.
set -eu
netsniff=$1
capture=${2:-}
mix=../shared/bench/mkmix.py
if ! command -v tshark >/dev/null; then
  echo 'tshark is not installed: no comparison'
  exit 0
fi
if [ -z "$capture" ]; then
  [ -f $mix ] || { echo 'no capture to compare on: bench-tshark.sh NETSNIFF CAPTURE'; exit 0; }
  capture=$(mktemp --suffix .pcap)
  trap 'rm -f "$capture"' EXIT
  python3 $mix "$capture"
fi
for run in 1 2 3; do
  for program in "$netsniff" tshark; do
    /usr/bin/time -f "$program: %e s wall, %U s user, %S s system, %M KB peak" "$program" -n -r "$capture" 2>&1 >/dev/null | tail -n 1
  done
done
