#!/bin/sh
# Install what the box needs of Debian: packages.sh
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
own=""
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null ||
    grep -q trixie /etc/os-release; then
    own="python3-rtmidi" # has no wheel for Python 3.13
    [ "$(dpkg --print-architecture)" != arm64 ] || own="$own python3-lgpio"
fi
echo "antiphon: looking for Debian's packages"
# shellcheck disable=SC2086  # packages are words
"$here/tools/setup/debian.sh" python3 python3-pip 'libasound2|libasound2t64' kmod udev \
    fluidsynth timgm6mb-soundfont alsa-utils $own
