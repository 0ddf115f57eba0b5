#!/bin/sh
# Make what changes seldom of the guest's root file system: base.sh FOLDER, Debian 12 with what lies in
# `packages`, the Python packages of the box, and those that the pins and the tests need on this
# machine. As root; needs mmdebstrap and a Python 3.11 with pip ($PYTHON).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
folder=$1
rm -rf "$folder"
mkdir -p "$folder"
echo "root: Debian's packages"
mmdebstrap --quiet --variant=essential --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include="$(paste -sd, "$here/packages")" bookworm "$folder"
echo "root: Python's packages"
"$here/../../../system/lay.sh" "$folder" "$python"
"$python" -m pip install --quiet --disable-pip-version-check --no-compile --only-binary=:all: \
    --target "$folder/usr/local/lib/python3.11/dist-packages" \
    -c "$here/../../../requirements/dev.lock" lgpio==0.2.2.0 pytest pytest-timeout hypothesis
chroot "$folder" python3 -m compileall -q --invalidation-mode unchecked-hash \
    /opt/antiphon/packages /usr/local/lib/python3.11/dist-packages
