#!/bin/sh
# Make the guest's disk: root.sh IMAGE, a file system of Debian 12 with Python, the ALSA library and
# the Python packages of the box and of its tests. As root; needs mmdebstrap and a Python 3.11 with
# pip ($PYTHON).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --variant=minbase --include=python3,libasound2 bookworm "$work/root.tar"
mkdir "$work/root"
tar xf "$work/root.tar" -C "$work/root"
"${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
    --target "$work/root/opt/packages" -r "$here/../../requirements/box.lock" \
    pytest pytest-timeout hypothesis
cp "$here/init" "$work/root/antiphon-init"
mkdir -p "$work/root/antiphon"
rm -f "$1"
mkfs.ext4 -q -d "$work/root" "$1" "${SIZE:-900M}"
