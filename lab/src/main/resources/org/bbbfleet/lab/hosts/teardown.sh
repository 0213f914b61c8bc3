#!/bin/sh
# teardown.sh STATE TOKEN: ends and removes everything that belongs to one lab, and nothing else. May run again after it
# was interrupted, and by several at once. TOKEN is what the caller read in STATE/token: a new lab that took the same
# place meanwhile has another one and is left alone.
set -u
state=$1
token=$2

exec 9< "$state" || exit 0
flock -w 60 9 || exit 1
[ "$(cat "$state/token" 2> /dev/null)" = "$token" ] || exit 0
: > "$state/closing"

started() { # PID: prints the start time of a process, nothing if it is gone or a zombie
  { read -r line < "/proc/$1/stat"; } 2> /dev/null || return 0
  set -- ${line##*) }
  [ "$1" = Z ] || echo "${20}"
}

ours() { # prints the pids among our records that are still the processes that we started
  for record in "$state"/processes/*; do
    { read -r pid start < "$record"; } 2> /dev/null || continue
    [ "$(started "$pid")" = "$start" ] && echo "$pid"
  done
}

signal() {
  for pid in $(ours); do kill "-$1" "$pid" 2> /dev/null; done
}

await() { # TENTHS of a second
  tenths=$1
  while [ -n "$(ours)" ] && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
}

# A host shuts down cleanly in about a second; one that does not within five is ended.
signal TERM
await 50
signal KILL
await 20

id=$(basename "$state")
groups() { # the cgroups that launch.sh made for this lab, in every hierarchy
  for group in /sys/fs/cgroup/bbb-fleet-"$id"-* /sys/fs/cgroup/*/bbb-fleet-"$id"-*; do
    [ ! -d "$group" ] || echo "$group"
  done
}
sweep() { # ends what is left in them and removes them
  for group in $(groups); do
    for pid in $(find "$group" -name cgroup.procs -exec cat {} + 2> /dev/null); do
      [ "$pid" = 0 ] || kill -KILL "$pid" 2> /dev/null
    done
    find "$group" -depth -type d -exec rmdir {} + 2> /dev/null
  done
}
# A systemd-nspawn that was killed leaves its host running: its cgroup still tells which processes those are.
sweep
tries=50
while [ -n "$(groups)" ] && [ "$tries" -gt 0 ]; do
  sleep 0.1
  sweep
  tries=$((tries - 1))
done

. "$state/names" # bridge, subnet, disk
for port in /sys/class/net/"$bridge"/brif/*; do
  [ ! -e "$port" ] || ip link del "$(basename "$port")" 2> /dev/null
done
ip link del "$bridge" 2> /dev/null
# Last of the network: until now nothing for these addresses could leave the machine by its default route.
ip route del blackhole "$subnet" metric 4000000000 2> /dev/null

for record in "$state"/processes/*; do
  machine=$id-$(basename "$record")
  rmdir "/run/systemd/nspawn/propagate/$machine" 2> /dev/null
done
rm -rf --one-file-system "$disk"
if [ -z "$(ours)$(groups)" ]; then
  # In one step, so that no half of it is ever taken for a lab.
  gone=$(dirname "$state")/.gone-$$
  mv -T "$state" "$gone" && rm -rf "$gone"
fi
rmdir "$(dirname "$state")" 2> /dev/null
[ ! -e "$state" ]
