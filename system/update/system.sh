#!/bin/sh
# Put one of the two systems of a card together: system.sh VMLINUZ INITRD ARGUMENTS ROOT OUT
#
# ROOT is the root file system (squashfs), ARGUMENTS a file with those of the kernel, a line. OUT becomes
# a FAT file system as long as what is in it: the boot loader reads its kernel there, and the
# first process its root. So a system is whole, or it is not the one that starts.
set -eu
kernel=$1 initrd=$2 arguments=$3 root=$4 out=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TZ=UTC MTOOLS_SKIP_CHECK=1

cp "$kernel" "$work/vmlinuz"
cp "$initrd" "$work/initrd.img"
cp "$root" "$work/root.squashfs"
sed 's/^/arguments=/' "$arguments" > "$work/cmdline.txt"
touch -d "@${SOURCE_DATE_EPOCH:-0}" "$work"/*
size=$(($(du -cB 1M --apparent-size "$work"/* | tail -n 1 | cut -f 1) + 4))
rm -f "$out"
truncate -s "${size}M" "$out"
mkfs.vfat -n SYSTEM -i 414e5401 --invariant "$out" > "$work/said"
mcopy -m -i "$out" "$work/vmlinuz" "$work/initrd.img" "$work/cmdline.txt" "$work/root.squashfs" ::
