# What the programs of this folder share; read by them.
run=${UPDATE_RUN:-/run/antiphon-update}
here=$(cat "${0%/*}/version") # of the system that runs

# Have words shown by the box: for a while, or, with a second word, `stay`, until there are others.
# At most 40 letters.
tell() {
    echo "antiphon: $1"
    printf '%s\n' "$@" > "$run/news.new"
    mv "$run/news.new" "$run/news"
}

# What the boot loader's state says of a name; nothing, if it does not know it.
state() {
    fw_printenv -n "$1" 2> /dev/null || true
}
