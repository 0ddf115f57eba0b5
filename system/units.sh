#!/bin/sh
# Name the units that are to be enabled, one a line: those in system/root that say what wants them.
set -eu
cd "$(dirname "$0")/root/etc/systemd/system"
grep -lx '\[Install\]' -- *.*
