#!/bin/bash
# Record docs/terminal.svg, the picture in the README, from what ./netsniff prints.
set -eu
cd "$(dirname "$0")/.."
capture=testdata/pcaps/foxmail-coremail-smtp-send.pcap
export COLUMNS=92
said=$(mktemp)
trap 'rm -f "$said"' EXIT
{
  printf '\e[1m$ netsniff -r foxmail.pcap -f smtp\e[0m\n'
  ./netsniff -r $capture -f smtp --color always | sed -n '1,2p;4,10p' | sed -E 's/(.{97}).*/\1\x1b[0m/'
  printf '…\n\n\e[1m$ netsniff mail -r foxmail.pcap\e[0m\n…\n'
  ./netsniff mail -r $capture --color always | sed -n '/Mail 1 /,$p' | head -23
} >"$said"
go run github.com/charmbracelet/freeze@v0.2.2 --language ansi --window --padding 16 --font.family monospace --font.size 13 \
  --width 800 --output docs/terminal.svg "$said"
