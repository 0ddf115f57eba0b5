#!/bin/sh
# Build the kernel: kernel.sh SOURCE, an unpacked tree of Debian's package linux-source-6.1. Needs
# gcc, make, bc, flex and bison; four to eight minutes of CPU time. The kernel is then SOURCE/linux.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
# ALSA's sequencer needs no hardware, but is kept from this architecture, which has none
sed -i 's/^if !UML$/if y/; 0,/depends on HAS_IOMEM || INDIRECT_IOMEM/s//depends on y/' sound/Kconfig
# built in, the precise timer asks how precise timers are before they are; as a module it does not
sed -i 's/resolution = hrtimer_resolution;/resolution = 1;/' sound/core/hrtimer.c
make -s ARCH=um SUBARCH=x86_64 allnoconfig KCONFIG_ALLCONFIG="$here/kernel.config"
grep '^CONFIG_' "$here/kernel.config" | while read -r wanted; do
    grep -qxF "$wanted" .config || { echo "not taken: $wanted" >&2; exit 1; }
done
make -s ARCH=um SUBARCH=x86_64 -j"${JOBS:-2}" linux
