# request: rtmp-drop-publisher APP NAME CLIENT: drops the one publisher that is all three; NAME may be sha256: and a hash's first digits
# list: rtmp: nginx's pages of its RTMP module, on loopback: nginx stat=http://127.0.0.1:PORT/… control=http://127.0.0.1:PORT/…

on_loopback() {
  case $1 in
    *[!A-Za-z0-9:/._-]*) return 1 ;;
    http://127.0.0.1:[0-9]*/* | http://localhost:[0-9]*/* | http://127.0.0.1/* | http://localhost/*) return 0 ;;
  esac
  return 1
}

# Prints a page. Its address goes by standard input: a stream's name may be a secret, and everybody sees arguments.
page() {
  if command -v curl >/dev/null; then
    printf 'url = "%s"\n' "$1" |
      timeout -k 1 4 curl -q --silent --fail --noproxy '*' --max-time 3 --config - 2>/dev/null | head -c 4000000
  else
    printf '%s\n' "$1" |
      timeout -k 1 4 wget -q -O - --no-proxy --timeout=3 --tries=1 --max-redirect=0 -i - 2>/dev/null | head -c 4000000
  fi
}

# Prints the name of the stream that a client of an application publishes, by the page on standard input. Without
# "" awk would take 1e3 for 1000.
published_by() {
  awk -v app="$1" -v client="$2" '
    BEGIN { RS = "<" }
    { tag = $0; sub(/>.*/, "", tag); text = substr($0, length(tag) + 2); sub(/[ \t\r\n]+$/, "", text) }
    tag == "application" { a = ""; in_stream = 0; in_client = 0 }
    tag == "stream" { s = ""; in_stream = 1 }
    tag == "/stream" { in_stream = 0 }
    tag == "client" { in_client = 1; id = ""; publishes = 0 }
    tag == "name" && !in_client { if (in_stream) s = text; else a = text }
    tag == "id" && in_client { id = text }
    tag == "publishing/" && in_client { publishes = 1 }
    tag == "/client" {
      if (in_stream && publishes && a "" == app "" && id "" == client "") print s
      in_client = 0
    }'
}

# Leaves in stream what the client publishes now; empty when it publishes nothing. Of several workers one answers, by
# chance: so it is asked again.
look_at_publisher() {
  stream=
  for try in 1 2 3 4 5; do
    seen=$(page "$stat") && [ -n "$seen" ] || {
      printf "nginx's page of statistics does not answer\n"
      return 1
    }
    stream=$(printf '%s' "$seen" | published_by "$1" "$2")
    [ -z "$stream" ] || break
  done
}

# Whether the name is the one that was asked for, in clear or by its hash.
is_named() {
  case $2 in
    sha256:*) ;;
    *)
      [ "$1" = "$2" ]
      return
      ;;
  esac
  digits=${2#sha256:}
  [ "${#digits}" -ge 12 ] || return 1
  case $(printf '%s' "$1" | sha256sum) in
    "$digits"*) return 0 ;;
  esac
  return 1
}

# nginx takes a missing word for "all": so all three are always there, and the client is looked at before.
rtmp_drop_publisher() {
  case $1 in
    *[!A-Za-z0-9._-]*) refuse 'not the name of an application' ;;
  esac
  case $3 in
    *[!0-9]* | 0* | ????????????*) refuse 'not the number of a client' ;;
  esac
  entry rtmp nginx || refuse "nginx is not in $LISTS/heal.rtmp"
  stat=$(field stat '')
  control=$(field control '')
  on_loopback "$stat" && on_loopback "$control" || refuse "the pages in $LISTS/heal.rtmp are not on loopback"
  look_at_publisher "$1" "$3" || return 1
  if [ -z "$stream" ]; then
    printf 'client %s of %s publishes nothing\n' "$3" "$1"
    return 3
  fi
  is_named "$stream" "$2" || refuse "client $3 of $1 publishes another stream"
  case $stream in
    *[!A-Za-z0-9@._:-]*) refuse "the stream's name holds a character that nginx's control page would misread" ;;
  esac
  if [ -n "$DRY" ]; then
    printf 'would drop client %s, which publishes that stream of %s\n' "$3" "$1"
    return 0
  fi
  for try in 1 2 3 4 5; do
    dropped=$(page "${control%/}/drop/publisher?app=$1&name=$stream&clientid=$3")
    [ "$dropped" = 0 ] || break
  done
  if [ "$dropped" != 1 ]; then
    printf "nginx's control page did not drop it: %s\\n" "$(plain "${dropped:-no answer}")"
    return 1
  fi
  log "dropped publisher $3 of $1"
  printf 'dropped client %s, which published that stream of %s\n' "$3" "$1"
  for try in 1 2 3 4; do
    look_at_publisher "$1" "$3" || return 1
    [ -n "$stream" ] || return 0
    sleep 0.5
  done
  printf 'client %s is still there\n' "$3"
  return 1
}
