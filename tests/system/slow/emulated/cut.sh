#!/bin/sh
# Runs in the machine under test in place of probe.sh: at each start, looks whether all is there that
# was kept before, plays, notes what is kept now, and cuts the current at a random moment while more
# is played. The machine then starts anew, with nothing of its memory left. After the last cut it is
# switched off.
cuts=5
out=/run/results
jams=/var/lib/antiphon
mkdir -p $out
mount -t vfat /dev/vdb $out
touch $out/kept
echo start >> $out/starts
journalctl -q -b -u antiphon-data --no-pager -o cat >> $out/checks
systemctl is-active antiphon.service >> $out/active

while read -r name size; do # a jam that is kept may have been written on, but never loses anything
    now=$(stat -c %s "$jams/$name" 2> /dev/null || echo 0)
    head -c 4 "$jams/$name" 2> /dev/null | grep -q MThd && [ "$now" -ge "$size" ] ||
        echo "$name had $size bytes, has $now" >> $out/lost
done < $out/kept

if [ "$(wc -l < $out/starts)" -le $cuts ]; then
    cd /run/test || exit 1
    python3 keyboard.py /run/answer > /run/keyboard 2>&1 &
    until newest=$(cd $jams && ls -t jam-*.mid 2> /dev/null | head -n 1) && [ -n "$newest" ] &&
        ! grep -q "^$newest " $out/kept; do
        sleep 0.5
    done
    sleep 2 # the folder, too, is on the disk
    (cd $jams && stat -c '%n %s' "$newest") >> $out/kept
    sleep "$(od -A n -N 1 -t u1 /dev/urandom | awk '{ print $1 / 32 }')"
    umount $out
    echo b > /proc/sysrq-trigger
fi
umount $out
systemctl poweroff
