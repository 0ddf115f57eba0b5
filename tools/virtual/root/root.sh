#!/bin/sh
# Make the guest's disk: root.sh BASE KERNEL IMAGE. The product is laid as into any root file system
# (system/lay.sh) onto a copy of BASE, what base.sh made, with what the image does without a data
# partition; then come a list of what is built into the kernel, where the disks are, and the hands, the
# only things that the box would not have. As root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
base=$1 kernel=$2 image=$3
root=$(mktemp -d -p "$(dirname "$image")")
trap 'rm -rf "$root"' EXIT
cp -a "$base/." "$root"
"$here/../../../system/lay.sh" "$root" "${PYTHON:-python3}"
"$here/../../../system/update/lay.sh" "$root" amd64 0.1.0
place=etc/systemd/system
for unit in antiphon-no-data.service var-lib-antiphon.mount.d; do
    cp -r "$here/../../../system/image/root/$place/$unit" "$root/$place/"
done
cp -r "$here/files/." "$root"
mkdir -p "$root/opt/hands/tools/virtual" "$root/antiphon" "$root/var/lib/antiphon"
cp "$here/../../__init__.py" "$root/opt/hands/tools/"
cp -r "$here/../__init__.py" "$here/../hands" "$root/opt/hands/tools/virtual/"
cp "$here/init" "$root/opt/hands/init"
modules=$root/lib/modules/$(cat "$kernel/release")
mkdir -p "$modules"
cp "$kernel/modules.builtin" "$kernel/modules.builtin.modinfo" "$modules"
: > "$modules/modules.order"
chroot "$root" depmod "$(cat "$kernel/release")"
chroot "$root" systemd-sysusers
# all of the box's units that are wanted by anything, but the synth: there is no sound card
units=$(cd "$here/../../../system/root/etc/systemd/system" && grep -lx '\[Install\]' -- *.* |
    grep -v '^antiphon-synth')
# shellcheck disable=SC2086  # units are words
chroot "$root" systemctl --quiet enable $units antiphon-update-trial hands.service
# nobody logs in, and what is left of Debian's own upkeep only takes time
xargs chroot "$root" systemctl --quiet mask < "$here/masked"
chroot "$root" python3 -m compileall -q --invalidation-mode unchecked-hash \
    /opt/antiphon/appliance /opt/hands
: > "$root/etc/machine-id"
rm -f "$image"
mkfs.ext4 -q -L root -d "$root" "$image.new" "${SIZE:-900M}"
mv "$image.new" "$image"
