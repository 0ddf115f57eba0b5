#!/bin/sh
# Can this machine hold the virtual box and the tests of updates? Says why, if it cannot.
set -eu
no() {
    echo "no virtual box here: $1" >&2
    exit 1
}
[ "$(id -u)" = 0 ] || no "that takes root"
grep -q '^VERSION_CODENAME=bookworm$' /etc/os-release || no "that takes Debian 12"
[ "$(uname -m)" = x86_64 ] || no "its kernel is built for x86-64 alone"
free=$(df --output=avail --block-size=1M /dev/shm | tail -1)
[ "$free" -ge 3000 ] || no "it takes 3 GB of /dev/shm, and there are $free MB"
