# request: renew-certificate NAME: renews a listed certificate that ends soon and has what uses it read it; due: all that end soon
# list: certificates: certificates that may be renewed: NAME file=PATH by=certbot|UNIT [days=30] [reload=UNIT,…] [restart=UNIT,…]

# Prints when the first certificate of a file ends, in seconds since 1970.
certificate_ends() {
  ends=$(timeout 10 openssl x509 -noout -enddate -in "$1" 2>/dev/null </dev/null) || return 1
  date -u -d "${ends#notAfter=}" +%s 2>/dev/null
}

day() {
  date -u -d "@$1" +%Y-%m-%d
}

is_unit() {
  case $1 in
    -* | *[!A-Za-z0-9@._:-]*) return 1 ;;
    *.service) return 0 ;;
  esac
  return 1
}

# Gets a new certificate as the list says. The list says when that is due, not certbot, whose 30 days may be less.
get_certificate() {
  if [ "$2" = certbot ]; then
    said=$(timeout -k 5 120 certbot renew --cert-name "$1" --force-renewal --non-interactive \
      --no-random-sleep-on-renew 2>&1 </dev/null)
  else
    timeout -k 5 20 "$SYSTEMCTL" reset-failed -- "$2" >/dev/null 2>&1
    said=$(timeout -k 5 120 "$SYSTEMCTL" start -- "$2" 2>&1 </dev/null)
  fi
  status=$?
  [ "$status" -ne 0 ] || return 0
  [ "$status" -ne 124 ] || said="no end after 120 s"
  # The reason stands amid much else that certbot says.
  why=$([ "$2" != certbot ] || printf '%s\n' "$said" | grep -E '^ *(Domain|Detail): |error: ' | sed 's/^ *//' | tr '\n' ' ')
  why=${why% }
  said=${why:-$said}
  log "$2 did not renew $1: status $status"
  printf '%s did not renew %s (status %s): %s\n' "$2" "$1" "$status" "$(plain "$said")"
  return 1
}

# Has units read the new files. What does not run reads them when it starts.
pass_on() {
  IFS=,
  # shellcheck disable=SC2086
  set -- "$1" $2
  IFS=' '
  verb_of=$1
  shift
  for unit in "$@"; do
    if timeout -k 5 20 "$SYSTEMCTL" is-active --quiet -- "$unit" >/dev/null 2>&1; then
      bring "$verb_of" "$unit" || failed=1
    fi
  done
}

# Renews one certificate of the list: 0, 1 or 3.
renew() {
  case $1 in
    *[!A-Za-z0-9._-]*) refuse 'not the name of a certificate' ;;
  esac
  entry certificates "$1" || refuse "$1 is not in $LISTS/heal.certificates"
  file=$(field file '')
  by=$(field by '')
  number days 30 90
  days=$number
  reload=$(field reload '')
  restart=$(field restart '')
  case $file in
    *[!A-Za-z0-9/._@+-]* | */../*) refuse "file= of $1 is not a path" ;;
    /*) ;;
    *) refuse "file= of $1 is not a path" ;;
  esac
  [ "$by" = certbot ] || is_unit "$by" || refuse "by= of $1 is neither certbot nor a service"
  case $reload,$restart in
    *[!A-Za-z0-9@._:,-]*) refuse "reload= or restart= of $1 is not a list of units" ;;
  esac
  ends=$(certificate_ends "$ROOT$file") || {
    printf '%s can not be read as a certificate\n' "$file"
    return 1
  }
  left=$(((ends - $(date +%s)) / 86400))
  if [ "$left" -ge "$days" ]; then
    printf '%s ends %s, in %s days: that is not soon\n' "$1" "$(day "$ends")" "$left"
    return 3
  fi
  if [ -n "$DRY" ]; then
    printf 'would renew %s by %s: %s ends %s\n' "$1" "$by" "$file" "$(day "$ends")"
    [ -z "$reload" ] || printf 'would then reload %s\n' "$reload"
    [ -z "$restart" ] || printf 'would then restart %s\n' "$restart"
    return 0
  fi
  get_certificate "$1" "$by" || return 1
  new=$(certificate_ends "$ROOT$file") || new=0
  if [ "$new" -le "$ends" ]; then
    printf '%s ended well and %s is no newer than it was\n' "$by" "$file"
    return 1
  fi
  log "renewed $1"
  printf 'renewed %s: %s now ends %s\n' "$1" "$file" "$(day "$new")"
  failed=0
  pass_on reload "$reload"
  pass_on restart "$restart"
  return "$failed"
}

renew_certificate() {
  if [ "$1" != due ]; then
    renew "$1"
    return
  fi
  all=
  [ -r "$LISTS/heal.certificates" ] &&
    while read -r key rest || [ -n "$key" ]; do
      case $key in
        '' | '#'*) ;;
        *) all="$all $key" ;;
      esac
    done <"$LISTS/heal.certificates"
  [ -n "$all" ] || refuse "no certificate is in $LISTS/heal.certificates"
  began=$(date +%s) answer=3
  for one in $all; do
    if [ $(($(date +%s) - began)) -gt 60 ]; then
      printf 'time is up before %s\n' "$one"
      return 1
    fi
    renew "$one"
    case $? in
      0) [ "$answer" -eq 1 ] || answer=0 ;;
      1) answer=1 ;;
    esac
  done
  return "$answer"
}
