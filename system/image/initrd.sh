#!/bin/sh
# Make the first file system: initrd.sh KERNEL OUT. As root, for the owner of its files.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(ls "$kernel/lib/modules")
from=$kernel/lib/modules/$version to=$work/lib/modules/$version

mkdir -p "$work/bin" "$work/proc" "$work/sys" "$work/dev" "$work/run" "$work/root" "$work/system" "$to"
cp "$kernel/bin/busybox" "$work/bin/"
for name in sh cat cp dd hexdump mkdir modprobe mount sleep switch_root; do
    ln -s busybox "$work/bin/$name"
done
cp "$here/init" "$work/init"
sed 's/ *#.*//; /^$/d' "$here/modules-early.list" > "$work/modules"
[ -e "$from/modules.dep" ] || depmod -b "$kernel" "$version"
cp "$from"/modules.builtin* "$from/modules.order" "$to/"
python3 "$here/modules.py" "$from" "$here/modules-early.list" |
    (cd "$from" && xargs cp --parents -t "$to")
depmod -b "$work" "$version"

find "$work" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$work" && find . | LC_ALL=C sort | cpio --quiet --reproducible -o -H newc -R 0:0) |
    gzip -9n > "$2"
