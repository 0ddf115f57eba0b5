#!/bin/sh
# Make an update: bundle.sh SYSTEM ARCHITECTURE VERSION KEY OUT. SYSTEM was made by system.sh, KEY is
# the folder of key.sh.
set -eu
system=$1 architecture=$2 version=$3 key=$4 out=$5
[ -e "$key/updates.key" ] || { echo "no $key/updates.key: \`make update-key\`" >&2; exit 1; }
work=$(mktemp -d -p "$(dirname "$out")")
trap 'rm -rf "$work"' EXIT

mkdir "$work/bundle"
ln "$system" "$work/bundle/system.img" 2> /dev/null || cp "$system" "$work/bundle/system.img"
cat > "$work/bundle/manifest.raucm" << EOT
[update]
compatible=antiphon-$architecture
version=$version

[bundle]
format=plain

[image.system]
filename=system.img
EOT
rm -f "$out"
rauc --cert "$key/updates.crt" --key "$key/updates.key" --keyring "$key/updates.crt" \
    bundle --mksquashfs-args="-comp zstd -Xcompression-level 3 -no-progress" "$work/bundle" "$out"
