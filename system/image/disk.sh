#!/bin/sh
# Put an image together: disk.sh BOOT SYSTEM OWNER CARD OUT
#
# BOOT is the folder of the boot partition, SYSTEM made by system/update/system.sh, OWNER user:group of
# the data, CARD the identity of the card, eight hexadecimal digits. No file system is mounted.
# Partitions, in MiB: boot; two systems, of which the second is empty until an update fills it; jams and
# state, which grows at the first start. The boot loader's state lies before the first. Needs u-boot-tools.
set -eu
boot=$1 system=$2 owner=$3 card=$4 out=$5
boot_size=64 system_size=384 data_size=64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ "$(stat -c %s "$system")" -le $((system_size << 20)) ] || {
    echo "the system is longer than its partition of $system_size MiB" >&2
    exit 1
}

export TZ=UTC MTOOLS_SKIP_CHECK=1 E2FSPROGS_FAKE_TIME="$SOURCE_DATE_EPOCH"
find "$boot" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
truncate -s ${boot_size}M "$work/boot"
mkfs.vfat -F 32 -n ANTIPHON -i "$card" --invariant "$work/boot" > "$work/said"
mcopy -s -m -i "$work/boot" "$boot"/* ::

mkdir "$work/empty"
mkfs.ext4 -q -b 4096 -m 0 -L antiphon -U "$card-0000-4000-8000-000000000004" -d "$work/empty" \
    -E "root_owner=$owner,hash_seed=$card-0000-4000-8000-000000000005,lazy_itable_init=0" \
    "$work/data" ${data_size}M

rm -f "$out"
truncate -s $((4 + boot_size + 2 * system_size + data_size))M "$out"
sfdisk --quiet "$out" << EOT
label: dos
label-id: 0x$card
start=4MiB, size=${boot_size}MiB, type=c, bootable
size=${system_size}MiB, type=83
size=${system_size}MiB, type=83
size=${data_size}MiB, type=83
EOT
put() { # file, MiB from the beginning
    dd if="$1" of="$out" bs=1M seek="$2" conv=notrunc,sparse status=none
}
put "$work/boot" 4
mkenvimage -s 0x200 -p 0 -o "$work/state" "$(dirname "$0")/../update/boot/state.txt"
put "$work/state" 1
put "$system" $((4 + boot_size))
put "$work/data" $((4 + boot_size + 2 * system_size))
