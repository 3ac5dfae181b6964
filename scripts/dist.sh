#!/bin/bash
# Build the archives of a release into bin/dist: static programs for each system, with checksums.
# The same commit and Go give the same bytes. dist.sh VERSION
set -eu
cd "$(dirname "$0")/.."
version=$1
out=bin/dist
docs=(LICENSE THIRD_PARTY_NOTICES README.md README.zh-CN.md CHANGELOG.md)
stamp=$(git log -1 --format=%ct 2>/dev/null || echo 0)
rm -rf "$out" && mkdir -p "$out"
for target in linux/amd64 linux/arm64 windows/amd64 darwin/arm64; do
  os=${target%/*} arch=${target#*/}
  name=netsniff-$version-$os-$arch
  program=netsniff
  [ "$os" != windows ] || program=netsniff.exe
  mkdir "$out/$name"
  GOOS=$os GOARCH=$arch CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$out/$name/$program" ./cmd/netsniff
  cp "${docs[@]}" "$out/$name"
  find "$out/$name" -exec touch -h -d "@$stamp" {} +
  if [ "$os" = windows ]; then
    (cd "$out" && TZ=UTC zip -q -X -r "$name.zip" "$name")
  else
    tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -n9 >"$out/$name.tar.gz"
  fi
  rm -r "${out:?}/$name"
done
(cd "$out" && sha256sum netsniff-* | tee SHA256SUMS)
