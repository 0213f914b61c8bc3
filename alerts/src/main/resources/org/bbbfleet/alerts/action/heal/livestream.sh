# request: livestream-restart WORKER: restarts bbb-livestream-WORKER.service, if listed; one that an admin disabled stays off
# request: livestream-stop WORKER: stops it, if listed: its meeting is over
# list: units: units that may be started, restarted or stopped: a name or a shell pattern

# Refuses what is no worker, or not on the host's list; leaves its unit in unit.
worker_unit() {
  case $1 in
    *[!A-Za-z0-9._-]*) refuse 'not the name of a worker' ;;
  esac
  permitted "bbb-livestream-$1.service"
}

# Whether an admin switched the unit off. One that was started by hand all the same is wanted.
switched_off() {
  case $(timeout -k 5 20 "$SYSTEMCTL" is-enabled -- "$1" 2>/dev/null </dev/null) in
    disabled | masked | masked-runtime) ;;
    *) return 1 ;;
  esac
  ! timeout -k 5 20 "$SYSTEMCTL" is-active --quiet -- "$1" >/dev/null 2>&1
}

livestream_restart() {
  worker_unit "$1"
  if switched_off "$unit"; then
    printf '%s is switched off: nobody expects it to run\n' "$unit"
    return 3
  fi
  restart "$unit"
}

livestream_stop() {
  worker_unit "$1"
  if [ -n "$DRY" ]; then
    printf 'would stop %s\n' "$unit"
    return 0
  fi
  bring stop "$unit"
}
