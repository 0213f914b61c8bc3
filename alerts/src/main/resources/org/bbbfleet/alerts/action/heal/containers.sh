# request: restart-container CONTAINER: restarts a listed container of Docker's, through its unit where it has one
# list: containers: containers that may be restarted: a name or a shell pattern

# Asks Docker about the container of exactly this name: Docker itself would also take the beginning of an id. Leaves in
# state whether it runs and since when; empty when there is none.
look_at_container() {
  state=
  said=$(timeout -k 5 20 docker inspect --type container \
    --format '{{.Name}} {{.State.Running}} {{.State.StartedAt}} {{.State.ExitCode}}' -- "$1" 2>&1 </dev/null)
  status=$?
  case $status$said in
    "0/$1 "*) state=${said#* } ;;
    0*) ;;
    *'No such'*) ;;
    *)
      printf 'Docker does not answer (status %s): %s\n' "$status" "$(plain "$said")"
      return 1
      ;;
  esac
}

# Leaves in unit the unit of the container's own name that runs Docker in the foreground, if there is one: to restart
# its container behind its back would make it fail.
unit_of_container() {
  unit=
  case $(timeout -k 5 20 "$SYSTEMCTL" show --property=ExecStart --value -- "$1.service" 2>/dev/null </dev/null) in
    *path=*/docker\ \;*) unit=$1.service ;;
  esac
}

restart_container() {
  case $1 in
    [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) refuse 'not the name of a container' ;;
  esac
  listed containers "$1" || refuse "$1 is not in $LISTS/heal.containers"
  look_at_container "$1" || return 1
  before=$state
  unit_of_container "$1"
  if [ -n "$unit" ]; then
    restart "$unit" || return 1
  elif [ -z "$before" ]; then
    printf 'there is no container %s\n' "$1"
    return 1
  elif [ -n "$DRY" ]; then
    printf 'would restart container %s\n' "$1"
  else
    said=$(timeout -k 5 60 docker restart -t 20 -- "$1" 2>&1 </dev/null)
    status=$?
    if [ "$status" -ne 0 ]; then
      printf 'restart of container %s failed (status %s): %s\n' "$1" "$status" "$(plain "$said")"
      return 1
    fi
    log "restarted container $1"
    printf 'restarted container %s\n' "$1"
  fi
  [ -n "$DRY" ] || runs_anew "$1" "$before"
}

# Waits until the container runs since another time than before.
runs_anew() {
  tenths=300
  while [ "$tenths" -gt 0 ]; do
    look_at_container "$1" || return 1
    case $state in
      'true '*)
        if [ "$state" != "$2" ]; then
          printf 'container %s runs\n' "$1"
          return 0
        fi
        ;;
    esac
    sleep 0.5
    tenths=$((tenths - 5))
  done
  printf 'container %s does not run: %s\n' "$1" "$(plain "${state:-it is not there}")"
  return 1
}
