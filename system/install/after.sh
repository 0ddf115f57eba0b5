#!/bin/sh
# Remember which files were laid, and remove those that only an older version had: after.sh ROOT
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$1
. "$here/install/common.sh"

(cd "$here/root" && find . ! -type d | sed 's/^\.//' | sort) > "$record/files.new"
grep -vxFf "$record/files.new" "$record/files" | while read -r old; do
    rm -f "$root$old"
done || true # nothing is old
mv "$record/files.new" "$record/files"
"$here/units.sh" > "$record/units"
