# request: postgres-primary-refuses CLUSTER: says whether nobody listens where the primary of a listed cluster should
# request: postgres-failover CLUSTER SEEN: makes this host's standby of a listed cluster the primary, by Patroni or once the primary is dead for certain
# list: postgres: clusters that may be failed over (version-name, or Patroni's scope), each with how its primary is known to be dead: address:port where it listens (on the control host too), or the unit that cuts it off

# With Patroni it is Patroni's work. Without, two primaries would each take writes: so the old one must
# be dead for certain.
PATRONI=/etc/patroni
PATRONICTL=patronictl
PSQL= # in place of psql as the user postgres
if [ -z "${SSH_CONNECTION-}" ]; then
  PATRONI=${FLEET_HEAL_PATRONI:-$PATRONI}
  PATRONICTL=${FLEET_HEAL_PATRONICTL:-$PATRONICTL}
  PSQL=${FLEET_HEAL_PSQL:-$PSQL}
fi

# Refuses what is no name of a cluster.
postgres_named() {
  case $1 in
    *[!A-Za-z0-9._-]* | .*) refuse 'not the name of a cluster' ;;
  esac
}

# Asks the cluster's server on this host; prints one value. From a directory that the user postgres may
# enter, as psql would say that it may not.
postgres_ask() (
  cd / || exit 1
  if [ -n "$PSQL" ]; then
    set -- "$1" "$2" "$3" "$PSQL"
  else
    set -- "$1" "$2" "$3" runuser -u postgres -- psql --cluster "${1%%-*}/${1#*-}"
  fi
  limit=$2 statement=$3
  shift 3
  exec timeout -k 5 "$limit" "$@" -XAtqw -d postgres -c "$statement" </dev/null 2>&1
)

# Says how an address answers a connection: open, refused, or what went wrong.
postgres_knock() {
  timeout -k 2 5 perl -MSocket=:all -MErrno=ECONNREFUSED,EINPROGRESS -e '
    my ($host, $port) = @ARGV;
    my ($error, $to) = getaddrinfo($host, $port, {socktype => SOCK_STREAM, flags => AI_NUMERICHOST | AI_NUMERICSERV});
    if ($error) { print "not an address: $error"; exit }
    socket my $socket, $to->{family}, SOCK_STREAM, 0 or die "$!\n";
    alarm 3;
    local $SIG{ALRM} = sub { print "no answer within 3 s"; exit };
    print connect($socket, $to->{addr}) ? "open" : $! == ECONNREFUSED ? "refused" : "$!";' "$1" "$2" 2>&1
}

# Whether nobody listens where the primary should, five times in a row; says what is there else.
postgres_gone() {
  entry postgres "$1"
  at=$entry
  port=${at##*:} host=${at%:*}
  case $port in
    '' | *[!0-9]*)
      printf '%s/heal.postgres does not say where the primary of %s listens\n' "$LISTS" "$1"
      return 1
      ;;
  esac
  for round in 1 2 3 4 5; do
    [ "$round" = 1 ] || sleep 0.7
    answer=$(postgres_knock "$host" "$port")
    if [ "$answer" != refused ]; then
      printf 'the primary of %s at %s is not certainly dead: %s\n' "$1" "$(plain "$at")" "$(plain "$answer")"
      return 1
    fi
  done
  printf 'nobody listens at %s\n' "$(plain "$at")"
}

# The second opinion: asked on another host than the standby. Changes nothing.
postgres_primary_refuses() {
  postgres_named "$1"
  postgres_gone "$1"
}

postgres_failover() {
  postgres_named "$1"
  listed postgres "$1" || refuse "$1 is not in $LISTS/heal.postgres"
  case $2 in
    seen | unseen) ;;
    *) refuse 'whether another host saw the primary dead: seen or unseen' ;;
  esac
  config=$(patroni_config "$1")
  if [ -n "$config" ]; then
    patroni_failover "$1" "$config"
  else
    postgres_promote "$1" "$2"
  fi
}

# --- streaming replication -------------------------------------------------------------------------

postgres_promote() {
  standby=$(postgres_ask "$1" 10 'select pg_is_in_recovery()')
  case $standby in
    t) ;;
    f)
      printf '%s on this host is a primary already\n' "$1"
      return 3
      ;;
    *)
      printf '%s on this host does not answer: %s\n' "$1" "$(plain "$standby")"
      return 1
      ;;
  esac
  receives=$(postgres_ask "$1" 10 "select count(*) from pg_stat_wal_receiver where status = 'streaming'")
  case $receives in
    0) ;;
    1) refuse "the standby receives from its primary, which lives" ;;
    *) refuse "whether the standby receives is not known: $(plain "$receives")" ;;
  esac
  postgres_fenced "$1" "$2"
  last=$(postgres_ask "$1" 10 "select pg_last_wal_receive_lsn() || ', last change of ' || coalesce(pg_last_xact_replay_timestamp()::text, 'unknown')")
  if [ -n "$DRY" ]; then
    printf 'would promote %s, which has everything to %s\n' "$1" "$(plain "$last")"
    return 0
  fi
  said=$(postgres_ask "$1" 75 'select pg_promote(true, 60)')
  standby=$(postgres_ask "$1" 10 'select pg_is_in_recovery()')
  if [ "$said" != t ] || [ "$standby" != f ]; then
    printf '%s was not promoted: %s\n' "$1" "$(plain "$said $standby")"
    return 1
  fi
  log "promoted $1"
  printf 'promoted %s, which had everything to %s; the old primary must not come back as one\n' "$1" "$(plain "$last")"
}

# Refuses unless the primary is dead for certain.
postgres_fenced() {
  entry postgres "$1"
  fence=$entry
  case $fence in
    -* | *[!A-Za-z0-9@._:-]*) refuse "$LISTS/heal.postgres has neither address nor unit for $1: $(plain "$fence")" ;;
    *.service) postgres_fence "$1" ;;
    *)
      why=$(postgres_gone "$1") || refuse "$why"
      [ "$2" = seen ] || refuse "$why, as seen from this host alone; no second host says so"
      printf '%s, as seen from two hosts\n' "$why"
      ;;
  esac
}

# Has the unit cut the primary off.
postgres_fence() {
  if [ -n "$DRY" ]; then
    printf 'would fence the primary by %s\n' "$fence"
    return 0
  fi
  said=$(timeout -k 5 90 "$SYSTEMCTL" restart -- "$fence" 2>&1 </dev/null) ||
    refuse "$fence did not fence the primary: $(plain "$said")"
  log "fenced the primary of $1 by $fence"
  printf 'fenced the primary by %s\n' "$fence"
}

# --- Patroni -----------------------------------------------------------------------------------------

# Prints the configuration file of a scope.
patroni_config() {
  [ -d "$PATRONI" ] || return 0
  find "$PATRONI" -maxdepth 1 -name '*.yml' -type f -exec awk -v scope="$1" '
    /^scope:/ { gsub(/["\047]/, "", $2); if ($2 == scope) print FILENAME }' {} + | head -n 1
}

# Prints the members between tabs: name, role, state, lag in MB, timeline, yes or no (may it lead). Since
# Patroni 4.1 there are two lags; what was not received is what would be lost.
patroni_members() {
  timeout -k 5 20 "$PATRONICTL" -c "$2" list -f tsv "$1" 2>/dev/null </dev/null | tr -d '\000-\010\013-\037' | awk -F '\t' '
    function of(name) { return name in column ? $column[name] : "" }
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    of("Member") != "" {
      lag = of("Lag in MB")
      if (lag == "") lag = of("Receive Lag")
      if (lag == "") lag = of("Replay Lag")
      barred = of("Tags") ~ /nofailover: *true|failover_priority: *0([^0-9]|$)/
      print of("Member") "\t" of("Role") "\t" of("State") "\t" lag "\t" of("TL") "\t" (barred ? "no" : "yes")
    }'
}

patroni_leader() {
  patroni_members "$1" "$2" | awk -F '\t' '$2 == "Leader" && $3 == "running" { print $1, $5; exit }'
}

patroni_failover() {
  members=$(patroni_members "$1" "$2")
  [ -n "$members" ] || {
    printf 'Patroni does not say who is a member of %s\n' "$1"
    return 1
  }
  case $members in
    *"${TAB}Standby Leader$TAB"*) refuse "$1 is a standby cluster: its primary is elsewhere" ;;
  esac
  leader=$(printf '%s\n' "$members" | awk -F '\t' '$2 == "Leader" && $3 == "running" { print $1; exit }')
  # What is replicated synchronously first, as nothing else may lead there; then the least lag. One of
  # which it is not known is none.
  candidate=$(printf '%s\n' "$members" | awk -F '\t' '
    $3 !~ /^(running|streaming)$/ || $4 !~ /^[0-9]+$/ || $4 > 16 || $6 != "yes" { next }
    $2 == "Sync Standby" || $2 == "Quorum Standby" { print 0, $4, $1 }
    $2 == "Replica" { print 1, $4, $1 }' | sort -k1,1n -k2,2n | head -n 1)
  candidate=${candidate#* }
  candidate=${candidate#* }
  case $candidate in
    '') refuse "Patroni has no replica of $1 that may lead and runs with a known lag of at most 16 MB: $(plain "$(
      printf '%s\n' "$members" | awk -F '\t' '{ printf "%s%s (%s, %s%s%s)", (NR > 1 ? ", " : ""), $1, $2, $3,
        ($4 == "" ? "" : ", lag " $4), ($6 == "no" ? ", not to lead" : "") }'
    )")" ;;
    -* | *[!A-Za-z0-9._-]*) refuse 'the replica has a name that is none' ;;
  esac
  if [ -n "$DRY" ]; then
    printf 'would have Patroni fail %s over from %s to %s\n' "$1" "$(plain "${leader:-nobody}")" "$candidate"
    return 0
  fi
  timeline=$(printf '%s\n' "$members" | awk -F '\t' '$5 ~ /^[0-9]+$/ && $5 > most { most = $5 } END { print most + 0 }')
  how=failover
  [ -z "$leader" ] || how=switchover
  said=$(timeout -k 5 60 "$PATRONICTL" -c "$2" "$how" "$1" --candidate "$candidate" --force 2>&1 </dev/null)
  status=$?
  # It ends well whatever came of it; only a refusal is known to be one. Whoever leads is not yet promoted: a
  # new timeline says that it is.
  until=$(($(seconds_up) + 30))
  case $said in
    *'failed, details: 4'* | 'Error: '* | *"${NL}Error: "*) until=0 ;;
  esac
  while [ "$(seconds_up)" -lt "$until" ]; do
    now=$(patroni_leader "$1" "$2")
    case ${now##* } in
      '' | *[!0-9]*) ;;
      *)
        if [ "${now% *}" = "$candidate" ] && [ "${now##* }" -gt "$timeline" ]; then
          log "failed $1 over to $candidate by Patroni"
          printf 'Patroni failed %s over from %s to %s\n' "$1" "$(plain "${leader:-nobody}")" "$candidate"
          return 0
        fi
        ;;
    esac
    sleep 0.5
  done
  why=$(printf '%s\n' "$said" | grep -E 'details: |^Error: |Could not' | tail -n 1)
  printf 'Patroni did not fail %s over (status %s): %s\n' "$1" "$status" "$(plain "${why:-$(printf '%s' "$said" | tail -n 3)}")"
  return 1
}
