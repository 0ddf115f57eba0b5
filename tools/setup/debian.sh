#!/bin/sh
# Install the Debian packages named as arguments that are missing. Asks for sudo only then.
set -eu
command -v dpkg-query >/dev/null || exit 0 # not a Debian: leave it to the person

missing=""
for package in "$@"; do
    # an alternative "a|b": any one of them will do, the first that can be installed is taken
    found=""
    for name in $(echo "$package" | tr '|' ' '); do
        if dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed'; then
            found=yes
        fi
    done
    [ -n "$found" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    sudo="sudo"
    command -v sudo >/dev/null || {
        echo "Missing Debian packages:$missing. Install them as root, then try again." >&2
        exit 1
    }
fi
echo "Installing missing Debian packages:$missing"
$sudo apt-get update -qq
names=""
for package in $missing; do
    for name in $(echo "$package" | tr '|' ' '); do
        if apt-cache show "$name" 2>/dev/null | grep -q '^Version'; then
            names="$names $name"
            break
        fi
    done
done
# shellcheck disable=SC2086  # names are words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
    --no-install-recommends $names >/dev/null
