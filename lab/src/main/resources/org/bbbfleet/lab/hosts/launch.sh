#!/bin/sh
# launch.sh STATE NAME [-r LOWER DISK] COMMAND…: becomes COMMAND, after it has written itself (pid and start time)
# into the lab's state, so that it can always be found and ended. With -r it first gives itself a mount namespace's
# overlay root at DISK/root: such a mount vanishes with its processes, whatever ends them.
set -eu
state=$1
name=$2
shift 2

# The start time is field 22; the command in field 2 may hold anything, so count after its last parenthesis.
read -r line < "/proc/$$/stat"
set_start() { start=${20}; }
set_start ${line##*) }
echo "$$ $start" > "$state/processes/$name.new"
mv "$state/processes/$name.new" "$state/processes/$name"
# Whoever tears down marks first and reads the records then: one of us sees the other.
[ ! -e "$state/closing" ] || exit 0

if [ "$1" = -r ]; then
  lower=$2
  disk=$3
  shift 3
  # systemd in a host believes that it owns its cgroup: each host gets one for itself, in every hierarchy.
  group=bbb-fleet-$(basename "$state")-$name
  hierarchies=/sys/fs/cgroup
  [ -e "$hierarchies/cgroup.controllers" ] || hierarchies=$(echo /sys/fs/cgroup/*)
  for hierarchy in $hierarchies; do
    [ -e "$hierarchy/cgroup.procs" ] || continue
    # It is there already when the host had its plug pulled and boots again.
    mkdir -p "$hierarchy/$group" 2> /dev/null || continue
    if [ -e "$hierarchy/cpuset.cpus" ]; then # cgroup v1: empty until it is set
      cat "$hierarchy/cpuset.cpus" > "$hierarchy/$group/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" > "$hierarchy/$group/cpuset.mems"
    fi
    echo $$ > "$hierarchy/$group/cgroup.procs"
  done
  mkdir -p "$disk/root" "$disk/work"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$disk/upper,workdir=$disk/work" "$disk/root"
fi
exec "$@"
