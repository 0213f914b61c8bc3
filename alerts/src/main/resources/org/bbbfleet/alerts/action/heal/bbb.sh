# request: bbb-about: tells the server's name, this boot and this run of bbb-web
# request: bbb-meetings: counts the meetings that run, by BigBlueButton's API
# request: bbb-restart WEB HOW: runs bbb-conf --restart if that run of bbb-web still runs; HOW is empty (no meeting may run) or anyway
# request: bbb-reboot BOOT HOW: reboots the host if it is still that boot; HOW as above
# request: bbb-probe MEETING: creates, joins and ends a meeting, and asks FreeSWITCH for its audio
# list: bbb: what may be done to BigBlueButton as a whole: restart, reboot

BBB_ROOT= # where its files are
BBB_CONF=bbb-conf
BBB_LOCK=/run/lock/bbb-fleet.restart
if [ -z "${SSH_CONNECTION-}" ]; then
  BBB_ROOT=${FLEET_HEAL_ROOT-}
  BBB_CONF=${FLEET_HEAL_BBB_CONF:-$BBB_CONF}
  BBB_LOCK=${FLEET_HEAL_ROOT-}$BBB_LOCK
fi

# Prints a property of bbb-web; the file in /etc has the last word over the package's.
bbb_property() {
  for file in "$BBB_ROOT/usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties" \
    "$BBB_ROOT/etc/bigbluebutton/bbb-web.properties"; do
    [ -r "$file" ] && cat "$file"
  done | sed -n "s/^[ 	]*$1[ 	]*[=:][ 	]*\([^ 	]*\)[ 	]*\$/\1/p" | tail -n 1
}

# Calls the API: CALL QUERY. Leaves the answer in said; fails unless it is whole and says SUCCESS.
# The secret and what is signed with it go through pipes, never through arguments.
bbb_call() {
  url=$(bbb_property bigbluebutton.web.serverURL)
  salt=$(bbb_property securitySalt)
  case $url in
    http://* | https://*) ;;
    *) said='bigbluebutton.web.serverURL is not to be found'; return 1 ;;
  esac
  [ -n "$salt" ] || { said='securitySalt is not to be found'; return 1; }
  for sum in sha256sum sha1sum sha512sum; do
    sign=$(printf '%s%s%s' "$1" "$2" "$salt" | "$sum") || return 1
    said=$(printf 'url = "%s/bigbluebutton/api/%s?%s%schecksum=%s"\n' \
      "${url%/}" "$1" "$2" "${2:+&}" "${sign%% *}" |
      timeout -k 5 25 curl -sS --max-time 20 --max-filesize 16777216 -K - 2>&1)
    case $said in
      *checksumError*) continue ;;
      *'<returncode>SUCCESS</returncode>'*'</response>'*) return 0 ;;
    esac
    return 1
  done
  return 1
}

bbb_refused() {
  printf 'the API did not do %s: %s\n' "$1" "$(plain "$said" | head -c 200)"
}

bbb_about() {
  url=$(bbb_property bigbluebutton.web.serverURL)
  name=${url#*://}
  name=${name%%/*}
  name=${name%%:*}
  case $name in
    '' | -* | *[!A-Za-z0-9.-]*) printf 'bigbluebutton.web.serverURL is not to be found\n'; return 1 ;;
  esac
  printf 'name %s\n' "$name"
  printf 'boot %s\n' "$(bbb_boot)"
  printf 'web %s\n' "$(bbb_run)"
}

bbb_boot() {
  head -c 64 "$PROC/sys/kernel/random/boot_id" 2>/dev/null | tr -d '\n'
}

# Prints which run of bbb-web this is: none while it does not run.
bbb_run() {
  run=$(timeout -k 5 20 "$SYSTEMCTL" show --property InvocationID --value bbb-web.service 2>/dev/null </dev/null)
  printf '%s' "${run:-none}"
}

# What people wrote is left out: a meeting may be named like an element.
bbb_elements() {
  sed 's/<!\[CDATA\[[^]]*\]\]>//g'
}

# Leaves the number of meetings in count; fails when it can't be known. Each is an element of its own.
bbb_count() {
  bbb_call getMeetings '' || { bbb_refused getMeetings; return 1; }
  case $said in
    *'<meetings'*) ;;
    *) printf 'the API did not say which meetings run\n'; return 1 ;;
  esac
  count=$(printf '%s' "$said" | bbb_elements | grep -o '<meeting>' | wc -l)
}

bbb_meetings() {
  bbb_count || return 1
  printf 'meetings %d\n' "$count"
  [ "$count" -gt 0 ] || return 3
}

# Refuses unless this host may be worked on now.
bbb_ready() {
  case $2 in
    anyway) return 0 ;;
    empty) ;;
    *) refuse 'HOW is empty or anyway' ;;
  esac
  bbb_count || refuse "$1: whether meetings run is not known"
  [ "$count" -eq 0 ] || refuse "$1: $count meetings run"
}

bbb_restart() {
  listed bbb restart || refuse "restart is not in $LISTS/heal.bbb"
  case $1 in *[!0-9a-z]*) refuse 'not a run of bbb-web' ;; esac
  if [ -n "$DRY" ]; then
    bbb_ready restart "$2"
    printf 'would run bbb-conf --restart\n'
    return 0
  fi
  # One at a time: an earlier one whose caller is gone may still be under way.
  mkdir -p "${BBB_LOCK%/*}"
  exec 9>"$BBB_LOCK" || return 1
  flock -w 200 9 || { printf 'another restart is under way\n'; return 1; }
  if [ "$(bbb_run)" != "$1" ]; then
    printf 'bbb-web was restarted already\n'
    return 3
  fi
  bbb_ready restart "$2"
  log 'bbb-conf --restart'
  said=$(timeout -k 10 200 "$BBB_CONF" --restart 2>&1 </dev/null 9>&-)
  status=$?
  if [ "$status" -ne 0 ]; then
    printf 'bbb-conf --restart failed (status %s): %s\n' "$status" "$(plain "$said" | tail -c 300)"
    return 1
  fi
  printf 'restarted BigBlueButton\n'
}

bbb_reboot() {
  listed bbb reboot || refuse "reboot is not in $LISTS/heal.bbb"
  case $1 in *[!0-9a-f-]*) refuse 'not a boot' ;; esac
  if [ "$(bbb_boot)" != "$1" ]; then
    printf 'the host was rebooted already\n'
    return 3
  fi
  bbb_ready reboot "$2"
  if [ -n "$DRY" ]; then
    printf 'would reboot\n'
    return 0
  fi
  log reboot
  said=$(timeout -k 5 60 "$SYSTEMCTL" reboot 2>&1 </dev/null) || {
    printf 'the reboot was refused: %s\n' "$(plain "$said")"
    return 1
  }
  printf 'reboots\n'
}

bbb_probe() {
  case $1 in
    fleet-probe-*) ;;
    *) refuse 'not the name of a probe' ;;
  esac
  case $1 in *[!A-Za-z0-9-]*) refuse 'not the name of a probe' ;; esac
  if [ -n "$DRY" ]; then
    printf 'would create, join and end a meeting, and ask FreeSWITCH\n'
    return 0
  fi
  key=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  both="meetingID=$1&name=$1&attendeePW=a$key&moderatorPW=m$key&record=false"
  bbb_call end "meetingID=$1&password=m$key"
  bbb_call create "$both" || { bbb_refused create; return 1; }
  bbb_probe_in "$1" "$key"
  status=$?
  if bbb_call end "meetingID=$1&password=m$key"; then
    [ "$status" -ne 0 ] || printf 'ended it\n'
  else
    bbb_refused end
    status=1
  fi
  [ "$status" -eq 0 ] || return "$status"
  fs_well
}

# Within the meeting that the probe created.
bbb_probe_in() {
  bbb_call getMeetings '' || { bbb_refused getMeetings; return 1; }
  case $said in
    *"<meetingID>$1</meetingID>"* | *"<![CDATA[$1]]>"*) printf 'created a meeting\n' ;;
    *) printf 'the meeting that was created is not listed\n'; return 1 ;;
  esac
  bbb_call join "fullName=fleet&meetingID=$1&password=m$2&redirect=false" ||
    { bbb_refused join; return 1; }
  printf 'joined it\n'
}
