#!/bin/bash
# Build the scripts of the pages that netsniff writes and serves, report/page/page.js and report/view/view.js, from
# report/web and pinned npm packages, with the licences of those in them. With --check only say whether what is
# committed is what that gives.
set -eu
cd "$(dirname "$0")/../report/web"
if [ "${1:-}" = --check ]; then
  command -v npm >/dev/null || { echo 'assets: npm is not here' | tee -a ../../.skipped; exit 0; }
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
else
  out=..
fi
npm ci --ignore-scripts --no-audit --no-fund --silent
node build.mjs "$out"
[ "$out" = .. ] || for f in page/page.js view/view.js web/licences.txt; do
  cmp "$out/$f" "../$f" || { echo "report/$f is not what report/web gives: make assets" >&2; exit 1; }
done
