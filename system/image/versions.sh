#!/bin/sh
# Name the packages of the image with their versions, sorted: versions.sh INSTALLED ARCHIVES
#
# INSTALLED has lines of name and version; ARCHIVES has names of .deb files, of which kernel,
# firmware, boot loader and the first process's shell count.
set -eu
{
    cat "$1"
    sed -n 's/^\(\(linux-image\|raspi-firmware\|u-boot-rpi\|busybox-static\)[^_]*\)_\([^_]*\)_.*/\1 \3/p' "$2" |
        sed 's/%3a/:/g'
} | LC_ALL=C sort -u
