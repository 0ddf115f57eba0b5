#!/bin/sh
# Lay the kernel modules that the boards need: lay-modules.sh ROOT KERNEL
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$1 kernel=$2
version=$(ls "$kernel/lib/modules")
from=$kernel/lib/modules/$version to=$root/lib/modules/$version

[ -e "$from/modules.dep" ] || depmod -b "$kernel" "$version"
mkdir -p "$to"
cp "$from/modules.builtin" "$from/modules.order" "$from"/modules.builtin.* "$to/"
python3 "$here/modules.py" "$from" "$here/modules.list" "$here/modules-early.list" |
    (cd "$from" && xargs cp --parents -t "$to")
depmod -b "$root" "$version"
