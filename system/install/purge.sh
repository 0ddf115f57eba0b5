#!/bin/sh
# Remove jams, settings, and the users and groups that install made: purge.sh ROOT
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=$1
. "$here/install/common.sh"

say "removing settings, jams and the box's user"
rm -rf "$root/var/lib/antiphon"
rm -f "$root/boot/firmware/antiphon.toml"
while read -r user; do
    userdel ${root:+--prefix "$root"} "$user"
done < "$record/users"
while read -r group; do
    ! grep -q "^$group:" "$root/etc/group" || groupdel ${root:+--prefix "$root"} "$group"
done < "$record/groups"
