#!/bin/bash
# Run every fuzz target of the module for a time: fuzz.sh TIME [TAGS].
set -eu
time=${1:-20s}
tags=${2:-}
for dir in $(go list -tags "$tags" -f '{{.Dir}}' ./...); do
  for target in $(grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go 2>/dev/null | cut -c6- | sort -u); do
    echo "== ${dir#"$PWD"/} $target"
    go test -tags "$tags" -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$dir" | grep -Ev '^(fuzz: elapsed|PASS)'
  done
done
