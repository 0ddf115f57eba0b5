#!/bin/sh
# Fill the first partition's folder: boot.sh KERNEL SETTINGS OUT
#
# OUT gets the Pi's firmware, the boot loader with what it is told, the device trees, and the settings.
# The systems with their kernels lie in partitions of their own. Needs u-boot-tools.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
loader=$here/../update/boot
kernel=$1 settings=$2 out=$3

mkdir -p "$out"
firmware=$kernel/usr/lib/raspi-firmware
cp "$firmware/bootcode.bin" "$firmware/start.elf" "$firmware/start4.elf" "$firmware/fixup.dat" \
    "$firmware/fixup4.dat" "$here/boot/config.txt" "$settings" "$out/"
cp "$kernel/usr/share/doc/raspi-firmware/copyright" "$out/LICENCE.firmware.txt"

cp "$kernel/usr/lib/u-boot/rpi_arm64/u-boot.bin" "$out/"
cp "$kernel/usr/share/doc/u-boot-rpi/copyright" "$out/LICENCE.u-boot.txt"
mkimage -T script -C none -A arm64 -d "$loader/boot.cmd" "$out/boot.scr" > /dev/null
mkenvimage -s 0x4000 -o "$out/uboot.env" "$loader/uboot.env.txt"

# Pi 3, 3+, Zero 2 W; Pi 4, 400. The display's bus runs at 400 kHz, and is number 1 as on Raspberry
# Pi OS: without a name it would be whichever is found second.
bus=/soc/i2c@7e804000
trees=$(echo "$kernel"/usr/lib/linux-image-*/broadcom)
for board in bcm2837-rpi-3-a-plus bcm2837-rpi-3-b bcm2837-rpi-3-b-plus bcm2837-rpi-zero-2-w \
    bcm2711-rpi-4-b bcm2711-rpi-400; do
    cp "$trees/$board.dtb" "$out/"
    [ "$(fdtget "$out/$board.dtb" "$bus" status)" = okay ]
    fdtput -t s "$out/$board.dtb" /aliases i2c1 "$bus"
    fdtput -t u "$out/$board.dtb" "$bus" clock-frequency 400000
done
