# request: fs-channels: counts FreeSWITCH's channels, and tells which run of it this is
# request: fs-restart RUN: restarts freeswitch.service if it is still that run and has no channel
# request: fs-orphans: names the conferences with people that belong to no meeting
# request: fs-end-conference NUMBER: hangs up a conference that still belongs to no meeting
# request: fs-drop-channel UUID SECONDS: ends a channel that is still there and older than that
# request: fs-rescan PROFILE: starts a SIP profile that is down; one that runs reads its gateways again
# list: freeswitch: what may be done to FreeSWITCH: restart, end-conference, drop-channel, rescan

FS_ROOT= # where its files are
FS_LOCK=/run/lock/bbb-fleet.freeswitch
if [ -z "${SSH_CONNECTION-}" ]; then
  FS_ROOT=${FLEET_HEAL_ROOT-}
  FS_LOCK=${FLEET_HEAL_ROOT-}$FS_LOCK
fi

# Prints a parameter of event_socket.conf.xml, comments left out.
fs_setting() {
  for file in "$FS_ROOT/opt/freeswitch/etc/freeswitch" "$FS_ROOT/etc/freeswitch"; do
    file=$file/autoload_configs/event_socket.conf.xml
    [ -r "$file" ] || continue
    tr '\n' ' ' <"$file" | sed 's/-->/\n/g' | sed 's/<!--.*//' | grep -o '<param [^>]*>' |
      sed -n "s/.*name=\"$1\"[ ]*value=\"\([^\"]*\)\".*/\1/p" | tail -n 1 |
      sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
    return 0
  done
}

# One api command over the event socket: what the first line of the input is the password for. bash,
# because it can open the connection itself; fs_cli would show the password to every process.
FS_CLIENT='
IFS= read -r password && IFS= read -r command || exit 1
exec 3<>"/dev/tcp/$1/$2" || exit 1
frame() {
  type= length=0 reply= whole= body=
  while IFS= read -r -t 10 -u 3 line; do
    case $line in
      "") [ -n "$type" ] && { whole=yes; break; } ;;
      Content-Type:*) type=${line#*: } ;;
      Content-Length:*) length=${line#*: } ;;
      Reply-Text:*) reply=${line#*: } ;;
    esac
  done
  case $length in *[!0-9]* | ????????*) length=x ;; esac
  [ -n "$whole" ] && [ "$length" != x ] || return 1
  [ "$length" -eq 0 ] || IFS= read -r -t 10 -N "$length" -u 3 body
}
frame && [ "$type" = auth/request ] || { echo "no login offered: ${type:-silence}"; exit 1; }
printf "auth %s\n\n" "$password" >&3
frame && [ "${reply#+OK}" != "$reply" ] || { echo "login refused"; exit 1; }
printf "api %s\n\n" "$command" >&3
while frame; do
  case $type in
    api/response) printf "%s" "$body"; exit 0 ;;
    command/reply) printf "%s" "$reply"; exit 1 ;;
  esac
done
echo "no answer"
exit 1'

# Asks FreeSWITCH; leaves the answer in said. An answer that begins with -ERR is a failure.
fs_api() {
  password=$(fs_setting password)
  address=$(fs_setting listen-ip)
  port=$(fs_setting listen-port)
  case $address in '' | '::' | 0.0.0.0) address=127.0.0.1 ;; esac
  case $port in '' | *[!0-9]*) port=8021 ;; esac
  case $password in
    '' | *'$'*) said="the event socket's password is not to be found"; return 1 ;;
  esac
  said=$(printf '%s\n%s\n' "$password" "$1" |
    timeout -k 2 20 bash -c "$FS_CLIENT" bash "$address" "$port" 2>&1) || return 1
  case $said in -ERR*) return 1 ;; esac
}

fs_refused() {
  printf 'FreeSWITCH did not do %s: %s\n' "$1" "$(plain "$said" | head -c 200)"
}

# Refuses what the list of FreeSWITCH does not name.
fs_may() {
  listed freeswitch "$1" || refuse "$1 is not in $LISTS/heal.freeswitch"
}

# Leaves in count how many sessions there are. `show` reads a table that lags; this does not.
fs_count() {
  fs_api status || { fs_refused status; return 1; }
  count=$(printf '%s\n' "$said" | sed -n 's/^\([0-9]*\) session(s) - peak.*/\1/p')
  case $count in '' | *[!0-9]*) printf 'FreeSWITCH does not tell its sessions\n'; return 1 ;; esac
}

fs_run() {
  run=$(timeout -k 5 20 "$SYSTEMCTL" show --property InvocationID --value freeswitch.service 2>/dev/null </dev/null)
  printf '%s' "${run:-none}"
}

# Whether a profile of that name runs; one that does not is not listed.
fs_runs() {
  fs_api 'sofia status' || return 1
  printf '%s\n' "$said" | grep -q "^[ ]*$1[ $TAB]*profile[ $TAB].*RUNNING"
}

# Whether meetings can have audio.
fs_well() {
  fs_api status || { fs_refused status; return 1; }
  case $said in
    *' is ready'*) ;;
    *) printf 'FreeSWITCH is not ready\n'; return 1 ;;
  esac
  fs_runs external || { printf 'the SIP profile external does not run\n'; return 1; }
  printf 'FreeSWITCH is ready\n'
}

fs_channels() {
  fs_count || return 1
  printf 'channels %d\nrun %s\n' "$count" "$(fs_run)"
  [ "$count" -gt 0 ] || return 3
}

fs_restart() {
  fs_may restart
  permitted freeswitch.service
  case $1 in *[!0-9a-z]*) refuse 'not a run of FreeSWITCH' ;; esac
  mkdir -p "${FS_LOCK%/*}"
  exec 9>"$FS_LOCK" || return 1
  flock -w 90 9 || { printf 'another restart is under way\n'; return 1; }
  if [ "$(fs_run)" != "$1" ]; then
    printf 'FreeSWITCH was restarted already\n'
    return 3
  fi
  # A call that came between the count and the restart would be cut off: from here none comes.
  if [ -z "$DRY" ]; then
    trap 'fs_api "fsctl resume inbound"' EXIT
    trap 'exit 1' HUP INT TERM
    fs_api 'fsctl pause inbound' || { fs_refused 'fsctl pause inbound'; return 1; }
  fi
  fs_count || return 1
  if [ "$count" -gt 0 ]; then
    refuse "$count channels are open"
  fi
  restart freeswitch.service 9>&- || return 1
  trap - EXIT
}

# Leaves "NUMBER MEMBERS" of each conference of no meeting in orphans.
fs_find_orphans() {
  fs_api 'conference list summary' || { fs_refused 'conference list'; return 1; }
  rooms=$(printf '%s\n' "$said" |
    sed -n 's/^+OK Conference \([0-9]\{1,9\}\) (\([0-9]\{1,9\}\) members\{0,1\} .*/\1 \2/p')
  # The meetings last: one that begins meanwhile is among them before its conference is.
  bbb_call getMeetings '' || { bbb_refused getMeetings; return 1; }
  meetings=$(printf '%s' "$said" | bbb_elements | grep -o '<voiceBridge>[0-9]*</voiceBridge>' | tr -cd '0-9\n')
  orphans=$(printf '%s\n' "$rooms" | while read -r number members; do
    [ -n "$number" ] && [ "$members" -gt 0 ] || continue
    printf '%s\n' "$meetings" | grep -qx "$number" || printf '%s %s\n' "$number" "$members"
  done)
}

fs_orphans() {
  fs_find_orphans || return 1
  if [ -z "$orphans" ]; then
    printf 'every conference belongs to a meeting\n'
    return 3
  fi
  printf '%s\n' "$orphans" | sed 's/^\([0-9]*\) \(.*\)/orphan \1\n\1 has \2 members and no meeting/'
}

fs_end_conference() {
  fs_may end-conference
  case $1 in *[!0-9]* | ??????????*) refuse 'not the number of a conference' ;; esac
  fs_find_orphans || return 1
  members=$(printf '%s\n' "$orphans" | sed -n "s/^$1 //p")
  if [ -z "$members" ]; then
    printf 'conference %s is over, or belongs to a meeting\n' "$1"
    return 3
  fi
  if [ -n "$DRY" ]; then
    printf 'would hang up the %s members of conference %s\n' "$members" "$1"
    return 0
  fi
  fs_api "conference $1 hup all" || { fs_refused "conference $1 hup all"; return 1; }
  log "hung up conference $1"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    fs_api 'conference list summary' || { fs_refused 'conference list'; return 1; }
    if ! printf '%s\n' "$said" | grep -q "^+OK Conference $1 ("; then
      printf 'hung up the %s members of conference %s\n' "$members" "$1"
      return 0
    fi
    sleep 1
  done
  printf 'conference %s is still there\n' "$1"
  return 1
}

# Prints when the channel was created; nothing when there is none. Text in quotes holds no bare
# quote, so what a caller is named can't look like a field.
fs_created() {
  printf '%s' "$said" | tr '{' '\n' | sed -n "s/^\"uuid\":\"$1\",.*\"created_epoch\":\"\([0-9]\{1,11\}\)\".*/\1/p" | head -n 1
}

fs_drop_channel() {
  fs_may drop-channel
  case $1 in
    ????????-????-????-????-????????????) ;;
    *) refuse 'not the uuid of a channel' ;;
  esac
  case $1 in *[!0-9a-f-]*) refuse 'not the uuid of a channel' ;; esac
  case $2 in *[!0-9]* | 0* | ???????*) refuse 'not a number of seconds' ;; esac
  [ "$2" -ge 600 ] || refuse 'a call of ten minutes is not stuck'
  fs_api 'show channels as json' || { fs_refused 'show channels'; return 1; }
  since=$(fs_created "$1")
  if [ -z "$since" ]; then
    printf 'there is no channel %s\n' "$1"
    return 3
  fi
  age=$(($(date +%s) - since))
  [ "$age" -gt "$2" ] || refuse "the channel is only $age s old"
  if [ -n "$DRY" ]; then
    printf 'would end channel %s, which is %s s old\n' "$1" "$age"
    return 0
  fi
  fs_api "uuid_kill $1" || { fs_refused "uuid_kill"; return 1; }
  log "ended channel $1"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    fs_api 'show channels as json' || { fs_refused 'show channels'; return 1; }
    if [ -z "$(fs_created "$1")" ]; then
      printf 'ended channel %s, which was %s s old\n' "$1" "$age"
      return 0
    fi
    sleep 1
  done
  printf 'channel %s is still there\n' "$1"
  return 1
}

fs_rescan() {
  fs_may rescan
  case $1 in *[!A-Za-z0-9_-]* | ?????????????????????????????????*) refuse 'not the name of a profile' ;; esac
  word=start
  fs_runs "$1" && word=rescan
  case $said in *profile*) ;; *) fs_refused 'sofia status'; return 1 ;; esac
  if [ -n "$DRY" ]; then
    printf 'would %s the profile %s\n' "$word" "$1"
    return 0
  fi
  fs_api "sofia profile $1 $word" || { fs_refused "sofia profile $1 $word"; return 1; }
  for try in 1 2 3 4 5 6 7 8 9 10; do
    if fs_runs "$1"; then
      log "sofia profile $1 $word"
      printf 'the profile %s runs (%s)\n' "$1" "$word"
      return 0
    fi
    sleep 1
  done
  printf 'the profile %s does not run: %s\n' "$1" "$(plain "$said" | head -c 200)"
  return 1
}
