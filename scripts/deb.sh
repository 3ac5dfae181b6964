#!/bin/bash
# Build bin/netsniff_VERSION_ARCH.deb: the program (static, it needs no other package), its manual pages and
# completions. Installing it asks whether everybody may capture, and takes no for an answer. deb.sh VERSION
set -eu
cd "$(dirname "$0")/.."
version=$1
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

make -s install DESTDIR="$root" PREFIX=/usr TAGS= CGO_ENABLED=0 LDFLAGS='-s -w'
gzip -n9 "$root"/usr/share/man/man1/*.1
doc=$root/usr/share/doc/netsniff
install -d "$doc" "$root/DEBIAN"
install -m 644 README.md README.zh-CN.md THIRD_PARTY_NOTICES "$doc"
cp LICENSE "$doc/copyright"
gzip -n9c CHANGELOG.md >"$doc/changelog.gz"
chmod 644 "$doc"/*

for script in config postinst postrm; do install -m 755 "scripts/deb/$script" "$root/DEBIAN/$script"; done
install -m 644 scripts/deb/templates "$root/DEBIAN/templates"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
cat >"$root/DEBIAN/control" <<CONTROL
Package: netsniff
Version: $version
Architecture: $arch
Maintainer: The netsniff authors <netsniff@example.org>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: debconf (>= 0.5) | debconf-2.0
Suggests: libcap2-bin
Section: net
Priority: optional
Description: packet capture protocol analyzer for mail, web and DNS
 netsniff reads capture files and live interfaces and prints one line per
 frame in the words of Wireshark, follows streams, times requests and replies,
 narrates mail dialogues and writes mails and web objects to files.
CONTROL
mkdir -p bin
dpkg-deb --root-owner-group --build "$root" "bin/netsniff_${version}_${arch}.deb"
