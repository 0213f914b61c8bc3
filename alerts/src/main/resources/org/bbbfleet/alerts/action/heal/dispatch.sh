# --- the request ---------------------------------------------------------------------------------

request=${SSH_ORIGINAL_COMMAND-}
[ -n "$request" ] || refuse 'no request; this key is for the healer only'
[ "${#request}" -le 300 ] || refuse 'the request is too long'
case $request in
  *[!A-Za-z0-9@._:\ -]*) refuse 'the request holds a character that no request has' ;;
esac
# No word of it is empty: it is split at any number of spaces.
# shellcheck disable=SC2086
set -- $request
if [ "${1-}" = dry-run ]; then
  DRY=1
  shift
fi
if [ -z "$DRY" ] && { [ -e "$STOP" ] || [ -L "$STOP" ]; }; then
  refuse "$STOP exists on this host: $(plain "$(head -c 200 "$STOP" 2>/dev/null)")"
fi
verb=${1-}
[ $# -gt 0 ] && shift
for word in "$@"; do
  case $word in
    -*) refuse 'an argument begins with a dash' ;;
  esac
  [ "${#word}" -le 128 ] || refuse 'an argument is too long'
done

case $verb/$# in
@cases@
  *)
    refuse 'no such request'
    ;;
esac
