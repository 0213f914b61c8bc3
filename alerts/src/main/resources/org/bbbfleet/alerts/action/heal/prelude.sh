#!/bin/sh
# The only thing that the healer's key may do on this host. sshd runs it as the forced command of
# that key; what the healer asks for arrives in SSH_ORIGINAL_COMMAND:
#
@requests@
#
# Exit status: 0 did it, 3 nothing to do, 64 refused, 1 failed. Prints lines for people.
# With "dry-run " before it, the request is only described, by the same code.
# Nothing is done while /etc/bbb-fleet/STOP exists: an admin touches it to keep the healer's hands off
# this host, at once and without asking anybody. What is in it is told.
#
# What may be touched stands in lists beside that file, one entry per line; # begins a comment.
# They are owned by root:
#
@lists@
#
# The request is data: it is split at spaces without globbing, never evaluated, and may hold only
# letters, digits and @._:- in each word.

set -u -f
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
IFS=' '
export LC_ALL PATH
umask 077

ROOT= # what stands before every path of the host but those below
PROC=/proc
SYSTEMCTL=systemctl
LISTS=/etc/bbb-fleet # heal.NAME there: the lists of what may be touched
STOP=/etc/bbb-fleet/STOP
UNIT_OF= # where no systemd keeps units: a program that prints, for "unit-of PID", a process's unit
GRACE=100 # tenths of a second between TERM and KILL
# The local twin, which needs no root, sets other paths. Whoever comes through sshd can't: sshd sets
# SSH_CONNECTION for every session, whatever variables it may be told to accept.
if [ -z "${SSH_CONNECTION-}" ]; then
  ROOT=${FLEET_HEAL_ROOT:-$ROOT}
  PROC=${FLEET_HEAL_PROC:-$PROC}
  SYSTEMCTL=${FLEET_HEAL_SYSTEMCTL:-$SYSTEMCTL}
  LISTS=${FLEET_HEAL_LISTS:-$LISTS}
  STOP=${FLEET_HEAL_STOP:-$STOP}
  UNIT_OF=${FLEET_HEAL_UNIT_OF:-$UNIT_OF}
  GRACE=${FLEET_HEAL_GRACE:-$GRACE}
fi

DRY=
NL='
'
TAB='	'

log() {
  [ -n "${SSH_CONNECTION-}" ] && logger -t fleet-heal -- "$1" 2>/dev/null
  return 0
}

refuse() {
  log "refused: $1"
  printf 'refused: %s\n' "$1"
  exit 64
}

# Text from processes, fit for a terminal and a log.
plain() {
  printf '%.400s' "$1" | tr -c 'A-Za-z0-9@._:()/,=+ -' '?'
}

# A clock that nobody sets: for deadlines.
seconds_up() {
  read -r up _ </proc/uptime
  printf '%s' "${up%%.*}"
}

# --- lists and units -----------------------------------------------------------------------------

# Whether the value is on a list of what may be touched here: matched by the first word of one of its lines, a name
# or a shell pattern.
listed() {
  [ -r "$LISTS/heal.$1" ] || return 1
  while read -r pattern rest || [ -n "$pattern" ]; do
    case $pattern in
      '' | '#'* | *[!A-Za-z0-9@._:*?-]*) continue ;;
    esac
    case $2 in
      $pattern) return 0 ;;
    esac
  done <"$LISTS/heal.$1"
  return 1
}

# Leaves in entry what stands behind a key on a list: the key's own line, not a pattern's.
entry() {
  entry=
  [ -r "$LISTS/heal.$1" ] || return 1
  while read -r key rest || [ -n "$key" ]; do
    if [ "$key" = "$2" ]; then
      entry=$rest
      return 0
    fi
  done <"$LISTS/heal.$1"
  return 1
}

# Prints the value of KEY=VALUE in what entry left, or else the default.
field() {
  value=$2
  for word in $entry; do
    case $word in
      "$1="*) value=${word#*=} ;;
    esac
  done
  printf '%s' "$value"
}

# Leaves in number what KEY=NUMBER says in what entry left, or else the default: 1 to the most.
number() {
  number=$(field "$1" "$2")
  case $number in
    '' | *[!0-9]* | 0* | ??????*) refuse "$1=$(plain "$number") in a list is not a number from 1 to $3" ;;
  esac
  [ "$number" -le "$3" ] || refuse "$1=$number in a list is more than $3"
}

# Whether a process of this host has the text in its command line; leaves the first one's PID in worker.
worked_on() {
  set +f
  worker=$(
    timeout 10 grep -l -a -F -f - "$PROC"/[0-9]*/cmdline 2>/dev/null <<EOF | head -n 1
$1
EOF
  )
  set -f
  worker=${worker%/cmdline}
  worker=${worker##*/}
  [ -n "$worker" ]
}

allowed() {
  listed units "$1" || { case $1 in *.service) listed units "${1%.service}" ;; *) return 1 ;; esac; }
}

# Restarts a unit; 0 or 1.
restart() {
  if [ -n "$DRY" ]; then
    printf 'would restart %s\n' "$1"
    return 0
  fi
  bring restart "$1"
}

# Starts, restarts or stops a unit; 0 or 1.
bring() {
  how=$1
  shift
  # A unit that failed too often is not started again before its count is reset.
  timeout -k 5 20 "$SYSTEMCTL" reset-failed -- "$1" >/dev/null 2>&1
  said=$(timeout -k 5 60 "$SYSTEMCTL" "$how" -- "$1" 2>&1 </dev/null)
  status=$?
  if [ "$status" -eq 0 ]; then
    case $how in stop) past=stopped ;; *) past=${how}ed ;; esac
    log "$past $1"
    printf '%s %s\n' "$past" "$1"
    return 0
  fi
  log "$how of $1 failed with status $status"
  [ "$status" -eq 124 ] && said="no end after 60 s"
  printf '%s of %s failed (status %s): %s\n' "$how" "$1" "$status" "$(plain "$said")"
  return 1
}

# Leaves the unit's full name in unit, if it may be touched.
permitted() {
  case $1 in
    *.service | *.socket | *.timer | *.path | *.mount | *.target) unit=$1 ;;
    *) unit=$1.service ;;
  esac
  allowed "$unit" || refuse "$unit is not in $LISTS/heal.units"
}
