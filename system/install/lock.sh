#!/bin/sh
# Print the Python packages to lay: lock.sh PYTHON. Those of requirements/box.lock, without what
# Debian brings where there is no wheel (Python 3.13: python-rtmidi).
set -eu
lock=$(dirname "$0")/../../requirements/box.lock
if "$1" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    grep -v '^python-rtmidi==' "$lock"
else
    cat "$lock"
fi
