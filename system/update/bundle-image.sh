#!/bin/sh
# Make an update of the image that lies in a folder: bundle-image.sh FOLDER KEY OUT. OUT gets
# antiphon-VERSION.raucb. The image must have been made with the certificate of KEY.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 key=$2 out=$3
laid=$folder/root
[ -e "$folder/system.img" ] || { echo "there is no $folder/system.img: \`make image\`" >&2; exit 1; }
cmp -s "$key/updates.crt" "$laid/etc/rauc/updates.crt" || {
    echo "the image verifies updates with another key than that of $key (or with none):" >&2
    echo "a box with it would take no later update that is signed with this one" >&2
    exit 1
}
version=$(cat "$laid/usr/lib/antiphon/update/version")
"$here/bundle.sh" "$folder/system.img" arm64 "$version" "$key" "$out/antiphon-$version.raucb"
echo "put $out/antiphon-$version.raucb on a USB stick, in no folder, and plug it into the box"
