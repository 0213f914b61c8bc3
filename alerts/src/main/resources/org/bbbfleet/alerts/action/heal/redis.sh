# request: redis-failover NAME: has this host's Sentinel fail a listed master over, with a quorum and a replica that is well
# list: redis: masters that may be failed over, by the name that Sentinel has for them

# This host's own Sentinel is asked, as its configuration says: address, port and password are read
# there, and the password travels in the environment of redis-cli only.
SENTINEL_CONFIG=/etc/redis/sentinel.conf
REDIS_CLI=redis-cli
if [ -z "${SSH_CONNECTION-}" ]; then
  SENTINEL_CONFIG=${FLEET_HEAL_SENTINEL_CONFIG:-$SENTINEL_CONFIG}
  REDIS_CLI=${FLEET_HEAL_REDIS_CLI:-$REDIS_CLI}
fi

# Prints the value of a setting of Sentinel's configuration; quoted as Sentinel writes it or not.
sentinel_setting() {
  awk -v name="$1" '$1 == name || $1 == "sentinel" && $2 == name {
      value = $1 == name ? $2 : $3
      if (value ~ /^".*"$/) value = substr(value, 2, length(value) - 2)
      print value
      exit
    }' "$SENTINEL_CONFIG" 2>/dev/null
}

# Asks Sentinel one thing; prints the answer, one element a line.
sentinel_ask() {
  (
    word=$(sentinel_setting requirepass)
    name=
    if [ -z "$word" ]; then # what it shows the other Sentinels is what it asks for itself
      word=$(sentinel_setting sentinel-pass)
      name=$(sentinel_setting sentinel-user)
    fi
    [ -z "$word" ] || export REDISCLI_AUTH="$word"
    exec timeout -k 2 5 "$REDIS_CLI" -h "$sentinel_address" -p "$sentinel_port" ${name:+--user "$name"} \
      --no-auth-warning --raw SENTINEL "$@" </dev/null 2>&1
  ) | head -c 65536
}

# Leaves where this host's Sentinel listens in sentinel_address and sentinel_port.
sentinel_find() {
  [ -r "$SENTINEL_CONFIG" ] || refuse "this host has no $SENTINEL_CONFIG, so no Sentinel to ask"
  sentinel_port=$(sentinel_setting port)
  sentinel_port=${sentinel_port:-26379}
  case $sentinel_port in
    0 | *[!0-9]*) refuse "$SENTINEL_CONFIG names no plain port" ;;
  esac
  sentinel_address=$(sentinel_setting bind)
  sentinel_address=${sentinel_address#-}
  case $sentinel_address in
    '' | '*' | 0.0.0.0 | :: | *[!A-Za-z0-9.:-]*) sentinel_address=127.0.0.1 ;;
  esac
}

# Prints the replicas that could take over, as address:port: not down, heard of just now, connected
# to their master or cut off from it only since it broke.
redis_candidates() {
  sentinel_ask REPLICAS "$1" | awk '
    function judge() {
      if (at != "" && flags == "slave" && priority > 0 && pinged < 5000 && informed < 30000 \
          && (link == "ok" || away < 120000)) print at
    }
    NR % 2 == 1 { key = $0; next }
    key == "name" { judge(); at = $0; flags = ""; priority = 0; pinged = informed = away = 9e9; link = "" }
    key == "flags" { flags = $0 }
    key == "slave-priority" { priority = $0 + 0 }
    key == "last-ok-ping-reply" { pinged = $0 + 0 }
    key == "info-refresh" { informed = $0 + 0 }
    key == "master-link-status" { link = $0 }
    key == "master-link-down-time" { away = $0 + 0 }
    END { judge() }'
}

# Prints a field of what Sentinel knows of a master.
redis_master() {
  sentinel_ask MASTER "$1" | awk -v name="$2" 'NR % 2 == 1 { key = $0; next } key == name { print; exit }'
}

redis_address() {
  printf '%s:%s' "$(redis_master "$1" ip)" "$(redis_master "$1" port)"
}

redis_failover() {
  case $1 in
    *[!A-Za-z0-9._-]*) refuse 'not a name that Sentinel has for a master' ;;
  esac
  listed redis "$1" || refuse "$1 is not in $LISTS/heal.redis"
  sentinel_find
  quorum=$(sentinel_ask CKQUORUM "$1")
  case $quorum in
    OK*) ;;
    *) refuse "Sentinel can't reach its quorum: $(plain "$quorum")" ;;
  esac
  before=$(redis_address "$1")
  case $(redis_master "$1" flags) in
    *failover_in_progress*)
      printf '%s is being failed over already\n' "$1"
      return 3
      ;;
  esac
  candidates=$(redis_candidates "$1" | paste -s -d ' ' -)
  [ -n "$candidates" ] || refuse "no replica of $1 is well enough to take over from $before"
  if [ -n "$DRY" ]; then
    printf 'would fail %s over from %s to one of: %s\n' "$1" "$before" "$(plain "$candidates")"
    return 0
  fi
  said=$(sentinel_ask FAILOVER "$1")
  if [ "$said" != OK ]; then
    printf 'Sentinel does not fail %s over: %s\n' "$1" "$(plain "$said")"
    return 1
  fi
  log "failing $1 over from $before"
  until=$(($(seconds_up) + 60))
  while [ "$(seconds_up)" -lt "$until" ]; do
    after=$(redis_address "$1")
    # The new address is known before the new master is asked: both must agree.
    if [ "$after" != "$before" ] && [ "$(redis_master "$1" flags)" = master ] &&
      [ "$(redis_master "$1" role-reported)" = master ]; then
      log "$1 is at $after now"
      printf 'failed %s over from %s to %s\n' "$1" "$(plain "$before")" "$(plain "$after")"
      return 0
    fi
    sleep 0.3
  done
  printf 'after 60 s %s is still at %s\n' "$1" "$(plain "$after")"
  return 1
}
