#!/bin/bash
# Compare followed streams with tshark's: compare-follow.sh NETSNIFF [DIRECTORY [MOST]].
# Of each capture in DIRECTORY its first stream is taken and two with losses,
# retransmissions or reordering, MOST (120) in all; every tenth is compared in
# all formats. Where a hole at the end of a stream was never acknowledged,
# tshark leaves out what lies beyond and netsniff does not: those are counted
# as longer.
set -u
netsniff=$1
captures=${2:-../shared/conformance/captures}
most=${3:-120}
if ! command -v tshark >/dev/null; then
  echo 'tshark is not installed: no comparison'
  exit 0
fi
[ -d "$captures" ] || { echo "no captures in $captures: no comparison"; exit 0; }

trouble='tcp.analysis.retransmission or tcp.analysis.out_of_order or tcp.analysis.lost_segment'
rule='==================================================================='
streams=0 equal=0 longer=0 different=0

# compare FILE STREAM FORMAT
compare() {
  local ours theirs
  ours=$("$netsniff" -q -r "$1" -z "follow,tcp,$3,$2" 2>/dev/null | tr '\0' '.')
  theirs=$(tshark -n -q -r "$1" -z "follow,tcp,$3,$2" 2>/dev/null | tr '\0' '.')
  if [ "$ours" = "$theirs" ]; then
    equal=$((equal + 1))
  elif [[ $ours == "${theirs%"$rule"}"* ]]; then
    longer=$((longer + 1))
  else
    different=$((different + 1))
    echo "different: $1, stream $2, $3"
  fi
}

for file in "$captures"/*; do
  [ "$streams" -lt "$most" ] || break
  [ "$(stat -c %s "$file")" -lt 4000000 ] || continue
  chosen=$({
    "$netsniff" -r "$file" -f tcp -T fields -e tcp.stream 2>/dev/null | head -n 1
    "$netsniff" -r "$file" -f "$trouble" -T fields -e tcp.stream 2>/dev/null | sort -un | head -n 2
  } | sort -un)
  for stream in $chosen; do
    compare "$file" "$stream" raw
    if [ $((streams % 10)) = 0 ]; then
      for format in ascii hex yaml; do
        compare "$file" "$stream" "$format"
      done
    fi
    streams=$((streams + 1))
  done
done
echo "$streams streams followed: $equal comparisons equal, $longer longer, $different different"
[ "$different" = 0 ]
