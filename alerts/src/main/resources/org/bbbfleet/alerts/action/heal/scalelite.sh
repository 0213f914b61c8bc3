# request: scalelite-server NAME: tells the state of the server whose URL has that host
# request: scalelite-cordon NAME LEAVE: sends it no new meetings, if LEAVE others are enabled and online
# request: scalelite-enable NAME: sends it meetings again
# list: scalelite: `cordon` where servers may be cordoned and enabled; `url URL` and `env FILE` where its API and its settings are elsewhere

SCALELITE_ENV=/etc/default/scalelite
SCALELITE_LOCK=/run/lock/bbb-fleet.scalelite
if [ -z "${SSH_CONNECTION-}" ]; then
  SCALELITE_ENV=${FLEET_HEAL_ROOT-}$SCALELITE_ENV
  SCALELITE_LOCK=${FLEET_HEAL_ROOT-}$SCALELITE_LOCK
fi

scalelite_setting() {
  entry scalelite env && SCALELITE_ENV=$entry
  sed -n "s/^\(export \)\{0,1\}$1=\([\"']\{0,1\}\)\(.*\)\2\$/\3/p" "$SCALELITE_ENV" 2>/dev/null | tail -n 1
}

# Calls the API: CALL [BODY]. Leaves the answer in said; fails unless its status is 200.
scalelite_call() {
  url=
  entry scalelite url && url=$entry
  [ -n "$url" ] || url=https://$(scalelite_setting URL_HOST)
  secret=$(scalelite_setting LOADBALANCER_SECRET)
  case $url in
    http://?* | https://?*) ;;
    *) said="URL_HOST is not in $SCALELITE_ENV"; return 1 ;;
  esac
  [ -n "$secret" ] || { said="LOADBALANCER_SECRET is not in $SCALELITE_ENV"; return 1; }
  for sum in sha256sum sha1sum sha512sum; do
    sign=$(printf '%s%s' "$1" "$secret" | "$sum") || return 1
    said=$({
      printf 'url = "%s/scalelite/api/%s?checksum=%s"\n' "${url%/}" "$1" "${sign%% *}"
      [ $# -lt 2 ] || printf 'header = "Content-Type: application/json"\ndata = "%s"\n' \
        "$(printf '%s' "$2" | sed 's/["\\]/\\&/g')"
    } | timeout -k 5 25 curl -sS --max-time 20 --max-filesize 4194304 -w '\n%{http_code}' -K - 2>&1)
    case $said in *checksumError*) continue ;; esac
    status=${said##*"$NL"}
    said=${said%"$NL"*}
    [ "$status" = 200 ] || return 1
    return 0
  done
  return 1
}

# Prints "id host state online load" of each server. Only the outermost objects have an id, and no
# value that is kept may hold anything but plain characters.
scalelite_servers() {
  printf '%s' "$said" | tr -d '\n' | sed 's/}[ ]*,[ ]*{/}\n{/g' | while IFS= read -r one || [ -n "$one" ]; do
    id=$(scalelite_value "$one" id)
    where=$(scalelite_value "$one" url)
    where=${where#*://}
    where=${where%%/*}
    printf '%s %s %s %s %s\n' "${id:--}" "${where%%:*}" "$(scalelite_value "$one" state)" \
      "$(scalelite_value "$one" online)" "$(scalelite_value "$one" load)"
  done
}

# Prints a text of a JSON object, if it is plain.
scalelite_value() {
  printf '%s' "$1" | sed -n "s/.*\"$2\"[ ]*:[ ]*\"\([A-Za-z0-9@._:/-]*\)\".*/\1/p"
}

# Leaves id, state, online and load of the one server of that name; else prints why not.
scalelite_find() {
  case $1 in *[!A-Za-z0-9.-]*) refuse 'not the name of a server' ;; esac
  if ! scalelite_call getServers; then
    printf 'Scalelite does not tell its servers: %s\n' "$(plain "$said" | head -c 200)"
    return 1
  fi
  servers=$(scalelite_servers)
  found=$(printf '%s\n' "$servers" | awk -v name="$1" 'tolower($2) == tolower(name)')
  case $found in
    '') printf 'Scalelite knows no server %s\n' "$1"; return 1 ;;
    *"$NL"*) printf 'Scalelite knows several servers %s\n' "$1"; return 1 ;;
  esac
  # shellcheck disable=SC2086
  set -- $found
  id=$1 state=${3-} online=${4-} load=${5-}
  case $id in - | '') printf 'the server has no plain id\n'; return 1 ;; esac
}

scalelite_server() {
  scalelite_find "$1" || return 1
  printf 'state %s\nonline %s\nload %s\n' "$state" "$online" "$load"
}

# Sets the state and looks whether it holds: SERVER WORD STATE
scalelite_set() {
  if ! scalelite_call updateServer "{\"id\":\"$id\",\"server\":{\"state\":\"$2\"}}"; then
    printf 'Scalelite did not do %s: %s\n' "$2" "$(plain "$said" | head -c 200)"
    return 1
  fi
  log "$2 $1 in Scalelite"
  scalelite_find "$1" || return 1
  case "|$3|" in
    *"|$state|"*) return 0 ;;
  esac
  printf 'Scalelite took %s, and says that %s is %s\n' "$2" "$1" "$state"
  return 1
}

# Refuses where the host's list does not have it; fails while another is at work.
scalelite_may() {
  listed scalelite cordon || refuse "cordon is not in $LISTS/heal.scalelite"
  [ -n "$DRY" ] && return 0
  # Two that are taken out at one moment would each count the other as left.
  mkdir -p "${SCALELITE_LOCK%/*}"
  exec 8>"$SCALELITE_LOCK" && flock -w 60 8 && return 0
  printf 'another is at work on Scalelite\n'
  return 1
}

scalelite_cordon() {
  case $2 in *[!0-9]* | ????*) refuse 'LEAVE is a number of servers' ;; esac
  scalelite_may || return 1
  scalelite_find "$1" || return 1
  case $state in
    cordoned | disabled) printf '%s is %s already\n' "$1" "$state"; return 3 ;;
  esac
  left=$(printf '%s\n' "$servers" | awk -v id="$id" '$1 != id && $3 == "enabled" && $4 == "online"' | wc -l)
  [ "$left" -ge "$2" ] || refuse "only $left other servers would be left to Scalelite, $2 must be"
  if [ -n "$DRY" ]; then
    printf 'would cordon %s; %s others are left\n' "$1" "$left"
    return 0
  fi
  # Its poller makes a cordoned server that is empty a disabled one.
  scalelite_set "$1" cordon 'cordoned|disabled' || return 1
  printf 'cordoned %s; %s others are left\n' "$1" "$left"
}

scalelite_enable() {
  scalelite_may || return 1
  scalelite_find "$1" || return 1
  if [ "$state" = enabled ]; then
    printf '%s is enabled already\n' "$1"
    return 3
  fi
  if [ -n "$DRY" ]; then
    printf 'would enable %s\n' "$1"
    return 0
  fi
  scalelite_set "$1" enable enabled || return 1
  printf 'enabled %s\n' "$1"
}
