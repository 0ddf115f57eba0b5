#!/bin/sh
# Remember what is not there yet, so that uninstall removes it again and nothing else: before.sh ROOT
#
# What an earlier install has made stays remembered.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$1
. "$here/install/common.sh"

remember() {
    grep -qxF -- "$2" "$record/$1" || echo "$2" >> "$record/$1"
}

touch "$record/folders" "$record/groups" "$record/users" "$record/files"
{ (cd "$here/root" && find . -mindepth 1 -type d | sed 's/^\.//'); echo /boot; echo /boot/firmware; } |
    while read -r folder; do
        [ -d "$root$folder" ] || remember folders "$folder"
    done
users=$here/root/usr/lib/sysusers.d/antiphon.conf
for group in $(awk '$1 ~ /^[ug]$/ { print $2 } $1 == "m" { print $3 }' "$users" | sort -u); do
    grep -q "^$group:" "$root/etc/group" || remember groups "$group"
done
grep -q '^antiphon:' "$root/etc/passwd" || remember users antiphon
