# shellcheck shell=sh disable=SC2034,SC2154
# What install.sh and uninstall.sh share; sourced with $root set.
record=$root/opt/antiphon/installed # what install laid and made

say() {
    echo "antiphon: $*"
}

must_be_root() {
    [ -n "$root" ] || [ "$(id -u)" = 0 ] || {
        say "run this as root, with sudo" >&2
        exit 1
    }
}

# A system runs here, and it is this one that is changed.
running() {
    [ -z "$root" ] && [ -d /run/systemd/system ]
}
