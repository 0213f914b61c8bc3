# request: start-unit UNIT: starts a listed unit that is down; leaves one alone that runs
# request: restart-unit UNIT: restarts a listed unit
# request: reload-unit UNIT: makes a listed unit that runs read its configuration again; never restarts it
# list: units: units that may be started, restarted or stopped: a name or a shell pattern

restart_unit() {
  permitted "$1"
  restart "$unit"
}

# The signal may be older than somebody's own repair: what runs again is not touched, and what is
# just starting is waited for.
start_unit() {
  permitted "$1"
  if timeout -k 5 20 "$SYSTEMCTL" is-active --quiet -- "$unit" >/dev/null 2>&1; then
    printf '%s runs already\n' "$unit"
    return 3
  fi
  if [ -n "$DRY" ]; then
    printf 'would start %s\n' "$unit"
    return 0
  fi
  bring start "$unit"
}

# A unit that can't be reloaded is not restarted instead: that is another action.
reload_unit() {
  permitted "$1"
  if ! timeout -k 5 20 "$SYSTEMCTL" is-active --quiet -- "$unit" >/dev/null 2>&1; then
    printf '%s does not run: there is nothing to reload\n' "$unit"
    return 3
  fi
  can=$(timeout -k 5 20 "$SYSTEMCTL" show --property=CanReload --value -- "$unit" 2>/dev/null </dev/null)
  [ "$can" = yes ] || refuse "$unit can't be reloaded"
  if [ -n "$DRY" ]; then
    printf 'would reload %s\n' "$unit"
    return 0
  fi
  bring reload "$unit"
}
