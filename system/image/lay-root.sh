#!/bin/sh
# Make Debian's root into the box's: lay-root.sh ROOT KERNEL LOCK
#
# ROOT and KERNEL are unpacked archives of debian.sh; LOCK names the Python packages. PYTHON has pip,
# VERSION is the image's, CERTIFICATE that of updates.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$1 kernel=$2
python=${PYTHON:-python3}

LOCK=$3 "$here/../lay.sh" "$root" "$python" --only-binary=:all: --python-version 3.11 \
    --implementation cp --abi cp311 --abi abi3 --abi none $(for glibc in 17 27 28 34; do
        echo "--platform manylinux_2_${glibc}_aarch64"
    done) --platform manylinux2014_aarch64
find "$root/opt/antiphon/packages" -type d -name tests -prune -exec rm -rf {} +
rm -rf "$root/opt/antiphon/packages/bin"
"$here/binfmt.sh"
chroot "$root" python3 -m compileall -q --invalidation-mode unchecked-hash /opt/antiphon

"$here/lay-modules.sh" "$root" "$kernel"
cp -r "$here/root/." "$root/"
"$here/../update/lay.sh" "$root" arm64 "$VERSION"
systemd-sysusers --root="$root" 2> /dev/null
# shellcheck disable=SC2046  # units are words
systemctl --root="$root" --quiet enable $("$here/../units.sh") antiphon-data antiphon-update-trial \
    systemd-networkd
systemctl --root="$root" --quiet set-default multi-user.target
sed 's/ *#.*//' "$here/noise.list" | xargs systemctl --root="$root" --quiet mask

# Nothing is written there later; what is not known before the first start lies in memory.
: > "$root/etc/machine-id"
touch "$root/usr/lib/clock-epoch"
mkdir -p "$root/var/lib/antiphon" "$root/boot/firmware" "$root/boot/system"
rm -rf "$root"/var/cache/* "$root"/var/log/* "$root"/var/lib/apt "$root"/var/lib/dpkg/info \
    "$root"/var/lib/dpkg/*-old "$root"/usr/share/man "$root"/usr/share/info "$root"/etc/*- \
    "$root/etc/.pwd.lock" "$root/etc/resolv.conf"
