#!/bin/sh
# Make the image of an SD card: make.sh [FOLDER, else build/image]. As root, on Debian.
#
# PYTHON has pip and packaging. LOCK=no takes the newest packages of Debian's and
# writes packages.lock anew. What Debian brings is kept in FOLDER/cache until the lists change.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../build/image}
mkdir -p "$out/cache"
out=$(cd "$out" && pwd)
python=${PYTHON:-python3}
card=a2719004
lock=$here/packages.lock
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../pyproject.toml")
image=$out/antiphon-$version.img

step=0
tell() {
    step=$((step + 1))
    echo "[$step/8] $* ($(date +%T))"
}

[ "$(id -u)" = 0 ] || { echo "make image has to be run as root" >&2; exit 1; }
rm -rf "${out:?}/root" "$out/kernel" "$out/boot"

archive() { # root or kernel: what the lists and the lock ask for
    key=$(cat "$here/packages.list" "$here/kernel.list" "$here/debian.sh" "$lock" | sha256sum)
    echo "$out/cache/$1-$(echo "$key" | cut -c1-16).tar"
}

tell "Debian's packages for arm64 (the first time, ten minutes or more)"
if [ "${LOCK:-}" = no ] || [ ! -e "$(archive kernel)" ]; then
    [ "${LOCK:-}" = no ] && : > "$out/lock" || cp "$lock" "$out/lock"
    "$here/debian.sh" "$out/lock" "$out/cache/root.tar" "$out/cache/kernel.tar"
    cp "$out/lock" "$lock"
    mv "$out/cache/root.tar" "$(archive root)"
    mv "$out/cache/kernel.tar" "$(archive kernel)"
fi
SOURCE_DATE_EPOCH=$(date -u -d "$(sed -n 's/^# //p' "$lock")" +%s)
export SOURCE_DATE_EPOCH
mkdir "$out/root" "$out/kernel" "$out/boot"
tar xf "$(archive root)" -C "$out/root" --exclude='./dev/*'
tar xf "$(archive kernel)" -C "$out/kernel" --exclude='./dev/*'

tell "the box, its Python packages for aarch64, its kernel modules"
"$python" "$here/requirements.py" "$here/../../requirements/box.lock" 3.11.2 aarch64 > "$out/box.lock"
VERSION=$version PYTHON=$python "$here/lay-root.sh" "$out/root" "$out/kernel" "$out/box.lock"

tell "the list of packages and licences"
"$python" "$here/manifest.py" "$out/root" "$out/kernel" "$lock" > "$image.manifest.tsv"

tell "the first file system"
"$here/initrd.sh" "$out/kernel" "$out/initrd.img"

tell "the boot partition"
"$here/boot.sh" "$out/kernel" "$out/root/boot/firmware/antiphon.toml" "$out/boot"
rm "$out/root/boot/firmware/antiphon.toml"

tell "the system's partition"
mksquashfs "$out/root" "$out/root.squashfs" -noappend -quiet -no-progress -comp zstd \
    -Xcompression-level 15 -no-xattrs

"$here/../update/system.sh" "$out"/kernel/boot/vmlinuz-* "$out/initrd.img" "$here/boot/cmdline.txt" \
    "$out/root.squashfs" "$out/system.img"

tell "the card"
owner=$(sed -n 's/^antiphon:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p' "$out/root/etc/passwd")
"$here/disk.sh" "$out/boot" "$out/system.img" "$owner" "$card" "$image"

tell "packing it"
xz -T2 --block-size=64MiB -2 -c "$image" > "$image.xz"
(cd "$out" && sha256sum "${image##*/}.xz" "${image##*/}.manifest.tsv" > "${image##*/}.sha256")
echo "done: $image.xz, $(du -m "$image.xz" | cut -f1) MB"
