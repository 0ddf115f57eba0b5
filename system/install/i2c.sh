#!/bin/sh
# Switch the display's bus on, or off again if install did: i2c.sh on|off. Only on Raspberry Pi OS.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
root=""
. "$here/install/common.sh"
command -v raspi-config > /dev/null || exit 0

if [ "$1" = on ] && [ "$(raspi-config nonint get_i2c)" = 1 ]; then
    say "switching I2C on for the display (it works after the next start)"
    raspi-config nonint do_i2c 0
    touch "$record/i2c"
elif [ "$1" = off ] && [ -e "$record/i2c" ]; then
    say "switching I2C off again"
    raspi-config nonint do_i2c 1
fi
