#!/bin/sh
# once.sh TARGET COMMAND…: makes TARGET if it is not there. The command gets the place to fill as FLEET_MAKE; only a
# whole result is renamed to TARGET. The caller runs this under flock(1), whose lock is inherited by whatever we start:
# when our starter is killed, the next one waits for this making instead of spoiling it.
set -eu
target=$1
shift
[ -e "$target" ] && exit 0
FLEET_MAKE=$target.part
export FLEET_MAKE
rm -rf --one-file-system "$FLEET_MAKE"
mkdir -p "$FLEET_MAKE"
if ! "$@"; then
  rm -rf --one-file-system "$FLEET_MAKE"
  exit 1
fi
mv -T "$FLEET_MAKE" "$target"
