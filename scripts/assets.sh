#!/bin/bash
# Build the script of the pages that netsniff report writes, report/page/page.js, from report/page/web and pinned npm
# packages, with the licences of those in it. With --check only say whether what is committed is what that gives.
set -eu
cd "$(dirname "$0")/../report/page/web"
if [ "${1:-}" = --check ]; then
  command -v npm >/dev/null || { echo 'assets: npm is not here' | tee -a ../../../.skipped; exit 0; }
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
else
  out=..
fi
npm ci --ignore-scripts --no-audit --no-fund --silent
node build.mjs "$out"
[ "$out" = .. ] || for f in page.js licences.txt; do
  cmp "$out/$f" "../$f" || { echo "report/page/$f is not what report/page/web gives: make assets" >&2; exit 1; }
done
