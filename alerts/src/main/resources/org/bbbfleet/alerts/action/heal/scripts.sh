# request: run-script SCRIPT: runs a script of the fleet's own directory, if it is listed and is still the one that was reviewed
# list: scripts: scripts that may be run: NAME SHA256 of what was reviewed

# Prints the value of a line "# KEY: VALUE" at the head of a script.
header() {
  head -n 20 -- "$script" | sed -n "s/^# $1: *//p" | head -n 1
}

run_script() {
  case $1 in
    [!a-z0-9]* | *[!a-z0-9.-]* | *..*) refuse 'not the name of a script' ;;
  esac
  entry scripts "$1" || refuse "$1 is not in $LISTS/heal.scripts"
  case $entry in
    *[!0-9a-f]* | '') refuse "$1 has no digest in $LISTS/heal.scripts" ;;
  esac
  script=$ROOT/usr/local/lib/bbb-fleet/scripts/$1
  [ -f "$script" ] && [ ! -L "$script" ] && [ -x "$script" ] || refuse "$script is not a script on this host"
  digest=$(sha256sum <"$script")
  [ "${digest%% *}" = "$entry" ] || refuse "$script is not what was reviewed"
  limit=$(header timeout)
  case $limit in
    '' | *[!0-9]* | 0* | ????*) refuse "$script does not say its timeout in seconds, 1 to 240" ;;
  esac
  [ "$limit" -le 240 ] || refuse "$script says a timeout above 240 seconds"
  destructive=$(header destructive)
  case $destructive in
    yes | no) ;;
    *) refuse "$script does not say whether it is destructive" ;;
  esac
  about="$(plain "$(header about)") (destructive: $destructive)"
  if [ -n "$DRY" ]; then
    printf 'would run %s, sha256 %s, for %s s at most: %s\n' "$1" "$entry" "$limit" "$about"
    return 0
  fi
  log "runs script $1"
  printf 'runs %s: %s\n' "$1" "$about"
  # The status goes by a descriptor of its own, past what bounds the output. A program that the script leaves behind
  # on its output is not waited for longer than the script itself may take.
  {
    status=$(
      {
        {
          env -i PATH="$PATH" LC_ALL=C HOME=/root timeout -k 5 "$limit" "$script" </dev/null 2>&1 3>&- 4>&-
          printf '%s' "$?" >&3
        } | timeout -k 2 "$((limit + 6))" sh -c 'head -c 8000; cat >/dev/null' | tr -c '[:print:]\n\t' '?' >&4
      } 3>&1
    )
  } 4>&1
  case $status in
    0) ;;
    3) return 3 ;;
    124 | 137)
      printf '%s was ended after %s s\n' "$1" "$limit"
      return 1
      ;;
    *)
      printf '%s failed with status %s\n' "$1" "$(plain "$status")"
      return 1
      ;;
  esac
}
