# request: soffice-nudge: SIGCHLD to the parents of defunct soffice processes, never to PID 1
# request: soffice-restart-parent: restarts those parents' units, if listed; never bbb-web
# request: soffice-end-stuck SECONDS: TERM, then KILL, soffice.bin older than that; pid, start time and name are checked again
# list: units: units that may be started, restarted or stopped: a name or a shell pattern

# Reads /proc/PID/stat into state, ppid, threads, start and comm; fails if the process is gone.
# comm may hold anything, so the fields are counted from the last parenthesis; a line that a name
# cut short lacks the later fields.
look() {
  { IFS= read -r line <"$PROC/$1/stat"; } 2>/dev/null || return 1
  case $line in
    "$1 ("*') '*) ;;
    *) return 1 ;;
  esac
  comm=${line#*\(}
  comm=${comm%\) *}
  line=${line##*\) }
  # shellcheck disable=SC2086
  set -- $line
  [ $# -ge 22 ] || return 1
  state=$1 ppid=$2 threads=${18} start=${20}
  case $ppid$threads$start in
    *[!0-9]*) return 1 ;;
  esac
}

pids() {
  set +f
  for directory in "$PROC"/[0-9]*; do
    printf '%s\n' "${directory##*/}"
  done
  set -f
}

# Whether the process is a defunct soffice process that its parent could reap.
defunct() {
  look "$1" || return 1
  [ "$state" = Z ] && [ "$threads" -le 1 ] || return 1
  case $comm in
    soffice.bin | soffice | oosplash) return 0 ;;
  esac
  return 1
}

# Prints "child start parent parentstart" for one defunct child of each parent.
parents() {
  seen=' '
  for child in $(pids | tr '\n' ' '); do
    defunct "$child" || continue
    born=$start parent=$ppid
    case $seen in
      *" $parent "*) continue ;;
    esac
    seen="$seen$parent "
    look "$parent" || continue
    printf '%s %s %s %s\n' "$child" "$born" "$parent" "$start"
  done
}

# Whether child and parent are still the ones that were seen; leaves the parent's comm in comm.
still() {
  defunct "$1" && [ "$start" = "$2" ] && [ "$ppid" = "$3" ] || return 1
  look "$3" && [ "$start" = "$4" ]
}

soffice_nudge() {
  did=0 failed=0
  found=$(parents)
  while read -r child born parent since; do
    [ -n "$child" ] || continue
    if [ "$parent" -le 1 ]; then
      printf 'soffice %s is defunct and its parent is PID 1, which is never signalled\n' "$child"
      continue
    fi
    still "$child" "$born" "$parent" "$since" || continue
    if [ -n "$DRY" ]; then
      printf 'would send SIGCHLD to %s (%s), parent of defunct %s\n' "$parent" "$(plain "$comm")" "$child"
      did=1
    elif kill -s CHLD "$parent" 2>/dev/null; then
      log "SIGCHLD to $parent"
      printf 'sent SIGCHLD to %s (%s), parent of defunct %s\n' "$parent" "$(plain "$comm")" "$child"
      did=1
    else
      printf 'SIGCHLD to %s failed\n' "$parent"
      failed=1
    fi
  done <<EOF
$found
EOF
  [ "$failed" -eq 0 ] || return 1
  [ "$did" -eq 1 ] || { printf 'no defunct soffice process whose parent can be nudged\n'; return 3; }
}

# Prints the last *.service of a process's control group, unless it is a user's own.
unit_of() {
  unit=
  if [ -n "$UNIT_OF" ]; then
    said=$(timeout -k 5 10 "$UNIT_OF" unit-of "$1" </dev/null) || return 0
    case $said in
      *[!A-Za-z0-9@._:-]* | -*) ;;
      *.service) printf '%s' "$said" ;;
    esac
    return 0
  fi
  while IFS= read -r line; do
    line=${line#*:*:}
    case $line in
      */user@*) continue ;;
    esac
    rest=$line/
    while [ -n "$rest" ]; do
      part=${rest%%/*}
      rest=${rest#*/}
      case $part in
        *[!A-Za-z0-9@._:-]* | -*) ;;
        *.service) unit=$part ;;
      esac
    done
  done <"$PROC/$1/cgroup"
  printf '%s' "$unit"
}

# Whether the process is PID 1 of a container.
first_of_container() {
  while IFS= read -r line; do
    case $line in
      NSpid:*"$TAB"*"${TAB}1") return 0 ;;
    esac
  done <"$PROC/$1/status"
  return 1
}

soffice_restart_parent() {
  did=0 failed=0 refused=0 restarted=' '
  found=$(parents)
  while read -r child born parent since; do
    [ -n "$child" ] || continue
    if [ "$parent" -le 1 ]; then
      printf 'soffice %s is defunct and its parent is PID 1, which is never restarted\n' "$child"
      continue
    fi
    still "$child" "$born" "$parent" "$since" || continue
    name=$(plain "$comm")
    if first_of_container "$parent" 2>/dev/null; then
      printf 'parent %s (%s) of defunct %s is PID 1 of a container: end the container\n' "$parent" "$name" "$child"
      continue
    fi
    unit=$(unit_of "$parent" 2>/dev/null)
    if [ -z "$unit" ]; then
      printf 'parent %s (%s) of defunct %s belongs to no service\n' "$parent" "$name" "$child"
      continue
    fi
    case $restarted in
      *" $unit "*) continue ;;
    esac
    # A restart of bbb-web forgets the meetings that run: worse than a defunct process.
    if [ "$unit" = bbb-web.service ]; then
      printf 'refused: parent %s (%s) of defunct %s is bbb-web, and restarting it forgets running meetings\n' "$parent" "$name" "$child"
      refused=1
      continue
    fi
    if ! allowed "$unit"; then
      printf 'refused: %s, which has parent %s (%s) of defunct %s, may not be restarted for that\n' "$unit" "$parent" "$name" "$child"
      refused=1
      continue
    fi
    still "$child" "$born" "$parent" "$since" || continue
    restarted="$restarted$unit "
    if restart "$unit"; then did=1; else failed=1; fi
  done <<EOF
$found
EOF
  [ "$failed" -eq 0 ] || return 1
  [ "$did" -eq 0 ] || return 0
  [ "$refused" -eq 0 ] || return 64
  printf 'no unit to restart for a defunct soffice process\n'
  return 3
}

# Whether the process is still the soffice.bin that was seen, and not yet dead.
same_soffice() {
  look "$1" && [ "$start" = "$2" ] && [ "$comm" = soffice.bin ] && [ "$state" != Z ] && [ "$state" != X ]
}

# An office that waits for work on a socket is old by design.
waits_for_work() {
  tr '\0' '\n' <"$PROC/$1/cmdline" 2>/dev/null | grep -q -e '^--*accept='
}

# Prints "pid start" of the soffice.bin processes older than so many seconds.
stuck() {
  read -r uptime idle <"$PROC/uptime" || return 1
  uptime=${uptime%%.*}
  ticks=$(getconf CLK_TCK 2>/dev/null) || ticks=100
  for pid in $(pids | tr '\n' ' '); do
    look "$pid" && [ "$comm" = soffice.bin ] && [ "$state" != Z ] || continue
    [ $((uptime - start / ticks)) -gt "$1" ] || continue
    waits_for_work "$pid" && continue
    printf '%s %s\n' "$pid" "$start"
  done
}

# Waits until none of the processes of the list is left, for so many tenths of a second.
gone() {
  tenths=$1
  while [ "$tenths" -gt 0 ]; do
    left=
    while read -r pid born; do
      [ -n "$pid" ] && same_soffice "$pid" "$born" && left="$left$pid $born$NL"
    done <<EOF
$2
EOF
    [ -n "$left" ] || return 0
    sleep 0.1
    tenths=$((tenths - 1))
  done
  return 1
}

# Sends a signal to those of the list that are still the same.
signal() {
  while read -r pid born; do
    [ -n "$pid" ] && same_soffice "$pid" "$born" || continue
    if [ -n "$DRY" ]; then
      printf 'would end soffice.bin %s\n' "$pid"
    elif kill -s "$1" "$pid" 2>/dev/null; then
      log "SIG$1 to soffice.bin $pid"
      printf 'sent SIG%s to soffice.bin %s\n' "$1" "$pid"
    else
      printf 'SIG%s to soffice.bin %s failed\n' "$1" "$pid"
    fi
  done <<EOF
$2
EOF
}

soffice_end_stuck() {
  case $1 in
    *[!0-9]* | 0* | ??????*) refuse 'not a number of seconds' ;;
  esac
  [ "$1" -ge 60 ] || refuse 'a conversion may take 60 s'
  found=$(stuck "$1")
  [ -n "$found" ] || { printf 'no soffice.bin is older than %s s\n' "$1"; return 3; }
  signal TERM "$found"
  [ -z "$DRY" ] || return 0
  gone "$GRACE" "$found" && return 0
  signal KILL "$left"
  gone 30 "$found" && return 0
  printf 'still there after SIGKILL (waiting for a disk?): %s\n' "$(plain "$left")"
  return 1
}
