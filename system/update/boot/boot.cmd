# Which of the two systems on the card starts: U-Boot runs this, from the card's first partition.
#
# The state is one sector, 1 MiB from the card's beginning, which RAUC writes by fw_setenv
# (fw_env.config) and this script reads:
#
#   BOOT_ORDER     which to try first, such as "B A"
#   BOOT_A_LEFT    how often A may still be tried: 0 never; 9 it was ready once, and is not counted
#   BOOT_B_LEFT
#   UPDATE_TRIED   version of the newest update, for Linux alone
#
# One that is on trial is counted before it starts, whatever comes of it. A sector is written whole
# or not at all. If it is damaged, or nobody is left to be tried, each may try three times again.
# A system whose files cannot be read is passed over.
#
# $devtype, $devnum and $kernel_addr_r are set by whoever runs it.

setexpr initrd ${kernel_addr_r} + 4000000
setexpr state ${kernel_addr_r} + 7000000
setenv write_state "env export -c -s 200 ${state} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT UPDATE_TRIED; ${devtype} write ${state} 800 1"
setenv renew_state 'setenv BOOT_ORDER "A B"; setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3'
setenv read_system 'load ${devtype} ${devnum}:${part} ${kernel_addr_r} vmlinuz && load ${devtype} ${devnum}:${part} ${state} cmdline.txt && env import -t ${state} ${filesize} arguments && load ${devtype} ${devnum}:${part} ${initrd} initrd.img'

${devtype} dev ${devnum}
setenv known no
if ${devtype} read ${state} 800 1; then
    if env import -c ${state} 200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT UPDATE_TRIED; then
        setenv known yes
    fi
fi
if test "${known}" = no; then
    echo "Antiphon: the state of the systems is damaged"
    run renew_state
fi

for slot in ${BOOT_ORDER}; do
    setenv part 2
    setenv left ${BOOT_A_LEFT}
    if test "${slot}" = B; then
        setenv part 3
        setenv left ${BOOT_B_LEFT}
    fi
    setenv may no
    if test "${left}" = 9; then
        setenv may yes
    elif test ${left} -gt 0; then
        setexpr left ${left} - 1
        setenv BOOT_${slot}_LEFT ${left}
        if run write_state; then
            setenv may yes
        fi
    fi
    if test "${may}" = yes; then
        echo "Antiphon: system ${slot}, ${left} left"
        if run read_system; then
            setenv initrd_size ${filesize}
            part uuid ${devtype} ${devnum}:${part} identity
            setenv bootargs "root=PARTUUID=${identity} rauc.slot=${slot} ${arguments}"
            booti ${kernel_addr_r} ${initrd}:${initrd_size} ${fdt_addr}
        fi
        echo "Antiphon: system ${slot} cannot be read"
    fi
done

echo "Antiphon: no system is left"
run renew_state
run write_state
reset
