#!/bin/bash
# Write THIRD_PARTY_NOTICES: the licences of everything that is linked into netsniff, on any system
# `make dist` builds for, and of what is in the script of its pages. With --check only say whether the committed file names the same modules.
set -eu
cd "$(dirname "$0")/.."
file=THIRD_PARTY_NOTICES

modules() {
  local os
  for os in linux windows darwin; do
    GOOS=$os CGO_ENABLED=0 go list -deps \
      -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/netsniff
  done | sort -u
}

if [ "${1:-}" = --check ]; then
  if ! diff <(modules | cut -d' ' -f1,2) <(sed -n 's/^## \(.* v.*\)$/\1/p' "$file"); then
    echo "$file does not name the modules above as they are used: run make notices and read what changed" >&2
    exit 1
  fi
  exit 0
fi

{
  echo "netsniff contains the Go standard library and the modules below. Their licences:"
  printf '\n## The Go standard library\n\n'
  cat "$(go env GOROOT)/LICENSE"
  printf '\n## Makers of network cards (dissect/oui)\n\n'
  echo 'From the public listing of the IEEE Registration Authority, in which the IEEE asserts no copyright.'
  modules | while read -r path version dir; do
    printf '\n## %s %s\n\n' "$path" "$version"
    found=$(find "$dir" -maxdepth 1 -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' -o -iname 'notice*' \) | sort)
    [ -n "$found" ] || { echo "$path has no licence" >&2; exit 1; }
    for f in $found; do tr -d '\r' <"$f"; done
  done
  printf '\n'
  cat report/web/licences.txt
} >"$file.new"
mv "$file.new" "$file"
