#!/bin/sh
# Install the box on this computer, or anew over an older one: sudo system/install.sh
#
# For Raspberry Pi OS 64-bit and other Debians 12 and 13. What it lays is what uninstall.sh removes.
# With ROOT=folder everything goes into the root file system there: what Debian has to bring must
# be there already, and nothing is started. PYTHON has pip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-}
. "$here/install/common.sh"

must_be_root
"$here/install/check.sh" "$root"
[ -n "$root" ] || "$here/install/packages.sh"
python=${PYTHON:-python3}

say "remembering what was there before"
mkdir -p "$record"
"$here/install/before.sh" "$root"

say "laying the box into ${root:-/}: its programs into /opt/antiphon"
lock=$(mktemp)
trap 'rm -f "$lock"' EXIT
"$here/install/lock.sh" "$python" > "$lock"
LOCK=$lock "$here/lay.sh" "$root" "$python" --only-binary=:all:
# Nobody writes there later, so what Python has to compile is compiled now.
"$python" -m compileall -q --invalidation-mode unchecked-hash ${root:+-s "$root"} "$root/opt/antiphon"
"$here/install/after.sh" "$root"

say "making the user antiphon, who runs the box"
systemd-sysusers ${root:+--root="$root"} "$root/usr/lib/sysusers.d/antiphon.conf"

say "enabling $(echo $("$here/units.sh"))"
# shellcheck disable=SC2046  # units are words
systemctl ${root:+--root="$root"} --quiet enable $("$here/units.sh")

[ -n "$root" ] || "$here/install/i2c.sh" on
if running; then
    say "telling the system, and starting the box"
    systemctl daemon-reload
    udevadm control --reload
    udevadm trigger --subsystem-match=gpio --subsystem-match=i2c-dev
    modprobe -a snd-seq snd-hrtimer i2c-dev 2>/dev/null || say "(not all kernel modules are there)"
    # shellcheck disable=SC2046
    systemctl restart $("$here/units.sh")
fi
say "done. Settings: /boot/firmware/antiphon.toml. Jams: /var/lib/antiphon."
say "\`antiphon doctor\` says what is found; \`make uninstall\` removes the box again."
