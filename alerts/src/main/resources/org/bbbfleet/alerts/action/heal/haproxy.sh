# request: haproxy-server-out BACKEND SERVER: drains a listed server, unless too few others are known to be up
# request: haproxy-server-in BACKEND SERVER: puts a listed server back that was drained
# list: haproxy: servers that may be taken out and put back, as backend:server (a pattern), and how many of a backend must stay up, as backend and number; without that one

# HAProxy takes orders on the admin socket that its own configuration names.
HAPROXY_CONFIG=/etc/haproxy/haproxy.cfg
[ -n "${SSH_CONNECTION-}" ] || HAPROXY_CONFIG=${FLEET_HEAL_HAPROXY_CONFIG:-$HAPROXY_CONFIG}

# Says one line to HAProxy and prints its answer. Perl is in every Debian; socat is not.
haproxy_say() {
  printf '%s\n' "$1" | timeout -k 5 10 perl -MIO::Socket::UNIX -e '
    my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "$ARGV[0]: $!\n";
    print {$socket} scalar <STDIN>;
    $socket->flush;
    my ($all, $part) = ("", "");
    $all .= $part while length $all < 1048576 && sysread $socket, $part, 65536;
    print $all;' "$haproxy_socket" 2>&1
}

# Leaves the socket in haproxy_socket: the first one that may be written to.
haproxy_find_socket() {
  haproxy_socket=$(awk '$1 == "stats" && $2 == "socket" && / level admin( |$)/ { print $3; exit }' "$HAPROXY_CONFIG" 2>/dev/null)
  haproxy_socket=${haproxy_socket#unix@}
  case $haproxy_socket in
    /*) ;;
    *) refuse "$HAPROXY_CONFIG names no stats socket with level admin" ;;
  esac
}

# Leaves how many servers of a backend must stay up in haproxy_least.
haproxy_least_of() {
  haproxy_least=1
  entry haproxy "$1" || return 0
  case $entry in
    '' | *[!0-9]* | ????*) refuse "$LISTS/heal.haproxy has no number for $1: $(plain "$entry")" ;;
  esac
  haproxy_least=$entry
}

# Refuses words that are no backend and server, or not on the host's list.
haproxy_permitted() {
  case $1$2 in
    *[!A-Za-z0-9._-]*) refuse 'not the names of a backend and a server' ;;
  esac
  listed haproxy "$1:$2" || refuse "$1:$2 is not in $LISTS/heal.haproxy"
  haproxy_find_socket
}

# Leaves haproxy_admin (why a server is out, as a sum of bits; 0: it is in) and haproxy_up, how many
# others of the backend take connections. A server that HAProxy does not check is not known to be up.
# The columns: "show servers state" in HAProxy's management guide.
haproxy_look() {
  table=$(haproxy_say "show servers state $1") || table="HAProxy does not answer: $table"
  found=$(printf '%s\n' "$table" | awk -v backend="$1" -v server="$2" '
    $2 == backend && $4 == server { admin = $7 + 0; seen = 1 }
    $2 == backend && $4 != server && $6 == 2 && $7 == 0 && $8 > 0 && int($14 / 4) % 2 == 1 { up++ }
    END { if (seen) print admin, up + 0 }')
  if [ -z "$found" ]; then
    printf 'HAProxy has no server %s/%s: %s\n' "$1" "$2" "$(plain "$table")"
    return 1
  fi
  haproxy_admin=${found% *} haproxy_up=${found#* }
}

# Puts a server into a state; HAProxy says nothing when it did.
haproxy_set() {
  said=$(haproxy_say "set server $1/$2 state $3" | tr -d '\n')
  [ -n "$said" ] || return 0
  printf 'HAProxy does not %s %s/%s: %s\n' "$3" "$1" "$2" "$(plain "$said")"
  return 1
}

haproxy_server_out() {
  haproxy_permitted "$1" "$2"
  haproxy_least_of "$1"
  haproxy_look "$1" "$2" || return 1
  if [ "$haproxy_admin" -ne 0 ]; then
    printf '%s/%s is out already\n' "$1" "$2"
    return 3
  fi
  [ "$haproxy_up" -ge "$haproxy_least" ] ||
    refuse "without $1/$2 the backend has $haproxy_up servers that are known to be up, and must have $haproxy_least"
  if [ -n "$DRY" ]; then
    printf 'would take %s/%s out; %s others are up\n' "$1" "$2" "$haproxy_up"
    return 0
  fi
  haproxy_set "$1" "$2" drain || return 1
  haproxy_look "$1" "$2" || return 1
  if [ "$haproxy_admin" -eq 0 ]; then
    printf 'HAProxy says that it took %s/%s out and still uses it\n' "$1" "$2"
    return 1
  fi
  if [ "$haproxy_up" -lt "$haproxy_least" ]; then # another one fell out at the same moment
    haproxy_set "$1" "$2" ready
    printf 'put %s/%s back: only %s others were left\n' "$1" "$2" "$haproxy_up"
    return 1
  fi
  log "took $1/$2 out"
  printf 'took %s/%s out: it gets no new connections; %s others are up\n' "$1" "$2" "$haproxy_up"
}

haproxy_server_in() {
  haproxy_permitted "$1" "$2"
  haproxy_look "$1" "$2" || return 1
  case $haproxy_admin in
    0)
      printf '%s/%s is in already\n' "$1" "$2"
      return 3
      ;;
    8) ;; # drained by an order; every other reason is an admin's or the configuration's
    *) refuse "$1/$2 is out for another reason than an order to drain it (srv_admin_state $haproxy_admin)" ;;
  esac
  if [ -n "$DRY" ]; then
    printf 'would put %s/%s back\n' "$1" "$2"
    return 0
  fi
  haproxy_set "$1" "$2" ready || return 1
  haproxy_look "$1" "$2" || return 1
  if [ "$haproxy_admin" -ne 0 ]; then
    printf 'HAProxy says that it put %s/%s back and does not use it\n' "$1" "$2"
    return 1
  fi
  log "put $1/$2 back"
  printf 'put %s/%s back\n' "$1" "$2"
}
