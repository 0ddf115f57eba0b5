#!/bin/sh
# Fill the boot partition's folder: boot.sh KERNEL INITRD SETTINGS CARD OUT
#
# CARD is the identity of the card, eight hexadecimal digits. OUT gets the Pi's firmware, the
# settings, and in a/ kernel, first file system and device trees.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1 initrd=$2 settings=$3 card=$4 out=$5

mkdir -p "$out/a"
firmware=$kernel/usr/lib/raspi-firmware
cp "$firmware/bootcode.bin" "$firmware/start.elf" "$firmware/start4.elf" "$firmware/fixup.dat" \
    "$firmware/fixup4.dat" "$here/boot/config.txt" "$settings" "$out/"
cp "$kernel/usr/share/doc/raspi-firmware/copyright" "$out/LICENCE.firmware.txt"
cp "$initrd" "$out/a/initrd.img"
cp "$kernel"/boot/vmlinuz-* "$out/a/vmlinuz"
sed "s/@DISK@/$card/" "$here/boot/cmdline.txt" > "$out/a/cmdline.txt"

# Pi 3, 3+, Zero 2 W; Pi 4, 400. The display's bus runs at 400 kHz, and is number 1 as on Raspberry
# Pi OS: without a name it would be whichever is found second.
bus=/soc/i2c@7e804000
trees=$(echo "$kernel"/usr/lib/linux-image-*/broadcom)
for board in bcm2837-rpi-3-a-plus bcm2837-rpi-3-b bcm2837-rpi-3-b-plus bcm2837-rpi-zero-2-w \
    bcm2711-rpi-4-b bcm2711-rpi-400; do
    cp "$trees/$board.dtb" "$out/a/"
    [ "$(fdtget "$out/a/$board.dtb" "$bus" status)" = okay ]
    fdtput -t s "$out/a/$board.dtb" /aliases i2c1 "$bus"
    fdtput -t u "$out/a/$board.dtb" "$bus" clock-frequency 400000
done
