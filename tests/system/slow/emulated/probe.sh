#!/bin/sh
# Runs in the machine under test, as a service beside the box's: waits until it is ready, has it
# play, and writes what is found to the second disk. Then the machine is switched off.
out=/run/results
mkdir -p $out
mount -t vfat /dev/vdb $out
tries=0
until journalctl -q -u antiphon | grep -q playing; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || break
    sleep 0.5
done
cut -d' ' -f1 /proc/uptime > $out/ready
{ grep -E '^(MemTotal|MemAvailable):' /proc/meminfo; } > $out/memory
systemctl is-active antiphon.service > $out/active
systemctl --failed --plain --no-legend > $out/failed
findmnt --noheadings --raw --output TARGET,SOURCE,FSTYPE,OPTIONS > $out/mounts
df -m --output=target,size > $out/sizes
ls /dev/antiphon > $out/partitions
systemd-analyze --no-pager > $out/analyze 2>&1
systemd-analyze --no-pager blame > $out/blame 2>&1

export PYTHONPATH=/opt/antiphon:/opt/antiphon/packages
cd /run/test || exit 1
python3 keyboard.py $out/answer.json > $out/keyboard 2>&1
python3 numerics.py /opt/antiphon/models_tflite $out/arm64.npz > $out/numerics 2>&1
ls /var/lib/antiphon > $out/jams
journalctl -q -b --no-pager > $out/journal
umount $out
systemctl poweroff
