#!/bin/sh
# Lay the box into a root file system: lay.sh ROOT [PYTHON [pip's options for another machine …]]
#
#   ROOT/opt/antiphon              the box, its networks, and the packages it needs (packages/)
#   ROOT/usr/bin/antiphon          the command
#   ROOT/etc, ROOT/usr/lib         units, rules and users, as they lie in system/root
#   ROOT/boot/firmware             the settings, unless there are some
#
# It is used for the image, the installer and the virtual box alike. PYTHON has pip; what it asks for
# is in requirements/box.lock, or in the file named by LOCK where the machine's own packages differ.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$1
python=${2:-python3}
[ $# -lt 2 ] && shift 1 || shift 2

box=$root/opt/antiphon
mkdir -p "$box" "$root/usr/bin" "$root/boot/firmware"
rm -rf "$box/appliance" "$box/models_tflite"
cp -r "$here/appliance" "$here/models_tflite" "$box/"
find "$box" -name __pycache__ -prune -exec rm -rf {} +

# packages that are there already, of this very list, are left as they are
lock=${LOCK:-$here/requirements/box.lock}
if ! cmp -s "$lock" "$box/packages/box.lock"; then
    rm -rf "$box/packages"
    "$python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
        --target "$box/packages" -r "$lock" "$@"
    cp "$lock" "$box/packages/box.lock"
fi

cp -r "$here/system/root/." "$root/"
[ -e "$root/boot/firmware/antiphon.toml" ] || cp "$here/system/antiphon.toml" "$root/boot/firmware/"
