#!/bin/bash
# Pages and plots of recorded captures as pictures, for people to look at one by one: each section in both languages,
# light and dark, wide and narrow, and each page printed.
#
#   scripts/screens.sh DIR [LOOK]    LOOK: only those, such as wide-light-en or narrow.*zh
set -eu
cd "$(dirname "$0")/.."
dir=$(mkdir -p "${1:?a directory is needed}" && cd "$1" && pwd)
make build
for name in tcp-loss-reordering-at-receiver http-page-parallel smtp-recipient-refused-550 imap-imaplib-session \
  dns-resolve-cold-then-cached-at-resolver ftp-cut-and-resumed streaming-hls streaming-dash sip-call-loss \
  swarm/bittorrent-six-peers tls12-resumption-by-id-and-ticket tls13-retry-resumption-early-data-key-update \
  dhcp-discover-to-release arp; do
  ./netsniff report --lang en -r testdata/pcaps/$name.pcap* -o "$dir/$(basename $name).html" 2>>"$dir/log"
done
mkdir -p "$dir/plots"
for svg in docs/plots/*.svg; do # which capture each is of, TestPictures says
  kind=$(basename "$svg" .svg)
  mapfile -t args < <(grep "^	\"$kind\": " cmd/netsniff/plot_test.go | grep -o '"[^"]*"' | tr -d '"' | tail -n +2 | sed 's#.*\.pcap#testdata/pcaps/&#')
  for lang in en zh; do
    for ending in svg png txt; do ./netsniff plot "$kind" "${args[@]}" --lang $lang -o "$dir/plots/$kind-$lang.$ending" 2>>"$dir/log"; done
  done
done
go test ./report/page -run Screens -count 1 -timeout 0 -screens "$dir" -looks "${2:-.}"
