#!/bin/sh
# guardian.sh STATE TOKEN: waits for the end of its standard input, which is a pipe that only the lab's owner holds
# open. It ends when the owner closes it, and also when the owner is killed; then the lab is removed.
trap '' INT HUP TERM
cat > /dev/null
# A lab that was left up on purpose outlives its owner.
[ ! -e "$1/detached" ] || exit 0
exec sh "$1/teardown.sh" "$1" "$2"
