#!/bin/sh
# Runs in the machine under test, as a service that is started when the box says that it is ready:
# has it play, and writes what is found to the second disk. Then the machine is switched off.
out=/run/results
mkdir -p $out
mount -t vfat /dev/vdb $out
systemctl show --value -p ActiveEnterTimestampMonotonic antiphon.service > $out/ready
grep -E '^(MemTotal|MemAvailable):' /proc/meminfo > $out/memory
systemctl is-active antiphon.service > $out/active
systemctl --failed --plain --no-legend > $out/failed
findmnt --noheadings --raw --output TARGET,SOURCE,FSTYPE,OPTIONS > $out/mounts
df -m --output=target,size > $out/sizes
ls /dev/antiphon > $out/partitions
fw_printenv > $out/state 2>&1
rauc status --output-format=shell > $out/updates 2> $out/updates-said
systemd-analyze --no-pager > $out/analyze 2>&1
systemd-analyze --no-pager blame > $out/blame 2>&1

export PYTHONPATH=/opt/antiphon:/opt/antiphon/packages
cd /run/test || exit 1
python3 keyboard.py $out/answer.json > $out/keyboard 2>&1
python3 numerics.py /opt/antiphon/models_tflite $out/arm64.npz > $out/numerics 2>&1
ls /var/lib/antiphon > $out/jams
fluidsynth --version > $out/fluidsynth 2>&1
journalctl -q -b --no-pager > $out/journal
umount $out
systemctl poweroff
