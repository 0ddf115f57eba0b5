#!/bin/sh
# Remove what install.sh has laid: sudo system/uninstall.sh [--purge]
#
# Jams, settings and the box's user stay, unless --purge is given. Packages of Debian's stay: others
# may need them. ROOT=folder as for install.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-}
. "$here/install/common.sh"
purge=${1:-}

must_be_root
[ -d "$record" ] || {
    say "nothing to remove: the box is not installed in ${root:-/}" >&2
    exit 1
}

say "stopping and disabling $(echo $(cat "$record/units"))"
# shellcheck disable=SC2046  # units are words
! running || systemctl stop $(cat "$record/units")
# shellcheck disable=SC2046
systemctl ${root:+--root="$root"} --quiet disable $(cat "$record/units")
[ -n "$root" ] || "$here/install/i2c.sh" off

say "removing its files"
while read -r file; do
    rm -f "$root$file"
done < "$record/files"
if [ "$purge" = --purge ]; then
    "$here/install/purge.sh" "$root"
else
    say "kept: /boot/firmware/antiphon.toml, /var/lib/antiphon and the user antiphon (--purge removes them)"
fi
folders=$(sort -r "$record/folders")
rm -rf "$root/opt/antiphon"
for folder in $folders; do
    rmdir "$root$folder" 2>/dev/null || true # somebody else uses it
done

if running; then
    systemctl daemon-reload
    udevadm control --reload
fi
say "done. Debian's packages were left: python3-pip, fluidsynth, timgm6mb-soundfont, alsa-utils …"
