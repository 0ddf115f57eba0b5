#!/bin/sh
# Build the kernel: kernel.sh FOLDER. It comes from Debian 12's package linux-source-6.1; needs gcc,
# make, bc, flex, bison and xz. FOLDER then holds the kernel (linux), the description of the board
# (board.dtb) and the list of what is built in (modules.builtin).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
source=$out/linux-source-6.1

echo "kernel: unpacking its source"
rm -rf "$source"
tar xf /usr/src/linux-source-6.1.tar.xz -C "$out" --exclude='*/Documentation/devicetree' \
    --exclude='*/tools/testing' --exclude='*/drivers/gpu/drm/amd/include'
cd "$source"

# edit FILE SED-COMMAND: change the source, and say so if there was nothing to change
edit() {
    cp "$1" "$1.before"
    sed -i "$2" "$1"
    ! cmp -s "$1" "$1.before" || { echo "$1 is not as it was: $2" >&2; exit 1; }
}
# ALSA, USB and I2C over USB need no hardware, but are kept from this architecture, which has none
edit sound/Kconfig 's/^if !UML$/if y/'
edit sound/Kconfig '0,/depends on HAS_IOMEM || INDIRECT_IOMEM/s//depends on y/'
edit drivers/usb/Kconfig 's/depends on HAS_IOMEM$/depends on y/'
edit drivers/i2c/busses/Kconfig '0,/depends on HAS_IOMEM$/s//depends on y/'
edit drivers/usb/core/hcd.c '/^\tif (phys_addr)$/,/^\telse$/d'
# built in, the precise timer asks how precise timers are before they are; as a module it does not
edit sound/core/hrtimer.c 's/resolution = hrtimer_resolution;/resolution = 1;/'
# the far end of a USB keyboard is in nobody's list of ports: it is outside of the box
edit sound/core/rawmidi.c 's/if (\(!rmidi->ops || !rmidi->ops->dev_register\)) {/if (strcmp(rmidi->card->shortname, "f_midi") \&\& (\1)) {/'
# pins are interrupts too, beside those of this architecture's own, which are all that there are
edit arch/um/include/asm/irq.h 's/^\(#define NR_IRQS\s*\)UM_LAST_SIGNAL_IRQ$/\1(UM_LAST_SIGNAL_IRQ + 64)/'
# contacts rest open, and a closed one is closed whatever its reader pulls at the pin
edit drivers/gpio/gpio-sim.c 's/return gpio_sim_apply_pull(chip, offset, [01]);/return 0;/'
edit drivers/gpio/gpio-sim.c 's/^\tchip->irq_sim = /\tbitmap_fill(chip->value_map, num_lines);\n\tbitmap_fill(chip->pull_map, num_lines);\n&/'
# a disk's flush has no data, and so nothing was done for it: nothing ever lasted through a power cut
edit arch/um/drivers/ubd_kern.c 's/^\t\t\tfor (i = 0; !req->error && i < req->desc_cnt; i++)$/\t\t\tif (req_op(req->req) == REQ_OP_FLUSH)\n\t\t\t\tdo_io(req, NULL);\n&/'

options="ARCH=um SUBARCH=x86_64"
# shellcheck disable=SC2086  # options are words
make -s $options allnoconfig KCONFIG_ALLCONFIG="$here/kernel.config"
grep '^CONFIG_' "$here/kernel.config" | while read -r wanted; do
    grep -qxF "$wanted" .config || { echo "not taken: $wanted" >&2; exit 1; }
done

echo "kernel: compiling"
# shellcheck disable=SC2086
make $options -j"${JOBS:-2}" linux > "$out/log" 2>&1 &
compiler=$!
while kill -0 $compiler 2> /dev/null; do
    sleep 15
    echo "kernel: $(grep -c '^  CC ' "$out/log") files compiled"
done
wait $compiler || { tail -30 "$out/log" >&2; exit 1; }

scripts/dtc/dtc -q -o "$out/board.dtb" "$here/board.dts"
strip -o "$out/linux" linux
cp modules.builtin modules.builtin.modinfo "$out/"
# shellcheck disable=SC2086
make -s $options kernelrelease > "$out/release"
cd "$out" && rm -rf "$source"
