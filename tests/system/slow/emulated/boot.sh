#!/bin/sh
# Start an image on an emulated arm64 machine, have it probed, and fetch what was found:
#
#   boot.sh IMAGE RESULTS [RUINED]
#
# The image is copied, onto a longer card, and the copy's settings are told to leave the keyboard's
# inside alone. The partition whose number is RUINED is written over with noise. PROBE is another
# script than probe.sh. Needs qemu-system-arm, mtools, dosfstools, cpio.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
image=$1 results=$2 ruined=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boot=$work/card@@4M
export MTOOLS_SKIP_CHECK=1

cp --sparse=always "$image" "$work/card"
truncate -s "${CARD:-2G}" "$work/card"
[ -z "$ruined" ] || dd if=/dev/urandom of="$work/card" bs=512 count=16384 conv=notrunc status=none \
    seek="$(partx --show --noheadings --output START --nr "$ruined" "$work/card" | tr -d ' ')"
mcopy -i "$boot" ::antiphon.toml "$work/"
mcopy -i "$work/card@@68M" ::vmlinuz ::initrd.img ::cmdline.txt "$work/"
sed -i 's/^ignore = .*/ignore = ["f_midi"]/' "$work/antiphon.toml"
[ "${PROBE:-}" != cut.sh ] || # six starts: the speed of networks is not measured at each
    sed -i 's/^size = .*/size = "small"/' "$work/antiphon.toml"
mcopy -o -i "$boot" "$work/antiphon.toml" ::

mkdir -p "$work/more/seed/systemd/system/multi-user.target.wants" "$work/more/seed/test"
cp "$here/keyboard.py" "$here/numerics.py" "$work/more/seed/test/"
cp "$here/${PROBE:-probe.sh}" "$work/more/seed/test/probe.sh"
cat > "$work/more/seed/systemd/system/probe.service" << EOT
[Unit]
After=antiphon.service
[Service]
ExecStart=/run/test/probe.sh
EOT
ln -s ../probe.service "$work/more/seed/systemd/system/multi-user.target.wants/"
(cd "$work/more" && find . | cpio --quiet -o -H newc -R 0:0) | gzip > "$work/more.img"
cat "$work/initrd.img" "$work/more.img" > "$work/initrd"

truncate -s 64M "$work/found"
mkfs.vfat "$work/found" > "$work/said"
timeout "${LIMIT:-3600}" qemu-system-aarch64 -M virt -cpu cortex-a53 -smp 2 -m 512 -nographic \
    -nic none -kernel "$work/vmlinuz" -initrd "$work/initrd" \
    -append "root=PARTUUID=a2719004-02 rauc.slot=A $(cut -d= -f2- "$work/cmdline.txt") \
        console=ttyAMA0 loglevel=6 systemd.show_status=1" \
    -drive "if=virtio,format=raw,file=$work/card" -drive "if=virtio,format=raw,file=$work/found" \
    < /dev/null > "$results/console" 2>&1
mcopy -s -n -i "$work/found" '::*' "$results/"
