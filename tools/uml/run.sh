#!/bin/sh
# Run a command in the guest: run.sh KERNEL IMAGE COMMAND. It runs as root in a copy of this tree, on
# one virtual processor; what it prints is printed, and the exit code is 0 if its own was, else 1.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
memory=$(mktemp -d -p /dev/shm) # the guest's memory is a file: on a disk it would be slow
trap 'rm -rf "$work" "$memory"' EXIT
printf '%s\n' "$3" > "$work/command"
chmod +x "$work/command"
tar cf "$work/tree" -C "$here" appliance tools tests models_tflite pyproject.toml -C "$work" command
TMPDIR="$memory" "$1" mem="${MEMORY:-640M}" ubd0r="$2" ubd1r="$work/tree" root=/dev/ubda ro \
    init=/antiphon-init con0=null,fd:1 con=null quiet panic=1 < /dev/null | tee "$work/said"
grep -q 'guest ends with 0' "$work/said"
