#!/bin/sh
# Make a key for signing updates: key.sh FOLDER. It gets updates.key, to be kept secret and not to be
# lost, and updates.crt, which goes into images and verifies what was signed. Never overwrites one.
set -eu
folder=$1
for file in "$folder/updates.key" "$folder/updates.crt"; do
    [ ! -e "$file" ] || { echo "there is a key already: $file" >&2; exit 1; }
done
mkdir -p "$folder"
umask 077
openssl req -x509 -newkey rsa:4096 -nodes -sha256 -days 14600 -subj "/O=Antiphon/CN=updates" \
    -keyout "$folder/updates.key" -out "$folder/updates.crt" 2> "$folder/said" || {
    cat "$folder/said" >&2
    exit 1
}
rm "$folder/said"
chmod 644 "$folder/updates.crt"
echo "made $folder/updates.key: keep it secret, and keep a copy elsewhere. A box takes no update that"
echo "was signed with another than the one that its image was made with."
