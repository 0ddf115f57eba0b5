#!/bin/sh
# Lay what updates need into a root file system that is one of two: lay.sh ROOT ARCHITECTURE VERSION
#
# CERTIFICATE is the file with which updates are verified. Without it they are refused one and all.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$1 architecture=$2 version=$3

cp -r "$here/root/." "$root/"
sed -i "s/@ARCHITECTURE@/$architecture/" "$root/etc/rauc/system.conf"
echo "$version" > "$root/usr/lib/antiphon/update/version"
rm -f "$root/etc/rauc/updates.crt"
[ -z "${CERTIFICATE:-}" ] || install -m 644 "$CERTIFICATE" "$root/etc/rauc/updates.crt"
