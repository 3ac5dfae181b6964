#!/bin/bash
# Photograph docs/report.png and docs/streaming.png, the pictures of pages in the README: parts of what ./netsniff
# report writes. With Chromium.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# part NAME CAPTURE WIDTHxHEIGHT STYLE: the page of a capture with a style that hides the rest.
part() {
  ./netsniff report --lang en -r "testdata/pcaps/$2" -o "$work/page.html"
  sed -i "s|</style>|body{padding:1.2rem} $4</style>|" "$work/page.html"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="${3/x/,}" --virtual-time-budget=4000 \
    --screenshot="$PWD/docs/$1.png" "file://$work/page.html" 2>/dev/null
}
only='main section,footer,.soft.notes{display:none} figure details{display:none}'
part report tcp-loss-reordering-at-receiver.pcap 1000x985 \
  "$only #summary,#findings,#timing{display:block} #timing>*:not(h2):not(figure),#timing figure:not([aria-labelledby=picture-2]){display:none}"
part streaming streaming-hls.pcap 1000x825 "$only .bar,nav{display:none} #streaming{display:block} #streaming h2{margin-top:0} #streaming>details,#streaming figure>p{display:none}"
