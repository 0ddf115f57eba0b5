#!/bin/sh
# Make Debian's part of the image: debian.sh LOCK ROOT.tar KERNEL.tar
#
# Two file systems of bookworm arm64: the packages of packages.list, installed, and those of
# kernel.list, merely unpacked. Versions are those of LOCK; if LOCK is empty, the newest, and they
# are written into it, below the day. MIRROR names another mirror than Debian's own, such as one of
# an earlier day.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
lock=$1 root=$2 kernel=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pins=$work/pins got=$work/got
touch "$got.root" "$got.kernel"
day=$(sed -n 's/^# //p' "$lock")
SOURCE_DATE_EPOCH=$(date -u -d "${day:-today 0:00}" +%s) # no file is younger
export SOURCE_DATE_EPOCH

# shellcheck disable=SC2016  # apt's names, not ours
sed -n 's/^\([^# ]*\) \(.*\)/Package: \1\nPin: version \2\nPin-Priority: 1001\n/p' "$lock" > "$pins"

bootstrap() { # variant, list of packages, archive, options of mmdebstrap …
    variant=$1 names=$(sed 's/ *#.*//' "$2" | xargs | tr ' ' ,) archive=$3
    shift 3
    INITRD=No mmdebstrap --quiet --mode=root --architectures=arm64 --variant="$variant" --format=tar \
        --components=main,non-free-firmware --include="$names" \
        --setup-hook='mkdir -p "$1/etc/apt/preferences.d"' \
        --setup-hook="copy-in $pins /etc/apt/preferences.d" \
        --customize-hook='rm -f "$1/etc/apt/preferences.d/pins"' "$@" \
        bookworm "$archive.part" ${MIRROR:+"$MIRROR"}
    mv "$archive.part" "$archive"
}

"$here/binfmt.sh"
bootstrap extract "$here/kernel.list" "$kernel" \
    --extract-hook='ls "$1/var/cache/apt/archives" > '"$got.kernel"
bootstrap essential "$here/packages.list" "$root" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='chroot "$1" dpkg-query -W -f "\${Package} \${Version}\n" > '"$got.root"

{
    grep '^#' "$lock" || date -u '+# %F'
    "$here/versions.sh" "$got.root" "$got.kernel"
} > "$got"
if [ ! -s "$lock" ]; then
    cp "$got" "$lock"
elif ! diff -u "$lock" "$got" >&2; then
    rm -f "$root" "$kernel"
    echo "these are not the versions of $lock: MIRROR= an older day, or \`make image-lock\`" >&2
    exit 1
fi
