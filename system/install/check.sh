#!/bin/sh
# Refuse a system that the box has no packages for: check.sh ROOT
set -eu
release=$(. "$1/etc/os-release" && echo "${ID:-} ${ID_LIKE:-} ${VERSION_CODENAME:-}")
case " $release " in
    *" debian "*" bookworm "* | *" debian "*" trixie "*) ;;
    *)
        echo "antiphon: this is no Debian 12 or 13 (bookworm, trixie), but: $release" >&2
        exit 1
        ;;
esac
machine=$(dpkg --print-architecture)
case $machine in
    arm64 | amd64) ;;
    *)
        echo "antiphon: this system is $machine; the box needs 64 bits (arm64 or amd64)" >&2
        exit 1
        ;;
esac
